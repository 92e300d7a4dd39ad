"""Applying for a bundle: one form, all parts or none, what waits goes in by itself, and everybody keeps their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bundles import given
from tests.bundles.given import FOOD, HAS_LICENCE, LICENCE, NO_LICENCE, SIGN, TRADE
from tests.bundles.town import CODE, TODAY, BundleTown
from tests.cases import given as cases
from tongban.audit import queries as audit
from tongban.bundles import queries, services
from tongban.bundles.models import Application, Part
from tongban.bundles.rules import Stand
from tongban.cases import queries as case_queries
from tongban.cases import services as casework
from tongban.cases.models import Case, Draft
from tongban.files import queries as stored
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused
from tongban.licences import queries as licences

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> BundleTown:
    return BundleTown()


def refusal(act: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


class TestTheSituation:
    def test_an_application_is_begun_once_and_gone_on_with(self, town: BundleTown) -> None:
        first = services.start(code=CODE, actor=town.citizen, at=town.at)
        assert services.start(code=CODE, actor=town.citizen, at=town.at).public_id == first.public_id
        other = services.start(code=CODE, actor=town.person(2, "赵海燕"), at=town.at)
        assert other.public_id != first.public_id

    def test_the_answers_lead_to_the_items(self, town: BundleTown) -> None:
        assert [one.item_code for one in town.work(town.begun(HAS_LICENCE)).needed] == [FOOD, SIGN]

    @pytest.mark.parametrize("values", [(), ("perhaps",), ("yes", "no")])
    def test_an_answer_that_is_not_offered_is_refused(
        self, town: BundleTown, values: tuple[str, ...]
    ) -> None:
        card = services.start(code=CODE, actor=town.citizen, at=town.at)
        said = refusal(
            lambda: services.answer_situation(
                application=card.public_id, question="licence", values=values, actor=town.citizen, at=town.at
            )
        )
        assert said.code == "bundles.answer_not_offered"

    def test_changing_an_answer_asks_before_files_and_answers_go(self, town: BundleTown) -> None:
        application = town.complete(NO_LICENCE)
        before = town.work(application)
        change = {"application": application, "question": "sign", "values": ("no",), "actor": town.citizen}
        said = refusal(lambda: services.answer_situation(**change, at=town.at))
        assert said.code == "bundles.would_be_lost"
        assert [one.values["label"] for one in said.faults] == ["招牌上写什么"]
        assert town.work(application).answers == before.answers
        services.answer_situation(**change, at=town.at, discard=True)
        after = town.work(application)
        assert "words" not in after.answers
        assert after.answers == {key: value for key, value in before.answers.items() if key != "words"}
        assert after.files == before.files

    def test_a_paper_that_nobody_needs_any_more_is_removed_with_its_file(self, town: BundleTown) -> None:
        application = town.begun({**HAS_LICENCE, "lit": ("yes",)})
        picture = next(one for one in town.work(application).to_bring if one.name == "效果图")
        file = town.put_file_to(application, picture.id)
        services.answer_situation(
            application=application,
            question="lit",
            values=("no",),
            actor=town.citizen,
            at=town.at,
            discard=True,
        )
        assert stored.file_or_none(file) is None
        assert picture.id not in town.work(application).files

    def test_an_item_that_this_applicant_may_not_apply_for_is_refused_at_the_answer(
        self, town: BundleTown
    ) -> None:
        weak = replace(town.citizen, level=1)
        assert (
            refusal(lambda: services.start(code=CODE, actor=weak, at=town.at)).code == "cases.level_too_low"
        )

    def test_another_version_keeps_the_answers_that_still_fit(self, town: BundleTown) -> None:
        application = town.begun(NO_LICENCE)
        town.offer(questions=given.QUESTIONS[:1])
        with pytest.raises(Refused) as refused:
            services.submit(application=application, actor=town.citizen, at=town.at, key="k")
        assert refused.value.code == "bundles.changed"
        card = services.start(code=CODE, actor=town.citizen, at=town.at)
        assert card.public_id == application
        assert card.situation == {"licence": ("no",)}


class TestFillingIn:
    def test_one_answer_serves_every_item_that_asks(self, town: BundleTown) -> None:
        work = town.work(town.complete(NO_LICENCE))
        assert {work.answers_for(code)["trade_name"] for code in (TRADE, FOOD, SIGN)} == {"听雨小馆"}
        assert work.answers_for(TRADE)["scope"] == "餐饮服务"
        assert "scope" not in work.answers_for(FOOD)

    def test_personal_numbers_are_kept_sealed(self, town: BundleTown) -> None:
        application = town.complete(NO_LICENCE)
        row = Application.objects.get(public_id=application)
        assert "13800001234" not in str(row.answers)
        assert "13800001234" in town.work(application).answers.values()

    def test_what_is_wrong_is_said_and_kept(self, town: BundleTown) -> None:
        application = town.begun(HAS_LICENCE)
        faults = services.save_answers(
            application=application,
            answers={"delivers": "perhaps", "unknown": "x"},
            actor=town.citizen,
            at=town.at,
        )
        assert [one.field for one in faults] == ["delivers"]
        assert town.work(application).answers == {"delivers": "perhaps"}

    def test_a_material_that_is_not_asked_for_takes_no_file(self, town: BundleTown) -> None:
        application = town.begun(HAS_LICENCE)
        said = refusal(lambda: town.put_file_to(application, "m0000"))
        assert said.code == "bundles.material_unknown"

    def test_what_is_dropped_is_gone_from_the_house(self, town: BundleTown) -> None:
        application = town.begun(NO_LICENCE)
        material = town.work(application).missing[0].id
        file = town.put_file_to(application, material)
        services.drop_file(
            application=application, material=material, file=file, actor=town.citizen, at=town.at
        )
        assert stored.file_or_none(file) is None
        assert material in {one.id for one in town.work(application).missing}

    def test_old_applications_go_with_their_files_and_those_handed_in_stay(self, town: BundleTown) -> None:
        sent = town.handed_in(NO_LICENCE)
        application = town.begun(NO_LICENCE)
        file = town.put_file_to(application, town.work(application).missing[0].id)
        assert services.purge_applications(town.at + timedelta(days=365)) == 1
        assert stored.file_or_none(file) is None
        assert queries.application_for(actor=town.citizen, public_id=sent) is not None


class TestHandingIn:
    def test_every_part_becomes_a_case_of_its_own(self, town: BundleTown) -> None:
        hold_licence(town)
        application = town.handed_in(HAS_LICENCE)
        parts = town.parts(application)
        assert [(one.item_code, one.stand) for one in parts.values()] == [
            (FOOD, Stand.UNDER_WAY),
            (SIGN, Stand.UNDER_WAY),
        ]
        numbers = {one.case.number for one in parts.values() if one.case}
        assert len(numbers) == 2
        assert set(Case.objects.values_list("channel", flat=True)) == {"bundle"}

    def test_what_waits_for_a_result_is_held_and_says_for_what(self, town: BundleTown) -> None:
        parts = town.parts(town.handed_in(NO_LICENCE))
        assert town.cases() == 1
        assert [(code, one.stand, one.after) for code, one in parts.items()] == [
            (TRADE, Stand.UNDER_WAY, ()),
            (FOOD, Stand.WAITING, ("个体工商户登记",)),
            (SIGN, Stand.WAITING, ("个体工商户登记",)),
        ]

    def test_everything_missing_in_any_part_is_named_at_once_and_nothing_is_made(
        self, town: BundleTown
    ) -> None:
        application = town.begun(NO_LICENCE)
        said = refusal(
            lambda: services.submit(application=application, actor=town.citizen, at=town.at, key="k")
        )
        assert said.code == "bundles.application_incomplete"
        named = {str(one.values["label"]) for one in said.faults}
        assert {"店铺名称", "经营场所", "送外卖吗", "招牌上写什么", "场所使用证明", "布局图"} <= named
        assert (town.cases(), Part.objects.count(), Draft.objects.count()) == (0, 0, 0)

    def test_an_open_question_of_the_situation_is_named_too(self, town: BundleTown) -> None:
        application = services.start(code=CODE, actor=town.citizen, at=town.at).public_id
        said = refusal(
            lambda: services.submit(application=application, actor=town.citizen, at=town.at, key="k")
        )
        assert {"licence", "sign"} <= {one.field for one in said.faults}

    def test_when_one_part_is_refused_none_is_made(self, town: BundleTown) -> None:
        """The same sign is applied for already: the food licence is not made either, and the part is named."""
        hold_licence(town)
        first = town.handed_in(HAS_LICENCE)
        apps.get_model("cases", "Case").objects.filter(item_code=FOOD).update(object_key="another")
        second = town.complete(HAS_LICENCE)
        said = refusal(
            lambda: services.submit(application=second, actor=town.citizen, at=town.at, key="k-second")
        )
        assert said.code == "bundles.parts_refused"
        assert [one.values["label"] for one in said.faults] == ["户外招牌"]
        assert town.cases() == 2
        assert Draft.objects.filter(submitted_case="").count() == 0
        assert town.parts(first).keys() == {FOOD, SIGN}
        assert Application.objects.get(public_id=second).submitted_at is None

    def test_all_parts_that_are_refused_are_named_together(self, town: BundleTown) -> None:
        hold_licence(town)
        town.handed_in(HAS_LICENCE)
        second = town.complete(HAS_LICENCE)
        said = refusal(
            lambda: services.submit(application=second, actor=town.citizen, at=town.at, key="k-second")
        )
        assert {one.values["label"] for one in said.faults} == {"食品经营许可", "户外招牌"}

    def test_handed_in_twice_it_is_handed_in_once(self, town: BundleTown) -> None:
        application = town.complete(NO_LICENCE)
        act = {"application": application, "actor": town.citizen, "at": town.at}
        first = services.submit(**act, key="k-1")
        assert services.submit(**act, key="k-1") == first
        assert services.submit(**act, key="k-2") == first
        assert town.cases() == 1

    def test_a_key_serves_one_application(self, town: BundleTown) -> None:
        application = town.complete(NO_LICENCE)
        services.submit(application=application, actor=town.citizen, at=town.at, key="k-1")
        other = town.begun(NO_LICENCE)
        said = refusal(lambda: services.submit(application=other, actor=town.citizen, at=town.at, key="k-1"))
        assert said.code == "outbox.key_reused"

    def test_a_refusal_leaves_no_trace_and_may_be_tried_again(self, town: BundleTown) -> None:
        application = town.begun(NO_LICENCE)
        act = {"application": application, "actor": town.citizen, "at": town.at, "key": "k-1"}
        refusal(lambda: services.submit(**act))
        town.complete(NO_LICENCE)
        assert len(services.submit(**act).cases) == 1

    def test_an_item_that_changed_meanwhile_is_asked_as_it_stands_today(self, town: BundleTown) -> None:
        application = town.complete(HAS_LICENCE)
        hold_licence(town)
        more = [*given.FORMS[SIGN], {"key": "size", "label": "招牌多大"}]
        town.change_item(SIGN, fields=more)
        said = refusal(
            lambda: services.submit(application=application, actor=town.citizen, at=town.at, key="k")
        )
        assert [one.values["label"] for one in said.faults] == ["招牌多大"]

    def test_handing_in_is_in_the_record(self, town: BundleTown) -> None:
        town.handed_in(NO_LICENCE)
        [act] = audit.page(action="bundles.submitted", limit=5).acts
        assert act.subject_kind == "bundle-application"


def hold_licence(town: BundleTown) -> None:
    """The applicant holds the licence already."""
    from tests.licences import town as wallet

    person = apps.get_model("identity", "Person").objects.get(pk=town.citizen.person_id)
    wallet.issue(
        type("Holder", (), {"id": str(person.pk), "name": town.citizen.name}),
        type_code=LICENCE,
        face={"name": "听雨小馆", "number": "L1"},
        issuer_uscc=LICENCE[:18],
        at=town.at,
        valid_from=TODAY,
        valid_to=None,
    )


class TestWhatWaits:
    def test_the_licence_brings_the_waiting_parts_on_their_way(self, town: BundleTown) -> None:
        application = town.handed_in(NO_LICENCE)
        town.decide(application, TRADE)
        town.deliver()
        parts = town.parts(application)
        assert {code: one.stand for code, one in parts.items()} == {
            TRADE: Stand.DONE,
            FOOD: Stand.UNDER_WAY,
            SIGN: Stand.UNDER_WAY,
        }
        food = parts[FOOD].case
        assert food is not None
        facts = case_queries.refold(case_id=food.id)
        held = next(one for one in facts.materials if one.key == "licence")
        issued = licences.of_case(case_id=parts[TRADE].case.id)[0]  # type: ignore[union-attr]
        assert (held.how, held.identifier) == ("licence", issued.identifier)
        assert facts.answers["number"] == parts[TRADE].case.number  # type: ignore[union-attr]
        assert facts.of.applicant.id == town.citizen.person_id

    def test_delivered_twice_they_go_in_once(self, town: BundleTown) -> None:
        application = town.handed_in(NO_LICENCE)
        case = town.decide(application, TRADE)
        town.deliver()
        key = case_queries.case_card(public_id=case).id
        assert services.push_successors(case_id=key, at=town.at) == 0
        assert town.cases() == 3

    def test_a_refused_predecessor_stops_what_waits_and_nothing_else(self, town: BundleTown) -> None:
        application = town.handed_in(NO_LICENCE)
        town.decide(application, TRADE, approve=False)
        town.deliver()
        stands = [one.stand for one in town.parts(application).values()]
        assert stands == [Stand.ENDED, Stand.STOPPED, Stand.STOPPED]

    def test_one_refused_branch_leaves_the_others_alone(self, town: BundleTown) -> None:
        hold_licence(town)
        application = town.handed_in(HAS_LICENCE)
        town.decide(application, FOOD, approve=False)
        town.deliver()
        stands = {code: one.stand for code, one in town.parts(application).items()}
        assert stands == {FOOD: Stand.ENDED, SIGN: Stand.UNDER_WAY}

    def test_a_part_that_cannot_go_in_waits_for_its_applicant_with_all_she_gave(
        self, town: BundleTown
    ) -> None:
        application = town.handed_in(NO_LICENCE)
        town.change_item(SIGN, fields=[*given.FORMS[SIGN], {"key": "size", "label": "招牌多大"}])
        town.decide(application, TRADE)
        town.deliver()
        parts = town.parts(application)
        assert parts[FOOD].stand == Stand.UNDER_WAY
        assert parts[SIGN].stand == Stand.YOURS
        assert "招牌多大" in str(parts[SIGN].reason)
        draft = case_queries.draft_for(actor=town.citizen, public_id=parts[SIGN].draft, at=town.at)
        assert draft is not None
        assert draft.answers["words"] == "听雨小馆"
        told = apps.get_model("notifications", "Message").objects.filter(kind="bundle.part_left")
        assert told.count() == 1

    def test_what_was_left_to_the_applicant_is_a_part_again_once_she_sends_it(self, town: BundleTown) -> None:
        application = town.handed_in(NO_LICENCE)
        town.change_item(SIGN, fields=[*given.FORMS[SIGN], {"key": "size", "label": "招牌多大"}])
        town.decide(application, TRADE)
        town.deliver()
        draft = town.parts(application)[SIGN].draft
        casework.save_answers(draft=draft, answers={"size": "3"}, actor=town.citizen, at=town.at)
        case = casework.submit(draft=draft, actor=town.citizen, at=town.at, key="k-left")
        part = town.parts(application)[SIGN]
        assert part.stand == Stand.UNDER_WAY
        assert part.case is not None
        assert part.case.public_id == case.public_id
        found = queries.belonging(town.head, part.case, TODAY)
        assert found is not None
        assert found.name == "开办餐饮店一件事"

    def test_a_mandate_that_ended_stops_the_part_with_its_reason(self, town: BundleTown) -> None:
        """The part is handed in for whom the bundle was handed in, with the proof of identity of that day."""
        application = town.handed_in(NO_LICENCE)
        Application.objects.filter(public_id=application).update(level=0)
        town.decide(application, TRADE)
        town.deliver()
        part = town.parts(application)[SIGN]
        assert (part.stand, part.draft) == (Stand.YOURS, "")
        assert "level 2" in str(part.reason)


class TestWhoseItIs:
    @pytest.mark.parametrize(
        "act",
        [
            lambda town, one, who: services.submit(application=one, actor=who, at=town.at, key="k"),
            lambda town, one, who: services.save_answers(application=one, answers={}, actor=who, at=town.at),
            lambda town, one, who: services.discard(application=one, actor=who, at=town.at),
            lambda town, one, who: services.answer_situation(
                application=one, question="sign", values=("no",), actor=who, at=town.at
            ),
            lambda town, one, who: services.drop_file(
                application=one, material="m", file="f", actor=who, at=town.at
            ),
        ],
        ids=["submit", "save", "discard", "situation", "drop"],
    )
    @pytest.mark.parametrize("who", ["neighbour", "official", "other side"])
    def test_anothers_application_does_not_exist(
        self, town: BundleTown, who: str, act: Callable[[BundleTown, str, Any], Any]
    ) -> None:
        application = town.complete(NO_LICENCE)
        actor = {
            "neighbour": lambda: town.person(2, "赵海燕"),
            "official": lambda: town.clerk,
            "other side": lambda: cases.as_body(town.citizen, "00000000-0000-7000-8000-0000000000b1"),
        }[who]()
        assert queries.application_for(actor=actor, public_id=application) is None
        assert refusal(lambda: act(town, application, actor)).code == "bundles.not_found"

    def test_an_official_opens_only_the_files_of_the_cases_she_may_read(self, town: BundleTown) -> None:
        application = town.complete(NO_LICENCE)
        work = town.work(application)
        files = {key: refs[0].public_id for key, refs in work.files.items()}
        owners = {key: stored.file(one).owner_id for key, one in files.items()}
        premises = next(one.key for one in work.materials if "场所" in one.card.name)
        layout = next(one.key for one in work.materials if one.card.name == "布局图")
        assert not queries.may_have_file(town.head, owners[premises])
        services.submit(application=application, actor=town.citizen, at=town.at, key="k")
        assert queries.may_have_file(town.head, owners[premises])
        assert not queries.may_have_file(town.head, owners[layout]), "the food licence is no case yet"
        assert not queries.may_have_file(town.approvers[cases.CIVIL], owners[premises])
        assert queries.may_have_file(town.citizen, owners[layout])
        assert not queries.may_have_file(town.person(2, "赵海燕"), owners[premises])

    def test_an_officials_look_at_a_file_is_a_look_at_the_case(self, town: BundleTown) -> None:
        application = town.complete(NO_LICENCE)
        work = town.work(application)
        services.submit(application=application, actor=town.citizen, at=town.at, key="k")
        premises = next(one.key for one in work.materials if "场所" in one.card.name)
        services.file_opened(town.head, stored.file(work.files[premises][0].public_id), town.at)
        [act] = audit.page(action="cases.file_opened", limit=5).acts
        trade = town.parts(application)[TRADE].case
        assert trade is not None
        assert act.case_id == trade.id

    def test_officials_see_the_sibling_cases_that_they_may_read(self, town: BundleTown) -> None:
        hold_licence(town)
        application = town.handed_in(HAS_LICENCE)
        food = town.parts(application)[FOOD].case
        assert food is not None
        found = queries.belonging(town.head, food, day_of(town.at))
        assert found is not None
        assert [one.name for one in found.siblings] == ["户外招牌"]
        assert ("要挂招牌吗？", "要挂") in found.situation
        stranger = queries.belonging(town.approvers[cases.CIVIL], food, day_of(town.at))
        assert stranger is not None
        assert stranger.siblings == ()


def published(draft: str, actor: Actor, seen: str = "") -> None:
    proof = seen or queries.version(version_id=draft, on=TODAY).proof
    services.publish(version_id=draft, seen=proof, actor=actor, at=cases.MONDAY)


def test_a_version_is_held_before_its_applications_by_everybody(town: BundleTown) -> None:
    """Who begins an application and who hands one in wait for each other in one order, and never both at once."""
    with CaptureQueriesContext(connection) as beginning:
        services.start(code=CODE, actor=town.citizen, at=town.at)
    application = town.complete(NO_LICENCE)
    with CaptureQueriesContext(connection) as handing_in:
        services.submit(application=application, actor=town.citizen, at=town.at, key="k-order")
    for caught in (beginning, handing_in):
        read = [re.search(r'FROM "(\w+)"', one["sql"]) for one in caught.captured_queries]
        tables = [found.group(1) for found in read if found]
        assert tables.index("bundles_version") < tables.index("bundles_application")


@pytest.mark.parametrize("handed_in", [False, True])
def test_a_mandate_for_some_items_shows_no_application_that_holds_others(
    town: BundleTown, handed_in: bool
) -> None:
    application = town.handed_in(NO_LICENCE) if handed_in else town.begun(NO_LICENCE)
    for items, sees in ((None, True), ({TRADE, FOOD, SIGN}, True), ({TRADE}, False), (set(), False)):
        agent = replace(town.citizen, items=None if items is None else frozenset(items))
        assert (queries.application_for(actor=agent, public_id=application) is not None) == sees
        assert bool(queries.applications_of(actor=agent)) == sees


class TestVersions:
    def test_a_second_person_publishes_what_was_drafted(self, town: BundleTown) -> None:
        editor = town.official(cases.HOUSING, "item.edit", "item.publish")
        colleague = town.official(cases.HOUSING, "item.edit", "item.publish")
        draft = services.draft(code=CODE, actor=editor, at=town.at)
        assert services.draft(code=CODE, actor=colleague, at=town.at) == draft
        services.save_draft(version_id=draft, content=given.a_bundle(theme="餐饮"), actor=editor, at=town.at)
        assert refusal(lambda: published(draft, editor)).code == ("bundles.second_person")
        published(draft, colleague)
        offered = queries.bundle_in_force(code=CODE, on=TODAY)
        assert offered is not None
        assert (offered.version_no, offered.content.theme) == (2, "餐饮")
        again = refusal(
            lambda: services.save_draft(version_id=draft, content=given.a_bundle(), actor=editor, at=town.at)
        )
        assert again.code == "bundles.not_a_draft"

    def test_nobody_who_had_a_hand_in_a_draft_publishes_it_whoever_saved_it_after(
        self, town: BundleTown
    ) -> None:
        first, second, third = (town.official(cases.HOUSING, "item.edit", "item.publish") for _ in range(3))
        draft = services.draft(code=CODE, actor=first, at=town.at)
        for actor in (first, second):
            services.save_draft(
                version_id=draft, content=given.a_bundle(theme="餐饮"), actor=actor, at=town.at
            )
        for actor in (first, second):
            assert refusal(lambda who=actor: published(draft, who)).code == "bundles.second_person"
        published(draft, third)

    def test_what_was_changed_since_it_was_looked_at_is_not_published(self, town: BundleTown) -> None:
        editor, colleague = (town.official(cases.HOUSING, "item.edit", "item.publish") for _ in range(2))
        draft = services.draft(code=CODE, actor=editor, at=town.at)
        seen = queries.version(version_id=draft, on=TODAY).proof
        services.save_draft(version_id=draft, content=given.a_bundle(theme="餐饮"), actor=editor, at=town.at)
        assert refusal(lambda: published(draft, colleague, seen)).code == "bundles.changed_since"
        published(draft, colleague)

    def test_an_incomplete_draft_is_kept_and_not_published(self, town: BundleTown) -> None:
        editor = town.official(cases.HOUSING, "item.edit")
        colleague = town.official(cases.HOUSING, "item.publish")
        draft = services.draft(code=CODE, actor=editor, at=town.at)
        services.save_draft(version_id=draft, content=given.a_bundle(members=[]), actor=editor, at=town.at)
        said = refusal(lambda: published(draft, colleague))
        assert said.code == "bundles.content_incomplete"
        assert said.faults

    @pytest.mark.parametrize("act", ["draft", "withdraw"])
    def test_who_may_not_edit_items_edits_no_bundle(self, town: BundleTown, act: str) -> None:
        said = refusal(lambda: getattr(services, act)(code=CODE, actor=town.clerk, at=town.at))
        assert said.code == "bundles.not_permitted"

    def test_a_withdrawn_bundle_takes_no_applications_and_its_cases_go_on(self, town: BundleTown) -> None:
        application = town.handed_in(NO_LICENCE)
        services.withdraw(code=CODE, actor=town.official(cases.HOUSING, "item.publish"), at=town.at)
        assert refusal(lambda: services.start(code=CODE, actor=town.citizen, at=town.at)).code == (
            "bundles.not_found"
        )
        town.decide(application, TRADE)
        town.deliver()
        assert town.parts(application)[FOOD].stand == Stand.UNDER_WAY

    def test_a_suspended_item_stops_new_applications_with_its_name(self, town: BundleTown) -> None:
        apps.get_model("catalogue", "Version").objects.filter(implementation__code=SIGN).update(
            state="suspended"
        )
        said = refusal(lambda: services.start(code=CODE, actor=town.citizen, at=town.at))
        assert said.code == "bundles.not_offered"
        assert "户外招牌" in said.text()
