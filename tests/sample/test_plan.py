"""The sample year as it is planned: exactly so many applications, and every way that one can stand among them."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given as drawn
from hypothesis import strategies as st

from tongban.sample import plan

ROOM = {**dict.fromkeys(plan.SHARES, 230), plan.CLINIC: 19, plan.NEWBORN: 16}


def fates(number: int, room: dict[str, int] = ROOM, seed: int = 1) -> tuple[plan.Fate, ...]:
    return plan.fates(number, room, random.Random(seed))


def test_the_year_of_300_has_every_end_and_every_place_where_a_case_can_stand() -> None:
    ends = Counter(fate.end for fate in fates(300))
    assert ends.total() == 300
    assert ends["waiting"] >= 6
    assert ends["correction"] >= 4
    assert ends["seat"] >= 25
    assert ends["decided"] >= 1
    assert min(ends[end] for end in ("granted", "refused", "withdrawn", "not_accepted")) >= 1
    assert 2 <= sum(fate.end == "seat" and fate.margin < 0 for fate in fates(300)) <= 4
    assert any(fate.end == "seat" and fate.margin in {0, 1} for fate in fates(300))


def test_some_of_those_granted_were_corrected_before() -> None:
    assert any(fate.corrected and fate.end == "granted" for fate in fates(300))


@drawn(
    st.integers(0, 400),
    st.fixed_dictionaries({name: st.integers(0, 120) for name in plan.SHARES}),
    st.integers(0, 10),
)
def test_there_are_as_many_as_asked_for_and_never_more_for_an_item_than_there_is_room(
    number: int, room: dict[str, int], seed: int
) -> None:
    found = fates(number, room, seed)
    assert len(found) == min(number, sum(room.values()))
    used = Counter(fate.item for fate in found)
    assert all(used[name] <= room[name] for name in room)
