"""What a step costs, and what happens when many do it at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tests.cases import given
from tests.cases.town import Town
from tongban.cases import queries, services, storage
from tongban.foundation.refusals import Refused

TODAY = date(2026, 3, 2)
# On PostgreSQL each is a round trip; on SQLite a call into the library, so the number only shows growth.
MOST = {
    "postgresql": {"submit": 3, "accept": 2, "survey": 2, "civil": 2, "decide": 2, "deliver": 2},
    "sqlite": {"submit": 9, "accept": 9, "survey": 11, "civil": 10, "decide": 10, "deliver": 8},
}


def statements(act: Callable[[], Any]) -> int:
    """The statements of one act, those that begin and end its transaction left out."""
    with CaptureQueriesContext(connection) as caught:
        act()
    kept = [
        one["sql"]
        for one in caught.captured_queries
        if one["sql"].split()[0] not in {"SAVEPOINT", "RELEASE", "BEGIN"}
    ]
    return len(kept)


@pytest.mark.django_db
def test_a_step_is_one_lock_and_one_statement() -> None:
    town = Town()
    town.delivered(citizen=town.person(2, "李四"))  # the item and its route are read once for every process
    draft = town.draft()
    cost = {
        "submit": statements(lambda: services.submit(draft=draft, actor=town.citizen, at=town.at, key="h"))
    }
    case = services.submit(draft=draft, actor=town.citizen, at=town.at, key="h")
    ask: dict[str, Any] = {"public_id": case.public_id, "at": town.at, "key": "h"}
    cost["accept"] = statements(lambda: services.accept(**ask, actor=town.clerk))
    cost["survey"] = statements(lambda: _says(town, case, "survey", given.STREET))
    cost["civil"] = statements(lambda: _says(town, case, "civil", given.CIVIL))
    _says(town, case, "housing", given.HOUSING)
    _says(town, case, "registry", given.REGISTRY)
    cost["decide"] = statements(lambda: services.decide(**ask, approve=True, actor=town.head))
    cost["deliver"] = statements(lambda: services.deliver(**ask, method="window", actor=town.clerk))
    allowed = MOST[connection.vendor]
    assert all(cost[name] <= allowed[name] for name in allowed), cost


def _says(town: Town, case: services.CaseResult, seat: str, department: str) -> None:
    services.record_opinion(
        public_id=case.public_id,
        seat=seat,
        verdict="agree",
        reason="",
        actor=town.approvers[department],
        at=town.at,
        key=f"h-{seat}",
    )


@pytest.mark.django_db(transaction=True)
def test_a_step_is_a_transaction_by_itself_where_one_statement_writes_it() -> None:
    town = Town()
    case = town.accepted()
    with CaptureQueriesContext(connection) as caught:
        _says(town, case, "survey", given.STREET)
    sent = [one["sql"].split()[0] for one in caught.captured_queries]
    if connection.vendor == "postgresql":
        assert sent == ["SELECT", "WITH"]
    else:
        assert (sent[0], sent.count("BEGIN"), sent[-1]) == ("BEGIN", 1, "COMMIT")


@pytest.mark.django_db(transaction=True)
def test_who_is_overtaken_between_reading_and_writing_takes_the_next_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = Town()
    case = town.accepted()
    town.said(case, "survey", given.STREET, "")
    read, overtaken = storage.read_case, []

    def read_then_wait(*, hold: bool, **asked: Any) -> Any:
        found = read(hold=hold, **asked)
        if not hold and not overtaken:
            overtaken.append(True)
            town.said(case, "civil", given.CIVIL)
        return found

    monkeypatch.setattr(storage, "read_case", read_then_wait)
    town.said(case, "housing", given.HOUSING)
    assert bool(overtaken) == (connection.vendor == "postgresql")
    spoken = {entry.seat for entry in town.facts(case).entries}
    assert spoken == {"survey", "housing"} | ({"civil"} if overtaken else set())
    assert services.verify_cases(today=TODAY).ok


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_step_is_written_when_the_case_is_no_longer_as_it_was_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = Town()
    case = town.accepted()
    before, write = _rows_of_a_step(), storage.write_step
    monkeypatch.setattr(storage, "write_step", lambda step, version: write(step, version - 1))
    with pytest.raises(storage.StepLost):
        _says(town, case, "survey", given.STREET)
    assert _rows_of_a_step() == before


def _rows_of_a_step() -> dict[str, int]:
    tables = (
        "cases.CaseEvent",
        "audit.Leaf",
        "outbox.Event",
        "outbox.Request",
        "flow.OpenSeat",
        "flow.Entry",
    )
    return {name: apps.get_model(name).objects.count() for name in tables}


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each act answers, or the refusal it met, when all begin together."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        try:
            answers[place] = acts[place]()
        except Refused as refused:
            answers[place] = refused.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_the_same_draft_handed_in_by_eight_threads_becomes_one_case() -> None:
    town = Town()
    draft = town.draft()
    acts = [
        lambda key=key: services.submit(draft=draft, actor=town.citizen, at=town.at, key=key)
        for key in "aaaabbbb"
    ]
    answers = at_once(acts)
    assert len(set(answers)) == 1, answers
    assert apps.get_model("cases.Case").objects.count() == 1
    assert services.verify_cases(today=TODAY).ok


@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_have_eight_numbers_without_a_gap() -> None:
    town = Town()
    people = [town.person(number, "王小" + "甲乙丙丁戊己庚辛"[number - 2]) for number in range(2, 10)]
    drafts = [town.draft(who) for who in people]
    acts = [
        lambda who=who, draft=draft: services.submit(draft=draft, actor=who, at=town.at, key="k")
        for who, draft in zip(people, drafts, strict=True)
    ]
    answers = at_once(acts)
    serials = sorted(answer.number.split("-")[3] for answer in answers)
    assert serials == [f"{serial:06d}" for serial in range(1, 9)]
    assert services.verify_cases(today=TODAY).ok


@pytest.mark.django_db(transaction=True)
def test_three_departments_that_speak_at_once_are_all_heard() -> None:
    town = Town()
    case = town.accepted()
    town.said(case, "survey", given.STREET, "")
    parts = (("housing", given.HOUSING), ("civil", given.CIVIL), ("registry", given.REGISTRY))
    acts = [lambda seat=seat, code=code: town.said(case, seat, code) for seat, code in parts]
    answers = at_once(acts)
    assert sorted(answer.version for answer in answers) == [4, 5, 6], answers
    assert [seat.instance for seat in town.facts(case).seats] == ["decision"]
    assert services.verify_cases(today=TODAY).ok


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_on_the_same_page_one_acts_and_the_other_is_told() -> None:
    town = Town()
    case = town.submitted()
    ask: dict[str, Any] = {
        "public_id": case.public_id,
        "at": town.at,
        "actor": town.clerk,
        "expected_version": 1,
    }
    acts = [
        lambda: services.accept(**ask, key="a"),
        lambda: services.refuse_acceptance(**ask, key="b", ground="not_required", reason="无须申请"),
    ]
    answers = at_once(acts)
    assert "cases.moved_on" in answers
    assert queries.case_card(public_id=case.public_id).version == 2
