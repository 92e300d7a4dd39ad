"""The machines' door to licences: check one, list one's own."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router, Schema
from ninja.errors import AuthenticationError

from tongban.foundation import clock
from tongban.foundation.actors import VISITOR
from tongban.foundation.refusals import Refused, _
from tongban.licences import budget, queries, services

router = Router(tags=["licences"])


class CheckOut(Schema):
    """One thing that was checked; ``passed`` is null when it could not be."""

    name: str
    passed: bool | None
    text: str


class FaceOut(Schema):
    """What a stranger may see of a licence."""

    identifier: str
    type_name: str
    holder: str
    issuer_name: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    version: int


class VerdictOut(Schema):
    """The answer to "is this licence genuine?"."""

    kind: str
    sentence: str
    at: datetime
    licence: FaceOut | None
    checks: list[CheckOut]


class LicenceOut(Schema):
    """A licence of one's own."""

    public_id: str
    identifier: str
    type_code: str
    type_name: str
    issuer_name: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    version: int
    state: str
    standing: str


@router.get("/verify", response=VerdictOut, summary="Check a licence", auth=None)
def verify(request: HttpRequest, text: str) -> VerdictOut:
    """Check a licence by its identifier or by the text of its code. Nobody needs to sign in."""
    now = clock.now()
    if budget.spent(request.META.get("REMOTE_ADDR", ""), now):
        raise Refused(
            "licences.too_many_checks", _("Many licences were checked from here. Go on in a minute.")
        )
    verdict = services.verify_text(text=text, at=now)
    services.log_verdict(verdict=verdict, actor=getattr(request, "actor", VISITOR))
    face = verdict.face
    return VerdictOut(
        kind=verdict.kind.value,
        sentence=verdict.text(gettext),
        at=verdict.at,
        licence=FaceOut(**{name: getattr(face, name) for name in FaceOut.model_fields}) if face else None,
        checks=[
            CheckOut(name=gettext(check.name), passed=check.passed, text=check.text(gettext))
            for check in verdict.checks
        ],
    )


@router.get("", response=list[LicenceOut], summary="My licences")
def my_licences(request: HttpRequest) -> list[LicenceOut]:
    """The licences of the person signed in, or of the body she acts for."""
    actor = getattr(request, "actor", VISITOR)
    if not actor.is_signed_in:
        raise AuthenticationError
    kind, holder = actor.applicant
    today = clock.day_of(clock.now())
    return [
        LicenceOut(
            public_id=card.public_id,
            identifier=card.identifier,
            type_code=card.type_code,
            type_name=card.type_name,
            issuer_name=card.issuer_name,
            issued_on=card.issued_on,
            valid_from=card.valid_from,
            valid_to=card.valid_to,
            version=card.version,
            state=card.state.value,
            standing=card.standing(today).value,
        )
        for card in queries.licences_of(holder_kind=kind, holder_id=holder)
    ]
