"""Worklists read the open seats by due date, a page at a time, with the light each one shows."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.flow import given
from tongban.flow import queries, rules
from tongban.flow.models import Entry, OpenSeat
from tongban.foundation.ids import new_key
from tongban.foundation.lights import Light

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)  # a Friday
HOUSING, CIVIL = uuid.UUID(int=1), uuid.UUID(int=2)
AT = datetime(2026, 11, 10, tzinfo=UTC)


def open_seat(
    due_on: date,
    *,
    department: uuid.UUID = HOUSING,
    duty: str = "review",
    subject: uuid.UUID | None = None,
    **more: object,
) -> OpenSeat:
    ref = rules.SeatRef("housing", given.seat("housing", duty=duty), "D-housing")
    row = rules.seat_row(
        row_id=new_key(),
        subject_id=subject or new_key(),
        ref=ref,
        department_id=department,
        region_code="990101000000",
        title="公共租赁住房租赁补贴资格确认",
        number="990101-1",
        applicant="欧阳·**",
        opened_at=AT,
        due_on=due_on,
    )
    return OpenSeat.objects.create(**row | more)


def days(cards: tuple[queries.SeatCard, ...]) -> list[int]:
    return [card.due_on.day for card in cards]


def test_a_worklist_shows_the_earliest_due_first_and_only_what_the_permissions_answer() -> None:
    for day in (27, 23, 25):
        open_seat(date(2026, 11, day))
    open_seat(date(2026, 11, 24), duty="decide")
    open_seat(date(2026, 11, 26), department=CIVIL)
    open_seat(date(2026, 11, 22), closed_at=AT)
    mine = {"department_ids": [HOUSING], "today": TODAY}
    assert days(queries.worklist(permissions=["case.opinion"], **mine)) == [23, 25, 27]
    assert days(queries.worklist(permissions=["case.opinion", "case.decide"], **mine)) == [23, 24, 25, 27]
    both = queries.worklist(department_ids=[str(HOUSING), CIVIL], permissions=["case.opinion"], today=TODAY)
    assert days(both) == [23, 25, 26, 27]
    assert queries.worklist(permissions=["case.accept"], **mine) == ()


def test_pages_of_a_worklist_follow_one_another_without_gap_or_repeat() -> None:
    for number in range(23):
        open_seat(TODAY + timedelta(days=number // 5), duty="decide" if number % 3 else "review")
    seen: list[uuid.UUID] = []
    after: queries.Keyset | None = None
    while page := queries.worklist(
        department_ids=[HOUSING],
        permissions=["case.opinion", "case.decide"],
        today=TODAY,
        after=after,
        limit=4,
    ):
        seen += [card.id for card in page]
        after = page[-1].keyset
    assert len(seen) == len(set(seen)) == 23


def test_each_line_shows_its_light_and_the_counts_agree_with_the_lines() -> None:
    for offset in range(-6, 12):
        open_seat(TODAY + timedelta(days=offset))
    open_seat(TODAY - timedelta(days=9), paused=True)
    mine = {"department_ids": [HOUSING], "permissions": ["case.opinion"], "today": TODAY}
    lights = [card.light.light for card in queries.worklist(**mine)]
    counts = queries.counts_by_light(**mine)
    assert counts.overdue == lights.count(Light.OVERDUE) == 6
    assert counts.warning == lights.count(Light.WARNING)
    assert counts.normal == lights.count(Light.NORMAL)
    assert counts.paused == lights.count(Light.PAUSED) == 1
    assert counts.total == len(lights) == 19


def test_a_case_has_each_seat_open_only_once_and_may_open_it_again_later() -> None:
    case = new_key()
    first = open_seat(TODAY, subject=case)
    with pytest.raises(IntegrityError), transaction.atomic():
        open_seat(TODAY, subject=case)
    OpenSeat.objects.filter(pk=first.pk).update(closed_at=AT, closed_by="official 7")
    again = open_seat(TODAY, subject=case)
    assert [card.id for card in queries.open_seats_of(subject_id=case, today=TODAY)] == [again.pk]
    assert [card.id for card in queries.seats_of(subject_id=case, today=TODAY)] == [first.pk, again.pk]


def test_the_ledger_comes_back_in_order_as_it_was_written() -> None:
    case = new_key()
    said = [
        given.opinion("survey", None),
        given.opinion("street", "disagree"),
        given.move("return", "x", "survey"),
    ]
    for seq, entry in reversed(list(enumerate(said, 1))):
        Entry.objects.create(**rules.entry_row(row_id=new_key(), subject_id=case, seq=seq, entry=entry))
    assert list(queries.entries_of(subject_id=str(case))) == said
