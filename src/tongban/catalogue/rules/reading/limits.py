"""Time limits: 十五个工作日内（不含公示、检验、听证时间）; days of the licensing law are workdays."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongban.catalogue.rules.reading.plain import NUMERAL, count_of, plain

_WORKDAY, _DAY = "workday", "day"
_LIMIT = re.compile(
    rf"(?P<number>{NUMERAL})(?:\((?P<again>{NUMERAL})\))?\(?个?(?P<unit>工作日|自然日|日历日|日|天)\)?(?:\((?P<kind>工作日|自然日|日历日)\))?(?P<tail>以?内|之内)?"
)
_EXCLUDES = re.compile(
    r"[,;(。]*(?:其中)?(?:不含|不包括|不包含|不计(?![算入在])|除去?|扣除|未含)(?P<what>[^()0-9]{1,60}?)(?:所需|所用|占用)?的?(?:时间|时限|期限|期间|用时|环节|天数)?(?:除外|外|以外|不计算?在内|不计入)?\)?$"
)
_EXCLUDED_BEHIND = re.compile(
    r"[,;(。](?P<what>[^()0-9,;。]{2,60}?)(?:所需|所用)?的?(?:时间|时限|期间)?(?:不计算?在(?:内|办理时限内|期限内)|不计入(?:办理)?(?:时限|期限)(?:内)?|除外)\)?$"
)
_EXTENSION = re.compile(
    rf"[,;。(](?:(?:{NUMERAL})个?(?:工作日|日)内不能)?(?:[^,;。()0-9]{{0,30}},?){{0,3}}?(?:可以?|还可以?)?(?:再|适当)?延长(?P<number>{NUMERAL})个?(?P<unit>工作日|自然日|日|天)(?:,[^0-9]*)?\)?$"
)
_BEFORE = re.compile(
    r"^(?:(?:法定|承诺)?(?:办结|办理|审批|工作|受理|审查)?(?:时限|期限|时间)(?:为|是|不超过)?:?|自?(?:受理|收到[^0-9]{0,12}|申请|决定|作出[^0-9]{0,10}|材料齐全[^0-9]{0,8})(?:之日|之后|后|日)?(?:起)?,?"
    r"|(?:当)?在?|不超过|不多于|最长|≤|<=|小于等于|约定?|应当?在?|(?:自|从)[^0-9,;]{2,24}?(?:之日|之后|后|次日)起,?)*$"
)
_AT_ONCE = re.compile(
    r"^(?:(?:承诺|法定)?(?:办结|办理)?(?:时限|期限)?(?:为|:)?)(?:当场(?:办结|办理|决定|登记|受理|可?取)?|即时(?:办结|办理)?|即办(?:件|理)?|即到即办|即来即办|立等可取|当场即办|随到随办|现场办结|马上办)(?:\((?:当场办结|即办件|即办|即时办结|立等可取)\))?[。]?$"
)
_BEHIND = re.compile(
    r"^(?:即办件|办结|办理完毕|办理完结|完成|作出(?:行政许可)?决定|作出是否[^0-9,;]{2,12}决定|予以办理|一次(?:性)?告知|告知|答复|受理|办理|发证|送达|审核完毕|审查完毕|审批|内办结|予以登记|颁发[^0-9,;。]{2,10}|核发[^0-9,;。]{2,10}|出具[^0-9,;。]{2,10}|书面告知|予以答复|办结并送达)?[。,;]?$"
)

# Words of a sentence whose days are another's, or not all.
_OTHERWISE = re.compile(
    r"公示|公告|逾期|补正|有效|提前|申请人(?:应|须|需|在)|延长|之前|以前|届满|超过|复议|诉讼|起诉|不能|情形|情况|特殊|一般|其中|至少|以上|左右|约|半|个月|小时|年|分别|另|再|或"
    rf"|(?:{NUMERAL})(?:个|日|天|次)"
)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit with its unit; ``excludes`` does not count, ``extension`` may be added in the same unit."""

    days: int
    unit: str
    excludes: tuple[str, ...] = ()
    extension: int | None = None

    def plain(self) -> dict[str, object]:
        found: dict[str, object] = {"days": self.days, "unit": self.unit}
        if self.excludes:
            found["excludes"] = list(self.excludes)
        if self.extension:
            found["extension"] = self.extension
        return found


def read_time_limit(text: str) -> TimeLimit | None:
    """The limit the text states; None when it states none, more than one, or something not understood.

    Source for 日 as workday: Administrative License Law, art. 82
    """
    words = plain(text).strip("。;,")
    if _AT_ONCE.match(words):
        return TimeLimit(0, _WORKDAY)
    words, excludes = _without_excludes(words)
    words, extension = _without_extension(words)
    match = _LIMIT.search(words)
    if not match or not (_stands_alone(words, match) or _is_the_only_one(words, match)):
        return None
    days = count_of(match["number"])
    if days is None or (match["again"] and count_of(match["again"]) != days):
        return None
    unit = _unit(match["kind"] or match["unit"])
    if extension and _unit(extension["unit"]) != unit:
        return None
    return TimeLimit(days, unit, excludes, count_of(extension["number"]) if extension else None)


def _stands_alone(words: str, match: re.Match[str]) -> bool:
    before, behind = words[: match.start()].strip("("), words[match.end() :].strip("()")
    return bool(_BEFORE.match(before) and _BEHIND.match(behind))


def _is_the_only_one(words: str, match: re.Match[str]) -> bool:
    """Whether a whole sentence says one limit and nothing that could be another: …应当在收到申请后的三日内…发给申领人."""
    rest = words[: match.start()] + words[match.end() :]
    named = match["tail"] or re.search(r"(?:时限|期限)[^,。;]{0,12}$", words[: match.start()])
    return bool(named) and not re.search(r"[0-9,;。]", rest) and not _OTHERWISE.search(rest)


def _unit(word: str) -> str:
    """自然日 and 天 are days of the calendar; 工作日, and 日 as the licensing law says it, are workdays."""
    return _WORKDAY if word in ("工作日", "日") else _DAY


def _without_excludes(words: str) -> tuple[str, tuple[str, ...]]:
    match = _EXCLUDED_BEHIND.search(words) or _EXCLUDES.search(words)
    if not match:
        return words, ()
    named = re.split(r"[、,/]|和|及|与|以及|或", re.sub(r"等$", "", match["what"]))
    found = tuple(re.sub(r"(?:所需)?的?(?:时间|时限|期间|期限)$", "", one) for one in named)
    stated = all(found) and not re.search(r"但|另有|规定|应当", match["what"])
    return (words[: match.start()], found) if stated else (words, ())


def _without_extension(words: str) -> tuple[str, re.Match[str] | None]:
    match = _EXTENSION.search(words)
    return (words[: match.start()], match) if match else (words, None)
