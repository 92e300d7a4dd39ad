"""Acting as an official: accept, ask for a correction, refuse to accept, give an opinion, decide, deliver."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from tongban.cases import rules, services
from tongban.cases.api import schemas
from tongban.cases.api.asking import actor_of, remedies, stamp
from tongban.cases.api.schemas import Key, PublicId, Word

router = Router()


@router.post("/{public_id}/accept", response=schemas.ResultOut, summary="Accept an application 受理")
def accept(
    request: HttpRequest, public_id: PublicId, body: schemas.Versioned, key: str = Key
) -> services.CaseResult:
    """Accept: the clocks start and the first seats open."""
    return services.accept(public_id=public_id, **stamp(request, body, key))


@router.post(
    "/{public_id}/correction", response=schemas.ResultOut, summary="Ask for a correction 一次性告知补正"
)
def request_correction(
    request: HttpRequest, public_id: PublicId, body: schemas.CorrectionIn, key: str = Key
) -> services.CaseResult:
    """Send the one notice that lists everything to be corrected; a second one is refused."""
    return services.request_correction(
        public_id=public_id,
        items=[rules.CorrectionItem(one.kind, one.key, one.name, one.needed) for one in body.items],
        answer_by=body.answer_by,
        note=body.note,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/refuse-acceptance", response=schemas.ResultOut, summary="Do not accept 不予受理")
def refuse_acceptance(
    request: HttpRequest, public_id: PublicId, body: schemas.RefusalIn, key: str = Key
) -> services.CaseResult:
    """Say that no application is needed, or which other body is competent."""
    return services.refuse_acceptance(
        public_id=public_id,
        ground=body.ground,
        reason=body.reason,
        competent_body=body.competent_body,
        remedies=remedies(actor_of(request), public_id, body.remedies),
        **stamp(request, body, key),
    )


@router.post(
    "/{public_id}/seats/{instance}/opinion", response=schemas.ResultOut, summary="Give an opinion 出具意见"
)
def give_opinion(
    request: HttpRequest, public_id: PublicId, instance: Word, body: schemas.OpinionIn, key: str = Key
) -> services.CaseResult:
    """Speak at an open seat; the last opinion needed opens the next seats."""
    return services.record_opinion(
        public_id=public_id,
        seat=instance,
        verdict=body.verdict,
        reason=body.reason,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/decision", response=schemas.ResultOut, summary="Decide a case 作出决定")
def decide(
    request: HttpRequest, public_id: PublicId, body: schemas.DecisionIn, key: str = Key
) -> services.CaseResult:
    """Decide at the deciding seat; a no needs reasons and legal basis, and names the remedies."""
    where = None if body.approve else remedies(actor_of(request), public_id, body.remedies)
    return services.decide(
        public_id=public_id,
        approve=body.approve,
        reasons=body.reasons,
        legal_basis=body.legal_basis,
        remedies=where,
        fraud=body.fraud,
        on_record=body.on_record,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/delivery", response=schemas.ResultOut, summary="Record a delivery 送达")
def deliver(
    request: HttpRequest, public_id: PublicId, body: schemas.DeliveryIn, key: str = Key
) -> services.CaseResult:
    """Note that the result was handed over; the case is closed."""
    return services.deliver(
        public_id=public_id, method=body.method, to=body.to, note=body.note, **stamp(request, body, key)
    )
