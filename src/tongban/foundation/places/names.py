"""Names of places taken apart: what a place is called, what kind of place it is, how people shorten it."""

from __future__ import annotations

import re
from functools import lru_cache

KINDS = (
    "特别行政区", "自治区", "自治州", "自治县", "自治旗", "行政区", "地区", "林区", "特区", "新区", "工农区",
    "省", "市", "区", "县", "旗", "盟", "州",
)  # fmt: skip
"""The endings that say what kind of place it is, in the order in which they are tried."""
TOWN_KINDS = ("民族苏木", "民族乡", "街道办事处", "街道", "地区", "苏木", "镇", "乡")
_PEOPLES = """
维吾尔族 维吾尔 哈萨克族 哈萨克 柯尔克孜族 柯尔克孜 塔吉克族 塔吉克 达斡尔族 达斡尔 鄂温克族 鄂温克 鄂伦春族 蒙古族 蒙古
土家族 景颇族 哈尼族 傈僳族 朝鲜族 布依族 锡伯族 锡伯 东乡族 保安族 撒拉族 裕固族 仡佬族 仫佬族 毛南族 拉祜族 布朗族 纳西族
普米族 独龙族 俄罗斯族 壮族 回族 藏族 羌族 彝族 苗族 侗族 瑶族 白族 傣族 满族 水族 黎族 畲族 土族 佤族 怒族 京族 各族
"""
_SIMPLER = {
    "自治州": "州", "自治县": "县", "自治旗": "旗", "新区": "区", "族区": "区", "特别行政区": "特区", "林区": "区",
}  # fmt: skip
_COMMON = """
郊 市郊 城 新 矿 桥东 桥西 东 西 南 北 市中 新市 城中 新城 北城 南城 城北 城南 城东 城西 铁西 铁东 和平 河西 河东 东风 红旗
向阳 新华 鼓楼 东山
"""
_KIND = re.compile("(?:" + "|".join(KINDS) + ")$")
_PEOPLE = re.compile("(?:" + "|".join(_PEOPLES.split()) + ")+$")
_TOWN_KIND = re.compile("(?:" + "|".join(TOWN_KINDS) + ")$")


@lru_cache(maxsize=32768)
def stem(name: str) -> str:
    """A name without its kind and the peoples it honours: 积石山 of 积石山保安族东乡族撒拉族自治县.

    Never empty; what is left of 内蒙古 and 东乡族 without a people is none of their names, so they stay.
    """
    short = _KIND.sub("", name) or name
    if "自治" in name or name.endswith("族区"):
        bare = _PEOPLE.sub("", short)
        short = bare if len(bare) > 1 else short
    return short


@lru_cache(maxsize=65536)
def town_stem(name: str) -> str:
    """The name of a township without its kind: 平江 of 平江街道."""
    return _TOWN_KIND.sub("", name) or name


def is_common(name: str) -> bool:
    """Whether so many cities have a district of this name that it proves nothing: 郊区, 城区, 桥东区."""
    return name.endswith("区") and stem(name) in _COMMON.split()


def short_forms(name: str) -> tuple[str, ...]:
    """How people shorten a name beside the name itself: 延边州 and 延边 of 延边朝鲜族自治州, 浦东区 of 浦东新区."""
    bare = stem(name)
    found = [bare] if len(bare) > 1 else []
    for kind, simple in _SIMPLER.items():
        if name.endswith(kind) and bare != name:
            found.append(bare + simple)
            found += [bare[:-1] + simple, bare[:-1]] if bare.endswith("族") else []
    return tuple(one for one in dict.fromkeys(found) if len(one) > 1 and one != name)
