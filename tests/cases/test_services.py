"""What the services promise and what they refuse, on a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests.cases import given
from tests.cases.town import TASK_CODE, Town
from tests.identity import given as identity
from tongban.cases import queries, rules, services
from tongban.cases.services import steps, timers
from tongban.cases.services.apply import check_may_sign
from tongban.catalogue import queries as catalogue
from tongban.foundation.identifiers.check_characters import mod11_2
from tongban.foundation.ids import new_key
from tongban.foundation.refusals import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def town() -> Town:
    return Town()


def rows(label: str) -> Any:
    return apps.get_model(label).objects


def test_a_case_goes_from_draft_to_delivery_and_everything_agrees(town: Town) -> None:
    case = town.delivered()
    facts = town.facts(case)
    assert facts.state == rules.State.DELIVERED
    verdict = services.verify_cases(today=TODAY)
    assert verdict.ok, str(verdict.sentence)
    assert (verdict.cases, verdict.events) == (1, 8)
    assert rows("audit.Leaf").filter(case_id=queries.case_card(public_id=case.public_id).id).count() == 8
    assert rows("outbox.Event").count() == 8
    assert rows("flow.Entry").count() == 5
    assert not rows("flow.OpenSeat").filter(closed_at__isnull=True).exists()


def test_the_number_is_the_receipt(town: Town) -> None:
    case = town.submitted()
    assert case.number.startswith("990001-2026-0302-000001-")
    assert rules.is_case_number(case.number)
    card = queries.case_card(public_id=case.public_id)
    assert card.project_no == f"{TASK_CODE}202603020001"
    second = town.submitted(town.person(2, "李四"), key="k2")
    assert second.number.startswith("990001-2026-0302-000002-")


def test_a_new_draft_is_filled_with_what_is_known(town: Town) -> None:
    draft = services.open_draft(item_code=TASK_CODE, actor=town.citizen, at=town.at)
    assert draft.answers["name"] == "王小明"
    assert draft.answers["id_number"].startswith("990001")


def test_a_draft_goes_on_where_it_was_left(town: Town) -> None:
    first = services.open_draft(item_code=TASK_CODE, actor=town.citizen, at=town.at)
    services.save_answers(
        draft=first.public_id, answers={"income": "1"}, actor=town.citizen, at=town.at, page="2"
    )
    again = services.open_draft(item_code=TASK_CODE, actor=town.citizen, at=town.at)
    assert again.public_id == first.public_id
    assert (again.answers["income"], again.page) == ("1", "2")


def test_what_is_wrong_is_kept_and_named_and_what_is_unknown_is_dropped(town: Town) -> None:
    draft = services.open_draft(item_code=TASK_CODE, actor=town.citizen, at=town.at)
    answers = {"income": "a lot", "nonsense": "x"}
    faults = services.save_answers(draft=draft.public_id, answers=answers, actor=town.citizen, at=town.at)
    assert [fault.field for fault in faults] == ["income"]
    kept = queries.draft_for(actor=town.citizen, public_id=draft.public_id, at=town.at)
    assert kept is not None
    assert kept.answers["income"] == "a lot"
    assert "nonsense" not in kept.answers


def test_personal_numbers_lie_sealed_in_draft_case_and_event(town: Town) -> None:
    case = town.submitted()
    number = services.open_draft(item_code=TASK_CODE, actor=town.citizen, at=town.at).answers["id_number"]
    for label, column in (("cases.Draft", "answers"), ("cases.Case", "answers"), ("cases.CaseEvent", "body")):
        assert all(number not in str(text) for text in rows(label).values_list(column, flat=True)), label
    own = queries.case_for_applicant(actor=town.citizen, public_id=case.public_id, today=TODAY)
    assert own is not None
    assert own.answers["id_number"] == number


def test_an_incomplete_application_is_refused_with_everything_at_once(town: Town) -> None:
    draft = services.open_draft(item_code=TASK_CODE, actor=town.citizen, at=town.at).public_id
    with pytest.raises(Refused) as caught:
        services.submit(draft=draft, actor=town.citizen, at=town.at, key="k")
    assert caught.value.code == "cases.application_incomplete"
    assert {fault.field for fault in caught.value.faults} == {"household", "income", "m1"}
    assert not rows("cases.Case").exists()
    assert not rows("cases.Counter").filter(value__gt=0).exists(), "a refusal draws no number"


def test_the_same_request_is_answered_the_same_and_done_once(town: Town) -> None:
    draft = town.draft()
    first = services.submit(draft=draft, actor=town.citizen, at=town.at, key="k")
    again = services.submit(draft=draft, actor=town.citizen, at=town.at + timedelta(minutes=1), key="k")
    other_key = services.submit(draft=draft, actor=town.citizen, at=town.at, key="other")
    assert first == again == other_key
    assert rows("cases.Case").count() == 1


def test_the_same_act_twice_is_done_once_and_answered_the_same(town: Town) -> None:
    case = town.submitted()
    ask = {"public_id": case.public_id, "actor": town.clerk, "at": town.at, "key": "k"}
    assert services.accept(**ask) == services.accept(**ask)
    assert rows("cases.CaseEvent").filter(kind="accepted").count() == 1


def test_a_key_is_not_used_for_two_things(town: Town) -> None:
    case = town.submitted()
    other = town.submitted(town.person(2, "李四"), key="k2")
    services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="k")
    with pytest.raises(Refused) as caught:
        services.accept(public_id=other.public_id, actor=town.clerk, at=town.at, key="k")
    assert caught.value.code == "outbox.key_reused"


def test_an_act_without_a_key_is_refused(town: Town) -> None:
    case = town.submitted()
    with pytest.raises(Refused) as caught:
        services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="")
    assert caught.value.code == "outbox.key_missing"


def test_a_second_open_case_for_the_same_thing_is_refused(town: Town) -> None:
    town.submitted()
    with pytest.raises(Refused) as caught:
        town.submitted(key="k2")
    assert caught.value.code == "cases.already_open"
    other = town.submitted(key="k3", household="4")
    assert other.number.startswith("990001-2026-0302-000002-"), (
        "another object is another case, and no number is lost"
    )


def test_after_it_is_closed_the_same_may_be_applied_for_again(town: Town) -> None:
    case = town.submitted()
    services.withdraw(public_id=case.public_id, actor=town.citizen, at=town.at, key="w")
    assert town.submitted(key="k2").state == "submitted"


def test_a_stale_page_is_told_that_someone_has_acted(town: Town) -> None:
    case = town.submitted()
    services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="k", expected_version=1)
    with pytest.raises(Refused) as caught:
        services.withdraw(
            public_id=case.public_id, actor=town.citizen, at=town.at, key="w", expected_version=1
        )
    assert caught.value.code == "cases.moved_on"
    assert town.facts(case).version == 2


def test_departments_asked_together_do_not_make_one_another_stale(town: Town) -> None:
    case = town.accepted()
    seen = town.said(case, "survey", given.STREET, "").version
    town.said(case, "civil", given.CIVIL)
    ask = {
        "public_id": case.public_id,
        "verdict": "agree",
        "reason": "",
        "at": town.at,
        "expected_version": seen,
    }
    services.record_opinion(**ask, seat="housing", actor=town.approvers[given.HOUSING], key="h")
    assert town.facts(case).version == seen + 2


@pytest.mark.parametrize("public_id", ["", "x" * 26, "'; drop table cases_case; --", "0" * 36])
def test_an_unknown_case_is_refused_as_one_that_does_not_exist(town: Town, public_id: str) -> None:
    with pytest.raises(Refused) as caught:
        services.accept(public_id=public_id, actor=town.clerk, at=town.at, key="k")
    assert caught.value.code == "cases.not_found"


def test_another_persons_case_and_draft_do_not_exist(town: Town) -> None:
    stranger = town.person(2, "李四")
    draft = town.draft()
    for act in (
        lambda: services.submit(draft=draft, actor=stranger, at=town.at, key="k"),
        lambda: services.save_answers(draft=draft, answers={}, actor=stranger, at=town.at),
        lambda: services.discard_draft(draft=draft, actor=stranger, at=town.at),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "cases.not_found"
    case = services.submit(draft=draft, actor=town.citizen, at=town.at, key="k")
    assert queries.case_for_applicant(actor=stranger, public_id=case.public_id, today=TODAY) is None
    assert (
        queries.case_for_staff(actor=town.approvers[given.CIVIL], public_id=case.public_id, today=TODAY)
        is None
    )
    assert queries.case_for_staff(actor=town.citizen, public_id=case.public_id, today=TODAY) is None
    assert not queries.my_cases(actor=stranger, today=TODAY)


def test_an_item_that_changed_is_looked_over_before_it_is_handed_in(town: Town) -> None:
    draft = town.draft()
    carried = rows("catalogue.Implementation").get(pk=town.item_id)
    town.version(carried, given.DECISION_ONLY, 2)
    with pytest.raises(Refused) as caught:
        services.submit(draft=draft, actor=town.citizen, at=town.at, key="k")
    assert caught.value.code == "cases.item_changed"
    assert services.open_draft(item_code=TASK_CODE, actor=town.citizen, at=town.at).public_id == draft
    assert services.submit(draft=draft, actor=town.citizen, at=town.at, key="k").state == "submitted"


def test_a_running_case_keeps_the_version_it_was_submitted_under(town: Town) -> None:
    case = town.submitted()
    carried = rows("catalogue.Implementation").get(pk=town.item_id)
    town.version(carried, given.DECISION_ONLY, 2)
    services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="k")
    assert [seat.instance for seat in town.facts(case).seats] == ["survey"]


def test_a_correction_is_asked_once_and_answered_with_everything(town: Town) -> None:
    case = town.submitted()
    items = (
        rules.CorrectionItem("field", "income", "月收入", "与证明不符"),
        rules.CorrectionItem("field", "id_number", "身份证号", "请核对"),
    )
    ask = {"public_id": case.public_id, "items": items, "actor": town.clerk, "at": town.at}
    services.request_correction(**ask, key="c")
    with pytest.raises(Refused) as caught:
        _answer(town, case, {"income": "3100"})
    assert caught.value.code == "cases.correction_incomplete"
    assert [fault.field for fault in caught.value.faults] == ["id_number"], "unchanged, though sealed"
    _answer(town, case, {"income": "3100", "id_number": "99000119900102003" + mod11_2("99000119900102003")})
    with pytest.raises(Refused) as caught:
        services.request_correction(**ask, key="c2")
    assert caught.value.code == "cases.corrected_once"
    assert services.verify_cases(today=TODAY).ok


def _answer(town: Town, case: services.CaseResult, answers: dict[str, str]) -> services.CaseResult:
    return services.answer_correction(
        public_id=case.public_id,
        answers=answers,
        files={},
        actor=town.citizen,
        at=town.at,
        key=f"a{len(answers)}",
    )


def test_the_clock_accepts_what_nobody_looked_at_and_dates_it_back(town: Town) -> None:
    case = town.submitted()
    assert services.deem_accepted_due(town.at + timedelta(days=7)) == 0
    assert services.deem_accepted_due(town.at + timedelta(days=8)) == 1
    assert services.deem_accepted_due(town.at + timedelta(days=8)) == 0
    card = queries.case_card(public_id=case.public_id)
    assert card.accepted_on == TODAY
    assert rows("flow.OpenSeat").filter(closed_at__isnull=True).count() == 1


def test_worklists_hold_the_open_cases_by_due_date_with_their_lights(town: Town) -> None:
    case = town.submitted()
    home = town.clerk.department_id
    (line,) = queries.intake(department_id=home, today=date(2026, 3, 6))
    assert line.public_id == case.public_id
    assert line.light is not None
    assert line.light.light.value == "warning"
    assert not queries.intake(department_id=home, today=TODAY, after=line.keyset)
    assert queries.counts_by_light(today=date(2026, 3, 20)).overdue == 1
    assert queries.open_cases(today=TODAY, department_id=home)[0].number == case.number
    services.accept(public_id=case.public_id, actor=town.clerk, at=town.at, key="k")
    assert not queries.intake(department_id=home, today=TODAY)


def test_who_looks_is_recorded_before_anything_is_shown(town: Town) -> None:
    case = town.submitted()
    found = services.open_case(public_id=case.public_id, actor=town.clerk, at=town.at)
    assert found is not None
    assert found.answers["id_number"].startswith("990001")
    leaf = rows("audit.Leaf").get(action="cases.read")
    assert (leaf.about_id, leaf.actor_staff) == (town.citizen.person_id, town.clerk.staff_id)
    assert services.open_case(public_id=case.public_id, actor=town.approvers[given.CIVIL], at=town.at) is None


def test_a_clerk_takes_up_a_draft_by_its_code_once_and_for_a_while(town: Town) -> None:
    draft = town.draft()
    code, until = services.pickup_code(draft=draft, actor=town.citizen, at=town.at)
    assert services.pick_up(code=code, actor=town.clerk, at=town.at).public_id == draft
    services.save_answers(draft=draft, answers={"income": "5"}, actor=town.clerk, at=town.at)
    assert queries.draft_for(actor=town.clerk, public_id=draft, at=until + timedelta(seconds=1)) is None
    with pytest.raises(Refused) as caught:
        services.pick_up(code=code, actor=town.clerk, at=town.at)
    assert caught.value.code == "cases.code_wrong"
    assert rows("audit.Leaf").filter(action="cases.draft_taken_up").count() == 1


def test_codes_are_not_guessed(town: Town) -> None:
    codes = []
    for _attempt in range(12):
        with pytest.raises(Refused) as caught:
            services.pick_up(code="000000", actor=town.clerk, at=town.at)
        codes.append(caught.value.code)
    assert codes == ["cases.code_wrong"] * 10 + ["cases.too_many_codes"] * 2


def test_drafts_go_when_their_time_is_over_and_cases_stay(town: Town) -> None:
    town.submitted()
    services.open_draft(item_code=TASK_CODE, actor=town.person(2, "李四"), at=town.at)
    assert services.purge_drafts(town.at + timedelta(days=90)) == 0
    assert services.purge_drafts(town.at + timedelta(days=91)) == 1
    assert rows("cases.Draft").count() == 1


def test_the_database_refuses_to_change_or_delete_an_event(town: Town) -> None:
    town.submitted()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows("cases.CaseEvent").update(name="someone else")


def test_verify_names_the_first_case_that_is_not_what_its_events_say(town: Town) -> None:
    case = town.accepted()
    rows("cases.Case").update(due_on=date(2030, 1, 1))
    verdict = services.verify_cases(today=TODAY)
    assert not verdict.ok
    assert verdict.first_bad == case.number
    assert "due_on" in str(verdict.sentence)


def test_verify_finds_an_act_that_the_record_does_not_hold(town: Town) -> None:
    town.submitted()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM audit_leaf")
        else:
            cursor.execute("ALTER TABLE audit_leaf DISABLE TRIGGER ALL")
            cursor.execute("DELETE FROM audit_leaf")
    verdict = services.verify_cases(today=TODAY)
    assert not verdict.ok
    assert "record" in str(verdict.sentence)


def test_a_refused_case_says_why_and_where_to_turn(town: Town) -> None:
    case = town.decided(approve=False)
    facts = town.facts(case)
    assert facts.decision is not None
    lines = [str(line) for line in rules.remedy_lines(facts.decision.remedies, facts.decision.decided_on)]
    assert any("60 days" in line for line in lines)
    assert any("6 months" in line for line in lines)


def test_the_timeline_tells_the_applicant_less_than_the_officials(town: Town) -> None:
    case = town.heard()
    card = queries.case_card(public_id=case.public_id)
    outside = queries.timeline(case_id=card.id)
    inside = queries.timeline(case_id=card.id, inside=True)
    assert len(outside) == len(inside) == 6
    assert all(line.detail == "" for line in outside)
    assert any("情况属实" in line.detail for line in inside)


def test_usual_remedies_name_the_government_of_the_region(town: Town) -> None:
    found = services.usual_remedies(region_code="990001001000")
    assert (found.review_body, found.court) == ("海棠区人民政府", "海棠区人民法院")


def test_remedies_in_a_region_without_a_name_say_who_they_are_in_the_laws_words(town: Town) -> None:
    found = services.usual_remedies(region_code="000000000000")
    assert "本级人民政府" in found.review_body
    assert "人民法院" in found.court


def test_the_clock_passes_over_those_that_are_refused_each_time(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    monkeypatch.setattr(timers, "IN_ONE_TURN", 2)
    waits = [town.submitted(citizen=town.person(30 + n, "某人"), key=f"k{n}") for n in range(8)]
    stuck = [case.public_id for case in waits[:5]]
    rows = apps.get_model("cases.Case").objects
    town.at += timedelta(days=8)
    for place, public_id in enumerate(stuck):
        services.request_correction(
            public_id=public_id, items=(rules.CorrectionItem("material", "m1", "收入证明", "请提供"),),
            actor=town.clerk, at=given.MONDAY, key=f"c{place}",
        )  # fmt: skip
    # Rows that say something else than their ledgers: the clock finds them first and is refused each time.
    rows.filter(public_id__in=stuck).update(state="submitted", due_on=date(2026, 3, 1))
    assert [services.deem_accepted_due(town.at) for _turn in range(3)] == [2, 1, 0]


def test_who_accepts_applications_does_not_decide_them_as_a_stand_in_either() -> None:
    town = Town(plan=given.DECISION_ONLY)
    case = town.accepted()
    head = town.official(given.HOUSING, "case.direct")
    clerk, deputy = town.in_office(given.HOUSING, 501), town.in_office(given.HOUSING, 502)
    apps.get_model("org", "Post").objects.filter(name="岗位501").update(permissions=["case.accept"])
    named = {"public_id": case.public_id, "kind": "stand_in", "seat": "decision", "at": town.at}
    with pytest.raises(Refused) as caught:
        services.move_seat(**named, target=clerk.staff_id, actor=head, key="k1")
    assert caught.value.code == "cases.target_unknown"
    services.move_seat(**named, target=deputy.staff_id, actor=head, key="k2")


def test_a_stranger_learns_nothing_from_a_move_that_names_nobody() -> None:
    town = Town()
    case = town.accepted()
    with pytest.raises(Refused) as caught:
        services.move_seat(
            public_id=case.public_id,
            kind="stand_in",
            seat="x",
            target="",
            actor=town.citizen,
            at=town.at,
            key="k",
        )
    assert caught.value.code == "cases.not_found"


@pytest.mark.django_db(transaction=True)
def test_what_waits_beside_the_seats_is_written_with_its_act_or_neither_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = Town(plan=given.DECISION_ONLY)
    case = town.accepted()
    asking = {"public_id": case.public_id, "days": 3, "reason": "需要核实", "at": town.at}
    officer = town.approvers[given.HOUSING]

    def broken(case_id: str, facts: object) -> None:
        raise DatabaseError("the disk is full")

    with monkeypatch.context() as now:
        now.setattr("tongban.cases.services.matters.put", broken)
        with pytest.raises(DatabaseError):
            services.ask_extension(**asking, actor=officer, key="k")
    assert town.facts(case).extension_asked is None
    services.ask_extension(**asking, actor=officer, key="k")
    assert town.facts(case).extension_asked is not None


def test_an_agent_without_a_mandate_neither_hands_in_nor_acts_on_the_case(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mandate is asked for at every act: it may have been taken back since the application."""
    town = Town(plan=given.DECISION_ONLY)
    item = catalogue.item_in_force(code=TASK_CODE, on=town.at.date())
    agent = given.as_body(town.citizen, str(new_key()))
    with pytest.raises(Refused) as caught:
        check_may_sign(item=item, actor=agent, at=town.at)
    assert caught.value.code == "cases.may_not_sign"
    case = town.submitted()
    facts = town.facts(case)
    assert not steps.mandated(rules.Withdraw(agent, town.at), facts)
    assert steps.mandated(rules.Withdraw(town.citizen, town.at), facts)
    with monkeypatch.context() as now:
        now.setattr(steps, "mandated", lambda act, facts: False)
        with pytest.raises(Refused) as caught:
            services.withdraw(public_id=case.public_id, actor=town.citizen, at=town.at, key="w")
        assert caught.value.code == "cases.not_found"
    services.withdraw(public_id=case.public_id, actor=town.citizen, at=town.at, key="w")


@pytest.mark.parametrize(
    ("items", "sees"),
    [(None, True), ({TASK_CODE}, True), ({"1199000000000000000000000000001"}, False), (set(), False)],
)
def test_a_mandate_for_one_item_shows_nothing_of_the_bodys_other_items(
    items: set[str] | None, sees: bool
) -> None:
    """The list, the tracker, the papers and the machines' door all read through these."""
    town = Town()
    apps.get_model("catalogue", "Version").objects.update(subjects=["person", "body"])
    head = identity.a_person()
    body = identity.a_body(head)
    herself = replace(town.citizen, person_id=head.id, body_id=body.id, body_name=body.name, role="agent")
    case, draft = town.submitted(citizen=herself), town.draft(citizen=herself)
    agent = replace(herself, items=None if items is None else frozenset(items))
    view = queries.case_for_applicant(actor=agent, public_id=case.public_id, today=TODAY)
    assert (view is not None) == sees
    assert bool(queries.my_cases(actor=agent, today=TODAY)) == sees
    assert queries.may_have_case_file(agent, case.public_id) == sees
    assert bool(queries.drafts_of(actor=agent)) == sees
    assert bool(queries.draft_for(actor=agent, public_id=draft, at=town.at)) == sees
    assert queries.may_have_draft_file(agent, draft) == sees
