"""One test per promise of the ladder: once, for the right department, never in a lawful pause; and cards explained."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from tests.cases import given
from tests.cases.town import Town
from tongban.cases import services as cases
from tongban.cases.rules import CorrectionItem
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.refusals import Refused
from tongban.notifications import queries as messages
from tongban.org import rules as org
from tongban.org import services as offices
from tongban.org import thresholds
from tongban.outbox import services as outbox
from tongban.supervision import queries, services, storage, waiting
from tongban.supervision.models import Look, Taken

pytestmark = pytest.mark.django_db
ITEM = CorrectionItem("material", "m1", "收入证明", "请提供近三个月的")
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    thresholds.forget()
    yield
    thresholds.forget()


def on(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def steps(**only: Any) -> list[tuple[str, str, str]]:
    rows = Taken.objects.filter(**only).order_by("id")
    return [(row.clock, row.step, row.department_name) for row in rows]


def seat_of(case: cases.CaseResult, instance: str = "survey") -> Any:
    return apps.get_model("flow", "OpenSeat").objects.get(
        number=case.number, instance=instance, closed_at=None
    )


def day_by_day(first: date, days: int) -> None:
    for offset in range(days):
        services.climb(on(first + timedelta(days=offset)))


def test_silence_at_a_seat_climbs_step_by_step_each_once() -> None:
    """The survey has five workdays from Monday 2 March: due on Monday 9 March."""
    town = Town()
    case = town.accepted()
    assert seat_of(case).due_on == date(2026, 3, 9)
    desk = town.desks[given.STREET].name
    day_by_day(date(2026, 3, 2), 5)
    assert steps(clock="branch") == [("branch", "remind-2", desk)]
    day_by_day(date(2026, 3, 2), 30)
    assert steps(clock="branch") == [
        ("branch", "remind-2", desk), ("branch", "remind+0", desk), ("branch", "head", desk), ("branch", "yellow", desk),
    ]  # fmt: skip


def test_the_second_look_of_a_day_takes_nothing_again() -> None:
    Town().accepted()
    assert services.climb(on(date(2026, 3, 12))) > 0
    assert services.climb(on(date(2026, 3, 12), 11)) == 0


def test_the_late_branch_is_given_the_card_and_the_lead_nothing() -> None:
    """Scenario 16: past the seat's date and past the date of the case it is the street office that is late."""
    town = Town()
    town.accepted()
    services.climb(on(date(2026, 4, 20)))
    cards = Taken.objects.exclude(card="")
    assert {row.department_name for row in cards} == {town.desks[given.STREET].name}
    assert {row.clock for row in cards} == {"branch", "promised", "statutory"}


def test_a_case_in_a_special_procedure_is_left_alone_until_its_notice_is_over() -> None:
    town = Town()
    case = town.accepted()
    cases.start_special(
        public_id=case.public_id, kind="expert_review", days=10, reason="需要专家评审",
        actor=town.approvers[given.HOUSING], at=town.at, key="k-special",
    )  # fmt: skip
    day_by_day(date(2026, 3, 2), 14)
    assert steps() == []
    services.climb(on(date(2026, 4, 20)))
    assert {clock for clock, _step, _desk in steps()} == {"promised", "statutory"}, (
        "past its limit it stops nothing"
    )


def test_a_lawful_extension_is_no_lateness_and_begins_the_ladder_anew() -> None:
    town = Town()
    case = town.accepted()
    head = town.official(given.HOUSING, "case.direct", "case.read_department")
    services.climb(on(date(2026, 3, 12)))
    assert ("promised", "remind-2", town.desks[given.STREET].name) in steps()
    cases.ask_extension(
        public_id=case.public_id, days=5, reason="需要外省协查", actor=town.approvers[given.HOUSING],
        at=on(date(2026, 3, 12)), key="k-ask",
    )  # fmt: skip
    cases.extend(
        public_id=case.public_id,
        days=5,
        reason="需要外省协查",
        actor=head,
        at=on(date(2026, 3, 12)),
        key="k-extend",
    )
    day_by_day(date(2026, 3, 13), 5)
    assert [step for clock, step, _desk in steps() if clock == "promised"] == ["remind-2"]
    services.climb(on(date(2026, 3, 19)))
    assert [step for clock, step, _desk in steps() if clock == "promised"] == ["remind-2", "remind-2"]
    assert {row.due_on for row in Taken.objects.filter(clock="promised")} == {
        date(2026, 3, 16),
        date(2026, 3, 23),
    }


def test_a_date_that_moves_and_moves_back_sends_nothing_twice() -> None:
    town = Town()
    case = town.accepted()
    rows = apps.get_model("flow", "OpenSeat").objects.filter(pk=seat_of(case).pk)
    services.climb(on(date(2026, 3, 9)))
    rows.update(due_on=date(2026, 3, 16))
    services.climb(on(date(2026, 3, 9), 11))
    rows.update(due_on=date(2026, 3, 9))
    services.climb(on(date(2026, 3, 9), 12))
    assert [step for clock, step, _desk in steps() if clock == "branch"] == ["remind+0"]


def test_a_seat_that_has_spoken_and_a_case_that_has_ended_are_asked_nothing() -> None:
    town = Town()
    case = town.accepted()
    cases.withdraw(public_id=case.public_id, actor=town.citizen, at=town.at, key="k-w", reason="不办了")
    services.climb(on(date(2026, 4, 20)))
    assert steps() == []


def test_what_changed_between_reading_and_writing_is_not_reminded_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """The case is withdrawn after the page was read: every step is asked once more before it is taken."""
    town = Town()
    case = town.accepted()
    read = waiting.own_clocks

    def withdrawn_meanwhile(*args: Any) -> waiting.Page:
        page = read(*args)
        cases.withdraw(public_id=case.public_id, actor=town.citizen, at=town.at, key="k-w", reason="不办了")
        return page

    monkeypatch.setitem(services.LOOKS, "seats", lambda *_: waiting.Page((), None))
    monkeypatch.setitem(services.LOOKS, "cases", withdrawn_meanwhile)
    assert services.climb(on(date(2026, 4, 20))) == 0
    assert steps() == []


def test_a_step_is_written_with_its_announcement_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that dies between the two leaves neither; the next one takes the step."""
    Town().accepted()

    def dies(*_args: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "announce", dies)
        assert services.climb(on(date(2026, 3, 12))) == 0
    assert steps() == []
    assert services.climb(on(date(2026, 3, 12))) == len(steps()) > 0


def test_a_step_stands_once_in_the_database() -> None:
    Town().accepted()
    services.climb(on(date(2026, 3, 12)))
    row = Taken.objects.all()[0]
    again = Taken(
        **{field.attname: getattr(row, field.attname) for field in Taken._meta.fields if field.name != "id"}
    )
    assert not storage.insert(again)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_take_each_step_once() -> None:
    town = Town()
    for number in range(6):
        case = town.submitted(town.person(number + 30, "王小明"), key=f"s{number}")
        cases.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key=f"a{number}")
    taken: list[int] = []

    def work() -> None:
        try:
            taken.append(services.climb(on(date(2026, 4, 20))))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    services.climb(on(date(2026, 4, 20), 11))
    keys = Taken.objects.values_list("case_id", "clock", "seat", "department_id", "step", "due_on")
    assert len(keys) == len(set(keys)) >= sum(taken)
    announced = apps.get_model("outbox", "Event").objects.filter(kind__endswith="StepTaken").count()
    assert announced == len(keys)


def test_a_look_has_a_bound_and_the_next_one_goes_on_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    for number in range(5):
        case = town.submitted(town.person(number + 30, "王小明"), key=f"s{number}")
        cases.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key=f"a{number}")
    monkeypatch.setattr(waiting, "PAGE", 2)
    today = on(date(2026, 3, 9))
    counts = [services.climb(today) for _ in range(3)]
    assert counts[0] > 0
    assert len({row.case_id for row in Taken.objects.filter(clock="branch")}) == 5
    assert not Look.objects.exists(), "everything was seen; the next look begins anew"
    assert services.climb(today) == 0


def test_the_numbers_of_a_department_count_for_its_seats() -> None:
    town = Town()
    town.accepted()
    wanted = replace(org.USUAL, ladders={**org.USUAL.ladders, "branch": org.Ladder((-4,), None, None, 1)})
    offices.set_thresholds(
        wanted=wanted, department_id=str(town.desks[given.STREET].pk), actor=SYSTEM, at=town.at
    )
    thresholds.forget()
    services.climb(on(date(2026, 3, 3)))
    services.climb(on(date(2026, 3, 10)))
    assert [step for clock, step, _desk in steps() if clock == "branch"] == ["remind-4", "red"]


# -- who is told -------------------------------------------------------------------------------------------


def deliver(at: datetime) -> None:
    while outbox.deliver_due(at, limit=500).n:
        pass


def in_office(town: Town, department: str, number: int, *permissions: str) -> Actor:
    actor = town.in_office(department, number)
    apps.get_model("org", "Post").objects.filter(name=f"岗位{number}").update(permissions=list(permissions))
    person = apps.get_model("org", "Staff").objects.get(pk=actor.staff_id).person_id
    return replace(actor, person_id=str(person), permissions=frozenset(permissions))


def told(actor: Actor) -> list[str]:
    return [one.kind for one in messages.inbox(person_id=actor.person_id, desk=True).messages]


def test_holder_head_and_supervisor_are_told_at_their_desks_and_the_applicant_is_not() -> None:
    town = Town()
    holder = in_office(town, given.STREET, 501, "case.opinion")
    head = in_office(town, given.STREET, 502, "case.direct")
    lead = in_office(town, given.HOUSING, 503, "case.direct", "case.opinion", "case.decide")
    supervisor = in_office(town, given.CIVIL, 504, "supervise.read")
    town.accepted()
    deliver(town.at)
    for day in (date(2026, 3, 5), date(2026, 3, 10), date(2026, 3, 12)):
        services.climb(on(day))
        deliver(on(day))
    assert told(holder)[-1] == "desk.remind"
    assert {"desk.head", "desk.yellow"} <= set(told(head))
    assert told(supervisor) == ["desk.yellow"]
    assert told(lead) == []
    mine = messages.messages_of(town.citizen.person_id)
    assert not any(one.kind.startswith("desk.") for one in mine)
    assert messages.messages_of(holder.person_id) == (), "at home an official reads nothing of the office"
    assert apps.get_model("notifications", "Letter").objects.filter(message__desk=True).count() == 0


def test_applicants_are_reminded_of_their_own_time_and_no_department_is_late() -> None:
    town = Town()
    case = town.submitted()
    cases.request_correction(
        public_id=case.public_id, items=[ITEM], actor=town.clerk, at=town.at, key="k-c",
    )  # fmt: skip
    facts = town.facts(case)
    answer_by = facts.correction.answer_by
    day_by_day(answer_by - timedelta(days=9), 14)
    deliver(on(answer_by))
    assert [step for clock, step, _desk in steps()] == ["remind-2", "remind+0"]
    assert not Taken.objects.exclude(card="").exists()
    kinds = [one.kind for one in messages.messages_of(town.citizen.person_id)]
    assert kinds.count("case.reminder") == 2
    assert queries.lines_of(case_id=str(Taken.objects.all()[0].case_id)) == ()


def test_silence_that_accepts_is_noted_once_for_the_department_that_was_silent() -> None:
    """Scenario 2: what counts as accepted because nobody looked is told to supervision."""
    town = Town()
    case = town.submitted()
    later = on(date(2026, 3, 10))
    assert cases.deem_accepted_due(later) == 1
    deliver(later)
    deliver(later)
    assert not services.note_deemed(case_id=str(Taken.objects.get(card="yellow").case_id), at=later)
    [card] = queries.cards_for(actor=town.official(given.CIVIL, "supervise.read")).cards
    assert (card.number, card.department_name) == (case.number, town.desks[given.HOUSING].name)
    assert "counts as accepted" in card.why.text()


# -- cards explained ---------------------------------------------------------------------------------------


def a_card(town: Town) -> str:
    town.accepted()
    services.climb(on(date(2026, 3, 12)))
    return str(Taken.objects.get(card="yellow", clock="branch").pk)


def test_the_head_of_the_late_department_explains_its_card_once() -> None:
    town = Town()
    card, at = a_card(town), on(date(2026, 3, 13))
    head = town.official(given.STREET, "case.direct")
    first = services.explain(card_id=card, reason=" 经办人生病，已安排他人。 ", actor=head, at=at)
    assert (first.explanation, first.explained_by) == ("经办人生病，已安排他人。", head.name)
    assert services.explain(card_id=card, reason="经办人生病，已安排他人。", actor=head, at=at) == first
    with pytest.raises(Refused) as refused:
        services.explain(card_id=card, reason="另一个理由", actor=head, at=at)
    assert refused.value.code == "supervision.explained_already"
    lines = queries.lines_of(case_id=str(Taken.objects.get(pk=card).case_id))
    assert [line.detail for line in lines if line.detail] == ["经办人生病，已安排他人。"]


@pytest.mark.parametrize("reason", ["", "  \n", "长" * 2_001])
def test_an_explanation_has_words(reason: str) -> None:
    town = Town()
    head = town.official(given.STREET, "case.direct")
    with pytest.raises(Refused) as refused:
        services.explain(card_id=a_card(town), reason=reason, actor=head, at=town.at)
    assert refused.value.faults[0].field == "reason"


@pytest.mark.parametrize(
    ("department", "permission"),
    [(given.HOUSING, "case.direct"), (given.STREET, "case.opinion"), (given.CIVIL, "supervise.read")],
)
def test_to_anybody_else_there_is_no_such_card(department: str, permission: str) -> None:
    town = Town()
    stranger = town.official(department, permission)
    with pytest.raises(Refused) as refused:
        services.explain(card_id=a_card(town), reason="说明", actor=stranger, at=town.at)
    assert refused.value.code == "supervision.not_found"


def test_supervisors_read_all_cards_and_heads_their_own() -> None:
    town = Town()
    a_card(town)
    supervisor = town.official(given.CIVIL, "supervise.read")
    street = str(town.desks[given.STREET].pk)
    assert len(queries.cards_for(actor=supervisor).cards) == 1
    assert len(queries.cards_for(actor=supervisor, department_id=street, card="yellow").cards) == 1
    assert queries.cards_for(actor=supervisor, card="red").cards == ()
    assert len(queries.cards_for(actor=town.official(given.STREET, "case.direct")).cards) == 1
    assert queries.cards_for(actor=town.official(given.HOUSING, "case.direct")).cards == ()
    assert queries.cards_for(actor=town.official(given.STREET, "case.opinion")).cards == ()
    assert queries.unexplained(department_id=street) == 1
