"""The document of a licence: made once, kept, and let out only after its own bytes were read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.design import print as paper
from tongban.files import services as files
from tongban.foundation import crypto
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.canonical import canonical_json
from tongban.foundation.refusals import Refused, _
from tongban.licences import rules, sealing
from tongban.licences.adapters import pdf_reader
from tongban.licences.models import Licence
from tongban.licences.queries import LicenceCard, card_of, unknown_licence
from tongban.licences.services.faces import period, shown_fields_of
from tongban.licences.services.using import log_use

LANGUAGE = "zh-hans"


@dataclass(frozen=True, slots=True)
class Document:
    """A file to give out."""

    name: str
    media_type: str
    data: bytes


class Giver(Protocol):
    """A service that gives a document of a licence to its holder."""

    def __call__(self, *, public_id: str, actor: Actor, at: datetime) -> Document: ...


def render_pdf(*, public_id: str, actor: Actor, at: datetime) -> Document:
    """The document of a licence for its holder, made the first time it is asked for.

    The bytes about to leave are opened again: they must name the holder and the licence of the record, and the
    asker must be that holder. Otherwise nothing is sent and the record of acts says so (T3).
    """
    row = _row_for(public_id, actor)
    data = _stored(row, at)
    _gate(row, data, actor, at)
    if not row.document_id:
        row, kept = _keep(row, data, at)
        if kept != data:
            _gate(row, kept, actor, at)
            data = kept
    purpose = _("The holder took the document")
    log_use(
        actor=actor, licence=card_of(row), purpose=purpose, item_code="", case_id=None, at=at, way="document"
    )
    return Document(_file_name(card_of(row), "pdf"), "application/pdf", data)


def record_download(*, public_id: str, actor: Actor, at: datetime) -> Document:
    """The signed record of a licence for its holder, to be checked anywhere with ``offline_verify.py``."""
    row = _row_for(public_id, actor)
    download = {
        "format": "tongban.record/1",
        "record": _verified_record(row, actor, at),
        "code": rules.code_of(_seal_of(row)),
        "keys": f"{settings.TONGBAN.BASE_URL}/verify/keys.json",
    }
    return Document(_file_name(card_of(row), "json"), "application/json", canonical_json(download))


def tampered_copy(*, public_id: str, what: str, actor: Actor, at: datetime) -> Document:
    """A copy of the holder's own document ("pdf") or record ("json") with one character of the name changed.

    For the demonstration only: it shows that the change is found. Refused outside of it.
    """
    if not settings.TONGBAN.DEMO:
        raise unknown_licence()
    row = _row_for(public_id, actor)
    card = card_of(row)
    forged = _one_character_changed(card.holder_name)
    if what == "json":
        genuine = record_download(public_id=public_id, actor=actor, at=at)
        changed = genuine.data.decode().replace(card.holder_name, forged)
        return replace(genuine, name=_file_name(card, "json", "changed-"), data=changed.encode())
    render_pdf(public_id=public_id, actor=actor, at=at)
    record = dict(sealing.fields_of(_verified_record(row, actor, at)))
    changed_record = {key: value.replace(card.holder_name, forged) for key, value in record.items()}
    data = paper.render("licence", _sheet(row, changed_record))
    return Document(_file_name(card, "pdf", "changed-"), "application/pdf", data)


def _row_for(public_id: str, actor: Actor) -> Licence:
    """The row if the actor holds the licence, as herself or for the body she acts for; else as if there were none."""
    row = Licence.objects.filter(public_id=public_id).first()
    if row is None or not _holds(actor, row):
        raise unknown_licence()
    return row


def _holds(actor: Actor, row: Licence) -> bool:
    if actor.role == "system":
        return True
    return actor.is_signed_in and bool(row.holder_id) and actor.applicant == (row.holder_kind, row.holder_id)


def _stored(row: Licence, at: datetime) -> bytes:
    """The kept document; one that the store lost is made again and has to come out byte for byte the same."""
    if not row.document_id:
        return _make(row, at)
    try:
        return files.open_file(row.document_id)
    except files.BlobDamaged:
        return _make(row, at)


def _make(row: Licence, at: datetime) -> bytes:
    """The sheet of a licence: the same bytes whenever it is made."""
    record = sealing.fields_of(_verified_record(row, SYSTEM, at))
    return paper.render("licence", _sheet(row, record))


def _verified_record(row: Licence, actor: Actor, at: datetime) -> str:
    """The record of a row after its digest and signature were checked; a changed one is never printed."""
    try:
        text = sealing.open_record(row.sealed_record, licence_id=row.pk)
    except (crypto.SealBroken, crypto.KeyUnknown):
        raise _alarm(row, "record does not open", actor, at) from None
    digest = crypto.digest(text.encode(), rules.hash_algorithm(row.algorithm)).hex()
    if digest != row.record_hash or not rules.seal_is_good(_seal_of(row), sealing.published_keys()):
        raise _alarm(row, "record differs from its signature", actor, at)
    return text


def _sheet(row: Licence, record: Mapping[str, str]) -> dict[str, Any]:
    """What the sheet shows, always in Chinese and always the same: a document is kept once, whoever asks first."""
    card = card_of(row)
    with translation.override(LANGUAGE):
        verification = gettext(
            "Check it at {address}: scan the code, enter the identifier or choose this file.\nSignature {algorithm} {key}"
        )
        return {
            "title": card.type_name,
            "subtitle": gettext("Sample data, without legal force") if settings.TONGBAN.DEMO else "",
            "face": [list(pair) for pair in shown_fields_of(card, record, rules.Extent.FULL)],
            "issuer": card.issuer_name,
            "date": card.issued_on,
            "valid": period(card.valid_from, card.valid_to),
            "identifier": card.identifier,
            "verification": verification.format(
                address=f"{settings.TONGBAN.BASE_URL}/verify/",
                algorithm=card.algorithm.upper(),
                key=card.key_id,
            ),
            "seal": False,
            "qr": f"{settings.TONGBAN.BASE_URL}/verify/?q={rules.code_of(_seal_of(row))}",
            "at": row.made_at,
        }


def _gate(row: Licence, data: bytes, actor: Actor, at: datetime) -> None:
    """Read the bytes that are about to leave; any doubt stops them."""
    if row.document_sha256 and crypto.digest(data, "sha256").hex() != row.document_sha256:
        raise _alarm(row, "document is not the one kept", actor, at)
    try:
        text = pdf_reader.text_of(data)
    except pdf_reader.NotReadable:
        raise _alarm(row, "document cannot be read", actor, at) from None
    name = sealing.fields_of(_verified_record(row, actor, at))["CZZT"]
    if name != row.holder_name or not rules.document_is_of(text, holder_name=name, identifier=row.identifier):
        raise _alarm(row, "document names another", actor, at)
    if not _holds(actor, row):
        raise _alarm(row, "asker is not the holder", actor, at)


def _alarm(row: Licence, what: str, actor: Actor, at: datetime) -> Refused:
    """Record the alarm in a transaction of its own, so that the refusal does not take it back."""
    with transaction.atomic():
        audit.record(
            Act(
                actor=actor,
                action="licences.gate_closed",
                subject_kind="licence",
                subject_id=str(row.pk),
                result="alarm",
                about=row.holder_id,
                detail={"identifier": row.identifier, "what": what},
            ),
            at,
        )
    return Refused(
        "licences.gate_closed",
        _("The document was stopped because it does not match the record. The operators have been told."),
    )


def _keep(row: Licence, data: bytes, at: datetime) -> tuple[Licence, bytes]:
    """Store the document; when another request was faster, hers is the document."""
    with transaction.atomic():
        row = Licence.objects.select_for_update().get(pk=row.pk)
        if row.document_id:
            return row, _stored(row, at)
        card = files.keep(
            data=data,
            name=_file_name(card_of(row), "pdf"),
            kind="pdf",
            owner_kind="licence",
            owner_id=str(row.pk),
            actor=SYSTEM,
            at=at,
        )
        row.document_id = card.public_id
        row.document_sha256 = crypto.digest(data, "sha256").hex()
        row.save(update_fields=["document_id", "document_sha256"])
    return row, data


def _seal_of(row: Licence) -> rules.Seal:
    return rules.Seal(
        identifier=row.identifier,
        holder=card_of(row).holder_masked,
        type_name=row.type_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        record_hash=row.record_hash,
        key_id=row.key_id,
        signature=bytes(row.signature),
    )


def _one_character_changed(name: str) -> str:
    return name[:-1] + ("明" if name[-1] != "明" else "朋")


def _file_name(card: LicenceCard, ending: str, before: str = "") -> str:
    return f"{before}{card.type_name}-{card.serial}.{ending}"
