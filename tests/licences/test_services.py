"""What may be done with licences: one test for each promise and each refusal."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, connections

from tests.licences import given, town
from tongban.audit import queries as audit
from tongban.audit import services as audit_services
from tongban.foundation.actors import SYSTEM, VISITOR
from tongban.foundation.identifiers import licence_id
from tongban.foundation.refusals import Refused
from tongban.licences import queries, rules, services
from tongban.licences.models import Licence, LicenceEvent
from tongban.licences.rules import State
from tongban.licences.services import documents

pytestmark = pytest.mark.django_db
LATER = given.AT + timedelta(days=30)


def announced() -> list[dict[str, Any]]:
    events = apps.get_model("outbox", "Event").objects.order_by("at", "number")
    return [
        {"kind": event.kind, **json.loads(event.body)}
        for event in events
        if event.kind.startswith("licences.")
    ]


# -- issuing -------------------------------------------------------------------------------------------------


def test_an_issued_licence_has_a_valid_identifier_and_stands_in_the_holders_wallet() -> None:
    person = town.a_person()
    card = town.issue(person)
    assert licence_id.check(card.identifier).valid
    assert (card.version, card.state) == (1, State.VALID)
    assert queries.kinds_held_by(holder_kind="person", holder_id=person.id, on=given.TODAY) == {
        card.type_code: card
    }
    assert queries.face(licence=card) == {"address": "海棠市东城区梧桐路1号", "sex": "女"}


def test_a_licence_verifies_the_moment_it_is_made() -> None:
    card = town.issue(town.a_person())
    verdict = services.verify_identifier(text=card.identifier, at=given.AT)
    assert verdict.kind == "valid"
    assert all(check.passed is not False for check in verdict.checks)


def test_issuing_is_recorded_and_announced_once() -> None:
    person = town.a_person()
    card = town.issue(person, case_id=str(uuid4()))
    acts = audit.page(about=person.id, action="licences.issued").acts
    assert [act.subject_id for act in acts] == [card.id]
    (event,) = announced()
    assert event["kind"] == "licences.LicenceIssued"
    assert (event["identifier"], event["holder_id"]) == (card.identifier, person.id)


def test_asked_again_for_the_same_case_it_gives_the_same_licence() -> None:
    person, case = town.a_person(), str(uuid4())
    first, second = town.issue(person, case_id=case), town.issue(person, case_id=case, at=LATER)
    assert first == second
    assert Licence.objects.count() == 1
    assert len(announced()) == 1


def test_a_case_that_led_to_a_licence_gives_none_to_another_holder() -> None:
    case = str(uuid4())
    town.issue(town.a_person(1), case_id=case)
    with pytest.raises(Refused) as refused:
        town.issue(town.a_person(2, "王小明"), case_id=case)
    assert refused.value.code == "licences.case_has_other_holder"


def test_the_record_at_rest_shows_no_number_of_a_person() -> None:
    person = town.a_person()
    card = town.issue(person, number=given.resident_id(1))
    row = Licence.objects.get(pk=card.id)
    number = given.resident_id(1)
    stored = " ".join(str(value) for value in Licence.objects.filter(pk=card.id).values()[0].values())
    assert number not in stored
    assert number.encode() not in bytes(row.sealed_record)
    assert queries.record(licence=card)["CZZTDM"] == number
    assert card.number_shown != number


def test_a_holder_whom_the_register_names_otherwise_is_refused() -> None:
    person = town.a_person()
    with pytest.raises(Refused) as refused:
        town.issue(person, holder_name="欧阳·朋")
    assert refused.value.code == "licences.holder_differs"
    assert not Licence.objects.exists()


def test_a_holder_who_is_not_registered_is_refused() -> None:
    town.a_type()
    person = town.a_person()
    with pytest.raises(Refused, match=r"identity\.person_unknown"):
        town.issue(person, holder_id=str(uuid4()))


def test_a_body_holds_a_licence_under_its_unified_code() -> None:
    body = town.a_body()
    card = town.issue(body, holder_kind="body")
    assert queries.record(licence=card)["CZZTDM"] == given.uscc(300)
    assert card.holder_masked == "海棠市梧桐饭店有限公司"


def test_without_an_audit_record_there_is_no_licence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("the record cannot be written")

    person = town.a_person()
    town.a_type()
    monkeypatch.setattr(audit_services, "record", fail)
    with pytest.raises(RuntimeError):
        town.issue(person)
    assert not Licence.objects.exists()
    assert not announced()


# -- EL-1 ----------------------------------------------------------------------------------------------------


def test_a_new_licence_replaces_the_old_with_the_next_version_under_the_same_serial() -> None:
    person = town.a_person()
    first, second = town.issue(person), town.issue(person, at=LATER)
    assert (second.serial, second.version, second.supersedes) == (first.serial, 2, first.identifier)
    old = queries.licence(public_id=first.public_id)
    assert (old.state, old.superseded) == (State.LAPSED, True)
    assert services.verify_identifier(text=first.identifier, at=LATER).kind == "superseded"
    held = queries.kinds_held_by(holder_kind="person", holder_id=person.id, on=given.TODAY)
    assert held[first.type_code].identifier == second.identifier


def test_another_authority_gives_a_serial_of_its_own() -> None:
    person = town.a_person()
    first = town.issue(person)
    second = town.issue(person, at=LATER, issuer_uscc=given.HOUSING, issuer_name="海棠市住房局")
    assert second.serial != first.serial
    assert (second.version, second.supersedes) == (1, first.identifier)


def test_of_a_type_with_many_a_holder_may_have_several() -> None:
    person = town.a_person()
    kind = town.a_type(f"{given.HOUSING}009", "不动产权证书", single=False)
    cards = [town.issue(person, type_code=kind) for _turn in range(3)]
    assert {card.state for card in cards} == {State.VALID}
    assert len({card.serial for card in cards}) == 3


def test_the_database_itself_allows_only_one_valid_licence() -> None:
    person = town.a_person()
    first = town.issue(person)
    town.issue(person, at=LATER)
    with pytest.raises(IntegrityError):
        Licence.objects.filter(pk=first.id).update(state=State.VALID)


def test_a_suspended_licence_is_not_passed_over_by_a_new_one() -> None:
    person = town.a_person()
    card = town.issue(person)
    services.suspend(public_id=card.public_id, reason="处罚期间", actor=town.OFFICER, at=LATER)
    with pytest.raises(Refused) as refused:
        town.issue(person, at=LATER)
    assert refused.value.code == "licences.suspended_stands"


def test_serials_are_counted_without_gaps_and_cannot_be_guessed() -> None:
    serials = [town.issue(town.a_person(n, "王小明")).serial for n in range(1, 5)]
    assert [serial[:11] for serial in serials] == [f"2026{n:07d}" for n in range(1, 5)]
    assert len({serial[11:] for serial in serials}) == 4


# -- ending --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "state", "kind"),
    [
        (services.revoke, State.REVOKED, "revoked"),
        (services.forfeit, State.FORFEITED, "revoked"),
        (services.deregister, State.DEREGISTERED, "revoked"),
        (services.suspend, State.SUSPENDED, "suspended"),
    ],
)
def test_a_change_is_seen_on_the_verify_page_at_once(act: Any, state: State, kind: str) -> None:
    card = town.issue(town.a_person())
    changed = act(public_id=card.public_id, reason="材料虚假", actor=town.OFFICER, at=LATER)
    assert changed.state is state
    assert services.verify_identifier(text=card.identifier, at=LATER).kind == kind
    assert queries.kinds_held_by(holder_kind="person", holder_id=card.holder_id, on=given.TODAY) == {}


def test_a_revocation_says_why_by_which_law_and_by_whom() -> None:
    card = town.issue(town.a_person())
    services.revoke(public_id=card.public_id, reason="材料虚假", actor=town.OFFICER, at=LATER)
    last = queries.events_of(licence=card)[-1]
    assert (last.change, last.reason, last.by_department) == (rules.Change.REVOKE, "材料虚假", "海棠市公安局")
    assert last.basis == "Administrative License Law, art. 69"
    assert [event["kind"] for event in announced()] == ["licences.LicenceIssued", "licences.LicenceRevoked"]


def test_a_change_without_its_reason_is_refused() -> None:
    card = town.issue(town.a_person())
    with pytest.raises(Refused) as refused:
        services.revoke(public_id=card.public_id, reason="  ", actor=town.OFFICER, at=LATER)
    assert refused.value.code == "licences.reason_missing"


def test_a_revoked_licence_is_not_restored() -> None:
    card = town.issue(town.a_person())
    services.revoke(public_id=card.public_id, reason="材料虚假", actor=town.OFFICER, at=LATER)
    with pytest.raises(Refused) as refused:
        services.restore(public_id=card.public_id, reason="误", actor=town.OFFICER, at=LATER)
    assert refused.value.code == "licences.change_not_allowed"


def test_a_suspended_licence_is_given_back() -> None:
    card = town.issue(town.a_person())
    services.suspend(public_id=card.public_id, reason="处罚期间", actor=town.OFFICER, at=LATER)
    services.restore(public_id=card.public_id, reason="期满发还", actor=town.OFFICER, at=LATER)
    assert services.verify_identifier(text=card.identifier, at=LATER).kind == "valid"


def test_what_has_passed_its_last_day_lapses_and_nothing_else() -> None:
    short = town.issue(town.a_person(1), valid_to=date(2026, 12, 1))
    long = town.issue(town.a_person(2, "王小明"))
    at = given.AT + timedelta(days=20)
    assert services.verify_identifier(text=short.identifier, at=at).kind == "expired"
    assert services.expire_due(at=at, actor=SYSTEM) == 1
    assert services.expire_due(at=at, actor=SYSTEM) == 0
    assert queries.licence(public_id=short.public_id).state is State.LAPSED
    assert queries.licence(public_id=long.public_id).state is State.VALID
    assert services.verify_identifier(text=short.identifier, at=at).kind == "expired"


# -- stock ---------------------------------------------------------------------------------------------------


def test_stock_licences_are_entered_once_and_say_what_they_are() -> None:
    people = [town.a_person(n, "王小明") for n in range(1, 4)]
    entries = [town.stock(person, n) for n, person in enumerate(people, 1)]
    first = services.backfill(licences=entries, at=given.AT, actor=SYSTEM)
    again = services.backfill(licences=entries, at=LATER, actor=SYSTEM)
    assert (first.entered, first.held_already) == (3, 0)
    assert (again.entered, again.held_already) == (0, 3)
    card = queries.kinds_held_by(holder_kind="person", holder_id=people[0].id, on=given.TODAY)[
        f"{given.POLICE}002"
    ]
    assert (card.stock, card.grade) == (True, "A")
    assert services.verify_identifier(text=card.identifier, at=given.AT).kind == "valid"
    assert not announced()


def test_one_list_gives_a_holder_one_licence_of_a_single_type() -> None:
    person = town.a_person()
    done = services.backfill(licences=[town.stock(person), town.stock(person)], at=given.AT, actor=SYSTEM)
    assert (done.entered, done.held_already) == (1, 1)


def test_a_thousand_stock_licences_take_few_statements(django_assert_max_num_queries: Any) -> None:
    person = town.a_person()
    entries = [town.stock(person, single=False)] * 1000
    with django_assert_max_num_queries(80):
        done = services.backfill(licences=entries, at=given.AT, actor=SYSTEM)
    assert done.entered == 1000


def test_an_unknown_trust_grade_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        services.backfill(licences=[town.stock(town.a_person(), grade="Z")], at=given.AT, actor=SYSTEM)
    assert refused.value.code == "licences.grade_unknown"


def test_a_stock_licence_is_replaced_by_an_issued_one() -> None:
    person = town.a_person()
    kind = town.a_type(f"{given.POLICE}002", "居民户口簿")
    services.backfill(licences=[town.stock(person)], at=given.AT, actor=SYSTEM)
    card = town.issue(person, type_code=kind, at=LATER)
    assert (card.version, card.stock) == (2, False)


# -- use -----------------------------------------------------------------------------------------------------


def test_every_use_is_there_for_the_holder_to_read() -> None:
    person = town.a_person()
    card = town.issue(person)
    face = services.present(
        public_id=card.public_id,
        purpose="受理公租房补贴",
        item_code="X",
        case_id="c-1",
        actor=town.OFFICER,
        at=LATER,
    )
    assert face["address"] == "海棠市东城区梧桐路1号"
    (use,) = queries.uses_of(licence=card)
    assert (use.by_department, use.purpose, use.case_id) == ("海棠市公安局", "受理公租房补贴", "c-1")
    assert audit.acts_about(person.id)[0].action == "licences.read"


@pytest.mark.parametrize("purpose", ["", "   ", "因" * 201])
def test_a_use_without_its_purpose_is_refused(purpose: str) -> None:
    card = town.issue(town.a_person())
    with pytest.raises(Refused) as refused:
        services.log_use(actor=SYSTEM, licence=card, purpose=purpose, item_code="", case_id=None, at=LATER)
    assert refused.value.code == "licences.purpose_missing"


def test_a_visitor_is_given_no_face() -> None:
    card = town.issue(town.a_person())
    with pytest.raises(Refused) as refused:
        services.present(
            public_id=card.public_id, purpose="看看", item_code="", case_id="c-1", actor=VISITOR, at=LATER
        )
    assert refused.value.code == "licences.not_found"


def test_what_a_case_keeps_of_a_licence_does_not_follow_a_later_revocation() -> None:
    card = town.issue(town.a_person())
    kept = services.snapshot(licence=card, at=given.AT)
    services.revoke(public_id=card.public_id, reason="材料虚假", actor=town.OFFICER, at=LATER)
    assert (kept["identifier"], kept["version"], kept["standing"]) == (card.identifier, 1, "valid")
    assert kept["record_hash"] == card.record_hash


def test_the_holder_shows_only_what_she_chose_and_only_for_minutes() -> None:
    card = town.issue(town.a_person())
    least = services.show(licence=card, extent=rules.Extent.LEAST, at=given.AT)
    verdict = services.verify_qr(text=least.text, at=given.AT + timedelta(minutes=4))
    assert verdict.kind == "valid"
    assert verdict.face is not None
    assert [value for _label, value in verdict.face.fields] == ["欧阳·明"]
    full = services.show(licence=card, extent=rules.Extent.FULL, at=given.AT)
    shown = services.verify_qr(text=full.text, at=given.AT).face
    assert shown is not None
    assert ("居住地址", "海棠市东城区梧桐路1号") in shown.fields
    late = services.verify_qr(text=least.text, at=given.AT + timedelta(minutes=6))
    assert (late.kind, late.face) == ("unknown", None)


def test_a_shown_code_cannot_be_widened() -> None:
    card = town.issue(town.a_person())
    least = services.show(licence=card, extent=rules.Extent.LEAST, at=given.AT)
    head, _mark, token = least.text.partition("?s=")
    body, _colon, signature = token.rpartition(":")
    wider = services.show(licence=card, extent=rules.Extent.FULL, at=given.AT).text.partition("?s=")[2]
    forged = f"{head}?s={wider.rpartition(':')[0]}:{signature}"
    assert services.verify_qr(text=forged, at=given.AT).kind == "changed"
    assert body


# -- verifying -----------------------------------------------------------------------------------------------


def test_a_stranger_sees_the_holder_masked() -> None:
    verdict = services.verify_identifier(text=town.issue(town.a_person()).identifier, at=given.AT)
    assert verdict.face is not None
    assert "明" not in verdict.face.holder
    assert verdict.face.fields == ()


def test_an_unknown_identifier_and_another_get_the_same_answer() -> None:
    town.a_type()
    one = services.verify_identifier(text=given.an_identifier("2026000999AAAAA"), at=given.AT)
    two = services.verify_identifier(text=given.an_identifier("2026000999BBBBB"), at=given.AT)
    assert one == two
    assert (one.kind, one.face) == ("unknown", None)


def test_a_mistyped_identifier_is_explained() -> None:
    card = town.issue(town.a_person())
    wrong = card.identifier[:-1] + ("A" if card.identifier[-1] != "A" else "B")
    verdict = services.verify_text(text=wrong, at=given.AT)
    assert (verdict.kind, verdict.face) == ("unknown", None)
    assert verdict.checks[0].passed is False
    assert card.identifier[-1] in verdict.checks[0].text()


def test_the_code_of_a_licence_is_valid_until_one_character_changes() -> None:
    card = town.issue(town.a_person())
    code = json.loads(_record(card))["code"]
    assert services.verify_qr(text=code, at=given.AT).kind == "valid"
    for place in range(0, len(code), 7):
        mark = "A" if code[place] != "A" else "B"
        verdict = services.verify_qr(text=code[:place] + mark + code[place + 1 :], at=given.AT)
        assert verdict.kind in {"changed", "unknown"}
        assert verdict.face is None


def test_a_code_on_a_look_alike_site_is_pointed_out() -> None:
    code = json.loads(_record(town.issue(town.a_person())))["code"]
    verdict = services.verify_qr(text=f"https://tongban.example.org/verify/?q={code}", at=given.AT)
    noted = [check for check in verdict.checks if check.passed is None and "example.org" in check.text()]
    assert noted


def test_a_downloaded_record_verifies_and_a_changed_one_points_to_the_place() -> None:
    record = _record(town.issue(town.a_person()))
    assert services.verify_file(data=record, at=given.AT).kind == "valid"
    changed = record.decode().replace("欧阳·明", "欧阳·朋").encode()
    verdict = services.verify_file(data=changed, at=given.AT)
    assert verdict.kind == "changed"
    assert any("[朋]" in change for change in verdict.changes)


def test_a_record_made_up_around_a_true_code_learns_nothing() -> None:
    code = json.loads(_record(town.issue(town.a_person())))["code"]
    guess = json.dumps({"record": '{"CZZTDM":"990000199001010010"}', "code": code}).encode()
    verdict = services.verify_file(data=guess, at=given.AT)
    assert (verdict.kind, verdict.changes) == ("changed", ())


@pytest.mark.parametrize(
    "column",
    ["holder_name", "type_name", "issuer_name", "valid_to", "record_hash", "signature", "sealed_record"],
)
def test_a_row_changed_in_the_database_is_found(column: str) -> None:
    card = town.issue(town.a_person())
    other = town.issue(town.a_person(2, "王小明"), valid_to=date(2030, 1, 1), issuer_name="海棠市民政局")
    value = {"type_name": "护照"}.get(column) or Licence.objects.values_list(column, flat=True).get(
        pk=other.id
    )
    Licence.objects.filter(pk=card.id).update(**{column: value})
    assert services.verify_identifier(text=card.identifier, at=given.AT).kind == "changed"


def test_the_place_in_the_log_is_told_once_it_is_sealed() -> None:
    card = town.issue(town.a_person())
    assert _check(card, "Place in the log").passed is None
    audit_services.seal(given.AT)
    check = _check(card, "Place in the log")
    assert check.passed is True
    assert check.text().startswith("#")


def _check(card: queries.LicenceCard, name: str) -> rules.Check:
    verdict = services.verify_identifier(text=card.identifier, at=given.AT)
    return next(check for check in verdict.checks if check.name == name)


def _record(card: queries.LicenceCard) -> bytes:
    return services.record_download(public_id=card.public_id, actor=SYSTEM, at=given.AT).data


@pytest.mark.parametrize(
    "data", [b"", b"{", b"{}", b'{"record":1}', b"[" * 100_000, b"{" * 100_000, b"\x89PNG", b"%PDF-1.7 x"]
)
def test_what_is_no_licence_is_said_to_be_none(data: bytes) -> None:
    verdict = services.verify_file(data=data, at=given.AT)
    assert (verdict.kind, verdict.face) == ("unknown", None)


# -- documents -----------------------------------------------------------------------------------------------


def test_the_holder_gets_the_document_and_it_verifies_byte_for_byte() -> None:
    person = town.a_person()
    card = town.issue(person)
    first = services.render_pdf(public_id=card.public_id, actor=town.actor_of(person), at=given.AT)
    again = services.render_pdf(public_id=card.public_id, actor=town.actor_of(person), at=LATER)
    assert first.data.startswith(b"%PDF")
    assert again.data == first.data
    verdict = services.verify_pdf(data=first.data, at=given.AT)
    assert verdict.kind == "valid"
    assert verdict.checks[0].passed is True


def test_a_document_with_a_rare_name_passes_its_own_gate() -> None:
    person = town.a_person(7, "𠮷·龘")
    card = town.issue(person)
    document = services.render_pdf(public_id=card.public_id, actor=town.actor_of(person), at=given.AT)
    assert document.data.startswith(b"%PDF")


def test_one_byte_changed_makes_it_another_document() -> None:
    person = town.a_person()
    card = town.issue(person)
    data = services.render_pdf(public_id=card.public_id, actor=town.actor_of(person), at=given.AT).data
    verdict = services.verify_pdf(data=data + b"\n", at=given.AT)
    assert verdict.kind == "changed"
    assert verdict.face is not None
    assert "明" not in verdict.face.holder


def test_a_forged_name_is_found_and_pointed_to() -> None:
    person = town.a_person()
    card = town.issue(person)
    copy = services.tampered_copy(
        public_id=card.public_id, what="pdf", actor=town.actor_of(person), at=given.AT
    )
    verdict = services.verify_file(data=copy.data, at=given.AT)
    assert verdict.kind == "changed"
    assert any("[朋]" in change for change in verdict.changes)
    assert services.verify_identifier(text=card.identifier, at=given.AT).kind == "valid"


def test_outside_the_demonstration_nothing_is_forged(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from django.conf import settings

    person = town.a_person()
    card = town.issue(person)
    monkeypatch.setattr(settings, "TONGBAN", replace(settings.TONGBAN, DEMO=False))
    with pytest.raises(Refused, match=r"licences\.not_found"):
        services.tampered_copy(public_id=card.public_id, what="pdf", actor=town.actor_of(person), at=given.AT)


def test_a_document_is_refused_to_another_as_if_it_did_not_exist() -> None:
    card = town.issue(town.a_person())
    stranger = town.actor_of(town.a_person(2, "王小明"))
    for actor in (stranger, VISITOR, town.OFFICER):
        with pytest.raises(Refused) as refused:
            services.render_pdf(public_id=card.public_id, actor=actor, at=given.AT)
        assert refused.value.code == "licences.not_found"


def test_a_document_of_the_wrong_person_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    person, other = town.a_person(), town.a_person(2, "王小明")
    card, swapped = town.issue(person), town.issue(other)
    wrong = documents._make(Licence.objects.get(pk=swapped.id), given.AT)
    monkeypatch.setattr(documents.paper, "render", lambda *_arguments: wrong)
    with pytest.raises(Refused) as refused:
        services.render_pdf(public_id=card.public_id, actor=town.actor_of(person), at=given.AT)
    assert refused.value.code == "licences.gate_closed"
    (alarm,) = audit.page(about=person.id, action="licences.gate_closed").acts
    assert (alarm.result, alarm.detail["what"]) == ("alarm", "document names another")
    assert Licence.objects.get(pk=card.id).document_id == ""


def test_a_stored_document_that_was_exchanged_never_leaves() -> None:
    person, other = town.a_person(), town.a_person(2, "王小明")
    card, swapped = town.issue(person), town.issue(other)
    services.render_pdf(public_id=card.public_id, actor=town.actor_of(person), at=given.AT)
    services.render_pdf(public_id=swapped.public_id, actor=town.actor_of(other), at=given.AT)
    row = Licence.objects.get(pk=swapped.id)
    for changes in ({"document_id": row.document_id}, {"document_sha256": row.document_sha256}):
        Licence.objects.filter(pk=card.id).update(**changes)
        with pytest.raises(Refused, match=r"licences\.gate_closed"):
            services.render_pdf(public_id=card.public_id, actor=town.actor_of(person), at=given.AT)


def test_a_changed_record_is_never_printed() -> None:
    person = town.a_person()
    card = town.issue(person)
    Licence.objects.filter(pk=card.id).update(record_hash="00" * 32)
    with pytest.raises(Refused, match=r"licences\.gate_closed"):
        services.render_pdf(public_id=card.public_id, actor=town.actor_of(person), at=given.AT)


def test_the_agent_of_a_body_gets_its_document_only_while_acting_for_it() -> None:
    from dataclasses import replace

    body, person = town.a_body(), town.a_person()
    card = town.issue(body, holder_kind="body")
    agent = town.actor_of(person)
    with pytest.raises(Refused, match=r"licences\.not_found"):
        services.render_pdf(public_id=card.public_id, actor=agent, at=given.AT)
    acting = replace(agent, body_id=body.id, body_name=body.name)
    assert services.render_pdf(public_id=card.public_id, actor=acting, at=given.AT).data.startswith(b"%PDF")


# -- many at once --------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_under_many_threads_everyone_gets_her_own_licence_and_document() -> None:
    """T3 in small: canary names, issued and fetched by threads; no name on another's paper, no serial twice."""
    town.a_type()
    people = [town.a_person(n, f"金丝雀·{mark}") for n, mark in enumerate("甲乙丙丁戊己庚辛", 1)]
    documents_of: dict[str, bytes] = {}

    def serve(mine: list[Any]) -> None:
        try:
            for person in mine:
                card = town.issue(person, face={"address": f"街道{person.name}"})
                actor = town.actor_of(person)
                documents_of[person.id] = services.render_pdf(
                    public_id=card.public_id, actor=actor, at=given.AT
                ).data
        finally:
            connections.close_all()

    threads = [threading.Thread(target=serve, args=(people[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(documents_of) == len(people)
    from tongban.licences.adapters import pdf_reader

    for person in people:
        text = pdf_reader.text_of(documents_of[person.id])
        assert person.name in text
        assert not [other.name for other in people if other.id != person.id and other.name in text]
    assert len(set(Licence.objects.values_list("serial", flat=True))) == len(people)


@pytest.mark.django_db(transaction=True)
def test_one_case_delivered_twice_at_once_leads_to_one_licence() -> None:
    person, case = town.a_person(), str(uuid4())
    town.a_type()
    made: list[str] = []
    start = threading.Barrier(4)

    def deliver() -> None:
        try:
            start.wait(timeout=20)
            made.append(town.issue(person, case_id=case).identifier)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=deliver) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert LicenceEvent.objects.count() == 1
    assert connection.vendor in {"sqlite", "postgresql"}
