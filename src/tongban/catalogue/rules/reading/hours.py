"""Office hours: 周一至周五，上午9:00-12:00，下午1:00-5:00，法定节假日除外.

Read from left to right: days hold for the spans behind them, or for those before them when none stand behind. Every
word must be understood; one that is not (夏季, 预约) makes the whole text unread, for hours half understood send people
to closed doors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tongban.catalogue.rules.reading.plain import count_of, plain

WORKDAYS = (1, 2, 3, 4, 5)
ALL_DAYS = (1, 2, 3, 4, 5, 6, 7)
_DAY = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7, "末": 7} | {
    str(n): n for n in range(1, 8)
}
_ONE = r"(?:周|星期|礼拜)(?:[一二三四五六日天]|[1-7](?![0-9:点时]))"
_MORE = r"(?:周|星期|礼拜)?(?:[一二三四五六日天]|[1-7](?![0-9:点时]))"
_DAYS = re.compile(rf"{_ONE}(?:(?P<range>-|至|到){_MORE}|(?:(?:、|,|和|及|与)?{_MORE})+)?")
_NAMED = re.compile(
    r"(?P<work>(?:法定|国家法定|每个|正常)?(?:工作日|上班日)|周内)|(?P<every>每天|每日|天天|全周|全年无休|全年|7[x×*天]|一周七天)|(?P<end>双休日|周末|星期六日|周六日|周六、?日)"
)
_HOLIDAYS = r"(?:国家)?(?:法定)?(?:节假日|节日|假日|假期)"
_CLOSED = re.compile(
    rf"(?:遇)?{_HOLIDAYS}(?:及(?:双休日|周末))?(?:除外|休息|不办公|不办理|不上班|放假|休|不对外办公|不受理)|(?:除|不含|不包括){_HOLIDAYS}(?:外|以外|除外)?|{_HOLIDAYS}按国家规定(?:放假|休息|执行)"
)
_OPEN = re.compile(rf"{_HOLIDAYS}(?:不休息?|照常(?:办公|办理|上班|服务)?|正常(?:办公|办理|上班|服务)?|无休)")
_CLOSED_DAYS = re.compile(
    rf"(?:(?:{_ONE}(?:(?:-|至|到|、|和|及){_MORE})*)|双休日|周末|周六日)(?:和|及|、)?(?P<holidays>{_HOLIDAYS})?(?:除外|休息|不办公|不上班|不办理|不受理|闭馆|休馆)"
)
_CLOCK = r"(?:(?P<{0}half>上午|下午|早上?|晚上?|中午|早晨)?(?P<{0}hour>[0-2]?[0-9])(?:[:.](?P<{0}minute>[0-5][0-9])(?:分)?|[点时](?:(?P<{0}thirty>半)|(?P<{0}spoken>[0-5]?[0-9])分?|整)?))"
# 周五八点 is Friday, eight o'clock.
_SPOKEN_HOUR = re.compile(r"(?<![周期拜])((?:二十|十)?[一二三四五六七八九]|二?十)(?=[点时])")
_SPAN = re.compile(_CLOCK.format("a") + r"(?:-+|至|到)" + _CLOCK.format("b"))
_WHOLE_DAY = re.compile(r"(?:全天)?24小时(?:服务|办理|开放|受理|自助服务|不打烊)?")
_NOON_OPEN = re.compile(r"中午(?:不休息?|不打烊|不间断|无休|连续办公|值班)")
_EMPTY = re.compile(
    r"(?:(?:对外)?(?:办公|服务|受理|办理|办事|工作|营业|窗口|接待|上班|开放)(?:服务|办公|受理)?时间(?:为|是)?:?)"
    r"|[,;。、:()/\-]|均可|提供服务|办公|对外|为|每|的|正常上班|正常办公|开放"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Some days of the week, 1 for Monday, and the spans of each."""

    days: tuple[int, ...]
    spans: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When an office is open. ``holidays_closed`` is None when the text says nothing of holidays."""

    rules: tuple[Rule, ...]
    holidays_closed: bool | None = None

    def plain(self) -> dict[str, object]:
        rules = [
            {"days": list(rule.days), "spans": [list(span) for span in rule.spans]} for rule in self.rules
        ]
        return {"rules": rules, "holidays_closed": self.holidays_closed}


@dataclass
class _Scan:
    rules: list[tuple[tuple[int, ...], list[tuple[str, str]]]] = field(default_factory=list)
    days: tuple[int, ...] = ()
    loose: list[tuple[str, str]] = field(default_factory=list)
    half: str = ""
    holidays: bool | None = None
    fault: bool = False

    def take_days(self, days: tuple[int, ...]) -> None:
        self.half = ""
        if self.loose:
            self.rules.append((days, self.loose))
            self.loose = []
            self.days = ()
            return
        if self.days and self.rules and not self.rules[-1][1]:
            # 周一至周五（工作日）: said twice, or 周一、工作日: not to be reconciled.
            self.fault |= set(days) != set(self.days)
            return
        self.days = days
        self.rules.append((days, []))

    def take_span(self, span: tuple[str, str] | None) -> None:
        if span is None:
            self.fault = True
        elif self.days:
            self.rules[-1][1].append(span)
        else:
            self.loose.append(span)

    def take_holidays(self, closed: bool) -> None:
        self.fault |= self.holidays is not None and self.holidays is not closed
        self.holidays = closed


def read_hours(text: str) -> OfficeHours | None:
    """The hours the text states; None when a word of it is not understood or the spans cannot be right."""
    scan, words, at = _Scan(), _spelled(text), 0
    while at < len(words):
        end = _step(scan, words, at)
        if end == at or scan.fault:
            return None
        at = end
    rules = tuple(Rule(days, tuple(spans)) for days, spans in scan.rules)
    if not rules or scan.loose or not all(rule.spans and _in_order(rule.spans) for rule in rules):
        return None
    if len({day for rule in rules for day in rule.days}) != sum(len(rule.days) for rule in rules):
        return None
    return OfficeHours(rules, scan.holidays)


def _spelled(text: str) -> str:
    """The text with blanks between numbers kept as commas, and 八点半 in digits."""
    words = plain(re.sub(r"(?<=[0-9０-９])\s+(?=[0-9０-９])", ",", text))
    return _SPOKEN_HOUR.sub(lambda found: str(count_of(found[1])), words)


def _step(scan: _Scan, words: str, at: int) -> int:
    """Understand what stands at this place, and say where it ends; the same place when it is not understood."""
    if match := _CLOSED_DAYS.match(words, at):
        if match["holidays"]:
            scan.take_holidays(True)
        return match.end()
    for pattern, closed in ((_OPEN, False), (_CLOSED, True)):
        if match := pattern.match(words, at):
            scan.take_holidays(closed)
            return match.end()
    if match := _SPAN.match(words, at):
        scan.take_span(_span(match, scan))
        return match.end()
    if match := _WHOLE_DAY.match(words, at):
        scan.take_span(("00:00", "24:00"))
        return match.end()
    if match := _NAMED.match(words, at):
        scan.take_days(WORKDAYS if match["work"] else ALL_DAYS if match["every"] else (6, 7))
        return match.end()
    if match := _DAYS.match(words, at):
        days = _days(match)
        scan.fault |= not days
        scan.take_days(days)
        return match.end()
    if match := _NOON_OPEN.match(words, at):
        return match.end()
    if match := re.compile(r"上午|下午|早上|晚上|中午").match(words, at):
        scan.half = match[0]
        return match.end() + (words[match.end() : match.end() + 1] == ":")
    match = _EMPTY.match(words, at)
    return match.end() if match else at


def _days(match: re.Match[str]) -> tuple[int, ...]:
    numbers = [
        _DAY[sign]
        for sign in re.sub(r"[周星期礼拜]", "", match[0].replace("星期", "").replace("礼拜", ""))
        if sign in _DAY
    ]
    if match["range"]:
        return tuple(range(numbers[0], numbers[1] + 1))
    return tuple(dict.fromkeys(numbers)) if len(set(numbers)) == len(numbers) else ()


def _span(match: re.Match[str], scan: _Scan) -> tuple[str, str] | None:
    """The span in 24 hours; None when it ends before it begins or a time does not exist."""
    first_half = match["ahalf"] or scan.half
    second_half = match["bhalf"] or first_half
    start, end = _time(match, "a", first_half), _time(match, "b", second_half)
    if match["ahalf"]:
        scan.half = match["bhalf"] or match["ahalf"]
    return (start, end) if start and end and start < end else None


def _time(match: re.Match[str], which: str, half: str) -> str:
    hour = int(match[which + "hour"])
    minute = 30 if match[which + "thirty"] else int(match[which + "minute"] or match[which + "spoken"] or 0)
    if half in ("下午", "晚", "晚上") and hour < 12:
        hour += 12
    if half == "中午" and hour < 3:
        hour += 12
    if hour > 24 or (hour == 24 and minute) or (half in ("上午", "早", "早上") and hour > 13):
        return ""
    return f"{hour:02}:{minute:02}"


def _in_order(spans: Sequence[tuple[str, str]]) -> bool:
    """Whether no span begins before the one before it has ended."""
    return all(first[1] <= second[0] for first, second in pairwise(spans))
