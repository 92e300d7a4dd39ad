"""Applying: a draft step by step or a whole application at once, its correction, its withdrawal."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import File, Router
from ninja.files import UploadedFile

from tongban.cases import rules, services
from tongban.cases.api import schemas
from tongban.cases.api.asking import actor_of, stamp
from tongban.cases.api.schemas import Key, PublicId, Word
from tongban.files import rules as file_rules
from tongban.foundation import clock
from tongban.foundation.canonical import canonical_json, canonical_text
from tongban.outbox import services as outbox

router = Router()
drafts = Router()


def apply(request: HttpRequest, body: schemas.ApplicationIn, key: str = Key) -> services.CaseResult:
    """Open, fill and hand in an application in one request: all of it happens, once for each key, or nothing.

    For items whose materials the house holds already; others need a draft with files. A draft begun before is
    continued with these answers.
    """
    return services.apply_at_once(
        item_code=body.item_code, answers=body.answers, actor=actor_of(request), at=clock.now(), key=key
    )


@drafts.post("", response=schemas.DraftOut, summary="Begin an application 开始申请")
def open_draft(request: HttpRequest, body: schemas.DraftIn, key: str = Key) -> Any:
    """The draft for this item: the one already begun, or a new one filled with what is known."""
    actor, at = actor_of(request), clock.now()

    def act() -> outbox.Answer:
        card = services.open_draft(item_code=body.item_code, actor=actor, at=at)
        return outbox.Answer(200, _draft(card).model_dump_json())

    asked = canonical_json({"item_code": body.item_code})
    return json.loads(outbox.answer_once(actor.account_id, "cases.open_draft", key, asked, at, act).body)


@drafts.put("/{public_id}/answers", response=schemas.SavedOut, summary="Save answers 保存填写内容")
def save_answers(request: HttpRequest, public_id: PublicId, body: schemas.AnswersIn) -> dict[str, Any]:
    """Keep answers, right or wrong. Saving the same ones again changes nothing, so no key is needed."""
    faults = services.save_answers(
        draft=public_id, answers=body.answers, actor=actor_of(request), at=clock.now()
    )
    return {"faults": [{"field": fault.field, "detail": fault.text(gettext)} for fault in faults]}


@drafts.post(
    "/{public_id}/materials/{material_id}", response=schemas.FileOut, summary="Upload a file 上传材料"
)
def attach_file(
    request: HttpRequest,
    public_id: PublicId,
    material_id: Word,
    file: File[UploadedFile],
    key: str = Key,
) -> Any:
    """Put a file to a material of a draft; a repetition with the same key does not put it there twice."""
    actor, at, data = actor_of(request), clock.now(), file.read(file_rules.MOST_BYTES + 1)

    def act() -> outbox.Answer:
        kept = services.attach_file(
            draft=public_id,
            material_id=material_id,
            data=data,
            name=file.name or "",
            declared_type=file.content_type or "",
            actor=actor,
            at=at,
        )
        return outbox.Answer(200, canonical_text(rules.to_plain(kept)))

    asked = canonical_json([public_id, material_id, file.name or "", hashlib.sha256(data).hexdigest()])
    return json.loads(outbox.answer_once(actor.account_id, "cases.attach_file", key, asked, at, act).body)


@drafts.post("/{public_id}/submit", response=schemas.ResultOut, summary="Hand in an application 提交申请")
def submit(request: HttpRequest, public_id: PublicId, key: str = Key) -> services.CaseResult:
    """Hand in a draft: everything missing or wrong is named at once, or the case exists with its number."""
    return services.submit(
        draft=public_id, actor=actor_of(request), at=clock.now(), key=key, channel=services.API_CHANNEL
    )


@router.post(
    "/{public_id}/correction/materials/{material_id}",
    response=schemas.FileOut,
    summary="Upload a file for a correction 上传补正材料",
)
def attach_correction(
    request: HttpRequest, public_id: PublicId, material_id: Word, file: File[UploadedFile]
) -> rules.FileRef:
    """A file for a material that the notice names; it counts once the correction is handed in with its id."""
    return services.attach_correction(
        public_id=public_id,
        material_id=material_id,
        data=file,
        name=file.name or "",
        declared_type=file.content_type or "",
        actor=actor_of(request),
        at=clock.now(),
    )


@router.post(
    "/{public_id}/correction/answer", response=schemas.ResultOut, summary="Answer a correction 提交补正"
)
def answer_correction(
    request: HttpRequest, public_id: PublicId, body: schemas.CorrectionAnswerIn, key: str = Key
) -> services.CaseResult:
    """Hand in all that the notice asked for; the rest of the application stays as it was."""
    return services.answer_correction(
        public_id=public_id, answers=body.answers, files=body.files, **stamp(request, body, key)
    )


@router.post(
    "/{public_id}/withdrawal", response=schemas.ResultOut, summary="Withdraw an application 撤回申请"
)
def withdraw(
    request: HttpRequest, public_id: PublicId, body: schemas.WithdrawalIn, key: str = Key
) -> services.CaseResult:
    """Take one's own application back before it is decided."""
    return services.withdraw(public_id=public_id, reason=body.reason, **stamp(request, body, key))


def _draft(card: services.DraftCard) -> schemas.DraftOut:
    return schemas.DraftOut(
        public_id=card.public_id,
        item_code=card.item_code,
        item_name=card.item_name,
        answers=card.answers,
        materials={
            key: [schemas.FileOut(**rules.to_plain(one)) for one in files]
            for key, files in card.materials.items()
        },
        saved_at=card.saved_at,
        expires_on=card.expires_on,
    )
