"""How announcements are written and read back, how long failures wait, and what makes requests the same."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as having
from hypothesis import strategies as st

from tests.outbox import given
from tests.outbox.given import CaseDecided, Fee, Verdict
from tongban.foundation.refusals import Refused
from tongban.outbox import registry, rules

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
amounts = st.decimals(allow_nan=False, allow_infinity=False, places=2)
moments = st.datetimes(timezones=st.just(UTC))
events = st.builds(
    CaseDecided,
    case_id=texts,
    approved=st.booleans(),
    number=st.integers(),
    key=st.none() | st.uuids(),
    decided_at=st.none() | moments,
    due_on=st.none() | st.dates(),
    paid=amounts,
    verdict=st.sampled_from(Verdict),
    types=st.lists(texts).map(tuple),
    place=st.tuples(st.integers(), texts),
    fees=st.lists(st.builds(Fee, name=texts, yuan=amounts), max_size=3).map(tuple),
    days=st.lists(st.dates(), max_size=3),
    marks=st.frozensets(texts, max_size=3),
    face=st.dictionaries(texts, texts, max_size=3),
    limits=st.dictionaries(texts, st.none() | st.dates(), max_size=3),
)


@having(events)
def test_an_event_reads_back_as_it_was_announced(event: CaseDecided) -> None:
    row = rules.event_row(event, "case-1", given.AT)
    assert rules.rebuild(CaseDecided, row["body"]) == event


def test_a_row_names_its_kind_by_room_and_class() -> None:
    row = rules.event_row(given.CaseClosed("c"), "case-1", given.AT)
    assert row["kind"] == "given.CaseClosed"
    assert (row["subject_id"], row["at"], row["body"]) == ("case-1", given.AT, '{"case_id":"c"}')
    assert isinstance(row["id"], uuid.UUID)
    assert row["id"].version == 7


def test_a_kind_of_a_room_is_named_after_the_room() -> None:
    made = type("CaseDecided", (), {"__module__": "tongban.cases.events"})
    assert rules.kind_of(made) == "cases.CaseDecided"


def test_what_is_not_a_dataclass_cannot_be_announced() -> None:
    with pytest.raises(TypeError):
        rules.event_row({"case_id": "c"}, "case-1", given.AT)
    with pytest.raises(TypeError):
        rules.event_row(given.CaseClosed, "case-1", given.AT)


def test_an_amount_in_floating_point_cannot_be_announced() -> None:
    with pytest.raises(TypeError):
        rules.event_row(CaseDecided(case_id="c", face={"fee": 0.1}), "case-1", given.AT)  # type: ignore[dict-item]


def test_an_event_of_an_older_version_takes_the_new_field_s_default() -> None:
    assert rules.rebuild(CaseDecided, '{"case_id":"c"}') == CaseDecided("c")


def test_a_field_that_a_newer_version_dropped_is_left_out() -> None:
    assert rules.rebuild(given.CaseClosed, '{"case_id":"c","colour":"red"}') == given.CaseClosed("c")


def test_a_text_that_does_not_fit_the_class_is_a_fault() -> None:
    for body in ("{}", '{"case_id":"c","due_on":"soon"}', "[]"):
        with pytest.raises((TypeError, ValueError, AttributeError)):
            rules.rebuild(CaseDecided, body)


@dataclass(frozen=True)
class Mixed:
    value: int | str | date | None


@pytest.mark.parametrize("value", [None, 3, "2026-03-02"])
def test_text_stays_text_where_text_is_a_choice(value: object) -> None:
    row = rules.event_row(Mixed(value), "s", given.AT)  # type: ignore[arg-type]
    assert rules.rebuild(Mixed, row["body"]) == Mixed(value)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Either:
    value: date | Decimal


def test_the_first_choice_that_can_read_a_value_reads_it() -> None:
    assert rules.rebuild(Either, '{"value":"2026-03-02"}') == Either(date(2026, 3, 2))
    assert rules.rebuild(Either, '{"value":"2.50"}') == Either(Decimal("2.50"))
    with pytest.raises((ValueError, ArithmeticError)):
        rules.rebuild(Either, '{"value":"x"}')


@pytest.mark.parametrize(("failures", "seconds"), [(1, 2), (2, 4), (3, 8), (4, 16), (8, 256), (9, 512)])
def test_the_wait_doubles_with_each_failure(failures: int, seconds: int) -> None:
    assert rules.next_attempt(given.AT, failures) == given.AT + timedelta(seconds=seconds)


@having(st.integers(1, 9))
def test_no_wait_is_longer_than_a_quarter_of_an_hour(failures: int) -> None:
    again = rules.next_attempt(given.AT, failures)
    assert again is not None
    assert given.AT < again <= given.AT + timedelta(minutes=15)


def test_after_ten_failures_people_have_to_look() -> None:
    assert rules.next_attempt(given.AT, 10) is None


def test_requests_are_the_same_when_their_bodies_are() -> None:
    assert rules.request_hash(b"a=1") == rules.request_hash(b"a=1")
    assert rules.request_hash(b"a=1") != rules.request_hash(b"a=2")


@pytest.mark.parametrize(
    ("key", "code"),
    [("", "outbox.key_missing"), ("k" * 129, "outbox.key_wrong"), ("a\nb", "outbox.key_wrong")],
)
def test_a_request_needs_a_usable_key(key: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        rules.request_row(actor_id="a", route="r", key=key, body=b"", status=200, answer="", at=given.AT)


def test_a_request_row_has_the_columns_of_its_table() -> None:
    row = rules.request_row(actor_id="a", route="r", key="k", body=b"x", status=201, answer="{}", at=given.AT)
    assert list(row) == ["actor_id", "route", "key", "request_hash", "status", "answer", "at"]


def react(event: object, at: datetime) -> None:
    """Does nothing."""


def test_two_kinds_of_one_name_or_two_reactions_of_one_name_are_refused_at_the_start() -> None:
    before = registry.table()
    with pytest.raises(ValueError):
        registry.register({given.CaseClosed: [react, react]})
    twin = dataclass(frozen=True)(
        type("CaseClosed", (), {"__module__": "tests.outbox.given", "__annotations__": {}})
    )
    with pytest.raises(ValueError):
        registry.register({given.CaseClosed: [react], twin: [react]})
    assert registry.table() is before


def test_two_chores_of_one_name_are_refused_at_the_start() -> None:
    chore = rules.Chore("seal", 5, print)
    before = registry.chores()
    with pytest.raises(ValueError):
        registry.register_chores((chore, chore))
    assert registry.chores() == before
