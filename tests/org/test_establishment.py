"""The establishment: nobody beyond the approved number, and no kind used for another."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.identity import given as identity
from tests.org import given
from tests.org.given import AT, TODAY
from tongban.foundation.actors import SYSTEM
from tongban.foundation.refusals import Refused
from tongban.identity.models import Account
from tongban.org import queries, services

pytestmark = pytest.mark.django_db


def an_establishment(code: str = "housing", kind: str = "administrative", authorised: int = 10) -> Any:
    department = given.a_department(code, f"海棠市{code}局")
    return services.set_establishment(
        department_id=department.id, kind=kind, authorised=authorised, document="海编发〔2024〕7号",
        effective_on=date(2024, 1, 1), actor=SYSTEM, at=AT,
    )  # fmt: skip


def staff(number: int) -> str:
    person = identity.a_person("陈" + "一二三四五六七八九十甲乙"[number - 1], sequence=number)
    return services.register_staff(number=f"E{number:04d}", person_id=person.id, actor=SYSTEM, at=AT)


def placed(establishment: Any, number: int) -> Any:
    return services.place_staff(
        staff_id=staff(number), establishment_id=establishment.id, starts_on=TODAY, actor=SYSTEM, at=AT
    )


def refusal(act: Any, **said: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(**said, actor=SYSTEM, at=AT)
    return caught.value


def test_39_an_eleventh_in_an_establishment_of_ten_is_blocked() -> None:
    """Given ten administrative places and ten people, when an eleventh is put in place, then that is blocked."""
    ten = an_establishment()
    people = [placed(ten, number) for number in range(1, 11)]
    said = {"staff_id": staff(11), "establishment_id": ten.id, "starts_on": TODAY}
    refused = refusal(services.place_staff, **said)
    assert refused.code == "org.establishment_full"
    assert "10" in refused.text()
    services.end_placement(placement_id=people[0].id, ends_on=TODAY, actor=SYSTEM, at=AT)
    assert refusal(services.place_staff, **said).code == "org.establishment_full", "her last day still counts"
    tomorrow = TODAY.replace(day=TODAY.day + 1)
    services.place_staff(**said | {"starts_on": tomorrow}, actor=SYSTEM, at=AT)
    assert [card.vacant for card in queries.establishments(on=tomorrow)] == [0]


def test_39_a_move_from_an_institution_to_an_administrative_place_is_blocked() -> None:
    """Given a place of a public institution, when its holder is moved to an administrative one, then that is blocked."""
    institution, office = an_establishment("school", "institution"), an_establishment("housing")
    person = placed(institution, 1)
    said = {"staff_id": person.staff_id, "establishment_id": office.id}
    refused = refusal(services.move_staff, **said, on=TODAY)
    assert refused.code == "org.establishments_mixed"
    assert "art. 15" in refused.basis
    assert refusal(services.place_staff, **said, starts_on=TODAY).code == "org.placed_elsewhere"


def test_a_move_to_another_department_keeps_the_kind_and_takes_a_vacant_place() -> None:
    before, after = an_establishment("housing"), an_establishment("civil", authorised=1)
    person = placed(before, 1)
    moving = {
        "staff_id": person.staff_id,
        "establishment_id": after.id,
        "on": TODAY.replace(day=TODAY.day + 1),
    }
    services.move_staff(**moving, actor=SYSTEM, at=AT)
    counts = {card.department_name: len(card.people) for card in queries.establishments(on=moving["on"])}
    assert counts == {"海棠市housing局": 0, "海棠市civil局": 1}


def test_a_number_needs_its_document_and_is_never_below_those_in_place() -> None:
    held = an_establishment(authorised=2)
    placed(held, 1)
    placed(held, 2)
    said = {"department_id": held.department_id, "kind": "administrative", "effective_on": TODAY}
    wrong = refusal(services.set_establishment, **said, authorised=1, document=" ")
    assert {fault.field for fault in wrong.faults} == {"document", "authorised"}
    unknown = refusal(services.set_establishment, **said | {"kind": "own"}, authorised=1, document="x")
    assert [fault.field for fault in unknown.faults] == ["kind"]


def test_the_page_shows_vacancies_and_keeps_what_was_typed_when_it_refuses(client: Client) -> None:
    department = given.a_department()
    account, _card = given.an_official(given.a_post(department, "establishment.keep", name="编制管理岗"))
    client.force_login(Account.objects.get(pk=account.id))
    typed = {
        "department": department.id, "kind": "administrative", "authorised": "0", "document": "海编发〔2024〕7号",
        "effective_on": "2024-01-01",
    }  # fmt: skip
    assert client.post("/desk/establishment/set/", typed).status_code == 302
    (held,) = queries.establishments(on=TODAY)
    full = client.post(
        "/desk/establishment/place/",
        {"staff": staff(5), "establishment": held.id, "starts_on": "2026-11-20"},
    )
    assert full.status_code == 422
    said = full.content.decode()
    assert "2026-11-20" in said
    assert "编制 0 名" in said or "核定 0 名" in said
    assert client.post("/desk/establishment/steal/", {}).status_code == 404


def test_nobody_else_learns_of_the_page(client: Client) -> None:
    account, _card = given.an_official(given.a_post(given.a_department(), "staff.manage"))
    client.force_login(Account.objects.get(pk=account.id))
    assert client.get("/desk/establishment/").status_code == 404
