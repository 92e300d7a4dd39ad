"""Reading notices, and the working days of a region: cheap enough for every act of every case.

A process keeps the calendars that it has made. Whoever locks a case reads the newest edition's id in the same
statement and passes it on, so an import counts from the next act on, in every process, without a statement more.
Who only reads looks for a new edition at most every other second.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from tongban.calendar import rules
from tongban.calendar.models import Notice
from tongban.foundation.workdays import WorkCalendar

LOOKED_EVERY = 2.0
"""Seconds for which a reader may not yet see an import of another process."""


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """An edition of a notice. ``edition`` is 0 for what ships with the release."""

    id: str
    edition: int
    region_code: str
    year: int
    days: tuple[rules.Day, ...]
    source: str
    title: str
    reason: str
    imported_at: datetime | None
    imported_by: str


@dataclass(slots=True)
class _Known:
    """What this process knows: the newest edition, all notices in order of import, and the calendars made of them."""

    edition: str
    notices: tuple[rules.Notice, ...]
    looked_at: float
    calendars: dict[str, WorkCalendar] = field(default_factory=dict)
    same: dict[tuple[str, ...], WorkCalendar] = field(default_factory=dict)


_known: list[_Known] = []


def calendar_for(region_code: str = "", *, edition: str | None = None) -> WorkCalendar:
    """The working days of a region: the national notices with those of the region and the ones above it.

    edition  the newest edition's id when the caller has just read it; None looks for it now and then
    """
    known = _known[0] if _known else None
    if known is None or _is_old(known, edition):
        known = _look()
    calendar = known.calendars.get(region_code)
    if calendar is None:
        calendar = known.calendars[region_code] = _made(known, region_code)
    return calendar


def edition() -> str:
    """The newest edition's id; empty while nothing was imported. Asks the database."""
    newest = Notice.objects.order_by("-edition").values_list("id", flat=True).first()
    return str(newest) if newest else ""


def counted_by() -> str:
    """What this house counts by, in a short word: the shipped notices and the number of the newest edition."""
    newest = Notice.objects.order_by("-edition").values_list("edition", flat=True).first() or 0
    return f"{_shipped_mark()}/{newest}"


@lru_cache(maxsize=1)
def _shipped_mark() -> str:
    shipped = rules.shipped()
    said = "".join(f"{day.on}{day.works:d}" for notice in shipped for day in notice.days)
    return f"{shipped[-1].year}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def forget() -> None:
    """Let the next question ask the database: an edition has just been written."""
    _known.clear()


def _is_old(known: _Known, newest: str | None) -> bool:
    if newest is not None:
        return newest != known.edition
    if time.monotonic() - known.looked_at < LOOKED_EVERY:
        return False
    known.looked_at = time.monotonic()
    return edition() != known.edition


def _look() -> _Known:
    cards = _imported()
    newest = cards[-1].id if cards else ""
    known = _Known(newest, (*rules.shipped(), *map(_notice, cards)), time.monotonic())
    _known[:] = [known]
    return known


def _made(known: _Known, region_code: str) -> WorkCalendar:
    """The calendar of a region; regions over which the same notices are laid share one."""
    local = {notice.region_code for notice in known.notices if notice.region_code}
    heard = tuple(region for region in rules.reach(region_code) if region in local)
    if heard not in known.same:
        known.same[heard] = rules.effective(known.notices, heard[0] if heard else "")
    return known.same[heard]


def notices(*, region_code: str | None = None, year: int | None = None) -> tuple[NoticeCard, ...]:
    """Every edition, in the order of import, what ships with the release first.

    region_code  only that region's own; empty for the State Council's; None for all
    """
    shipped = [NoticeCard("", 0, "", one.year, one.days, "", "", "", None, "") for one in rules.shipped()]
    return tuple(
        card
        for card in (*shipped, *_imported())
        if region_code in (None, card.region_code) and year in (None, card.year)
    )


def counted(cards: Iterable[NoticeCard]) -> tuple[NoticeCard, ...]:
    """Of these editions the one that counts for each region and year, by year."""
    newest = {(card.year, card.region_code): card for card in cards}
    return tuple(newest[key] for key in sorted(newest))


def known_years(*, region_code: str = "") -> frozenset[int]:
    """The years whose working days are published."""
    calendar = calendar_for(region_code)
    return calendar.years - calendar.estimated


def _imported() -> tuple[NoticeCard, ...]:
    return tuple(map(notice_card, Notice.objects.order_by("edition")))


def notice_card(row: Notice) -> NoticeCard:
    """The card of a notice's row."""
    days = tuple(rules.Day(date.fromisoformat(on), works, name) for on, works, name in row.days)
    return NoticeCard(
        id=str(row.pk),
        edition=row.edition,
        region_code=row.region_code,
        year=row.year,
        days=days,
        source=row.source,
        title=row.title,
        reason=row.reason,
        imported_at=row.imported_at,
        imported_by=row.imported_by,
    )


def _notice(card: NoticeCard) -> rules.Notice:
    return rules.Notice(card.year, card.days, card.region_code, card.source)
