"""Which clocks of open cases end by a day, a page at a time and by index: for whoever watches over them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tongban.cases.cards import Keyset, started_on
from tongban.cases.models import Case


@dataclass(frozen=True, slots=True)
class RunningClock:
    """One clock of a case that runs now, and whom it waits for.

    clock       ``acceptance promised statutory delivery``, or of the applicant: ``correction gap``
    started_on  None where the row of the case does not say it
    """

    case_id: str
    public_id: str
    number: str
    item_name: str
    department_id: str
    department_name: str
    region_code: str
    person_id: str
    clock: str
    started_on: date | None
    due_on: date
    provisional: bool


def clocks_due(
    *, until: date, today: date, after: Keyset | None, limit: int
) -> tuple[tuple[RunningClock, ...], Keyset | None]:
    """The clocks of the open cases whose next date is no later than a day, and where to go on; None after the last.

    A clock that stands still for a special procedure is left out.
    """
    rows = list(_page(Case.objects.filter(due_on__lte=until), "due_on", after, limit))
    last = rows[-1] if len(rows) == limit else None
    following = (last.due_on, str(last.pk)) if last is not None and last.due_on else None
    return tuple(clock for row in rows for clock in _clocks(row, today)), following


def gaps_due(
    *, until: date, after: Keyset | None, limit: int
) -> tuple[tuple[RunningClock, ...], Keyset | None]:
    """The same for what applicants may still hand in."""
    rows = list(_page(Case.objects.filter(gap_due_on__lte=until), "gap_due_on", after, limit))
    last = rows[-1] if len(rows) == limit else None
    following = (last.gap_due_on, str(last.pk)) if last is not None and last.gap_due_on else None
    return tuple(_gap(row) for row in rows), following


def clocks_of(*, case_id: str, today: date) -> tuple[RunningClock, ...]:
    """The clocks of one case that run now."""
    row = Case.objects.filter(pk=case_id, closed_at__isnull=True).first()
    if row is None:
        return ()
    return (*_clocks(row, today), *((_gap(row),) if row.gap_due_on else ()))


def _page(rows: QuerySet[Case], day: str, after: Keyset | None, limit: int) -> QuerySet[Case]:
    rows = rows.filter(closed_at__isnull=True)
    if after is not None:
        due_on, last = after
        later = Q(**{f"{day}__gt": due_on}) | Q(**{day: due_on, "id__gt": uuid.UUID(str(last))})
        rows = rows.filter(later, **{f"{day}__gte": due_on})
    return rows.order_by(day, "id").defer("answers", "materials")[:limit]


def _clocks(row: Case, today: date) -> Iterator[RunningClock]:
    match row.state:
        case "submitted" if row.due_on is not None:
            yield _clock(row, "acceptance", row.due_on, row.due_provisional)
        case "correction" if row.due_on is not None:
            yield _clock(row, "correction", row.due_on, False)
        case "decided" if row.due_on is not None:
            yield _clock(row, "delivery", row.due_on, row.due_provisional)
        case "accepted" | "suspended":
            if row.state == "suspended" and row.paused_until is not None and today <= row.paused_until:
                return
            if row.promised_due_on is not None:
                yield _clock(row, "promised", row.promised_due_on, row.due_provisional)
            if row.statutory_due_on is not None:
                yield _clock(row, "statutory", row.statutory_due_on, row.statutory_provisional)


def _gap(row: Case) -> RunningClock:
    assert row.gap_due_on is not None
    return _clock(row, "gap", row.gap_due_on, False)


def _clock(row: Case, clock: str, due_on: date, provisional: bool) -> RunningClock:
    return RunningClock(
        case_id=str(row.pk),
        public_id=row.public_id,
        number=row.number,
        item_name=row.item_name,
        department_id=str(row.department_id),
        department_name=row.department_name,
        region_code=row.region_code,
        person_id=str(row.applicant_person_id),
        clock=clock,
        started_on=started_on(row) if clock != "correction" else None,
        due_on=due_on,
        provisional=provisional,
    )
