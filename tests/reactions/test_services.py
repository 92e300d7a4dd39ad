"""What follows elsewhere when a case moves, delivered as the worker delivers it, and delivered twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps

from tests.cases import given
from tests.cases.town import Town
from tongban.cases import queries, services
from tongban.foundation.actors import SYSTEM
from tongban.identity import queries as identity
from tongban.licences import queries as licences
from tongban.licences import services as licensing
from tongban.outbox import services as outbox

pytestmark = pytest.mark.django_db
TYPE = "11990000000000019A001"
TODAY = date(2026, 3, 2)
RESULT = {
    "name": "租赁补贴资格证明",
    "kind": "licence",
    "type_code": TYPE,
    "face": {"holder": "applicant.name", "household": "answer.household", "number": "case.number"},
    "valid_months": 12,
}
EXEMPT = [
    {
        "id": "m1",
        "name": "租赁补贴资格证明",
        "source": "government",
        "licence_type": TYPE,
        "exempt": "licence",
    }
]


def a_licence_type() -> None:
    apps.get_model("catalogue", "LicenceType").objects.get_or_create(
        type_code=TYPE,
        defaults={
            "name": "租赁补贴资格证明",
            "definer": "住房和城乡建设部",
            "definer_uscc": TYPE[:18],
            "face_fields": [["holder", "持证人"], ["household", "家庭人口"], ["number", "办件编号"]],
            "single_instance": True,
        },
    )


def a_town(**content: Any) -> Town:
    a_licence_type()
    town = Town(**content)
    apps.get_model("org", "Department").objects.filter(pk=town.desks[given.HOUSING].pk).update(uscc=TYPE[:18])
    return town


def deliver(town: Town) -> None:
    """As the worker does, until nothing is left; nothing may fail."""
    for _round in range(5):
        assert outbox.deliver_due(town.at).failed == 0, list(
            apps.get_model("outbox", "Delivery")
            .objects.exclude(last_error="")
            .values_list("reaction", "last_error")
        )


def told(town: Town) -> list[str]:
    found = apps.get_model("notifications", "Message").objects.filter(person_id=town.citizen.person_id)
    return sorted(found.values_list("kind", flat=True))


def test_an_approved_case_ends_in_the_wallet_and_is_closed() -> None:
    town = a_town(result=RESULT)
    case = town.decided()
    deliver(town)
    held = licences.kinds_held_by(holder_kind="person", holder_id=town.citizen.person_id, on=TODAY)
    card = held[TYPE]
    assert licences.face(licence=card) == {"holder": "王小明", "household": "3", "number": case.number}
    assert card.valid_to == date(2027, 3, 1)
    closed = queries.case_card(public_id=case.public_id)
    assert (closed.state, closed.outcome) == ("delivered", "approved")
    assert told(town) == [
        "case.accepted",
        "case.delivered",
        "case.granted",
        "case.received",
        "licence.issued",
    ]
    assert services.verify_cases(today=TODAY).ok


def test_delivered_twice_it_has_one_effect() -> None:
    town = a_town(result=RESULT)
    town.decided()
    deliver(town)
    before = told(town)
    apps.get_model("outbox", "Delivery").objects.update(done_at=None)
    deliver(town)
    assert told(town) == before
    assert apps.get_model("licences", "Licence").objects.count() == 1
    assert apps.get_model("cases", "CaseEvent").objects.filter(kind="delivered").count() == 1


def test_a_refused_case_is_told_and_delivered_without_a_licence() -> None:
    town = a_town(result=RESULT)
    case = town.decided(approve=False)
    deliver(town)
    assert queries.case_card(public_id=case.public_id).outcome == "refused"
    assert queries.case_card(public_id=case.public_id).state == "delivered"
    assert not apps.get_model("licences", "Licence").objects.exists()
    assert told(town) == ["case.accepted", "case.denied", "case.received"]


def test_a_result_on_paper_waits_for_the_window() -> None:
    town = a_town(result={"name": "批复", "kind": "paper"})
    case = town.decided()
    deliver(town)
    assert queries.case_card(public_id=case.public_id).state == "decided"


def test_what_the_licence_store_holds_is_not_asked_for_and_kept_as_it_was_looked_at() -> None:
    town = a_town(materials=EXEMPT)
    holder = identity.person(person_id=town.citizen.person_id)
    card = licensing.issue(
        holder_kind="person",
        holder_id=holder.id,
        holder_name=holder.name,
        type_code=TYPE,
        face={"holder": holder.name},
        case_id=None,
        item_code="x",
        issuer_uscc=TYPE[:18],
        issuer_name="住房和城乡建设局",
        at=town.at,
        valid_from=TODAY,
        valid_to=None,
        actor=SYSTEM,
    )
    draft = services.open_draft(item_code="11990000000000019A4990100001000", actor=town.citizen, at=town.at)
    answers = {"household": "3", "income": "1"}
    services.save_answers(draft=draft.public_id, answers=answers, actor=town.citizen, at=town.at)
    case = services.submit(draft=draft.public_id, actor=town.citizen, at=town.at, key="k")
    (material,) = town.facts(case).materials
    assert (material.how, material.identifier) == ("licence", card.identifier)
    assert material.snapshot["standing"] == "valid"
    deliver(town)
    uses = licences.uses_of(licence=card)
    assert [use.case_id for use in uses] == [queries.case_card(public_id=case.public_id).id]
