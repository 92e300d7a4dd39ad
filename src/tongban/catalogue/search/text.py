"""Text as it is compared: one script, one width, one case; its runs, bigrams and sounds."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from pypinyin import Style, pinyin

_RUNS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_BRACKETS = re.compile(r"\([^()]*\)")
_MERGED_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))


_ALL_SYLLABLES = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao
ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui
chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de den deng di dian diao die ding diu
dong dou du duan dui dun duo e ei en er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge
gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong
hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun
ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le
lei leng li lia lian liang liao lie lin ling liu long lou lu luan lun luo lv lve ma mai man mang mao
me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian
niang niao nie nin ning niu nong nou nu nuan nuo nv nve ou pa pai pan pang pao pei pen peng pi pian
piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang
rao re ren reng ri rong rou ru ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang
shao she shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun
suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang
wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye
yi yin ying yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao
zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun
zuo
"""
_SYLLABLES = frozenset(_ALL_SYLLABLES.split())


def normalise(text: str) -> str:
    """The text in simplified characters, half width and lower case. For comparing only, never for keeping."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_simplified())
    return text.lower()


def unbracketed(text: str) -> str:
    """The text without what stands in round brackets, so that words on both sides meet: 食品(含…)经营许可."""
    return _BRACKETS.sub("", text)


def seams(text: str) -> list[str]:
    """What meets where brackets are left out, two characters of either side: 品经 and its neighbours of 食品(含…)经营."""
    parts = [part for part in _BRACKETS.split(text) if part]
    return [run for before, after in pairwise(parts) for run in runs(before[-2:] + after[:2])]


def runs(text: str) -> list[str]:
    """The stretches of Han characters and of Latin letters and digits, punctuation left out."""
    return _RUNS.findall(text)


def is_han(run: str) -> bool:
    return run[:1] >= "\u3400"


def grams(run: str) -> list[str]:
    """The character bigrams of a Han run; a single character stands for itself."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


@lru_cache(maxsize=65536)
def sounds(character: str) -> tuple[str, ...]:
    """How a character may be read, without tones, with the sounds that many speakers merge written alike."""
    readings = pinyin(character, style=Style.NORMAL, heteronym=True)
    found = dict.fromkeys(merged_sound(one) for one in readings[0]) if readings else {}
    return tuple(found)[:2]


@lru_cache(maxsize=262144)
def gram_sounds(gram: str) -> tuple[str, ...]:
    """How a bigram may be read: ``hu'kou``; also one syllable for a single character."""
    if len(gram) == 1:
        return sounds(gram)
    return tuple(f"{first}'{second}" for first in sounds(gram[0]) for second in sounds(gram[1]))


def merged_sound(syllable: str) -> str:
    """A syllable with zh/z, ch/c, sh/s and the endings -ng/-n written alike."""
    syllable = syllable.replace("ü", "v")
    for wide, narrow in _MERGED_INITIALS:
        if syllable.startswith(wide):
            syllable = narrow + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


def initials(run: str) -> str:
    """The first letters of a run's characters, in their first reading."""
    return "".join([_INITIALS[character] for character in run])


class _Initials(dict[str, str]):
    """The first letter of each character met so far."""

    def __missing__(self, character: str) -> str:
        found = self[character] = (sounds(character) or ("?",))[0][:1]
        return found


_INITIALS = _Initials()


def initial_grams(letters: str) -> list[str]:
    """Three letters at a time; shorter text stands for itself."""
    return [letters[at : at + 3] for at in range(len(letters) - 2)] or [letters]


def syllables(letters: str) -> list[str]:
    """Latin letters as pinyin syllables, the longest first; empty when they are no pinyin."""
    best: dict[int, list[str]] = {0: []}
    for end in range(1, len(letters) + 1):
        for size in range(min(6, end), 0, -1):
            before = best.get(end - size)
            piece = letters[end - size : end]
            if (
                before is not None
                and piece in _SYLLABLES
                and (end not in best or len(before) + 1 < len(best[end]))
            ):
                best[end] = [*before, piece]
    return [merged_sound(one) for one in best.get(len(letters), [])]


@cache
def _simplified() -> dict[int, str]:
    source = resources.files("tongban.catalogue") / "data" / "traditional.csv"
    with source.open(encoding="utf-8") as lines:
        return {ord(row["traditional"]): row["simplified"] for row in csv.DictReader(lines)}


def sound_pairs(spelled: list[str]) -> list[str]:
    """Syllables two by two, as the sounds of bigrams are kept."""
    return [f"{first}'{second}" for first, second in pairwise(spelled)]
