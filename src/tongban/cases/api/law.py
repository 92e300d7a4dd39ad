"""The rarer acts of officials: the clock, hearings and visits, seats, promises, ends."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from tongban.cases import rules, services
from tongban.cases.api import law_schemas as shapes
from tongban.cases.api.asking import actor_of, remedies, stamp
from tongban.cases.api.schemas import Key, PublicId, ResultOut, Word

router = Router()


@router.post(
    "/{public_id}/proposal", response=ResultOut, summary="Say what a joint department needs 提出补正要求"
)
def propose_correction(
    request: HttpRequest, public_id: PublicId, body: shapes.ProposalIn, key: str = Key
) -> services.CaseResult:
    """Before the one notice of a joint item; what the department said before is replaced."""
    items = [rules.CorrectionItem(one.kind, one.key, one.name, one.needed) for one in body.items]
    return services.propose_correction(public_id=public_id, items=items, **stamp(request, body, key))


@router.post("/{public_id}/on-the-spot", response=ResultOut, summary="Mend at the window 当场更正")
def correct_on_spot(
    request: HttpRequest, public_id: PublicId, body: shapes.OnSpotIn, key: str = Key
) -> services.CaseResult:
    """Mend answers with the applicant there, instead of a notice."""
    return services.correct_on_spot(
        public_id=public_id, answers=body.answers, note=body.note, **stamp(request, body, key)
    )


@router.post("/{public_id}/originals", response=ResultOut, summary="Compare originals 原件核验")
def compare_originals(
    request: HttpRequest, public_id: PublicId, body: shapes.OriginalsIn, key: str = Key
) -> services.CaseResult:
    """The window has seen the originals of these materials; the copies may serve again until a day."""
    return services.compare_originals(
        public_id=public_id, keys=body.materials, until=body.until, **stamp(request, body, key)
    )


@router.post("/{public_id}/decision-on-the-spot", response=ResultOut, summary="Decide on the spot 当场决定")
def decide_on_spot(
    request: HttpRequest, public_id: PublicId, body: shapes.OnSpotDecisionIn, key: str = Key
) -> services.CaseResult:
    """Accept and decide in one, for an item that is decided at once."""
    return services.decide_on_spot(
        public_id=public_id,
        approve=body.approve,
        reasons=body.reasons,
        legal_basis=body.legal_basis,
        remedies=None if body.approve else remedies(actor_of(request), public_id, body.remedies),
        **stamp(request, body, key),
    )


@router.post("/{public_id}/special", response=ResultOut, summary="Begin a special procedure 启动特别程序")
def start_special(
    request: HttpRequest, public_id: PublicId, body: shapes.SpecialIn, key: str = Key
) -> services.CaseResult:
    """The applicant is told in writing how many workdays it needs; these do not count."""
    return services.start_special(
        public_id=public_id,
        kind=body.kind,
        days=body.days,
        reason=body.reason,
        officials=body.officials,
        organisation=body.organisation,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/special/end", response=ResultOut, summary="End it with its result 结束特别程序")
def end_special(
    request: HttpRequest, public_id: PublicId, body: shapes.SpecialEndIn, key: str = Key
) -> services.CaseResult:
    """The clock runs again."""
    return services.end_special(
        public_id=public_id,
        result=body.result,
        conforms=body.conforms,
        standard=body.standard,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/extension/request", response=ResultOut, summary="Ask for more time 申请延期")
def ask_extension(
    request: HttpRequest, public_id: PublicId, body: shapes.ExtensionIn, key: str = Key
) -> services.CaseResult:
    """Ask the head; until the answer the period stays as it is."""
    return services.ask_extension(
        public_id=public_id, days=body.days, reason=body.reason, **stamp(request, body, key)
    )


@router.post("/{public_id}/extension", response=ResultOut, summary="Extend the period 批准延期")
def extend(
    request: HttpRequest, public_id: PublicId, body: shapes.ExtensionIn, key: str = Key
) -> services.CaseResult:
    """Once, before the period is over, within what the law allows, by the head."""
    return services.extend(
        public_id=public_id, days=body.days, reason=body.reason, **stamp(request, body, key)
    )


@router.post("/{public_id}/extension/decline", response=ResultOut, summary="Do not extend 不批准延期")
def decline_extension(
    request: HttpRequest, public_id: PublicId, body: shapes.ReasonIn, key: str = Key
) -> services.CaseResult:
    """The period stays as it is."""
    return services.decline_extension(public_id=public_id, reason=body.reason, **stamp(request, body, key))


@router.post("/{public_id}/hearing/offer", response=ResultOut, summary="Offer a hearing 告知听证权利")
def offer_hearing(
    request: HttpRequest, public_id: PublicId, body: shapes.ReasonIn, key: str = Key
) -> services.CaseResult:
    """Tell the applicant of the right to be heard before the decision."""
    return services.offer_hearing(public_id=public_id, reason=body.reason, **stamp(request, body, key))


@router.post("/{public_id}/parties", response=ResultOut, summary="Tell interested parties 告知利害关系人")
def tell_parties(
    request: HttpRequest, public_id: PublicId, body: shapes.PartiesIn, key: str = Key
) -> services.CaseResult:
    """Of the application, of their right to state and argue, and of their right to a hearing."""
    parties = [rules.Party(one.name, one.interest, one.reached) for one in body.parties]
    return services.tell_parties(
        public_id=public_id, parties=parties, reason=body.reason, **stamp(request, body, key)
    )


@router.post("/{public_id}/statements", response=ResultOut, summary="Hear a statement 听取陈述申辩")
def hear_statement(
    request: HttpRequest, public_id: PublicId, body: shapes.StatementIn, key: str = Key
) -> services.CaseResult:
    """What the applicant or an interested party states and argues."""
    return services.hear_statement(
        public_id=public_id,
        party=body.party,
        text=body.text,
        wants_hearing=body.wants_hearing,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/hearing/announce", response=ResultOut, summary="Announce a hearing 听证公告")
def announce_hearing(
    request: HttpRequest, public_id: PublicId, body: shapes.PublicHearingIn, key: str = Key
) -> services.CaseResult:
    """A hearing that a rule prescribes or the public interest asks for; nobody has to ask for it."""
    return services.announce_hearing(
        public_id=public_id,
        on=body.on,
        time=body.time,
        place=body.place,
        chair=body.chair,
        reason=body.reason,
        where=body.where,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/hearing/call", response=ResultOut, summary="Call the hearing 确定听证")
def call_hearing(
    request: HttpRequest, public_id: PublicId, body: shapes.HearingIn, key: str = Key
) -> services.CaseResult:
    """Its day, place and chair, an official who did not look at the application."""
    return services.call_hearing(
        public_id=public_id,
        on=body.on,
        time=body.time,
        place=body.place,
        chair=body.chair,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/hearing/record", response=ResultOut, summary="Hand in the record 提交听证笔录")
def hold_hearing(
    request: HttpRequest, public_id: PublicId, body: shapes.RecordIn, key: str = Key
) -> services.CaseResult:
    """By the chair; the clock runs again."""
    return services.hold_hearing(
        public_id=public_id, record=body.record, signed=body.signed, **stamp(request, body, key)
    )


@router.post("/{public_id}/visit", response=ResultOut, summary="Call a joint visit 联合踏勘")
def call_visit(
    request: HttpRequest, public_id: PublicId, body: shapes.VisitIn, key: str = Key
) -> services.CaseResult:
    """One day for all departments, named as people call them."""
    return services.call_visit(
        public_id=public_id,
        on=body.on,
        time=body.time,
        place=body.place,
        departments=body.departments,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/visit/findings", response=ResultOut, summary="Keep the findings 踏勘意见")
def hold_visit(
    request: HttpRequest, public_id: PublicId, body: shapes.FindingsIn, key: str = Key
) -> services.CaseResult:
    """Every department that was called, or that it did not come."""
    findings = [rules.Finding("", one.department_name, one.text, one.absent) for one in body.findings]
    return services.hold_visit(
        public_id=public_id,
        findings=findings,
        officials=body.officials,
        signed=body.signed,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/seats/{instance}/move", response=ResultOut, summary="Move a seat 席位流转")
def move_seat(
    request: HttpRequest, public_id: PublicId, instance: Word, body: shapes.MoveIn, key: str = Key
) -> services.CaseResult:
    """Return, pass on, add, take back, remind, waive or name a stand-in."""
    return services.move_seat(
        public_id=public_id,
        kind=body.kind,
        seat=instance,
        target=body.target,
        reason=body.reason,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/termination", response=ResultOut, summary="Terminate a case 终止办理")
def terminate(
    request: HttpRequest, public_id: PublicId, body: shapes.TerminationIn, key: str = Key
) -> services.CaseResult:
    """When there is nothing to decide any more."""
    return services.terminate(
        public_id=public_id, ground=body.ground, reason=body.reason, **stamp(request, body, key)
    )


@router.post("/{public_id}/promise/check", response=ResultOut, summary="Check a promise 核查承诺")
def check_promise(
    request: HttpRequest, public_id: PublicId, body: shapes.CheckIn, key: str = Key
) -> services.CaseResult:
    """What was found afterwards about what had been promised."""
    return services.check_promise(
        public_id=public_id,
        result=body.result,
        note=body.note,
        mend_by=body.mend_by,
        **stamp(request, body, key),
    )


@router.post("/{public_id}/permission/end", response=ResultOut, summary="End a permission 终止许可")
def end_permission(
    request: HttpRequest, public_id: PublicId, body: shapes.EndingIn, key: str = Key
) -> services.CaseResult:
    """Before its time, by law only; its licence ends with it."""
    return services.end_permission(
        public_id=public_id,
        kind=body.kind,
        reason=body.reason,
        legal_basis=body.legal_basis,
        remedies=remedies(actor_of(request), public_id, body.remedies),
        fraud=body.fraud,
        **stamp(request, body, key),
    )
