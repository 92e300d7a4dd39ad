"""What is known already: fields from the registers and licences, materials from the licence store, with their source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongban.cases import rules
from tongban.cases.services import copies
from tongban.catalogue.rules import FieldCard, ItemCard, KnownMaterial, MaterialCard
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import _
from tongban.identity import queries as identity
from tongban.licences import queries as licences

_PERSON = ("name", "id_number", "sex", "born_on", "phone", "email", "address", "ethnic_name")
_BODY = ("name", "uscc", "address", "legal_representative_name")
IDENTITY = _("your identity")
FAMILY = _("the family register")
BODY = _("the register of legal entities")


@dataclass(frozen=True, slots=True)
class Known:
    """One value that need not be typed.

    source  where it comes from: a sentence to translate, or the name of a licence
    on      the day from which the source has it; None when it is read now
    """

    value: str
    source: str
    on: date | None = None


@dataclass
class Registers:
    """What the registers say about an applicant, each asked once and only when a question needs it."""

    actor: Actor
    at: datetime

    def __post_init__(self) -> None:
        self._person: identity.PersonCard | None = None
        self._body: identity.BodyCard | None = None
        self._family: dict[str, identity.PersonCard] | None = None
        self._licences: dict[tuple[str, str], dict[str, licences.LicenceCard]] = {}
        self._faces: dict[str, dict[str, str]] = {}

    def person(self) -> identity.PersonCard:
        if self._person is None:
            self._person = identity.person(person_id=self.actor.person_id)
        return self._person

    def body(self) -> identity.BodyCard:
        if self._body is None:
            self._body = identity.body(body_id=self.actor.body_id)
        return self._body

    def family(self) -> dict[str, identity.PersonCard]:
        """The nearest relative of each kind; the youngest child."""
        if self._family is None:
            found: dict[str, identity.PersonCard] = {}
            for card in identity.family_of(person_id=self.actor.person_id):
                found.setdefault(str(card.kind), card.person)
            self._family = found
        return self._family

    def held(self, kind: str, key: str) -> dict[str, licences.LicenceCard]:
        """The valid licences of a holder by type."""
        if (kind, key) not in self._licences:
            on = day_of(self.at)
            self._licences[kind, key] = licences.kinds_held_by(holder_kind=kind, holder_id=key, on=on)
        return self._licences[kind, key]

    def licence(self, type_code: str, holder: str) -> licences.LicenceCard | None:
        """The licence of a type on the applicant's side; ``family`` looks at the relatives too."""
        own = self.held(*self.actor.applicant).get(type_code)
        if own is not None or holder != "family" or not self.actor.person_id:
            return own
        persons = [self.actor.person_id, *(person.id for person in self.family().values())]
        return next((card for key in persons if (card := self.held("person", key).get(type_code))), None)

    def face(self, card: licences.LicenceCard) -> dict[str, str]:
        if card.id not in self._faces:
            self._faces[card.id] = licences.face(licence=card)
        return self._faces[card.id]


def known_fields(*, fields: Iterable[FieldCard], actor: Actor, at: datetime) -> dict[str, Known]:
    """The answers that the registers and licences give, by field; what they do not know is left out."""
    registers = Registers(actor, at)
    found = {one.key: _known(one.source.split("."), registers) for one in fields if one.source}
    return {key: value for key, value in found.items() if value is not None and value.value}


def _known(source: list[str], registers: Registers) -> Known | None:
    match source:
        case ["person", what] if what in _PERSON and registers.actor.person_id:
            return Known(_text(registers.person(), what), IDENTITY)
        case ["body", what] if what in _BODY and registers.actor.body_id:
            return Known(_text(registers.body(), what), BODY)
        case ["family", relative, what] if what in _PERSON:
            person = registers.family().get(relative)
            return Known(_text(person, what), FAMILY) if person else None
        case ["licence", type_code, key]:
            card = registers.licence(type_code, "family")
            return Known(registers.face(card).get(key, ""), card.type_name, card.issued_on) if card else None
    return None


def known_materials(
    *,
    needed: Iterable[MaterialCard],
    actor: Actor,
    at: datetime,
    given: Collection[str] = (),
    item: ItemCard | None = None,
) -> dict[str, rules.HeldMaterial]:
    """What answers materials, by material: what the state holds, or a window has seen, is not asked for (MAT-1).

    given  ids of materials for which the applicant has put files: these are taken rather than an earlier copy
    item   for which an application is at work: then the licence platform elsewhere is asked too, for this purpose
    """
    needed = tuple(needed)
    registers = Registers(actor, at)
    found: dict[str, rules.HeldMaterial] = {}
    left = {}
    for one in needed:
        card = _licence_for(one, registers)
        if card is not None:
            found[one.id] = _held(card, at)
        elif one.id not in given:
            left[one.id] = one.name
    if item is not None:
        wanted = [
            (one, one.licence_type)
            for one in needed
            if one.id in left and one.exempt == "licence" and one.licence_type
        ]
        found |= _from_elsewhere(wanted, registers, item)
    return found | _copies_for({key: name for key, name in left.items() if key not in found}, actor, at)


def _from_elsewhere(
    wanted: Sequence[tuple[MaterialCard, str]], registers: Registers, item: ItemCard
) -> dict[str, rules.HeldMaterial]:
    """Licences of another platform, by material; without its answer the applicant uploads a scan (MAT-2)."""
    if not wanted or not registers.actor.is_signed_in or not licences.asks_elsewhere():
        return {}
    kind, _key = registers.actor.applicant
    code = registers.body().uscc if kind == "body" else registers.person().id_number
    answered = licences.held_elsewhere(
        holder_code=code,
        holder_kind=kind,
        type_codes=sorted({type_code for _one, type_code in wanted}),
        cause=item.name[:200],
        item=item.code,
    )
    by_type = {one.type_code: one for one in answered}
    return {
        one.id: rules.HeldLicence(
            type_code=type_code,
            identifier=card.identifier,
            name=card.name,
            public_id="",
            issuer_name=card.issuer_name,
            snapshot={"standing": "valid", "source": "elsewhere"},
        )
        for one, type_code in wanted
        if (card := by_type.get(type_code))
    }


def _licence_for(one: MaterialCard, registers: Registers) -> licences.LicenceCard | None:
    if one.exempt != "licence" or not one.licence_type:
        return None
    return registers.licence(one.licence_type, one.holder)


def _copies_for(names: Mapping[str, str], actor: Actor, at: datetime) -> dict[str, rules.HeldMaterial]:
    """Copies whose originals a window has seen before, by material; two items mean the same paper by its name."""
    if not names or not actor.is_signed_in:
        return {}
    found = copies.copies_of(applicant=actor.applicant, names=set(names.values()), on=day_of(at))
    return {key: found[name] for key, name in names.items() if name in found}


def known_for_guide(actor: Actor, item: ItemCard, at: datetime) -> tuple[KnownMaterial, ...]:
    """The materials of an item that this actor need not bring, for the guide page."""
    held = known_materials(needed=item.materials, actor=actor, at=at)
    return tuple(
        KnownMaterial(material_id=key, licence_public_id=one.public_id, source=one.name)
        for key, one in held.items()
        if isinstance(one, rules.HeldLicence)
    )


def _held(card: licences.LicenceCard, at: datetime) -> rules.HeldLicence:
    return rules.HeldLicence(
        type_code=card.type_code,
        identifier=card.identifier,
        name=card.type_name,
        public_id=card.public_id,
        issuer_name=card.issuer_name,
        snapshot=licences.snapshot(licence=card, at=at),
    )


def _text(card: Any, what: str) -> str:
    value = getattr(card, what)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def plain_answers(known: Mapping[str, Known]) -> dict[str, str]:
    """The known values alone, as answers."""
    return {key: one.value for key, one in known.items()}
