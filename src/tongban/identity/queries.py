"""Reading persons, bodies, families and mandates; returns cards, opened at the moment of reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.foundation.actors import Actor
from tongban.foundation.masking import mask_address, mask_id, mask_name, mask_phone
from tongban.foundation.refusals import Refused, _
from tongban.identity import rules, sealing
from tongban.identity.models import Account, Body, FamilyTie, Mandate, Person


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as the neighbours need her. ``masked()`` is the same card for eyes without a purpose."""

    id: str
    name: str
    id_number: str
    id_masked: str
    sex: str
    born_on: date
    phone: str
    phone_masked: str
    email: str
    address: str
    region_code: str
    ethnic: str
    ethnic_name: str
    level: int
    level_method: str
    level_at: datetime

    @property
    def name_masked(self) -> str:
        return mask_name(self.name)

    def masked(self) -> PersonCard:
        """The card with name, number, phone and address masked."""
        return replace(
            self,
            name=self.name_masked,
            id_number=self.id_masked,
            phone=self.phone_masked,
            email="",
            address=mask_address(self.address),
        )


@dataclass(frozen=True, slots=True)
class BodyCard:
    """A body as the neighbours need it."""

    id: str
    uscc: str
    name: str
    kind: str
    status: str
    legal_representative_id: str
    legal_representative_name: str
    address: str
    region_code: str


@dataclass(frozen=True, slots=True)
class FamilyCard:
    """A relative: who, and how she stands to the person asked about."""

    kind: str
    person: PersonCard


@dataclass(frozen=True, slots=True)
class MandateCard:
    """Who may act for which body, within which scope; the legal representative needs no mandate (id empty)."""

    id: str
    body: BodyCard
    person_id: str
    person_name: str
    scope: rules.Scope
    granted_at: datetime | None
    revoked_at: datetime | None

    @property
    def is_legal_representative(self) -> bool:
        return not self.id


@dataclass(frozen=True, slots=True)
class AccountCard:
    """A way in: for whom, of which kind."""

    id: str
    login_name: str
    person_id: str
    kind: str
    is_active: bool
    demo_label: str
    last_login: datetime | None


def person(*, person_id: str) -> PersonCard:
    """The person, for herself or for the system. Officials read through ``person_for``."""
    row = next(iter(Person.objects.raw(_PERSON, [_adapted(key_of(person_id))])), None)
    if row is None:
        raise unknown_person()
    return _person_card(row)


def persons(*, person_ids: Iterable[str]) -> dict[str, PersonCard]:
    """Several persons at once by id, for the system; unknown ids are absent."""
    keys = [key_of(person_id) for person_id in person_ids]
    return {str(row.pk): _person_card(row) for row in Person.objects.filter(pk__in=keys)}


def person_for(
    *, actor: Actor, person_id: str, purpose: str, case_id: str | None, at: datetime
) -> PersonCard:
    """The person as read by someone else: the reading is recorded first, and without the record there is none.

    purpose  why she looks, a plain phrase that the person herself will read
    Refuses a reading without purpose (Personal Information Protection Law, art. 6).
    """
    if not purpose.strip():
        raise Refused(
            "identity.purpose_missing",
            _("Say what the personal data is needed for."),
            basis="Personal Information Protection Law, art. 6",
        )
    card = person(person_id=person_id)
    if actor.person_id != card.id:
        audit.record(
            Act(
                actor=actor,
                action="identity.person_read",
                subject_kind="person",
                subject_id=card.id,
                case_id=case_id,
                purpose=purpose,
                detail={},
            ),
            at,
        )
    return card


def person_by_id_number(*, id_number: str) -> PersonCard | None:
    """The person with this number, or None when the register has none. For the system; recorded readings use it by id."""
    row = Person.objects.filter(
        id_number_index=sealing.index_of("id_number", id_number.strip().upper())
    ).first()
    return _person_card(row) if row else None


def names_of(*, person_ids: Iterable[str]) -> dict[str, str]:
    """The names of several persons by id; nothing sealed is opened."""
    keys = [key_of(person_id) for person_id in person_ids]
    return {str(pk): name for pk, name in Person.objects.filter(pk__in=keys).values_list("pk", "name")}


def family_of(*, person_id: str) -> tuple[FamilyCard, ...]:
    """The person's relatives: spouse first, then children from the youngest, then parents."""
    order = {rules.Kinship.SPOUSE: 0, rules.Kinship.CHILD: 1, rules.Kinship.PARENT: 2}
    ties = FamilyTie.objects.filter(person_id=key_of(person_id)).select_related("relative")
    cards = [FamilyCard(tie.kind, _person_card(tie.relative)) for tie in ties]
    return tuple(
        sorted(
            cards, key=lambda c: (order[rules.Kinship(c.kind)], -c.person.born_on.toordinal(), c.person.id)
        )
    )


def body(*, body_id: str) -> BodyCard:
    """The body with this id. Refuses an unknown one."""
    row = Body.objects.select_related("legal_representative").filter(pk=key_of(body_id)).first()
    if row is None:
        raise unknown_body()
    return body_card(row)


def body_by_uscc(*, uscc: str) -> BodyCard | None:
    """The body with this unified social credit code, or None when the register has none."""
    row = Body.objects.select_related("legal_representative").filter(uscc=uscc.strip().upper()).first()
    return body_card(row) if row else None


def bodies_actable_by(*, person_id: str, on: date) -> tuple[BodyCard, ...]:
    """The bodies the person may act for on that day, as legal representative or by mandate, each once."""
    cards = {card.body.id: card.body for card in mandates_of(person_id=person_id, on=on)}
    return tuple(cards.values())


def mandates_of(*, person_id: str, on: date) -> tuple[MandateCard, ...]:
    """Every ground on which the person may act for a body on that day, her own bodies first."""
    key = key_of(person_id)
    own = Body.objects.select_related("legal_representative").filter(
        legal_representative_id=key, status="active"
    )
    granted = (
        Mandate.objects.select_related("body__legal_representative", "person")
        .filter(_in_force(on), person_id=key, body__status="active")
        .order_by("body__name", "granted_at")
    )
    return (
        *(_representative_card(row) for row in own.order_by("name")),
        *(mandate_card(row) for row in granted),
    )


def mandates_by(*, body_id: str) -> tuple[MandateCard, ...]:
    """Every mandate the body ever granted, newest first, the revoked and the expired too."""
    rows = Mandate.objects.select_related("body__legal_representative", "person").filter(
        body_id=key_of(body_id)
    )
    return tuple(mandate_card(row) for row in rows.order_by("-granted_at"))


def mandate(*, mandate_id: str) -> MandateCard:
    """The mandate with this id. Refuses an unknown one."""
    row = (
        Mandate.objects.select_related("body__legal_representative", "person")
        .filter(pk=key_of(mandate_id))
        .first()
    )
    if row is None:
        raise unknown_mandate()
    return mandate_card(row)


def may_act_for(*, person_id: str, body_id: str, item_code: str, on: date, signing: bool = False) -> bool:
    """Whether the person may act for the body in this item on that day; ``signing``: sign and hand in, too."""
    grounds = mandates_of(person_id=person_id, on=on)
    return any(
        card.body.id == body_id and card.scope.covers(item_code, on) and (card.scope.may_sign or not signing)
        for card in grounds
    )


def account(*, account_id: str) -> AccountCard:
    """The account with this id. Refuses an unknown one."""
    row = Account.objects.filter(pk=key_of(account_id)).first()
    if row is None:
        raise unknown_account()
    return account_card(row)


def accounts_of(*, person_id: str) -> tuple[AccountCard, ...]:
    """The person's accounts: her own, and a work account if she is an official."""
    return tuple(
        account_card(row) for row in Account.objects.filter(person_id=key_of(person_id)).order_by("kind")
    )


def demo_accounts() -> tuple[AccountCard, ...]:
    """The roles of the sample town, in the order in which they are shown."""
    rows = Account.objects.filter(is_active=True, demo_order__isnull=False).order_by("demo_order")
    return tuple(account_card(row) for row in rows)


def unknown_person() -> Refused:
    """The refusal for a person that is not in the register."""
    return Refused("identity.person_unknown", _("There is no such person in the register."))


def unknown_body() -> Refused:
    """The refusal for a body that is not in the register, or that is none of the actor's business."""
    return Refused("identity.body_unknown", _("There is no such body in the register."))


def unknown_mandate() -> Refused:
    """The refusal for a mandate that does not exist."""
    return Refused("identity.mandate_unknown", _("There is no such mandate."))


def unknown_account() -> Refused:
    """The refusal for an account that does not exist."""
    return Refused("identity.account_unknown", _("There is no such account."))


def key_of(text: str | UUID) -> UUID:
    """The key in an id; a text that is none is the key of nobody, so that it is unknown and not a fault."""
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except ValueError:
        return UUID(int=0)


# Asked for every application: written out, because building the statement costs more than running it.
_PERSON = f"SELECT {', '.join(str(field.column) for field in Person._meta.fields)} FROM identity_person WHERE id = %s"  # noqa: S608


def _adapted(key: UUID) -> UUID | str:
    """The key as a written-out statement gives it to this database."""
    return key if connection.vendor == "postgresql" else key.hex


def _in_force(on: date) -> Q:
    return Q(revoked_at__isnull=True, valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _person_card(row: Person) -> PersonCard:
    id_number = sealing.unseal(row.id_number_sealed, owner=row.pk, field="id_number")
    phone = sealing.unseal(row.phone_sealed, owner=row.pk, field="phone") if row.phone_sealed else ""
    return person_card(row, id_number=id_number, phone=phone)


def person_card(row: Person, *, id_number: str, phone: str) -> PersonCard:
    """The card of a row whose sealed fields have been opened."""
    return PersonCard(
        id=str(row.pk),
        name=row.name,
        id_number=id_number,
        id_masked=mask_id(id_number),
        sex=row.sex,
        born_on=row.born_on,
        phone=phone,
        phone_masked=mask_phone(phone) if phone else "",
        email=row.email,
        address=row.address,
        region_code=row.region_code,
        ethnic=row.ethnic,
        ethnic_name=rules.ethnic_groups().get(row.ethnic, ""),
        level=row.level,
        level_method=row.level_method,
        level_at=row.level_at,
    )


def body_card(row: Body) -> BodyCard:
    """The card of a body's row."""
    head = row.legal_representative
    return BodyCard(
        id=str(row.pk),
        uscc=row.uscc,
        name=row.name,
        kind=row.kind,
        status=row.status,
        legal_representative_id=str(head.pk) if head else "",
        legal_representative_name=head.name if head else "",
        address=row.address,
        region_code=row.region_code,
    )


def mandate_card(row: Mandate) -> MandateCard:
    """The card of a mandate's row."""
    return MandateCard(
        id=str(row.pk),
        body=body_card(row.body),
        person_id=str(row.person_id),
        person_name=row.person.name,
        scope=rules.Scope(
            item_codes=frozenset(row.item_codes),
            may_sign=row.may_sign,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            revoked=row.revoked_at is not None,
        ),
        granted_at=row.granted_at,
        revoked_at=row.revoked_at,
    )


def _representative_card(row: Body) -> MandateCard:
    head = row.legal_representative
    return MandateCard(
        id="",
        body=body_card(row),
        person_id=str(head.pk) if head else "",
        person_name=head.name if head else "",
        scope=rules.Scope(frozenset(), True, date.min, None),
        granted_at=None,
        revoked_at=None,
    )


def account_card(row: Account) -> AccountCard:
    """The card of an account's row."""
    return AccountCard(
        id=str(row.pk),
        login_name=row.login_name,
        person_id=str(row.person_id),
        kind=row.kind,
        is_active=row.is_active,
        demo_label=row.demo_label,
        last_login=row.last_login,
    )
