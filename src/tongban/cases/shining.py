"""Which open cases show which light: counted by groups that must show the same, and listed by the days that do.

Both ask the one rule of lights, with the working days of each region and the thresholds of each department.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choice
from django.db.models import Count, F, Q, QuerySet, When
from django.db.models.functions import Coalesce, TruncDate

from tongban.calendar import queries as calendar
from tongban.cases import rules
from tongban.cases.cards import lights_of
from tongban.cases.models import Case
from tongban.foundation.clock import LEGAL_ZONE
from tongban.foundation.lights import Light
from tongban.org import queries as org

BEFORE_THE_DATE = frozenset({Light.URGENT.value, Light.WARNING.value, Light.NORMAL.value})
_STARTED = Choice(
    When(decided_at__isnull=False, then=TruncDate("decided_at", tzinfo=LEGAL_ZONE)),
    default=Coalesce(F("accepted_on"), F("received_on")),
)


@dataclass(frozen=True, slots=True)
class _Group:
    """Open cases that must show the same light. ``started_on`` only where a light begins by the share of the time."""

    region_code: str
    department_id: str
    state: str
    due_on: date | None
    paused_until: date | None
    started_on: date | None
    number: int

    def light(self, today: date) -> str:
        """The light, or which pause: ``waiting`` for the applicant, ``special`` procedure."""
        if self.due_on is None:
            return Light.NORMAL.value
        shown = rules.light_of(
            rules.State(self.state),
            self.due_on,
            today,
            calendar.calendar_for(self.region_code),
            lights_of(self.region_code, self.department_id),
            started_on=self.started_on,
            paused_until=self.paused_until,
        ).light
        if shown is Light.PAUSED:
            return "waiting" if self.state == "correction" else "special"
        return str(shown.value)


def counted(rows: QuerySet[Case], today: date) -> Counter[str]:
    """How many of these open cases show each light."""
    found: Counter[str] = Counter()
    for group in _groups(rows):
        found[group.light(today)] += group.number
    return found


def showing(rows: QuerySet[Case], light: str, today: date) -> QuerySet[Case]:
    """Those of these open cases that show this light or stand in this pause; all of them for any other word."""
    waiting, special = Q(state="correction"), Q(state="suspended", paused_until__gte=today)
    match light:
        case "waiting":
            return rows.filter(waiting)
        case "special":
            return rows.filter(special)
        case "paused":
            return rows.filter(waiting | special)
        case "overdue":
            return rows.filter(~(waiting | special), due_on__lt=today)
        case _ if light in BEFORE_THE_DATE:
            days = _days(rows, light, today)
            return rows.annotate(started_on=_STARTED).filter(~(waiting | special), days)
    return rows


def _days(rows: QuerySet[Case], light: str, today: date) -> Q:
    """On which days those cases are due that show a light before its date, department by department."""
    shown: dict[tuple[str, str], dict[date, set[date]]] = defaultdict(lambda: defaultdict(set))
    wanted = Q(due_on__isnull=True) if light == Light.NORMAL.value else Q(pk__in=[])
    for group in _groups(rows):
        if group.due_on is not None and group.light(today) == light:
            started = {group.started_on} if group.started_on else set()
            shown[group.region_code, group.department_id][group.due_on] |= started
    for days, places in _merged(shown).items():
        for region, departments in places.items():
            due = Q(pk__in=[])
            for due_on, since in days:
                due |= Q(due_on=due_on, started_on__in=since) if since else Q(due_on=due_on)
            wanted |= Q(region_code=region, department_id__in=departments) & due
    return wanted


_Days = tuple[tuple[date, tuple[date, ...]], ...]


def _merged(shown: dict[tuple[str, str], dict[date, set[date]]]) -> dict[_Days, dict[str, list[str]]]:
    """Departments whose days are the same are asked for together."""
    found: dict[_Days, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (region, department), by_day in shown.items():
        days = tuple((due_on, tuple(sorted(started))) for due_on, started in sorted(by_day.items()))
        found[days][region].append(department)
    return found


def _groups(rows: QuerySet[Case]) -> Iterator[_Group]:
    by_share = org.any_in_percent()
    started = _STARTED if by_share else F("due_on")
    found = (
        rows.annotate(period_from=started)
        .values_list("region_code", "department_id", "state", "due_on", "paused_until", "period_from")
        .annotate(number=Count("id"))
        .order_by()
    )
    for region, department, state, due_on, paused_until, since, number in found:
        yield _Group(
            region, str(department), state, due_on, paused_until, since if by_share else None, number
        )
