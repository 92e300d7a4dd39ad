"""The window: accept, refuse to accept, ask once for everything that is missing; and the applicant's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any

from tongban.cases import queries, rules, sealing
from tongban.cases.services.apply import clean_answers
from tongban.cases.services.steps import CaseResult, asked, perform
from tongban.cases.services.submit import checked
from tongban.catalogue import queries as catalogue
from tongban.files import queries as stored_files
from tongban.files import services as files_room
from tongban.flow import rules as flow
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused, _


def accept(
    *, public_id: str, actor: Actor, at: datetime, key: str, expected_version: int | None = None
) -> CaseResult:
    """Accept an application: its clocks start, and the first seats of its plan open.

    After five workdays of silence it is accepted as from the day of receipt.
    """
    request = asked(actor=actor, at=at, route="cases.accept", key=key, what={"case": public_id})
    return perform(
        public_id=public_id,
        request=request,
        act=lambda facts: rules.Accept(actor, at),
        expected_version=expected_version,
    )


def deem_accepted(*, public_id: str, at: datetime) -> CaseResult:
    """Note that an application counts as accepted because nobody said anything in time (art. 32(4))."""
    request = asked(
        actor=SYSTEM, at=at, route="cases.deem_accepted", key=f"deemed:{public_id}", what={"case": public_id}
    )
    return perform(public_id=public_id, request=request, act=lambda facts: rules.DeemAccepted(SYSTEM, at))


def refuse_acceptance(
    *,
    public_id: str,
    ground: str,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    competent_body: str = "",
    remedies: rules.Remedies | None = None,
    expected_version: int | None = None,
) -> CaseResult:
    """Do not accept: no application is needed (``not_required``), or another body is competent (``not_competent``)."""
    what = {"case": public_id, "ground": ground, "reason": reason, "competent_body": competent_body}
    request = asked(
        actor=actor,
        at=at,
        route="cases.refuse_acceptance",
        key=key,
        what={**what, "remedies": rules.to_plain(remedies)},
    )
    return perform(
        public_id=public_id,
        request=request,
        act=lambda facts: rules.RefuseAcceptance(actor, at, ground, reason, competent_body, remedies),
        expected_version=expected_version,
    )


def request_correction(
    *,
    public_id: str,
    items: Sequence[rules.CorrectionItem],
    actor: Actor,
    at: datetime,
    key: str,
    answer_by: date | None = None,
    note: str = "",
    expected_version: int | None = None,
) -> CaseResult:
    """Send the one notice of everything that is to be corrected; a second one is refused (art. 32(4))."""
    listed = tuple(items)
    what = {"case": public_id, "items": rules.to_plain(listed), "answer_by": answer_by, "note": note}
    request = asked(actor=actor, at=at, route="cases.request_correction", key=key, what=what)
    return perform(
        public_id=public_id,
        request=request,
        act=lambda facts: rules.RequestCorrection(actor, at, listed, answer_by, note),
        expected_version=expected_version,
    )


def answer_correction(
    *,
    public_id: str,
    answers: Mapping[str, Any],
    files: Mapping[str, Sequence[str]],
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Hand in what the notice asked for, all of it; the rest of the application stays as it was.

    files  by material: public ids of the files, from ``attach_correction``, that take the place of those before
    """
    given = {
        name: [rules.to_plain(one) for one in refs] for name, refs in file_refs(public_id, files).items()
    }
    what = {"case": public_id, "answers": dict(answers), "files": given}
    request = asked(actor=actor, at=at, route="cases.answer_correction", key=key, what=what)

    def answer(facts: rules.CaseFacts) -> rules.Act:
        if not (facts.application and rules.is_applicant(actor, facts)):
            raise rules.not_found()
        item = catalogue.version(version_id=facts.of.item.version_id)
        now = {**sealing.unseal(facts.answers), **clean_answers(answers, item)}
        before = {one.key: one for one in facts.materials}
        materials = checked(item=item, answers=now, files=given, actor=actor, at=at, before=before)
        kept = sealing.seal(now, item.fields, facts.answers)
        return rules.AnswerCorrection(actor, at, kept, materials, flow.said_of(item, now))

    return perform(public_id=public_id, request=request, act=answer, expected_version=expected_version)


def attach_correction(
    *,
    public_id: str,
    material_id: str,
    data: bytes | IO[bytes],
    name: str,
    declared_type: str,
    actor: Actor,
    at: datetime,
) -> rules.FileRef:
    """Upload a file for a material that the notice names; it counts once the correction is handed in."""
    facts = _own(public_id, actor, at)
    asked_for = facts.correction.items if facts.correction else ()
    waits = facts.state == rules.State.CORRECTION
    if not waits or not any(item.kind == "material" and item.key == material_id for item in asked_for):
        raise _not_asked()
    return _stored(public_id, data, name, declared_type, actor, at)


def attach_later(
    *,
    public_id: str,
    material_id: str,
    data: bytes | IO[bytes],
    name: str,
    declared_type: str,
    actor: Actor,
    at: datetime,
) -> rules.FileRef:
    """Upload a file for a material that was to follow, or for which a promise stood; it counts once it is handed in."""
    facts = _own(public_id, actor, at)
    if not facts.is_open or not any(
        one.key == material_id and one.how in ("gap", "promised") for one in facts.materials
    ):
        raise _not_asked()
    return _stored(public_id, data, name, declared_type, actor, at)


def _own(public_id: str, actor: Actor, at: datetime) -> rules.CaseFacts:
    found = queries.case_for_applicant(actor=actor, public_id=public_id, today=day_of(at))
    if found is None:
        raise rules.not_found()
    return found.facts


def _not_asked() -> Refused:
    return Refused("cases.material_not_asked", _("This material is not asked for now."))


def _stored(
    public_id: str, data: bytes | IO[bytes], name: str, declared_type: str, actor: Actor, at: datetime
) -> rules.FileRef:
    card = files_room.store(
        data=data,
        name=name,
        owner_kind="case",
        owner_id=public_id,
        actor=actor,
        at=at,
        declared_type=declared_type,
    )
    return rules.FileRef(card.public_id, card.name, card.size, card.sha256)


def file_refs(public_id: str, files: Mapping[str, Sequence[str]]) -> dict[str, tuple[rules.FileRef, ...]]:
    """The files by material as a case keeps them. A file that was not uploaded for this case is none."""
    return {
        material: tuple(_ref(public_id, one) for one in chosen)
        for material, chosen in files.items()
        if chosen
    }


def _ref(public_id: str, file: str) -> rules.FileRef:
    card = stored_files.file_or_none(file)
    if card is None or (card.owner_kind, card.owner_id) != ("case", public_id):
        raise Refused("cases.file_unknown", _("This file is not here any more. Please upload it again."))
    return rules.FileRef(card.public_id, card.name, card.size, card.sha256)
