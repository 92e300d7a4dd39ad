"""An official opens a case: the look is recorded first, and without the record nothing is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from tongban.audit import services as record
from tongban.audit.rules import Act
from tongban.cases import queries, sealing
from tongban.cases.queries import CaseCard, CaseView
from tongban.files.queries import FileCard
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import _

HANDLING = _("Handles the case")
SUPERVISING = _("Supervises the handling of cases")


def open_case(*, public_id: str, actor: Actor, at: datetime) -> CaseView | None:
    """The case with its answers readable, for an official who may read it; None for others, and when there is none."""
    with transaction.atomic():
        found = queries.case_for_staff(actor=actor, public_id=public_id, today=day_of(at))
        if found is None:
            return None
        concerned = found.facts.of.applicant
        record.record(_look(actor, "cases.read", found.card.id, concerned.person_id, {}), at)
    return replace(found, answers=sealing.unseal(found.answers))


def numbers_shown(*, card: CaseCard, actor: Actor, at: datetime) -> None:
    """Record that an official had identity and phone numbers of a case shown in full."""
    record.record(_look(actor, "cases.numbers_shown", card.id, card.applicant_person_id, {}), at)


def file_opened(actor: Actor, card: FileCard, at: datetime) -> None:
    """Record that an official opens a file of an application; applicants open their own without it."""
    if not actor.is_staff:
        return
    case = queries.case_of_file(owner_kind=card.owner_kind, owner_id=card.owner_id)
    about = case.applicant_person_id if case else ""
    detail = {"file": card.public_id, "sha256": card.sha256}
    record.record(_look(actor, "cases.file_opened", case.id if case else "", about, detail), at)


def copy_opened(*, card: CaseCard, actor: Actor, file: FileCard, at: datetime) -> None:
    """Record that an official opens a compared copy for this case, from whichever case it came."""
    if actor.is_staff:
        detail = {"file": file.public_id, "sha256": file.sha256}
        record.record(_look(actor, "cases.file_opened", card.id, card.applicant_person_id, detail), at)


def _look(actor: Actor, action: str, case_id: str, about: str, detail: Mapping[str, object]) -> Act:
    return Act(
        actor=actor,
        action=action,
        subject_kind="case",
        subject_id=case_id,
        case_id=case_id or None,
        purpose=SUPERVISING if actor.may("supervise.read") and not actor.may("case.accept") else HANDLING,
        about=about,
        detail=detail,
    )
