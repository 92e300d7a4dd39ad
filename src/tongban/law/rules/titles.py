"""Finding a law by the title that a text gives: in full, short, by a usual name, or with a misread character."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tongban.law.rules.cards import Law
from tongban.law.rules.spelling import key_of, plain

# Characters that scanners take for one another, one class a word.
_LOOK_ALIKE = (
    "己已巳 未末 人入八 土士 日曰目 千干于 大太犬 王玉 天夫 贷货 拔拨 侯候 徽微 拆折析 治冶 券卷 住往佳 侍待 今令 复夏 例列 规现"
    " 政攻改 可司 许讦 税悦 用甩 业亚 电申 乡多 城域 部陪 使便 货贷 贷货 船般 爆曝 炸诈 烟胭 草革 待侍 农衣 晶品 申甲由 理埋 境竟 营菅 环坏 施旋 实买 细纽 则侧 保堡 险验 检捡 护户 卫工 设没 计讣 标际 办为"
    " 业亚 军车 优忧 抚扶 恤血 特持 种钟 监临 督瞥 察祭 安妄 全金 产严 权杈 木术本 气乞 体休 侨桥 值植 抵低 折拆 洁沽 渔鱼"
)
_FOLDED = str.maketrans({sign: word[0] for word in _LOOK_ALIKE.split() for sign in word})
_BEFORE = ("国务院关于", "全国人民代表大会常务委员会关于", "全国人大常委会关于", "关于", "国务院")


@dataclass(frozen=True, slots=True)
class Found:
    """The editions under a title, and whether a character had to be mended to find them."""

    laws: tuple[Law, ...]
    mended: bool = False


class Titles:
    """All titles of a corpus, ready to be asked."""

    def __init__(self, laws: Iterable[Law], aliases: Mapping[str, str]) -> None:
        exact: dict[str, list[Law]] = defaultdict(list)
        for law in laws:
            exact[key_of(law.title)].append(law)
        self._exact = {key: tuple(sorted(found, key=_age)) for key, found in exact.items()}
        self._aliases = {alias: key_of(title) for alias, title in aliases.items()}
        self._short = _unique(self._exact, _shortened)
        self._folded = _unique(self._exact, lambda key: key.translate(_FOLDED))
        self._starts: dict[str, list[str]] = defaultdict(list)
        for editions in exact.values():
            for words in _spellings(editions[0].title):
                self._starts[words[:2]].append(words)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for key in self._exact:
            self._by_length[len(key)].append(key)

    def find(self, title: str) -> Found | None:
        """The editions of the law with this title, oldest first; None when no law here has it."""
        key = key_of(title)
        for one in (key, self._aliases.get(key, ""), self._short.get(_shortened(key), "")):
            if one in self._exact:
                return Found(self._exact[one])
        folded = self._folded.get(key.translate(_FOLDED), "")
        if len(key) >= 4 and folded in self._exact:
            return Found(self._exact[folded], mended=True)
        return None

    def title_at(self, text: str, at: int) -> int:
        """Where the longest title that begins at this place of a plain text ends; the place itself when none does."""
        found = (words for words in self._starts.get(text[at : at + 2], ()) if text.startswith(words, at))
        return at + max(map(len, found), default=0)

    def nearest(self, title: str) -> str:
        """The one title that differs in a single character, as a suggestion and never as an answer."""
        key = key_of(title)
        if len(key) < 5 or re.search(r"[省市县区州盟旗]", key[:7]):
            # The law of another place is near in letters only.
            return ""
        close = [
            one
            for length in (len(key) - 1, len(key), len(key) + 1)
            for one in self._by_length.get(length, ())
            if _one_apart(one, key)
        ]
        return self._exact[close[0]][-1].title if len(close) == 1 else ""

    def holding(self, words: str) -> tuple[str, ...]:
        """The titles in which the words stand."""
        return tuple(found[-1].title for key, found in self._exact.items() if words in key)


def _spellings(title: str) -> set[str]:
    words = plain(title)
    return {words, words.removeprefix("中华人民共和国")}


def _age(law: Law) -> tuple[object, ...]:
    return law.version_on, law.in_force_on or law.version_on, law.id


def _shortened(key: str) -> str:
    """The key as people shorten it: without 关于, 试行 and 管理."""
    for words in _BEFORE:
        if key.startswith(words) and len(key) > len(words) + 4:
            key = key.removeprefix(words)
            break
    key = re.sub(r"试行$", "", key)
    return re.sub(r"管理(?=条例|办法|规定|暂行)", "", key)


def _unique(keys: Iterable[str], fold: Callable[[str], str]) -> dict[str, str]:
    """The folded spelling of each key that no other key shares."""
    found: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        found[fold(key)].append(key)
    return {folded: owners[0] for folded, owners in found.items() if len(owners) == 1}


def _one_apart(first: str, second: str) -> bool:
    """Whether one character was left out, added or changed."""
    if len(first) > len(second):
        first, second = second, first
    at = next(
        (i for i, (one, other) in enumerate(zip(first, second, strict=False)) if one != other), len(first)
    )
    return first[at + (len(first) == len(second)) :] == second[at + 1 :]
