"""One test per promise and per refusal of the registers of persons, bodies and accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from tests.identity import given
from tongban.audit import queries as audit
from tongban.audit import services as audit_services
from tongban.foundation.actors import SYSTEM, VISITOR
from tongban.foundation.crypto import SealBroken
from tongban.foundation.refusals import Refused
from tongban.identity import queries, sealing, services
from tongban.identity.models import Account, Person

pytestmark = pytest.mark.django_db
AT, TODAY = given.AT, given.TODAY


def test_a_person_is_found_by_her_number_and_nothing_readable_is_stored() -> None:
    card = given.a_person(phone="13800000000")
    assert queries.person_by_id_number(id_number=card.id_number.lower()) == queries.person(person_id=card.id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identity_person")
        row = " ".join(
            bytes(v).hex() if isinstance(v, bytes | memoryview) else str(v) for v in cursor.fetchone()
        )
    for secret in (card.id_number, "13800000000"):
        assert secret not in row
        assert secret.encode().hex() not in row


def test_a_sealed_number_does_not_open_in_another_row() -> None:
    one, other = given.a_person(), given.a_person("陈静怡", sequence=2)
    stolen = Person.objects.get(pk=one.id).id_number_sealed
    with pytest.raises(SealBroken):
        sealing.unseal(stolen, owner=Person.objects.get(pk=other.id).pk, field="id_number")


def test_registering_the_same_person_again_gives_the_same_card() -> None:
    assert given.a_person().id == given.a_person().id
    assert Person.objects.count() == 1


def test_the_same_number_under_another_name_never_merges() -> None:
    given.a_person("王吉")
    with pytest.raises(Refused) as refused:
        given.a_person("王𠮷")
    assert refused.value.code == "identity.number_of_another_name"


def test_a_masked_card_shows_enough_to_recognise_and_no_more() -> None:
    card = given.a_person(phone="13800001234").masked()
    assert (card.name, card.id_number, card.phone) == (
        "王**",
        "9900**********" + given.number()[-4:],
        "138****1234",
    )


def test_an_official_reads_only_with_a_purpose_and_leaves_a_trace() -> None:
    card = given.a_person()
    with pytest.raises(Refused):
        queries.person_for(actor=given.an_official(), person_id=card.id, purpose=" ", case_id=None, at=AT)
    read = queries.person_for(
        actor=given.an_official(), person_id=card.id, purpose="核对申请人", case_id="c1", at=AT
    )
    assert read.id_number == card.id_number
    act = audit.acts_about(card.id)[0]
    assert (act.action, act.purpose, act.case_id) == ("identity.person_read", "核对申请人", "c1")


def test_without_the_record_there_is_no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    card = given.a_person()

    def broken(*_args: object) -> None:
        raise OSError("the record cannot be written")

    monkeypatch.setattr(audit_services, "record", broken)
    with pytest.raises(OSError, match="record"):
        queries.person_for(actor=given.an_official(), person_id=card.id, purpose="核对", case_id=None, at=AT)


def test_reading_oneself_leaves_no_trace() -> None:
    card = given.a_person()
    before = len(audit.acts_about(card.id))
    queries.person_for(actor=given.herself(card), person_id=card.id, purpose="x", case_id=None, at=AT)
    assert len(audit.acts_about(card.id)) == before


@pytest.mark.parametrize("unknown", ["", "nonsense", "01a1fd07-e1d1-7705-bbe8-7008bd37b0e0"])
def test_an_unknown_id_is_refused_and_not_a_fault(unknown: str) -> None:
    for ask in (
        lambda: queries.person(person_id=unknown),
        lambda: queries.body(body_id=unknown),
        lambda: queries.account(account_id=unknown),
        lambda: queries.mandate(mandate_id=unknown),
    ):
        with pytest.raises(Refused):
            ask()


def test_a_family_tie_stands_in_both_directions_once() -> None:
    father, child = given.a_person(), given.a_person("王若曦", sequence=2, born_on=date(2022, 3, 1))
    for _again in range(2):
        services.add_family_tie(person_id=child.id, relative_id=father.id, kind="parent", actor=SYSTEM, at=AT)
    assert [(c.kind, c.person.name) for c in queries.family_of(person_id=father.id)] == [("child", "王若曦")]
    assert [(c.kind, c.person.name) for c in queries.family_of(person_id=child.id)] == [("parent", "王小明")]


def test_a_parent_younger_than_the_child_is_refused() -> None:
    father, child = given.a_person(), given.a_person("王若曦", sequence=2, born_on=date(2022, 3, 1))
    with pytest.raises(Refused):
        services.add_family_tie(person_id=father.id, relative_id=child.id, kind="parent", actor=SYSTEM, at=AT)


def test_contact_is_changed_by_the_person_herself_only() -> None:
    card, other = given.a_person(), given.a_person("陈静怡", sequence=2)
    changed = services.change_contact(
        person_id=card.id,
        phone="138 0000 0000",
        email="a@b.cn",
        address="海棠市",
        actor=given.herself(card),
        at=AT,
    )
    assert (changed.phone, changed.email, changed.address) == ("13800000000", "a@b.cn", "海棠市")
    with pytest.raises(Refused):
        services.change_contact(
            person_id=card.id, phone="", email="", address="", actor=given.herself(other), at=AT
        )


def test_a_body_under_another_name_is_refused() -> None:
    head = given.a_person()
    body = given.a_body(head)
    assert given.a_body(head).id == body.id
    with pytest.raises(Refused):
        given.a_body(head, name="海棠市知味餐饮有限公司")


def test_the_legal_representative_acts_without_a_mandate_and_for_no_closed_body() -> None:
    head = given.a_person()
    body = given.a_body(head)
    assert queries.bodies_actable_by(person_id=head.id, on=TODAY) == (body,)
    services.change_body_status(body_id=body.id, status="closed", actor=SYSTEM, at=AT)
    assert queries.bodies_actable_by(person_id=head.id, on=TODAY) == ()


def test_a_mandate_counts_in_its_items_and_days_until_it_is_taken_back() -> None:
    head, agent = given.a_person(), given.a_person("周立新", sequence=2)
    body = given.a_body(head)
    mandate = services.grant_mandate(
        body_id=body.id,
        person_id=agent.id,
        item_codes=("A1",),
        valid_from=TODAY,
        actor=given.herself(head),
        at=AT,
    )

    def may(item: str, on: date) -> bool:
        return queries.may_act_for(person_id=agent.id, body_id=body.id, item_code=item, on=on)

    assert may("A1", TODAY)
    assert not may("A2", TODAY)
    assert not may("A1", TODAY - timedelta(days=1))
    services.revoke_mandate(mandate_id=mandate.id, actor=given.herself(head), at=AT)
    assert not may("A1", TODAY)


def test_an_agent_signs_only_with_a_mandate_that_says_so() -> None:
    head, agent = given.a_person(), given.a_person("周立新", sequence=2)
    body = given.a_body(head)
    granted = {"body_id": body.id, "person_id": agent.id, "valid_from": TODAY, "at": AT}
    asked = {"person_id": agent.id, "body_id": body.id, "item_code": "A1", "on": TODAY, "signing": True}
    services.grant_mandate(**granted, item_codes=("A1",), actor=given.herself(head))
    assert not queries.may_act_for(**asked)
    services.grant_mandate(**granted, item_codes=("A1",), may_sign=True, actor=given.herself(head))
    assert queries.may_act_for(**asked)
    assert queries.may_act_for(**{**asked, "person_id": head.id}), "the legal representative always does"


def test_only_the_legal_representative_grants_and_takes_back() -> None:
    head, agent = given.a_person(), given.a_person("周立新", sequence=2)
    body = given.a_body(head)
    with pytest.raises(Refused) as refused:
        services.grant_mandate(
            body_id=body.id, person_id=agent.id, valid_from=TODAY, actor=given.herself(agent), at=AT
        )
    assert refused.value.code == "identity.body_unknown"
    mandate = services.grant_mandate(
        body_id=body.id, person_id=agent.id, valid_from=TODAY, actor=given.herself(head), at=AT
    )
    with pytest.raises(Refused):
        services.revoke_mandate(mandate_id=mandate.id, actor=given.herself(agent), at=AT)


def test_a_login_name_is_given_once_whatever_its_case() -> None:
    given.an_account(given.a_person(), "wang")
    with pytest.raises(Refused):
        given.an_account(given.a_person("陈静怡", sequence=2), "WANG")


def test_a_person_has_one_account_of_each_kind() -> None:
    person = given.a_person()
    given.an_account(person, "wang")
    given.an_account(person, "wang.work", kind="work")
    with pytest.raises(Refused):
        given.an_account(person, "wang2")


def test_the_level_of_proof_only_rises() -> None:
    person = given.a_person()
    assert services.raise_level(person_id=person.id, level=4, method="face", actor=SYSTEM, at=AT).level == 4
    assert services.raise_level(person_id=person.id, level=2, method="self", actor=SYSTEM, at=AT).level == 4


def sign_up(**other: str) -> queries.AccountCard | None:
    typed = {
        "name": "王小明",
        "id_number": given.number(),
        "phone": "13800000000",
        "password": given.PASSWORD,
    }
    return services.sign_up(**{**typed, **other}, actor=VISITOR, at=AT)


def test_who_registers_herself_gets_level_two_and_her_phone_as_login_name() -> None:
    account = sign_up()
    assert account is not None
    assert account.login_name == "13800000000"
    assert queries.person(person_id=account.person_id).level == 2


def test_nobody_takes_over_a_person_of_the_register_by_knowing_her_number() -> None:
    card = given.a_person()
    assert sign_up() is None
    assert not Account.objects.filter(person_id=card.id).exists()


def test_a_phone_that_is_a_login_name_already_opens_nothing() -> None:
    assert sign_up() is not None
    assert sign_up(name="陈静怡", id_number=given.number(sequence=3)) is None
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [("password", "short"), ("password", "password123"), ("phone", ""), ("name", ""), ("id_number", "1")],
)
def test_a_wrong_registration_names_the_field(field: str, typed: str) -> None:
    with pytest.raises(Refused) as refused:
        sign_up(**{field: typed})
    assert field in {fault.field for fault in refused.value.faults}


def test_a_password_is_changed_by_who_knows_the_old_one() -> None:
    person = given.a_person()
    account = given.an_account(person)
    actor = given.herself(person, account)
    with pytest.raises(Refused) as refused:
        services.set_password(account_id=account.id, old="wrong", new="short", actor=actor, at=AT)
    assert {fault.field for fault in refused.value.faults} == {"old", "new"}
    services.set_password(
        account_id=account.id, old=given.PASSWORD, new="three white cranes", actor=actor, at=AT
    )
    assert Account.objects.get(pk=account.id).check_password("three white cranes")
    stranger = replace(actor, account_id="other")
    with pytest.raises(Refused):
        services.set_password(
            account_id=account.id, old="three white cranes", new="x" * 12, actor=stranger, at=AT
        )
