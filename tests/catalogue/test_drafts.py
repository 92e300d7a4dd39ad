"""What a draft of a plan promises: each change is kept at once, none is lost to a colleague, and all can be taken back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.catalogue import given
from tests.catalogue.given import ADMINISTRATOR, AT, CITIZEN, COLLEAGUE, DAY
from tongban.audit import queries as audit
from tongban.catalogue import queries, services
from tongban.catalogue.models import Version
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.refusals import Refused
from tongban.sample import items
from tongban.sample.plan import HOUSING
from tongban.sample.reading import town_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town(tmp_path: Path, settings: Any) -> None:
    settings.TONGBAN = dataclasses.replace(settings.TONGBAN, HOME=tmp_path)
    given.the_town_without_items()
    services.import_guides(
        path=given.GUIDES, source="湖南省", edition="2026-07", region_code="990100000000",
        enrichment=town_file("items.yaml")["items"], licence_types=items.type_codes(), actor=SYSTEM, at=AT,
    )  # fmt: skip


def in_force() -> queries.ItemCard:
    lines = queries.items(on=DAY, text=HOUSING)[0]
    return queries.version(version_id=lines[0].version_id)


def a_draft() -> str:
    return services.draft_from(version_id=in_force().version_id, changes={}, actor=ADMINISTRATOR, at=AT)


def a_plan(days: int) -> dict[str, Any]:
    """The plan in force with another time limit for the community."""
    first, *others = in_force().plan["of"]
    return {"kind": "steps", "of": [{**first, "workdays": days}, *others]}


def changed(
    draft: str, plan: Mapping[str, Any], expected: int, key: str = "", actor: Actor = ADMINISTRATOR
) -> int:
    return services.change_plan(
        version_id=draft, plan=plan, expected=expected, key=key, actor=actor, at=AT + timedelta(minutes=1)
    )


def back(draft: str, expected: int, number: int | None = None, key: str = "") -> int:
    return services.restore_plan(
        version_id=draft, number=number, expected=expected, key=key, actor=ADMINISTRATOR, at=AT
    )


def days_now(draft: str) -> int:
    plan = queries.version_of_any_state(version_id=draft).plan
    return int(plan["of"][0]["workdays"])


def test_a_change_is_kept_recorded_and_proved() -> None:
    draft = a_draft()
    before = Version.objects.get(pk=draft).content_sha256
    assert changed(draft, a_plan(15), 0) == 1
    assert days_now(draft) == 15
    row = Version.objects.get(pk=draft)
    assert row.content_sha256 != before
    assert row.changed_at == AT + timedelta(minutes=1)
    assert audit.page(action="catalogue.plan_changed").acts[0].subject_id == draft
    assert in_force().plan["of"][0]["workdays"] == 20


def test_what_is_wrong_is_kept_in_the_draft_and_cannot_be_published() -> None:
    draft = a_draft()
    changed(draft, {"kind": "steps", "of": []}, 0)
    with pytest.raises(Refused, match=r"catalogue\.content_incomplete") as refused:
        services.send_to_review(version_id=draft, actor=ADMINISTRATOR, at=AT)
    assert {fault.sentence for fault in refused.value.faults} >= {"The plan holds no step yet."}
    assert queries.version_of_any_state(version_id=draft).state == "draft"


def test_a_change_on_a_stale_page_is_refused_with_the_name_of_who_was_faster() -> None:
    draft = a_draft()
    changed(draft, a_plan(15), 0, actor=dataclasses.replace(COLLEAGUE, name="秦海波"))
    with pytest.raises(Refused, match=r"catalogue\.draft_moved_on") as refused:
        changed(draft, a_plan(9), 0)
    assert refused.value.values == {"name": "秦海波"}
    assert days_now(draft) == 15


def test_the_same_request_asked_again_is_done_once() -> None:
    draft = a_draft()
    assert changed(draft, a_plan(15), 0, key="k1") == 1
    assert changed(draft, a_plan(15), 0, key="k1") == 1
    assert back(draft, 1, key="k2") == 2
    assert back(draft, 1, key="k2") == 2
    assert [one.number for one in queries.draft_plans(version_id=draft)] == [2, 1, 0]


def test_a_change_that_changes_nothing_leaves_no_trace() -> None:
    draft = a_draft()
    assert changed(draft, in_force().plan, 0) == 0
    assert [one.number for one in queries.draft_plans(version_id=draft)] == [0]


def test_undoing_goes_back_step_by_step_and_a_new_change_goes_on_from_there() -> None:
    draft = a_draft()
    for number, days in enumerate((15, 10, 5)):
        changed(draft, a_plan(days), number)
    assert back(draft, 3) == 4
    assert days_now(draft) == 10
    assert back(draft, 4) == 5
    assert days_now(draft) == 15
    assert changed(draft, a_plan(7), 5) == 6
    back(draft, 6)
    assert days_now(draft) == 15
    back(draft, 7)
    assert days_now(draft) == 20
    with pytest.raises(Refused, match=r"catalogue\.nothing_to_undo"):
        back(draft, 8)
    assert queries.draft_plans(version_id=draft)[0].undoes is None


def test_any_earlier_state_can_be_taken_up_again_and_none_that_never_was() -> None:
    draft = a_draft()
    for number, days in enumerate((15, 10, 5)):
        changed(draft, a_plan(days), number)
    assert back(draft, 3, number=1) == 4
    assert days_now(draft) == 15
    assert queries.draft_plans(version_id=draft)[0].undoes == 0
    with pytest.raises(Refused, match=r"catalogue\.nothing_to_undo"):
        back(draft, 4, number=99)


def test_only_a_draft_is_changed_and_only_by_administrators() -> None:
    draft = a_draft()
    for actor in (CITIZEN, dataclasses.replace(ADMINISTRATOR, permissions=frozenset({"case.opinion"}))):
        with pytest.raises(Refused, match=r"catalogue\.not_permitted"):
            changed(draft, a_plan(3), 0, actor=actor)
    with pytest.raises(Refused, match=r"catalogue\.item_unknown"):
        changed("nothing", a_plan(3), 0)
    with pytest.raises(Refused, match=r"catalogue\.no_draft"):
        changed(in_force().version_id, a_plan(3), 0)
    services.send_to_review(version_id=draft, actor=ADMINISTRATOR, at=AT)
    with pytest.raises(Refused, match=r"catalogue\.no_draft"):
        changed(draft, a_plan(3), 0)


def test_how_a_draft_is_handled_is_changed_and_counts_as_a_hand_in_it() -> None:
    draft = a_draft()
    changed(draft, a_plan(15), 0)
    seen = queries.content_proof(version_id=draft)
    ask = {"version_id": draft, "procedure": {"review_first": True, "look_workdays": 2}, "at": AT}
    services.change_procedure(seen=seen, actor=COLLEAGUE, **ask)
    services.change_procedure(seen=queries.content_proof(version_id=draft), actor=ADMINISTRATOR, **ask)
    way = queries.version_of_any_state(version_id=draft).procedure
    assert (way.review_first, way.look_workdays) == (True, 2)
    assert days_now(draft) == 15, "the plan stays"
    assert queries.editors_of(version_id=draft) == {ADMINISTRATOR.account_id, COLLEAGUE.account_id}
    with pytest.raises(Refused, match=r"catalogue\.draft_moved_on"):
        services.change_procedure(
            seen=seen, actor=ADMINISTRATOR, **{**ask, "procedure": {"look_workdays": 3}}
        )
    with pytest.raises(Refused, match=r"catalogue\.not_permitted"):
        services.change_procedure(seen=seen, actor=CITIZEN, **ask)


def published(draft: str, actor: Actor) -> None:
    seen = queries.content_proof(version_id=draft)
    services.publish(version_id=draft, effective_on=DAY, seen=seen, actor=actor, at=AT)


def test_what_was_changed_since_it_was_looked_at_is_not_published() -> None:
    draft = a_draft()
    services.send_to_review(version_id=draft, actor=ADMINISTRATOR, at=AT)
    third = dataclasses.replace(COLLEAGUE, account_id="account-third", name="第三人")
    seen = queries.content_proof(version_id=draft)
    services.return_to_draft(version_id=draft, actor=COLLEAGUE, at=AT)
    changed(draft, a_plan(15), 0)
    services.send_to_review(version_id=draft, actor=ADMINISTRATOR, at=AT)
    with pytest.raises(Refused, match=r"catalogue\.changed_since"):
        services.publish(version_id=draft, effective_on=DAY, seen=seen, actor=third, at=AT)
    published(draft, third)


def test_nobody_who_had_a_hand_in_a_draft_publishes_it() -> None:
    draft = a_draft()
    changed(draft, a_plan(15), 0, actor=COLLEAGUE)
    services.send_to_review(version_id=draft, actor=ADMINISTRATOR, at=AT)
    for actor in (ADMINISTRATOR, COLLEAGUE):
        with pytest.raises(Refused, match=r"catalogue\.second_person"):
            published(draft, actor)
    assert queries.editors_of(version_id=draft) == {ADMINISTRATOR.account_id, COLLEAGUE.account_id}
    third = dataclasses.replace(COLLEAGUE, account_id="account-third", name="第三人")
    published(draft, third)
    newest, oldest = queries.history_of(implementation_id=in_force().id)
    assert (newest.version_no, newest.published_by, newest.state) == (2, "第三人", "published")
    assert oldest.version_no == 1
    before = queries.published_before(version_id=draft)
    assert before is not None
    assert before.version_no == 1
    assert queries.published_before(version_id=before.version_id) is None


def test_a_discarded_draft_stays_in_the_history_and_makes_room_for_another() -> None:
    draft = a_draft()
    assert queries.version_in_hand(implementation_id=in_force().id) == draft
    services.discard_draft(version_id=draft, actor=ADMINISTRATOR, at=AT)
    assert queries.version_in_hand(implementation_id=in_force().id) == ""
    assert queries.history_of(implementation_id=in_force().id)[0].state == "cancelled"
    again = a_draft()
    before = queries.published_before(version_id=again)
    assert before is not None
    assert before.version_no == 1
    with pytest.raises(Refused, match=r"catalogue\.no_draft"):
        services.discard_draft(version_id=draft, actor=ADMINISTRATOR, at=AT)
