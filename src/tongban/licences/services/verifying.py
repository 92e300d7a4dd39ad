"""Verifying what someone presents: an identifier, a code, a document or a record. Reads only."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from tongban.audit import queries as audit
from tongban.files import rules as file_rules
from tongban.files import services as files
from tongban.foundation import crypto
from tongban.foundation.clock import LEGAL_ZONE, day_of
from tongban.foundation.identifiers import licence_id
from tongban.foundation.refusals import Refused, _
from tongban.foundation.sentences import say
from tongban.licences import rules, sealing
from tongban.licences.adapters import pdf_reader
from tongban.licences.models import Licence
from tongban.licences.queries import card_of
from tongban.licences.rules.verdict import (
    CHANGED,
    NOT_A_LICENCE,
    UNKNOWN,
    Check,
    PublicFace,
    Verdict,
    VerdictKind,
)
from tongban.licences.services.faces import shown_fields_of
from tongban.licences.services.using import shown

MOST_BYTES = 20 * 1024 * 1024
MISTYPED = _("Look at the identifier again: one of its characters is wrong.")
TOO_LATE = _("This code was shown more than a few minutes ago. Ask the holder to show the licence again.")
NO_CODE = _(
    "No code of a licence could be read in this picture. Photograph the code from nearby, straight and in good light, "
    "or enter the identifier."
)
ONLY_THE_CODE = _(
    "What else the picture shows was not checked and may have been changed. Compare it with what stands here."
)
PICTURES = frozenset({"png", "jpg"})
_RECORD_KEYS = {
    "ZZBS": "identifier",
    "CZZT": "holder_name",
    "ZZMC": "type_name",
    "ZZLXDM": "type_code",
    "ZZBFJG": "issuer_name",
    "ZZBFJGDM": "issuer_uscc",
}


def verify_text(*, text: str, at: datetime) -> Verdict:
    """The verdict on whatever was typed or scanned: an identifier, or the text of a code."""
    words = text.strip()
    return (
        verify_qr(text=words, at=at)
        if "TB1." in words or "://" in words
        else verify_identifier(text=words, at=at)
    )


def verify_identifier(*, text: str, at: datetime) -> Verdict:
    """The verdict on a typed identifier; one that is not known here gets one answer, whatever it is."""
    found = licence_id.check(text)
    if found.normalised is None:
        check = Check(_("Identifier"), False, found.reasons)
        return Verdict(VerdictKind.UNKNOWN, MISTYPED, at, checks=(check,))
    check = Check(_("Identifier"), True)
    row = Licence.objects.filter(identifier=found.normalised).first()
    return _on(row, at, (check,)) if row else Verdict(VerdictKind.UNKNOWN, UNKNOWN, at, checks=(check,))


def verify_qr(*, text: str, at: datetime) -> Verdict:
    """The verdict on the text of a scanned code: the one printed on a document, or the one on a holder's screen."""
    if "/verify/?s=" in text:
        return _verify_shown(text, at)
    try:
        seal = rules.read_seal(text)
    except Refused as refusal:
        return Verdict(VerdictKind.UNKNOWN, refusal.sentence, at)
    if not rules.seal_is_good(seal, sealing.published_keys()):
        return Verdict(VerdictKind.CHANGED, CHANGED, at, checks=(Check(_("Signature in the code"), False),))
    checks = [Check(_("Signature in the code"), True)]
    ours = urlsplit(settings.TONGBAN.BASE_URL).netloc
    if seal.address and seal.address != ours:
        detail = _("This code leads to {theirs}. The true address is {ours}.")
        checks.append(Check(_("Address in the code"), None, (say(detail, theirs=seal.address, ours=ours),)))
    row = Licence.objects.filter(identifier=seal.identifier).first()
    if row is None:
        return Verdict(VerdictKind.UNKNOWN, UNKNOWN, at, checks=tuple(checks))
    checks.append(Check(_("Code belongs to this record"), seal.record_hash == row.record_hash))
    return _on(row, at, tuple(checks))


def verify_file(*, data: bytes, at: datetime) -> Verdict:
    """The verdict on an uploaded file: a document, a downloaded record, or a picture of a code.

    A photo is no licence: only the code in it is read. Refuses a picture that is damaged or too large.
    """
    if len(data) <= MOST_BYTES and data.lstrip()[:1] == b"{":
        return verify_record(data=data, at=at)
    kind = file_rules.kind_by_content(data)
    return verify_picture(data=data, kind=kind, at=at) if kind in PICTURES else verify_pdf(data=data, at=at)


def verify_picture(*, data: bytes, kind: str, at: datetime) -> Verdict:
    """The verdict on the code in a picture (``png`` or ``jpg``). Refuses one that is damaged or too large."""
    try:
        file_rules.look_at_picture(data, kind)
    except file_rules.Hostile as hostile:
        raise file_rules.refusal(hostile.code, **hostile.values) from None
    return _verify_codes(data, kind, at) or Verdict(VerdictKind.UNKNOWN, NO_CODE, at)


def _verify_codes(data: bytes, kind: str, at: datetime) -> Verdict | None:
    """The verdict on the first code of ours that can be seen; None when there is none."""
    try:
        texts = pdf_reader.codes_of_a_strangers(data, kind)
    except pdf_reader.NotReadable:
        return None
    code = next((text for text in texts if "TB1." in text or "/verify/" in text), None)
    if code is None:
        return None
    verdict = verify_qr(text=code, at=at)
    seen = Check(_("Code read from the picture"), None, (say(ONLY_THE_CODE),))
    return replace(verdict, checks=(seen, *verdict.checks))


def verify_pdf(*, data: bytes, at: datetime) -> Verdict:
    """The verdict on a document: byte for byte the one issued, or changed, or unknown.

    A document that names a licence of ours but is not the one issued is changed, whatever it shows; what differs
    is named when it is by and large a copy.
    """
    row = Licence.objects.filter(document_sha256=crypto.digest(data, "sha256").hex()).first()
    if row is not None:
        return _on(row, at, (Check(_("Same document as issued"), True),))
    if len(data) > MOST_BYTES or b"%PDF-" not in data[:1024]:
        return Verdict(VerdictKind.UNKNOWN, NOT_A_LICENCE, at)
    try:
        text = pdf_reader.text_of_a_strangers(data)
    except pdf_reader.NotReadable:
        return Verdict(VerdictKind.UNKNOWN, NOT_A_LICENCE, at)
    identifiers = rules.identifiers_in(text)
    if not identifiers:
        # A scan has no text, but perhaps a code.
        return _verify_codes(data, "pdf", at) or Verdict(VerdictKind.UNKNOWN, NOT_A_LICENCE, at)
    row = Licence.objects.filter(identifier__in=identifiers[:5]).first()
    check = Check(_("Same document as issued"), False)
    if row is None:
        return Verdict(VerdictKind.UNKNOWN, UNKNOWN, at)
    changes = rules.differences(_issued_text(row), text) if row.document_id else ()
    return Verdict(VerdictKind.CHANGED, CHANGED, at, face=_public(row), checks=(check,), changes=changes)


def verify_record(*, data: bytes, at: datetime) -> Verdict:
    """The verdict on a downloaded record: its digest, its signature, and how the licence stands."""
    try:
        download = json.loads(data)
        record, code = str(download["record"]), str(download["code"])
        seal = rules.read_seal(code)
    except (ValueError, KeyError, TypeError, RecursionError, Refused):
        return Verdict(VerdictKind.UNKNOWN, NOT_A_LICENCE, at)
    key = sealing.published_keys().get(seal.key_id)
    digest = rules.hash_algorithm(key.algorithm if key else "sm2")
    whole = crypto.digest(record.encode("utf-8", "surrogatepass"), digest).hex() == seal.record_hash
    verdict = verify_qr(text=code, at=at)
    check = Check(_("Record unchanged"), whole)
    if whole or verdict.kind is VerdictKind.UNKNOWN:
        return verdict
    changes = _record_differences(seal.identifier, record)
    return Verdict(
        VerdictKind.CHANGED, CHANGED, at, face=verdict.face, checks=(check, *verdict.checks), changes=changes
    )


def _verify_shown(text: str, at: datetime) -> Verdict:
    opened = shown(text=text)
    if opened is None:
        return Verdict(VerdictKind.CHANGED, CHANGED, at, checks=(Check(_("Signature in the code"), False),))
    public_id, extent, until = opened
    if at.timestamp() > until:
        return Verdict(VerdictKind.UNKNOWN, TOO_LATE, at)
    row = Licence.objects.filter(public_id=public_id).first()
    if row is None:
        return Verdict(VerdictKind.UNKNOWN, UNKNOWN, at)
    return _on(row, at, (Check(_("Shown by the holder just now"), True),), extent)


def _on(row: Licence, at: datetime, first: tuple[Check, ...], extent: rules.Extent | None = None) -> Verdict:
    """The verdict on a licence of ours: the checks made so far, then record, signature, status and log."""
    record, faults = _record_of(row)
    signature = rules.seal_is_good(_seal_of(row), sealing.published_keys()) if record else False
    card = card_of(row)
    moment = at.astimezone(LEGAL_ZONE).strftime("%Y-%m-%d %H:%M:%S")
    checks = (
        *first,
        Check(_("Record unchanged"), not faults),
        Check(_("Signature"), signature, (say("{algorithm}", algorithm=row.algorithm.upper()),)),
        _log_check(row),
        Check(_("Status looked up"), True, (say("{moment}", moment=moment),)),
    )
    face = _public(row)
    if extent and not faults:
        face = replace(face, fields=shown_fields_of(card, record, extent))
    return rules.judged(card.standing(day_of(at)), at=at, face=face, checks=checks)


def _record_of(row: Licence) -> tuple[dict[str, str], bool]:
    """The record of a row, and whether it is not what was signed or not what the row says in clear."""
    try:
        text = sealing.open_record(row.sealed_record, licence_id=row.pk)
    except (crypto.SealBroken, crypto.KeyUnknown):
        return {}, True
    record = dict(sealing.fields_of(text))
    digest = crypto.digest(text.encode(), rules.hash_algorithm(row.algorithm)).hex()
    strayed = any(record.get(key) != getattr(row, column) for key, column in _RECORD_KEYS.items())
    days = (row.valid_from.isoformat(), row.valid_to.isoformat() if row.valid_to else "")
    strayed = strayed or (record.get("ZZYXQQSRQ"), record.get("ZZYXQJZRQ")) != days
    return record, strayed or digest != row.record_hash


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


def _log_check(row: Licence) -> Check:
    """Where in the record of acts its issue stands; stock licences entered in a batch, without a place of their own."""
    acts = audit.page(about=row.holder_id, action="licences.issued").acts
    position = next((act.position for act in acts if act.subject_id == str(row.pk)), None)
    if position is None:
        return Check(_("Place in the log"), None, (say(_("Not sealed yet")),))
    return Check(_("Place in the log"), True, (say("#{position}", position=f"{position:,}"),))


def _public(row: Licence) -> PublicFace:
    card = card_of(row)
    return PublicFace(
        public_id=card.public_id,
        identifier=card.identifier,
        type_name=card.type_name,
        holder=card.holder_masked,
        issuer_name=card.issuer_name,
        issued_on=card.issued_on,
        valid_from=card.valid_from,
        valid_to=card.valid_to,
        version=card.version,
        stock=card.stock,
    )


def _issued_text(row: Licence) -> str:
    """The text of the document as issued; empty when the store has lost it, so that no place can be named."""
    try:
        return pdf_reader.text_of(files.open_file(row.document_id))
    except (files.BlobDamaged, pdf_reader.NotReadable):
        return ""


def _record_differences(identifier: str, record: str) -> tuple[str, ...]:
    """Where a changed record departs from the one issued; nothing for one that is not by and large its copy."""
    row = Licence.objects.filter(identifier=identifier).first()
    if row is None:
        return ()
    try:
        text = sealing.open_record(row.sealed_record, licence_id=row.pk)
    except (crypto.SealBroken, crypto.KeyUnknown):
        return ()
    # Only who holds the record knows its salt; without this the answer would tell a guesser which field is right.
    if sealing.fields_of(text)["salt"] not in record:
        return ()
    return rules.differences(text.replace('","', '",\n"'), record.replace('","', '",\n"'))
