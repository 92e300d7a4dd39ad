"""Whether an article speaks of what it is cited for: by the words of the item, or by the words quoted.

A mismatch is only said with evidence: another article of the law, or the title of another law, fits and this one
does not. Words that every item has (许可, 登记, 变更) prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tongban.law.rules.cards import Article, Number
from tongban.law.rules.spelling import plain
from tongban.law.rules.titles import Titles

_COMMON = re.compile(
    r"审批|许可|核准|备案|登记|认定|确认|审核|审查|核发|给付|征收|处罚|检查|奖励|裁决|强制|设立|变更|注销|延续|换发|补办|补发|申请|申报"
    r"|办理|资格|证明|单位|企业|机构|部门|人员|行为|活动|进行|管理|监督|有关|相关|事项|其他|个人|公民|国家|工作|表彰|先进|情况"
    r"|或者|以及|[的对和及与或等]|\(.*?\)"
)
_SHORTEST_QUOTE = 12
FITS = 0.5
# An article that shares less than this part of what another one shares is not the one meant.
FAR_BEHIND = 0.4


@dataclass(frozen=True, slots=True)
class Misfit:
    """The cited articles do not say what they are cited for. ``better`` are the articles that do, if any."""

    better: tuple[Number, ...] = ()


def misfit_of_quote(quoted: str, cited: Sequence[Article], others: Sequence[Article]) -> Misfit | None:
    """Whether words that are quoted as an article stand in another one, or in none. None: they fit, or say too little."""
    words = _runs(_bare(quoted), 4)
    if len(words) < _SHORTEST_QUOTE or _share(words, cited) >= FITS:
        return None
    return Misfit(_best(words, others))


def misfit_of_item(
    item: str, title: str, cited: Sequence[Article], others: Sequence[Article], titles: Titles
) -> Misfit | None:
    """Whether the cited articles speak of another matter than the item. None: they fit, or nothing proves it."""
    parts = [part for part in re.split(r"[^\u4e00-\u9fff]+", _COMMON.sub(" ", plain(item))) if len(part) > 1]
    words = frozenset(pair for part in parts for pair in _runs(part, 2))
    if len(words) < 2:
        return None
    share = _share(words, cited)
    best = max((_share(words, [one]) for one in others if one.number), default=0.0)
    if best >= FITS and share <= FAR_BEHIND * best:
        return Misfit(_best(words, others))
    elsewhere = share == 0 and any(
        titles.holding(part) and part not in title and not any(part in one.text for one in (*cited, *others))
        for part in parts
    )
    return Misfit() if elsewhere else None


def _best(words: frozenset[str], articles: Sequence[Article]) -> tuple[Number, ...]:
    shares = [(_share(words, [one]), one.number) for one in articles if one.number]
    most = max((share for share, _number in shares), default=0.0)
    return tuple(number for share, number in shares if share == most and number)[:3] if most >= FITS else ()


def _share(words: frozenset[str], articles: Sequence[Article]) -> float:
    text = "".join(_bare(one.text) for one in articles)
    return sum(pair in text for pair in words) / len(words)


def _bare(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff0-9]", "", plain(text))


def _runs(text: str, length: int) -> frozenset[str]:
    return frozenset(text[at : at + length] for at in range(len(text) - length + 1))
