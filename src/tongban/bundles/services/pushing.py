"""What waits for another's result goes in by itself when the result is there; the applicant acts no second time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.bundles import events, queries, rules
from tongban.bundles.models import Application, Part
from tongban.bundles.queries import key_of
from tongban.bundles.services.submitting import hand_in
from tongban.bundles.work import Work, work_of
from tongban.cases import queries as case_queries
from tongban.cases import services as cases
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.refusals import Refused, _
from tongban.identity import queries as identity
from tongban.outbox import services as outbox


def push_successors(*, case_id: str, at: datetime) -> int:
    """Hand in the parts that waited for this case's result and wait for no other any more; how many went.

    Asked again it does nothing. A part that is refused stays as a draft for its applicant, who is told why.
    """
    case = case_queries.case_of(case_id=case_id) if case_id else None
    predecessor = queries.part_of(case) if case else None
    if predecessor is None:
        return 0
    with transaction.atomic():
        row = (
            Application.objects.select_for_update(of=("self",))
            .select_related("bundle")
            .get(pk=predecessor.application_id)
        )
        waiting = row.parts.filter(case_id__isnull=True, draft="", reason={})
        ready = [part for part in waiting if _ready(part, predecessor.item_code)]
        return sum(_push(row, part, at) for part in ready)


def _ready(part: Part, just_done: str) -> bool:
    """Whether every predecessor has its result: the one just done, and the others if theirs was approved and handed over."""
    others = set(part.after) - {just_done}
    cases_of = queries.cases_of_parts(part.application.parts.filter(item_code__in=others))
    done = {
        code
        for code, public_id in cases_of.items()
        if (card := case_queries.case_card(public_id=public_id)).outcome == "approved" and card.closed_at
    }
    return just_done in part.after and others == done


def _push(row: Application, part: Part, at: datetime) -> bool:
    """Hand in one part for its applicant, as she ordered when she handed in the whole."""
    applicant = _applicant(row)
    card = queries.application_card(row)
    work = work_of(card, applicant, at)
    member = next((one for one in work.needed if one.item_code == part.item_code), None)
    try:
        if member is None:
            raise rules.not_found()
        with transaction.atomic():
            made = hand_in(row.public_id, work, member)
    except Refused as refused:
        _leave_to_applicant(row, part, work, refused, at)
        return False
    part.case_public_id = made.public_id
    part.case_id = key_of(case_queries.case_card(public_id=made.public_id).id)
    part.save(update_fields=["case_public_id", "case_id"])
    _record(row, part, "bundles.part_submitted", at)
    event = events.PartSubmitted(str(row.pk), row.public_id, part.item_code, made.public_id)
    outbox.announce(event, str(row.pk), at)
    return True


def _applicant(row: Application) -> Actor:
    """The applicant as she handed the bundle in: her account, her proof of identity, the body she acted for."""
    person = identity.person(person_id=str(row.person_id))
    body = str(row.applicant_id) if row.applicant_kind == "body" else ""
    return Actor(
        account_id=str(row.account_id),
        person_id=person.id,
        name=person.name,
        body_id=body,
        body_name=identity.body(body_id=body).name if body else "",
        role="agent" if body else "citizen",
        level=row.level,
    )


def _leave_to_applicant(row: Application, part: Part, work: Work, refused: Refused, at: datetime) -> None:
    """Nothing given is lost: it stands in a draft, with what stopped it on the page of the bundle."""
    part.reason = _said(refused)
    try:
        draft = cases.prepare_draft(
            item_code=part.item_code,
            answers=work.answers_for(part.item_code),
            files=work.files_for(part.item_code),
            actor=work.applicant,
            at=at,
        )
        part.draft = draft.public_id
    except Refused as closed:
        part.reason = _said(closed)
    part.save(update_fields=["draft", "reason"])
    _record(row, part, "bundles.part_left", at)
    event = events.PartNeedsApplicant(
        application_id=str(row.pk),
        public_id=row.public_id,
        person_id=str(row.person_id),
        bundle_name=row.bundle.name,
        item_code=part.item_code,
        item_name=part.item_name,
    )
    outbox.announce(event, str(row.pk), at)


def _said(refused: Refused) -> dict[str, object]:
    """A refusal as data: it is put into the reader's language when it is read."""
    return {
        "sentence": refused.sentence,
        "values": {key: str(value) for key, value in refused.values.items()},
    }


def _record(row: Application, part: Part, action: str, at: datetime) -> None:
    act = Act(
        actor=SYSTEM,
        action=action,
        subject_kind="bundle-application",
        subject_id=str(row.pk),
        case_id=str(part.case_id) if part.case_id else None,
        purpose=_("Hands in what the applicant has ordered when the result it needs is there"),
        about=str(row.person_id),
        detail={"item_code": part.item_code},
    )
    audit.record(act, at)
