"""The running cases of an item brought to a newer plan: foreseen, proposed, confirmed by a second person, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError

from tests.cases import given
from tests.cases.given import CIVIL, HOUSING, REGISTRY, STREET, seat
from tests.cases.town import TASK_CODE, Town
from tongban.audit import queries as audit
from tongban.cases import queries, services
from tongban.cases.services import migrating
from tongban.flow import queries as flow
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.refusals import Refused
from tongban.outbox import services as outbox

pytestmark = pytest.mark.django_db
SURVEY, DECISION = seat("survey", STREET, "survey", 5), seat("decision", HOUSING, "decide", 3)
GROUP = {"kind": "together", "need": "all", "of": [seat("housing", HOUSING), seat("civil", CIVIL)]}
NEWER = {"kind": "steps", "of": [SURVEY, GROUP, DECISION]}
AT_ONCE = {"kind": "steps", "of": [GROUP, DECISION]}


class Office(Town):
    """The town with a newer version of its item, an administrator who proposes and one who publishes."""

    def __init__(self, plan: Mapping[str, Any] = AT_ONCE, number: int = 2, **content: Any) -> None:
        super().__init__()
        self.proposer = self.official(HOUSING, "item.edit")
        self.publisher = self.official(HOUSING, "item.edit", "item.publish")
        self.later_version = (plan, number, content)

    def newer(self) -> None:
        """The newer version comes into force; cases handed in before it follow the old one."""
        plan, number, content = self.later_version
        carried = apps.get_model("catalogue", "Implementation").objects.get(pk=self.item_id)
        self.version(carried, plan, number, **content)

    def case(self, number: int = 1, *, accepted: bool = True) -> services.CaseResult:
        who = self.person(10 + number, "李小二")
        case = self.submitted(who, key=f"k-{number}")
        if accepted:
            case = services.accept(public_id=case.public_id, actor=self.clerk, at=self.at, key=f"a-{number}")
        return case

    def foreseen(self, **more: Any) -> list[queries.Fate]:
        asked = {"item_code": TASK_CODE, "version_no": 2, "actor": self.proposer, "at": self.at} | more
        return list(services.migration_foreseen(**asked))

    def proposed(self, key: str = "m-1", **more: Any) -> str:
        asked = {
            "item_code": TASK_CODE, "version_no": 2, "reason": "新流程少一步", "actor": self.proposer,
            "at": self.at, "key": key,
        }  # fmt: skip
        return services.propose_migration(**(asked | more))

    def confirmed(self, run: str, actor: Actor | None = None) -> None:
        services.confirm_migration(run=run, actor=actor or self.publisher, at=self.at)

    def migrated(self) -> str:
        run = self.proposed()
        self.confirmed(run)
        services.migrate_due(self.at)
        return run

    def undone(self, run: str) -> None:
        services.undo_migration(run=run, reason="新流程有误", actor=self.publisher, at=self.at)
        services.migrate_due(self.at)

    def open_at(self, case: services.CaseResult) -> list[str]:
        key = str(row(case).pk)
        return sorted(one.instance for one in flow.open_seats_of(subject_id=key, today=self.at.date()))


def row(case: services.CaseResult) -> Any:
    return apps.get_model("cases", "Case").objects.get(public_id=case.public_id)


def seats(case: services.CaseResult) -> set[tuple[Any, ...]]:
    found = apps.get_model("flow", "OpenSeat").objects.filter(subject_id=row(case).pk, closed_at=None)
    return set(found.values_list("instance", "name", "department_id", "permission", "due_on", "paused"))


def kinds(case: services.CaseResult) -> list[str]:
    return [event.kind for event in queries.events_of(case_id=str(row(case).pk))]


def proved(office: Office) -> bool:
    verdict = services.verify_cases(today=office.at.date())
    assert verdict.ok, str(verdict.sentence)
    return verdict.ok


def results(run: str) -> dict[str, int]:
    return dict(queries.plan_run(public_id=run).counts)


def refusal(act: Any, *args: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return refused.value


def test_what_would_become_of_each_case_is_foreseen_and_nothing_is_written() -> None:
    office = Office()
    waiting, passed = office.case(1), office.case(2)
    office.said(passed, "survey", STREET, "")
    office.newer()
    before = row(waiting).version, row(passed).version
    first, second = office.foreseen()
    assert (first.number, first.moves) == (waiting.number, True)
    assert [one.name for one in first.before] == ["survey"]
    assert [one.name for one in first.after] == ["housing", "civil"]
    assert first.due_before == first.due_after == "2026-03-16"
    assert (second.number, second.code) == (passed.number, "cases.plan_loses_opinion")
    assert second.after == second.before
    assert (row(waiting).version, row(passed).version) == before
    assert not apps.get_model("cases", "PlanRun").objects.exists()


def test_a_second_person_confirms_and_the_cases_follow_the_newer_plan() -> None:
    office = Office()
    waiting, passed = office.case(1), office.case(2)
    office.said(passed, "survey", STREET, "")
    fresh = office.case(3, accepted=False)
    office.newer()
    run = office.migrated()
    assert results(run) == {"moved": 2, "stays": 1}
    assert queries.plan_run(public_id=run).state == "done"
    assert office.open_at(waiting) == ["civil", "housing"]
    assert office.open_at(passed) == ["civil", "housing", "registry"]
    assert (row(waiting).version_no, row(waiting).plan_version_no) == (1, 2)
    assert row(passed).plan_version_no is None
    assert str(row(waiting).promised_due_on) == "2026-03-16"
    assert proved(office)
    services.accept(public_id=fresh.public_id, actor=office.clerk, at=office.at, key="later")
    assert office.open_at(fresh) == ["civil", "housing"]
    office.said(waiting, "civil", CIVIL)
    office.said(waiting, "housing", HOUSING)
    decided = services.decide(
        public_id=waiting.public_id, approve=True, actor=office.head, at=office.at, key="d"
    )
    assert decided.state == "decided"
    assert proved(office)


def test_who_proposes_does_not_confirm_and_others_find_nothing() -> None:
    office = Office()
    office.case()
    office.newer()
    both = office.official(HOUSING, "item.edit", "item.publish")
    run = office.proposed(actor=both)
    assert refusal(office.confirmed, run, both).code == "cases.plan_run_second_person"
    for stranger in (office.clerk, office.citizen, office.proposer):
        assert refusal(office.confirmed, run, stranger).code == "cases.plan_run_unknown"
    for stranger in (office.clerk, office.citizen):
        assert refusal(office.proposed, "m-2", actor=stranger).code == "cases.plan_run_unknown"
        assert refusal(office.foreseen, actor=stranger).code == "cases.plan_run_unknown"
    assert refusal(office.confirmed, "x" * 26).code == "cases.plan_run_unknown"
    assert results(run) == {}


def test_one_migration_of_an_item_is_in_hand_and_a_key_proposes_once() -> None:
    office = Office()
    office.newer()
    run = office.proposed()
    assert office.proposed() == run
    assert refusal(office.proposed, "m-2").code == "cases.plan_run_in_hand"
    services.drop_migration(run=run, actor=office.proposer, at=office.at)
    assert queries.plan_run(public_id=run).state == "dropped"
    assert refusal(office.confirmed, run).code == "cases.plan_run_moved_on"
    assert office.proposed("m-2") != run


def test_a_key_is_not_used_for_another_version() -> None:
    office = Office()
    office.newer()
    office.proposed()
    carried = apps.get_model("catalogue", "Implementation").objects.get(pk=office.item_id)
    office.version(carried, NEWER, 3)
    assert refusal(office.proposed, version_no=3).code == "outbox.key_reused"


def test_a_version_that_is_not_there_is_named() -> None:
    office = Office()
    for number in (0, 7, 10**9):
        why = refusal(office.foreseen, version_no=number)
        assert (why.code, str(number) in why.text()) == ("cases.plan_version_wrong", True)


def test_a_version_is_published_and_in_force() -> None:
    office = Office()
    office.newer()
    versions = apps.get_model("catalogue", "Version").objects.filter(version_no=2)
    versions.update(effective_on=office.at.date() + timedelta(days=1))
    assert refusal(office.proposed).code == "cases.plan_version_wrong"
    versions.update(effective_on=office.at.date(), state="draft")
    assert refusal(office.proposed).code == "cases.plan_version_wrong"


def test_a_reason_is_given() -> None:
    office = Office()
    office.newer()
    assert [one.field for one in refusal(office.proposed, reason=" ").faults] == ["reason"]
    run = office.migrated()
    undo = {"run": run, "reason": "", "actor": office.publisher, "at": office.at}
    assert [one.field for one in refusal(services.undo_migration, **undo).faults] == ["reason"]


def test_taken_back_every_case_is_what_it_was() -> None:
    office = Office()
    case, fresh = office.case(1), office.case(2, accepted=False)
    before = seats(case), str(row(case).promised_due_on), str(row(case).due_on)
    office.newer()
    run = office.migrated()
    office.at += timedelta(days=1)
    office.undone(run)
    assert results(run) == {"restored": 2}
    assert queries.plan_run(public_id=run).state == "undone"
    assert (seats(case), str(row(case).promised_due_on), str(row(case).due_on)) == before
    assert row(case).plan_version_no == 1
    assert kinds(case)[-2:] == ["plan_moved", "plan_restored"]
    assert kinds(fresh)[-2:] == ["plan_moved", "plan_restored"]
    assert proved(office)
    office.said(case, "survey", STREET, "")
    assert office.open_at(case) == ["civil", "housing", "registry"]


def test_a_case_that_went_on_keeps_the_newer_plan_when_the_others_go_back() -> None:
    office = Office()
    gone_on, still = office.case(1), office.case(2)
    office.newer()
    run = office.migrated()
    office.said(gone_on, "civil", CIVIL)
    office.undone(run)
    assert results(run) == {"kept": 1, "restored": 1}
    [kept] = queries.plan_run_lines(run=run, results=("kept",))
    assert (kept.code, kept.undo.number) == ("cases.plan_went_on", gone_on.number)
    assert row(gone_on).plan_version_no == 2
    assert row(still).plan_version_no == 1
    assert proved(office)


def test_a_case_that_ended_after_it_was_foreseen_is_overtaken() -> None:
    office = Office()
    case = office.case()
    office.newer()
    run = office.proposed()
    office.confirmed(run)
    office.at += timedelta(minutes=1)
    services.terminate(
        public_id=case.public_id, ground="object_gone", reason="房屋灭失",
        actor=office.head, at=office.at, key="t",
    )  # fmt: skip
    services.migrate_due(office.at)
    assert results(run) == {"overtaken": 1}
    assert proved(office)


def test_a_run_that_was_killed_goes_on_and_does_no_case_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    cases = [office.case(number) for number in (1, 2, 3)]
    office.newer()
    monkeypatch.setattr(migrating, "AT_ONCE", 1)

    def killed(seen: int, left: int) -> None:
        assert left == 3
        if seen == 2:
            raise KeyboardInterrupt

    asked = {"item_code": TASK_CODE, "version_no": 2, "reason": "r", "actor": SYSTEM, "at": office.at}
    with pytest.raises(KeyboardInterrupt):
        services.migrate(**asked, key="first", told=killed)
    [run] = queries.plan_runs()
    assert results(run.public_id) == {"moved": 2, "pending": 1}
    assert services.migrate(**asked, key="second") == run.public_id, "goes on with what is under way"
    assert results(run.public_id) == {"moved": 3}
    assert services.migrate(**asked, key="first") == run.public_id, "the same key does nothing again"
    assert [kinds(case).count("plan_moved") for case in cases] == [1, 1, 1]
    assert proved(office)


def test_an_undoing_that_was_killed_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    cases = [office.case(number) for number in (1, 2)]
    office.newer()
    run = office.migrated()
    monkeypatch.setattr(migrating, "AT_ONCE", 1)

    def killed(_seen: int, _left: int) -> None:
        raise KeyboardInterrupt

    undo = {"run": run, "reason": "r", "actor": SYSTEM, "at": office.at}
    with pytest.raises(KeyboardInterrupt):
        services.undo_migration(**undo, told=killed)
    assert results(run) == {"restored": 1, "undoing": 1}
    services.undo_migration(**undo)
    assert results(run) == {"restored": 2}
    assert [kinds(case).count("plan_restored") for case in cases] == [1, 1]
    assert proved(office)


def test_a_run_is_taken_back_before_it_is_through(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    for number in (1, 2):
        office.case(number)
    office.newer()
    run = office.proposed()
    office.confirmed(run)
    monkeypatch.setattr(migrating, "AT_ONCE", 1)
    services.go_on(run=run, at=office.at, most=1)
    assert results(run) == {"moved": 1, "pending": 1}
    office.undone(run)
    assert results(run) == {"restored": 1, "stays": 1}
    assert proved(office)


def test_a_fault_in_one_case_is_shown_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    broken, sound = office.case(1), office.case(2)
    office.newer()
    run = office.proposed()
    office.confirmed(run)
    whole = migrating.perform_held

    def faulty(*, public_id: str, **more: Any) -> Any:
        if public_id == str(row(broken).pk):
            raise IntegrityError("a fault")
        return whole(public_id=public_id, **more)

    monkeypatch.setattr(migrating, "perform_held", faulty)
    services.migrate_due(office.at)
    assert results(run) == {"failed": 1, "moved": 1}
    assert row(sound).plan_version_no == 2
    assert row(broken).plan_version_no is None
    assert queries.plan_run(public_id=run).state == "done"
    assert proved(office)


def test_the_record_holds_the_run_and_every_case() -> None:
    office = Office()
    case = office.case()
    office.newer()
    run = office.migrated()
    office.undone(run)
    acts = [act.action for act in audit.acts_on(subject_kind="plan-run", subject_id=run)]
    assert sorted(acts) == [
        "cases.plan_run_ended",
        "cases.plan_run_ended",
        "cases.plan_run_proposed",
        "cases.plan_run_started",
        "cases.plan_run_undone",
    ]
    on_case = [act for act in audit.acts_on_case(str(row(case).pk)) if "plan" in act.action]
    assert {act.action for act in on_case} == {"cases.plan_moved", "cases.plan_restored"}
    assert {act.actor_staff for act in on_case} == {office.publisher.staff_id}


def test_the_applicant_is_told_once_when_another_office_looks_at_the_case() -> None:
    office = Office()
    case = office.case(1)
    office.newer()
    run = office.migrated()
    assert told(office, case) == ["case.plan_moved"]
    office.undone(run)
    assert told(office, case) == ["case.plan_moved", "case.plan_moved"]


def test_the_applicant_is_not_bothered_when_nothing_changes_for_her() -> None:
    office = Office(NEWER)
    case = office.case(1)
    office.newer()
    office.undone(office.migrated())
    assert kinds(case)[-1] == "plan_restored"
    assert told(office, case) == []


def told(office: Office, case: services.CaseResult) -> list[str]:
    """The messages on the move; delivered twice they are sent once."""
    for _round in range(5):
        assert outbox.deliver_due(office.at).failed == 0
    found = apps.get_model("notifications", "Message").objects.filter(
        person_id=row(case).applicant_person_id, kind="case.plan_moved"
    )
    return [one.kind for one in found]


def test_a_recount_after_a_move_counts_each_seat_by_the_plan_that_gave_it_its_time() -> None:
    office = Office({"kind": "steps", "of": [seat("survey", STREET, "survey", 1), GROUP, DECISION]})
    case = office.case()
    before = seats(case)
    office.newer()
    run = office.migrated()
    services.recount(actor=SYSTEM, at=office.at)
    assert seats(case) == before
    office.undone(run)
    services.recount(actor=SYSTEM, at=office.at)
    assert seats(case) == before
    assert proved(office)


def test_a_second_move_finds_the_cases_of_the_first() -> None:
    office = Office(NEWER)
    case = office.case()
    office.newer()
    office.migrated()
    assert office.foreseen() == []
    carried = apps.get_model("catalogue", "Implementation").objects.get(pk=office.item_id)
    office.version(carried, AT_ONCE, 3)
    [fate] = office.foreseen(version_no=3)
    assert (fate.version_before, fate.version_after) == (2, 3)
    run = office.proposed("m-2", version_no=3)
    office.confirmed(run)
    services.migrate_due(office.at)
    assert row(case).plan_version_no == 3
    assert proved(office)


def test_a_newer_version_that_asks_for_more_leaves_the_cases_where_they_are() -> None:
    more = [{"id": "m1", "name": "收入证明"}, {"id": "m2", "name": "租赁合同"}]
    office = Office(NEWER, materials=more, fee_yuan="20")
    office.case()
    office.newer()
    [fate] = office.foreseen()
    assert fate.code == "cases.plan_needs_material"


def test_a_passed_on_seat_stays_with_whom_it_was_passed_to() -> None:
    office = Office(NEWER)
    case = office.case()
    services.move_seat(
        public_id=case.public_id, kind="delegate", seat="survey", target=REGISTRY, reason="请登记中心走访",
        actor=office.approvers[STREET], at=office.at, key="p",
    )  # fmt: skip
    before = seats(case)
    office.newer()
    run = office.migrated()
    assert results(run) == {"moved": 1}
    assert seats(case) == before
    office.undone(run)
    assert seats(case) == before
    assert proved(office)


def test_the_doer_is_remembered_whole() -> None:
    actor = replace(given.the_head(), region_code="990001000000")
    kept = migrating._doer(actor)
    assert Actor(**{**kept, "permissions": frozenset(kept["permissions"])}) == actor
