"""What the words of a source say about a law: its history, what it ended, which articles a change touches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from tongban.law.rules.cards import Event, Number, Order
from tongban.law.rules.numerals import CHINESE, read_number
from tongban.law.rules.orders import organ_of

_DAY = re.compile(r"((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日")
_ORDER = re.compile(
    r"(?P<organ>[\u4e00-\u9fff、]{2,40}?)(?:第(?P<before>[0-9]+)号令|令第?(?P<number>[0-9]+)号)"
)
_ENDED = re.compile(r"(?:同时|即行|予以)?废止")
_PLACE = re.compile(rf"第([{CHINESE}]{{1,9}})条(?:之([{CHINESE}]{{1,3}}))?")


def history_of(words: str) -> tuple[Event, ...]:
    """The days on which a law was made public as a whole or amended, from the note under its title."""
    found: list[Event] = []
    days = list(_DAY.finditer(words))
    for at, day in enumerate(days):
        said = words[day.end() : days[at + 1].start() if at + 1 < len(days) else None]
        order = _ORDER.search(said.replace(" ", ""))
        on = _date(day)
        if on is None:
            continue
        if order:
            named = Order(organ_of(order["organ"]), int(order["number"] or order["before"]))
            found.append(Event(on, whole=True, order=named))
        elif re.search(r"决定》.*修[订正]|第[一二三四五六七八九]次修[订正]", said):
            found.append(Event(on, whole=False))
        elif re.search(r"修[订正]|发布|公布|批准", said):
            found.append(Event(on, whole=True))
    return tuple(sorted(found, key=lambda event: event.on))


def starts_on(text: str) -> date | None:
    """The day from which a text says that it holds: 本条例自2024年3月1日起施行."""
    found = re.search(
        r"自(?:公元)?((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日(?:零时)?起(?:施行|实施|执行)", text
    )
    return _date(found) if found else None


def ended_by(text: str) -> Iterator[str]:
    """The titles that a closing article ends: 《…》和《…》同时废止. A law ended in part is not among them."""
    for end in _ENDED.finditer(text):
        before = re.split(r"[。；;]|废止", text[: end.start()])[-1]
        for match in re.finditer(r"《([^《》]+)》(中?[^《》、和，]{0,3})", before):
            if not match[2].startswith(("中", "有关", "第")) and not match[1].startswith("关于修改"):
                yield match[1]


def touched_by(texts: Iterator[str]) -> frozenset[Number]:
    """The articles that a change names."""
    found = set()
    for text in texts:
        for match in _PLACE.finditer(text):
            main, branch = read_number(match[1]), read_number(match[2]) if match[2] else 0
            if main and branch is not None:
                found.add(Number(main, branch))
    return frozenset(found)


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
