"""Entering persons, bodies and family ties, and changing how a person is reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.ids import new_key
from tongban.foundation.refusals import Fault, Refused, _
from tongban.identity import queries, rules, sealing
from tongban.identity.models import Body, FamilyTie, Person
from tongban.identity.queries import BodyCard, PersonCard


def register_person(
    *,
    name: str,
    id_number: str,
    phone: str = "",
    email: str = "",
    address: str = "",
    region_code: str = "",
    ethnic: str = "",
    level: int = rules.Level.REGISTER_CHECKED,
    method: str = "register",
    actor: Actor,
    at: datetime,
) -> PersonCard:
    """Enter a person in the register; the same number with the same name gives the card that is there.

    region_code  where she lives; empty takes the place of first registration from the number
    Refuses, all faults at once, wrong particulars; and a number that is registered under another name,
    because two persons must never become one (the name is compared code point by code point).
    """
    entry = rules.person_entry(name=name, id_number=id_number, phone=phone, email=email, today=day_of(at))
    index = sealing.index_of("id_number", entry.id_number)
    with transaction.atomic():
        known = Person.objects.filter(id_number_index=index).first()
        if known is not None:
            if not rules.same_name(known.name, entry.name):
                raise _number_of_another()
            return queries.person(person_id=str(known.pk))
        row = _row_of(entry, index)
        row.address, row.ethnic = " ".join(address.split()), rules.checked_ethnic(ethnic)
        row.region_code = region_code or entry.region_code
        row.level, row.level_method, row.level_at, row.registered_at = level, method, at, at
        row.save(force_insert=True)
        detail = {"method": method, "level": int(level)}
        _record(actor, "identity.person_registered", "person", str(row.pk), at, detail)
        return queries.person_card(row, id_number=entry.id_number, phone=entry.phone)


def register_body(
    *,
    name: str,
    uscc: str,
    kind: str = rules.BodyKind.ENTERPRISE,
    legal_representative_id: str = "",
    address: str = "",
    region_code: str = "",
    actor: Actor,
    at: datetime,
) -> BodyCard:
    """Enter a body in the register; the same code with the same name gives the card that is there.

    Refuses, all faults at once, wrong particulars; a code registered under another name; and a legal
    representative who is not in the register.
    """
    entry = rules.body_entry(name=name, code=uscc, kind=kind)
    with transaction.atomic():
        known = queries.body_by_uscc(uscc=entry.uscc)
        if known is not None:
            if known.name != entry.name:
                raise Refused(
                    "identity.code_of_another_body",
                    _("This unified social credit code belongs to another body."),
                )
            return known
        head = _registered(legal_representative_id) if legal_representative_id else None
        row = Body.objects.create(
            uscc=entry.uscc,
            name=entry.name,
            kind=entry.kind.value,
            legal_representative=head,
            address=" ".join(address.split()),
            region_code=region_code,
            registered_at=at,
        )
        _record(actor, "identity.body_registered", "body", str(row.pk), at, {"uscc": entry.uscc})
        return queries.body_card(row)


def change_body_status(*, body_id: str, status: str, actor: Actor, at: datetime) -> BodyCard:
    """Keep that a body is in business, suspended or closed; for one that is not in business nobody can act.

    Refuses an unknown body and an unknown status.
    """
    if status not in rules.BODY_STATUSES:
        raise Refused("identity.status_unknown", _("There is no such status of a body."))
    with transaction.atomic():
        if not Body.objects.filter(pk=queries.key_of(body_id)).update(status=status):
            raise queries.unknown_body()
        _record(actor, "identity.body_status_changed", "body", body_id, at, {"status": status})
        return queries.body(body_id=body_id)


def add_family_tie(*, person_id: str, relative_id: str, kind: str, actor: Actor, at: datetime) -> None:
    """Enter that the relative is the person's spouse, parent or child, seen from both; asking again changes nothing.

    Refuses a tie of a person with herself, and a parent who is not older than the child.
    """
    kinship = rules.Kinship(kind)
    with transaction.atomic():
        keys = [queries.key_of(person_id), queries.key_of(relative_id)]
        born = dict(Person.objects.filter(pk__in=keys).values_list("pk", "born_on"))
        if not born.keys() >= set(keys):
            raise queries.unknown_person()
        person, relative = keys
        faults = rules.tie_faults(
            person_id=str(person),
            relative_id=str(relative),
            kind=kinship,
            person_born_on=born[person],
            relative_born_on=born[relative],
        )
        if faults:
            raise Refused("identity.tie_wrong", _("This family tie cannot be entered."), faults=faults)
        if FamilyTie.objects.filter(person_id=person, relative_id=relative, kind=kinship.value).exists():
            return
        FamilyTie.objects.bulk_create(
            [
                FamilyTie(person_id=person, relative_id=relative, kind=kinship.value),
                FamilyTie(person_id=relative, relative_id=person, kind=kinship.mirror.value),
            ]
        )
        detail = {"relative": str(relative), "kind": kinship.value}
        _record(actor, "identity.tie_entered", "person", str(person), at, detail)


def change_contact(
    *, person_id: str, phone: str, email: str, address: str, actor: Actor, at: datetime
) -> PersonCard:
    """Change how a person is reached; name and number are changed at a window only.

    Refuses everyone but the person herself, and names every field that must be mended.
    """
    if actor.person_id != person_id:
        raise queries.unknown_person()
    faults: list[Fault] = []
    kept_phone = rules.taken(faults, "phone", rules.checked_phone, phone) or ""
    kept_email = rules.taken(faults, "email", rules.checked_email, email) or ""
    kept_address = " ".join(address.split())
    if len(kept_address) > rules.ADDRESS_CHARACTERS:
        limit = {"limit": rules.ADDRESS_CHARACTERS}
        faults.append(Fault("address", _("The address is longer than {limit} characters."), limit))
    if faults:
        raise Refused("identity.contact_wrong", _("Please correct the particulars."), faults=tuple(faults))
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person_id)
        changed = sorted(
            name for name, old, new in _changes(row, kept_phone, kept_email, kept_address) if old != new
        )
        _put_phone(row, kept_phone)
        row.email, row.address = kept_email, kept_address
        row.save(update_fields=["phone_sealed", "phone_index", "email", "address"])
        _record(actor, "identity.contact_changed", "person", person_id, at, {"fields": changed})
        return queries.person(person_id=person_id)


def raise_level(*, person_id: str, level: int, method: str, actor: Actor, at: datetime) -> PersonCard:
    """Keep that a person's identity was proved more surely, by which method and when.

    A lower level than the one she has changes nothing.
    """
    if level not in rules.LEVELS or method not in rules.METHODS:
        raise Refused("identity.level_unknown", _("There is no such identity level or method."))
    with transaction.atomic():
        row = _registered(person_id)
        if level > row.level:
            row.level, row.level_method, row.level_at = level, method, at
            row.save(update_fields=["level", "level_method", "level_at"])
            _record(
                actor, "identity.level_raised", "person", person_id, at, {"level": level, "method": method}
            )
        return queries.person(person_id=person_id)


def check_by_hand(
    *, name: str, id_number: str, document: str, reason: str, actor: Actor, at: datetime
) -> PersonCard:
    """Keep that a window has looked at somebody's document because the automatic check was not to be had.

    A person whom the register does not know yet is entered. Who did it, with which document and why, stands in the
    record, so that it can be checked again when the population register answers.
    Refuses wrong particulars, a number under another name, an unknown document and an unknown reason, all at once.
    """
    faults = []
    if document not in rules.DOCUMENTS:
        faults.append(Fault("document", _("Please choose the document that you looked at.")))
    if reason not in rules.BY_HAND:
        faults.append(Fault("reason", _("Please say why it is checked by hand.")))
    if faults:
        raise Refused("identity.check_incomplete", _("Please complete the check."), faults=tuple(faults))
    with transaction.atomic():
        level = rules.Level.WINDOW_OR_CERTIFICATE
        person = register_person(
            name=name, id_number=id_number, level=level, method="window", actor=actor, at=at
        )
        detail = {"document": document, "reason": reason}
        _record(actor, "identity.checked_by_hand", "person", person.id, at, detail)
        return raise_level(person_id=person.id, level=level, method="window", actor=actor, at=at)


def _row_of(entry: rules.PersonEntry, index: str) -> Person:
    """A fresh row with what the entry says, its number and phone sealed."""
    key = new_key()
    row = Person(
        id=key,
        name=entry.name,
        id_number_sealed=sealing.seal(entry.id_number, owner=key, field="id_number"),
        id_number_index=index,
        email=entry.email,
        sex=entry.sex,
        born_on=entry.born_on,
    )
    _put_phone(row, entry.phone)
    return row


def _changes(row: Person, phone: str, email: str, address: str) -> tuple[tuple[str, str, str], ...]:
    index = sealing.index_of("phone", phone) if phone else ""
    return (("phone", row.phone_index, index), ("email", row.email, email), ("address", row.address, address))


def _put_phone(row: Person, phone: str) -> None:
    row.phone_sealed = sealing.seal(phone, owner=row.pk, field="phone") if phone else None
    row.phone_index = sealing.index_of("phone", phone) if phone else ""


def _registered(person_id: str) -> Person:
    row = Person.objects.filter(pk=queries.key_of(person_id)).first()
    if row is None:
        raise queries.unknown_person()
    return row


def _number_of_another() -> Refused:
    return Refused(
        "identity.number_of_another_name",
        _(
            "This identity number is registered under another name. Please bring the identity card to a window."
        ),
    )


def _record(
    actor: Actor, action: str, kind: str, subject_id: str, at: datetime, detail: Mapping[str, object]
) -> None:
    act = Act(
        actor=actor,
        action=action,
        subject_kind=kind,
        subject_id=subject_id,
        case_id=None,
        purpose="",
        detail=detail,
    )
    audit.record(act, at)
