"""Reading licences: who holds what, and what a licence says; returns cards, never rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from tongban.foundation.clock import day_of
from tongban.foundation.masking import mask_name
from tongban.foundation.refusals import Refused, _
from tongban.licences import rules, sealing, storage
from tongban.licences.adapters import elsewhere
from tongban.licences.models import Licence, LicenceEvent, LicenceUse

_HEAVY = storage.HEAVY


@dataclass(frozen=True, slots=True)
class LicenceCard:
    """A licence as its holder and the rooms above need it, without the fields of its face.

    number_shown  证照号码; masked when it is the holder's own number
    case_id       empty when no case led to it
    stock         entered from an authority's old register, not issued here (EL-10)
    """

    id: str
    public_id: str
    identifier: str
    type_code: str
    type_name: str
    holder_kind: str
    holder_id: str
    holder_name: str
    issuer_uscc: str
    issuer_name: str
    number_shown: str
    serial: str
    version: int
    issued_on: date
    valid_from: date
    valid_to: date | None
    state: rules.State
    superseded: bool
    record_hash: str
    algorithm: str
    key_id: str
    case_id: str
    item_code: str
    supersedes: str
    stock: bool
    grade: str
    made_at: datetime

    @property
    def holder_masked(self) -> str:
        """The holder for strangers: persons masked, bodies in full (their names are public)."""
        return mask_name(self.holder_name) if self.holder_kind == "person" else self.holder_name

    @property
    def state_word(self) -> str:
        return rules.state_word(self.state)

    def standing(self, on: date) -> rules.Standing:
        """How the licence stands on a day."""
        return rules.standing(
            state=self.state,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            superseded=self.superseded,
            on=on,
        )


@dataclass(frozen=True, slots=True)
class EventCard:
    """One thing that happened to a licence."""

    change: rules.Change
    state: rules.State
    reason: str
    basis: str
    by_name: str
    by_department: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UseCard:
    """One look at a licence, or one use of it; ``by_id`` is the account, empty for a visitor."""

    way: str
    by_id: str
    by_name: str
    by_department: str
    purpose: str
    item_code: str
    case_id: str
    at: datetime


def kinds_held_by(*, holder_kind: str, holder_id: str, on: date) -> dict[str, LicenceCard]:
    """The types of licence that a holder validly holds on a day, each with the newest licence of the type."""
    rows = storage.held_rows(holder_kind, holder_id, rules.State.VALID.value, on)
    return {row.type_code: card_of(row) for row in rows}


def held_elsewhere(
    *, holder_code: str, holder_kind: str, type_codes: Sequence[str], cause: str, item: str
) -> tuple[elsewhere.Found, ...]:
    """What another platform's store holds of these types; nothing when none is set, or when it gives no answer.

    Only for an application at work: each question names its purpose (EL-3). Whether it was answered, ``is_silent`` says.
    """
    address = settings.TONGBAN.LICENCE_PLATFORM
    if not address or not type_codes:
        return ()
    with suppress(elsewhere.NoAnswer):
        return elsewhere.held(
            address,
            holder_code=holder_code,
            holder_code_type="001" if holder_kind == "body" else "111",
            type_codes=type_codes,
            cause=cause,
            item=item,
        )
    return ()


def asks_elsewhere() -> bool:
    """Whether another licence platform is set."""
    return bool(settings.TONGBAN.LICENCE_PLATFORM)


def platform_is_silent() -> bool:
    """Whether a licence platform is set and gave no answer to the last question."""
    return bool(settings.TONGBAN.LICENCE_PLATFORM) and elsewhere.is_silent()


def licences_of(*, holder_kind: str, holder_id: str) -> tuple[LicenceCard, ...]:
    """Every licence a holder has or had: those in force first, then the newest first."""
    rows = _of_holder(holder_kind, holder_id).order_by("-issued_on", "-made_at")
    cards = [card_of(row) for row in rows]
    return tuple(sorted(cards, key=lambda card: card.state is not rules.State.VALID))


def licence(*, public_id: str) -> LicenceCard:
    """The licence of a public id. Refuses an unknown one."""
    row = _reading().filter(public_id=public_id).first()
    if row is None:
        raise unknown_licence()
    return card_of(row)


def licence_held_by(*, public_id: str, holder_kind: str, holder_id: str) -> LicenceCard:
    """The licence of a public id if this holder holds it; another's is refused as if it did not exist."""
    row = _of_holder(holder_kind, holder_id).filter(public_id=public_id).first()
    if row is None:
        raise unknown_licence()
    return card_of(row)


def by_identifier(*, identifier: str) -> LicenceCard | None:
    """The licence of an identifier, or None when it is not known here."""
    row = _reading().filter(identifier=identifier).first()
    return card_of(row) if row else None


def by_identifiers(*, identifiers: Iterable[str]) -> tuple[LicenceCard, ...]:
    """The licences of several identifiers; those that are not known here are left out."""
    wanted = list(identifiers)
    return tuple(card_of(row) for row in _reading().filter(identifier__in=wanted)) if wanted else ()


def of_case(*, case_id: str) -> tuple[LicenceCard, ...]:
    """The licences that a case led to."""
    return tuple(card_of(row) for row in _reading().filter(case_id=case_id).order_by("made_at"))


def face(*, licence: LicenceCard) -> dict[str, str]:
    """The fields of the face by their keys. Whoever asks for another than the holder records the use first."""
    return rules.face_of(record(licence=licence))


def record(*, licence: LicenceCard) -> dict[str, str]:
    """The whole record: metadata keys and face fields with their prefix."""
    sealed = Licence.objects.values_list("sealed_record", flat=True).get(pk=UUID(licence.id))
    return dict(sealing.fields_of(sealing.open_record(sealed, licence_id=UUID(licence.id))))


def snapshot(*, licence: LicenceCard, at: datetime) -> dict[str, str | int]:
    """What a case keeps of a licence it relied on, so that a later change does not alter its history (MAT-3)."""
    return {
        "identifier": licence.identifier,
        "version": licence.version,
        "record_hash": licence.record_hash,
        "algorithm": rules.hash_algorithm(licence.algorithm),
        "type_code": licence.type_code,
        "type_name": licence.type_name,
        "issuer_name": licence.issuer_name,
        "public_id": licence.public_id,
        "standing": licence.standing(day_of(at)).value,
        "at": at.isoformat(),
    }


def events_of(*, licence: LicenceCard) -> tuple[EventCard, ...]:
    """What happened to a licence, in order."""
    rows = LicenceEvent.objects.filter(licence_id=UUID(licence.id)).order_by("at", "id")
    return tuple(
        EventCard(
            rules.Change(row.change),
            rules.State(row.state),
            row.reason,
            row.basis,
            row.by_name,
            row.by_department,
            row.at,
        )
        for row in rows
    )


def uses_of(*, licence: LicenceCard, limit: int = 50) -> tuple[UseCard, ...]:
    """Who looked at a licence or used it, the newest first."""
    rows = LicenceUse.objects.filter(licence_id=UUID(licence.id)).order_by("-at", "-id")[:limit]
    return tuple(
        UseCard(
            row.way,
            row.by_id,
            row.by_name,
            row.by_department,
            row.purpose,
            row.item_code,
            row.case_id,
            row.at,
        )
        for row in rows
    )


def unknown_licence() -> Refused:
    """The refusal for a licence that does not exist, or is another's: the same words for both."""
    return Refused("licences.not_found", _("There is no such licence."))


def card_of(row: Licence) -> LicenceCard:
    """The card of a row."""
    return LicenceCard(
        id=str(row.pk),
        public_id=row.public_id,
        identifier=row.identifier,
        type_code=row.type_code,
        type_name=row.type_name,
        holder_kind=row.holder_kind,
        holder_id=row.holder_id,
        holder_name=row.holder_name,
        issuer_uscc=row.issuer_uscc,
        issuer_name=row.issuer_name,
        number_shown=row.number_shown,
        serial=row.serial,
        version=row.version,
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        state=rules.State(row.state),
        superseded=row.superseded,
        record_hash=row.record_hash,
        algorithm=row.algorithm,
        key_id=row.key_id,
        case_id=row.case_id or "",
        item_code=row.item_code,
        supersedes=row.supersedes,
        stock=row.source == "backfilled",
        grade=row.grade,
        made_at=row.made_at,
    )


def _reading() -> QuerySet[Licence]:
    return Licence.objects.defer(*_HEAVY)


def _of_holder(holder_kind: str, holder_id: str) -> QuerySet[Licence]:
    return _reading().filter(holder_kind=holder_kind, holder_id=holder_id)
