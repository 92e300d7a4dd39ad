"""The counts and the lists of the supervisors show the light that each line shows, wherever thresholds differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps

from tests.calendar import given as years
from tests.cases import given
from tests.cases.town import REGION, Town
from tongban.calendar import queries as calendar
from tongban.cases import queries
from tongban.cases import services as casework
from tongban.flow import queries as flow
from tongban.foundation.actors import SYSTEM
from tongban.foundation.lights import Lights, Mark
from tongban.org import rules as org
from tongban.org import services, thresholds

pytestmark = pytest.mark.django_db
LIGHTS = ("overdue", "urgent", "warning", "normal", "waiting", "special")
TODAY = date(2026, 3, 6)


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    thresholds.forget()
    yield
    thresholds.forget()
    calendar.forget()


def a_town_with_cases_of_every_day() -> Town:
    """Sixteen cases accepted on one day, due from a week before to a week after today."""
    town = Town()
    rows = apps.get_model("cases", "Case").objects
    for number in range(16):
        case = town.submitted(town.person(number + 20, "王小明"), key=f"k{number}")
        casework.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key=f"a{number}")
        rows.filter(public_id=case.public_id).update(due_on=TODAY + timedelta(days=number - 7))
    return town


def set_here(lights: Lights, **where: str) -> None:
    wanted = replace(org.USUAL, lights=lights)
    services.set_thresholds(wanted=wanted, **where, actor=SYSTEM, at=given.MONDAY)
    thresholds.forget()


MANY = [
    Lights(),
    Lights(Mark(workdays=0)),
    Lights(Mark(workdays=5), Mark(workdays=2)),
    Lights(Mark(percent=50), Mark(percent=80)),
    Lights(Mark(percent=30), Mark(workdays=1)),
]


@pytest.mark.parametrize("lights", MANY)
def test_every_case_stands_in_the_list_of_its_light_and_is_counted_there(lights: Lights) -> None:
    town = a_town_with_cases_of_every_day()
    set_here(lights, department_id=str(town.desks[given.HOUSING].pk))
    lines = queries.open_cases(today=TODAY)
    shown = Counter(line.light.light.value for line in lines if line.light)
    counts = queries.counts_by_light(today=TODAY)
    assert {name: getattr(counts, name) for name in LIGHTS if getattr(counts, name)} == dict(shown)
    assert counts.total == len(lines) == 16
    for name in LIGHTS:
        listed = queries.open_cases(today=TODAY, light=name)
        assert {line.light.light.value for line in listed if line.light} <= {name}
        assert len(listed) == getattr(counts, name)


def test_a_page_of_a_light_follows_the_one_before() -> None:
    a_town_with_cases_of_every_day()
    first = queries.open_cases(today=TODAY, light="normal", limit=3)
    rest = queries.open_cases(today=TODAY, light="normal", after=first[-1].keyset)
    assert [*first, *rest] == list(queries.open_cases(today=TODAY, light="normal"))


def test_a_local_holiday_counts_in_its_region_alone() -> None:
    """Friday 6 March: Monday is a holiday of the region, so what is due on Tuesday has one workday left."""
    a_town_with_cases_of_every_day()
    rows = apps.get_model("cases", "Case").objects
    rows.update(due_on=date(2026, 3, 10))
    assert queries.counts_by_light(today=TODAY).normal == 16
    assert queries.open_cases(today=TODAY, light="warning") == ()
    a_local_holiday(date(2026, 3, 9))
    assert queries.counts_by_light(today=TODAY).warning == 16
    assert len(queries.open_cases(today=TODAY, light="warning")) == 16
    seats = apps.get_model("flow", "OpenSeat").objects
    seats.update(due_on=date(2026, 3, 10))
    [counts] = flow.counts_by_department(today=TODAY).values()
    assert (counts.warning, counts.total) == (16, 16)


def a_local_holiday(day: date) -> None:
    years.imported(years.text(lines=[f"{day},地方节日,off,2026"]), region_code=REGION)
    calendar.forget()
