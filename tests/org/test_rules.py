"""What posts permit, and which permissions one hand may not hold together."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tongban.foundation.refusals import Refused
from tongban.org import rules
from tongban.org.rules import RegionLevel

PERMISSIONS = st.frozensets(st.sampled_from(sorted(rules.PERMISSIONS)))


def test_who_accepts_does_not_decide() -> None:
    assert rules.permission_faults({"case.accept", "case.decide"})
    assert not rules.permission_faults({"case.accept", "case.correct", "case.deliver"})
    assert not rules.permission_faults({"case.opinion", "case.decide"})


@drawn(PERMISSIONS)
def test_only_accepting_with_deciding_is_kept_apart(held: frozenset[str]) -> None:
    assert bool(rules.permission_faults(held)) is ({"case.accept", "case.decide"} <= held)


@drawn(PERMISSIONS, PERMISSIONS)
def test_fewer_permissions_are_never_worse(held: frozenset[str], taken: frozenset[str]) -> None:
    assert len(rules.permission_faults(held - taken)) <= len(rules.permission_faults(held))


@pytest.mark.parametrize("code", ["case.everything", "", "CASE.ACCEPT", "*"])
def test_the_set_of_permissions_is_closed(code: str) -> None:
    assert rules.permission_faults({code})[0].values == {"code": code}


@pytest.mark.parametrize("code", sorted(rules.PERMISSIONS))
def test_every_permission_has_a_sentence(code: str) -> None:
    assert rules.PERMISSIONS[code][0].isupper()
    assert "." in code


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("510000000000", RegionLevel.PROVINCE),
        ("990100000000", RegionLevel.CITY),
        ("990102000000", RegionLevel.COUNTY),
        ("990102001000", RegionLevel.STREET),
        ("990102001001", RegionLevel.COMMUNITY),
        ("441900003000", RegionLevel.STREET),
        ("441900003001", RegionLevel.COMMUNITY),
    ],
)
def test_a_code_says_its_level(code: str, level: RegionLevel) -> None:
    assert rules.region_level(code) is level


@pytest.mark.parametrize("code", ["", "9901", "99010200000X", "9901020000000", "９９０１０２００００００"])
def test_a_code_of_another_shape_is_refused(code: str) -> None:
    with pytest.raises(Refused):
        rules.region_level(code)


@pytest.mark.parametrize(
    ("why", "starts", "ends", "on", "holds"),
    [
        ("the first day counts", date(2026, 1, 1), None, date(2026, 1, 1), True),
        ("the day before does not", date(2026, 1, 1), None, date(2025, 12, 31), False),
        ("the last day counts", date(2026, 1, 1), date(2026, 6, 30), date(2026, 6, 30), True),
        ("the day after does not", date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), False),
        ("until further notice", date(2026, 1, 1), None, date(2099, 1, 1), True),
    ],
)
def test_an_appointment_holds_from_its_first_day_to_its_last(
    why: str, starts: date, ends: date | None, on: date, holds: bool
) -> None:
    assert rules.holds_on(starts, ends, on) is holds


@drawn(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 4000))
def test_an_appointment_holds_on_exactly_its_days(starts: date, length: int) -> None:
    ends = starts + timedelta(days=length)
    days = [starts + timedelta(days=n) for n in range(-1, length + 2)]
    assert sum(rules.holds_on(starts, ends, day) for day in days) == length + 1
