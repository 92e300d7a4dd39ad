"""Using a licence: every look is recorded with its purpose, and the holder sees it."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Fault, Refused, _
from tongban.licences import queries, rules
from tongban.licences.models import LicenceUse
from tongban.licences.queries import LicenceCard

LONGEST_PURPOSE = 200
CHECKED = _("Checked whether it is genuine")
SHOWN_TO = _("Scanned from the holder's screen")
_DONE = {
    "use": "used",
    "present": "read",
    "show": "shown",
    "verify": "verified",
    "document": "document_given",
}
_SHOWN = signing.Signer(salt="tongban.licences.shown")


def log_use(
    *,
    actor: Actor,
    licence: LicenceCard,
    purpose: str,
    item_code: str,
    case_id: str | None,
    at: datetime,
    way: str = "use",
) -> None:
    """Record that a licence was used, for the holder to read. Refuses a use without its purpose (useCause).

    way  "use" in a case, "present" read by an official, "show" seen on the holder's screen, "verify" checked,
         "document" given out as a document
    Source: GB/T 36906-2018, useCause required, at most 200 characters
    """
    words = purpose.strip()
    if not words or len(words) > LONGEST_PURPOSE:
        sentence = _("Say what the licence is used for, in at most {most} characters.")
        fault = Fault("purpose", sentence, {"most": LONGEST_PURPOSE})
        raise Refused("licences.purpose_missing", sentence, faults=(fault,), most=LONGEST_PURPOSE)
    with transaction.atomic():
        LicenceUse.objects.create(
            licence_id=UUID(licence.id),
            way=way,
            by_id=actor.account_id,
            # The holder learns which official looked; who checks a code in private life stays private.
            by_name=actor.name if actor.is_staff or actor.role == "system" else "",
            by_department=actor.department_name,
            purpose=words,
            item_code=item_code,
            case_id=case_id or "",
            at=at,
        )
        audit.record(
            Act(
                actor=actor,
                action=f"licences.{_DONE[way]}",
                subject_kind="licence",
                subject_id=licence.id,
                case_id=case_id or None,
                purpose=words,
                about=licence.holder_id,
                detail={"identifier": licence.identifier, "item_code": item_code},
            ),
            at,
        )


def log_verdict(*, verdict: rules.Verdict, actor: Actor) -> None:
    """Tell the holder that her licence was checked; nothing when the verdict is on no licence of ours."""
    if verdict.face is None or verdict.kind is rules.VerdictKind.CHANGED:
        return
    card = queries.licence(public_id=verdict.face.public_id)
    way, purpose = ("show", SHOWN_TO) if verdict.face.fields else ("verify", CHECKED)
    log_use(actor=actor, licence=card, purpose=purpose, item_code="", case_id=None, at=verdict.at, way=way)


def present(
    *, public_id: str, purpose: str, item_code: str, case_id: str | None, actor: Actor, at: datetime
) -> dict[str, str]:
    """The face of a licence for an official at work on a case: recorded first, and without the record not given.

    Whether the licence belongs to the case is for the case to know; here it must name one.
    """
    licence = queries.licence(public_id=public_id)
    if not actor.is_staff or not case_id:
        raise queries.unknown_licence()
    with transaction.atomic():
        log_use(
            actor=actor,
            licence=licence,
            purpose=purpose,
            item_code=item_code,
            case_id=case_id,
            at=at,
            way="present",
        )
        return queries.face(licence=licence)


def show(*, licence: LicenceCard, extent: rules.Extent, at: datetime) -> rules.Showing:
    """A code for the holder's screen that opens what she chose, for a few minutes."""
    until = rules.shown_until(at)
    token = _SHOWN.sign_object([licence.public_id, extent.value, int(until.timestamp())], compress=False)
    return rules.Showing(f"{settings.TONGBAN.BASE_URL}/verify/?s={token}", extent, until)


def shown(*, text: str) -> tuple[str, rules.Extent, int] | None:
    """What a shown code opens: public id, extent and the second until which it counts; None for a false one."""
    token = text.strip().rpartition("?s=")[2]
    try:
        public_id, extent, until = _SHOWN.unsign_object(token)
        return str(public_id), rules.Extent(extent), int(until)
    except (signing.BadSignature, ValueError, TypeError, json.JSONDecodeError):
        return None
