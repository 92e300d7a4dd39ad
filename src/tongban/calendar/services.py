"""What may be done with notices: import them. An edition is added, never changed; the latest counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.calendar import queries, rules
from tongban.calendar.models import Notice
from tongban.foundation.actors import Actor
from tongban.foundation.ids import new_key
from tongban.foundation.refusals import Fault, Refused, _
from tongban.org import queries as org

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one year of a file.

    outcome  ``added``, ``replaced``, or ``known`` when it says what is known already
    changes  the days on which people work now and did not before, or the other way round
    """

    year: int
    region_code: str
    outcome: str
    edition: int
    changes: tuple[rules.Change, ...] = ()


def import_notices(
    *,
    text: str,
    source: str,
    title: str,
    actor: Actor,
    at: datetime,
    year: int | None = None,
    region_code: str = "",
    replace: bool = False,
    reason: str = "",
) -> tuple[Imported, ...]:
    """Enter the notices of a file, all of them or none; a year that says what is known already changes nothing.

    source       where the notice was published; a JSON file may name it itself
    title        the number or date of the document
    region_code  whose local holidays these are; empty for the State Council's notice
    replace      let a year that is known with other days have a new edition, for the reason given
    Refuses a file that cannot be read, a notice that cannot be right, an unknown region, and another content for
    a known year without ``replace`` and its reason.
    """
    if region_code:
        org.region(code=region_code)
    given = rules.notices_in(text, year=year, region_code=region_code)
    _check_described(given, source, title, replace, reason)
    try:
        with transaction.atomic():
            done = tuple(_enter(one, source, title, replace, reason, actor, at) for one in given)
    except IntegrityError as error:
        raise Refused(
            "calendar.import_running", _("Another import is running. Please try again in a moment.")
        ) from error
    finally:
        queries.forget()
    return done


def _check_described(
    given: Iterable[rules.Notice], source: str, title: str, replace: bool, reason: str
) -> None:
    faults = []
    if not source.strip() and not all(notice.source for notice in given):
        faults.append(Fault("source", _("Say where the notice was published.")))
    if not title.strip():
        faults.append(Fault("edition", _("Say which document it is, by its number or its date.")))
    if replace and not reason.strip():
        faults.append(Fault("reason", _("Say why the known notice is replaced.")))
    if faults:
        raise Refused(
            "calendar.notice_undescribed", _("A notice is kept with its source."), faults=tuple(faults)
        )


def _enter(
    notice: rules.Notice, source: str, title: str, replace: bool, reason: str, actor: Actor, at: datetime
) -> Imported:
    """Write one year's edition, if it says something new."""
    cards = queries.notices()
    known = next(
        (
            one
            for one in queries.counted(cards)
            if (one.year, one.region_code) == (notice.year, notice.region_code)
        ),
        None,
    )
    if known is not None and _says(known) == notice.said and len(notice.said) == len(notice.days):
        return Imported(notice.year, notice.region_code, "known", known.edition)
    held = [rules.Notice(card.year, card.days, card.region_code) for card in cards]
    others = [one for one in held if (one.region_code, one.year) != (notice.region_code, notice.year)]
    rules.check(notice, rules.effective(others, rules.upper(notice.region_code)))
    if known is not None and not replace:
        _refuse_other(notice, known)
    row = Notice(
        id=new_key(),
        edition=max(card.edition for card in cards) + 1,
        region_code=notice.region_code,
        year=notice.year,
        days=[[day.on.isoformat(), day.works, day.name] for day in sorted(notice.days)],
        source=source.strip() or notice.source,
        title=title.strip(),
        reason=reason.strip() if known is not None else "",
        imported_at=at,
        imported_by=actor.name,
    )
    row.save(force_insert=True)
    _record(row, actor, at)
    changed = rules.changes(
        rules.effective(held, notice.region_code),
        rules.effective([*held, notice], notice.region_code),
        (notice.year - 1, notice.year),
    )
    return Imported(
        notice.year, notice.region_code, "added" if known is None else "replaced", row.edition, changed
    )


def _says(card: queries.NoticeCard) -> frozenset[tuple[date, bool]]:
    return frozenset((day.on, day.works) for day in card.days)


def _refuse_other(notice: rules.Notice, known: queries.NoticeCard) -> None:
    differing = sorted({day for day, _works in _says(known) ^ notice.said})
    shown = "、".join(day.isoformat() for day in differing[:SHOWN]) + ("…" if len(differing) > SHOWN else "")
    raise Refused(
        "calendar.year_known",
        _(
            "The notice for {year} is known with other days ({days}). To let this one take its place, say --replace and the reason."
        ),
        year=notice.year,
        days=shown,
    )


def _record(row: Notice, actor: Actor, at: datetime) -> None:
    detail = {
        "year": row.year,
        "region": row.region_code,
        "edition": row.edition,
        "source": row.source,
        "title": row.title,
        "reason": row.reason,
        "days": row.days,
    }
    audit.record(
        Act(
            actor=actor,
            action="calendar.notice_imported",
            subject_kind="notice",
            subject_id=str(row.pk),
            detail=detail,
        ),
        at,
    )
