"""What an applicant chooses and does beside the ordinary way: promise, gaps, renewal, hearing; and the clocks."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import File, Router
from ninja.files import UploadedFile

from tongban.cases import queries, rules, services
from tongban.cases.api import schemas
from tongban.cases.api.asking import actor_of, stamp
from tongban.cases.api.schemas import Key, PublicId, Word
from tongban.catalogue import queries as catalogue
from tongban.design.wording import date_full
from tongban.files import rules as file_rules
from tongban.foundation import clock
from tongban.foundation.canonical import canonical_json, canonical_text
from tongban.outbox import services as outbox

router = Router()
choices = Router()


@choices.put("/{public_id}/choice", response=schemas.ChosenOut, summary="Choose the way 选择办理方式")
def choose(request: HttpRequest, public_id: PublicId, body: schemas.ChoiceIn) -> dict[str, Any]:
    """The promise or the ordinary way, what is to follow, what is renewed or changed. The same again changes nothing."""
    actor, at = actor_of(request), clock.now()
    if body.promise is not None:
        services.choose_promise(draft=public_id, promise=body.promise, actor=actor, at=at)
    if body.later is not None:
        services.choose_later(
            draft=public_id,
            materials=frozenset(body.later),
            follow_up=body.follow_up,
            actor=actor,
            at=at,
        )
    for purpose, licence in (("renew", body.renew), ("change", body.change)):
        if licence:
            services.choose_earlier(draft=public_id, purpose=purpose, licence=licence, actor=actor, at=at)
    draft = queries.draft_for(actor=actor, public_id=public_id, at=at)
    if draft is None:
        raise rules.not_found()
    item = catalogue.version(version_id=draft.version_id)
    chosen = services.Choice.of(draft.choice, item, draft.answers)
    return {
        "promise": chosen.promise is not None,
        "later": sorted(chosen.later),
        "follow_up": chosen.follow_up,
        "earlier": chosen.earlier.identifier if chosen.earlier else "",
    }


@router.get("/{public_id}/clocks", response=schemas.ClocksOut, summary="The clocks of a case 办件时限")
def clocks(request: HttpRequest, public_id: PublicId) -> dict[str, Any]:
    """Every clock of one's own case with the lines from which its date follows, and how long such cases took."""
    today = clock.day_of(clock.now())
    view = queries.case_for_applicant(actor=actor_of(request), public_id=public_id, today=today)
    if view is None:
        raise rules.not_found()
    pace = queries.pace_of(implementation_id=view.facts.of.item.implementation_id)
    return {
        "clocks": [
            {
                "name": one.name,
                "title": gettext(one.title),
                "started_on": one.started_on,
                "due_on": one.due.on,
                "provisional": one.due.provisional,
                "ended": one.ended,
                "source": gettext(one.source) if one.source else "",
                "explain": [line.text(gettext, _shown) for line in one.explain],
            }
            for one in view.clocks
        ],
        "expected": rules.to_plain(pace),
    }


def _shown(value: object) -> object:
    return date_full(value) if isinstance(value, date) else value


@router.post(
    "/{public_id}/hearing/answer", response=schemas.ResultOut, summary="Answer about a hearing 答复是否听证"
)
def answer_hearing(
    request: HttpRequest, public_id: PublicId, body: schemas.HearingAnswerIn, key: str = Key
) -> services.CaseResult:
    """Ask to be heard before the decision, or do without."""
    return services.ask_hearing(
        public_id=public_id, wanted=body.wanted, statement=body.statement, **stamp(request, body, key)
    )


@router.post(
    "/{public_id}/later/materials/{material_id}",
    response=schemas.FileOut,
    summary="Upload what was to follow 上传补交材料",
)
def attach_later(
    request: HttpRequest, public_id: PublicId, material_id: Word, file: File[UploadedFile], key: str = Key
) -> Any:
    """A file for a material that was to follow, or for which a promise stood; it counts once it is handed in."""
    actor, at, data = actor_of(request), clock.now(), file.read(file_rules.MOST_BYTES + 1)

    def act() -> outbox.Answer:
        kept = services.attach_later(
            public_id=public_id,
            material_id=material_id,
            data=data,
            name=file.name or "",
            declared_type=file.content_type or "",
            actor=actor,
            at=at,
        )
        return outbox.Answer(200, canonical_text(rules.to_plain(kept)))

    asked = canonical_json([public_id, material_id, file.name or "", hashlib.sha256(data).hexdigest()])
    return json.loads(outbox.answer_once(actor.account_id, "cases.attach_later", key, asked, at, act).body)


@router.post(
    "/{public_id}/later", response=schemas.ResultOut, summary="Hand in what was to follow 补交容缺材料"
)
def supply_gap(
    request: HttpRequest, public_id: PublicId, body: schemas.FilesIn, key: str = Key
) -> services.CaseResult:
    """Some of it now and the rest later is fine."""
    return services.supply_gap(public_id=public_id, files=body.files, **stamp(request, body, key))


@router.post(
    "/{public_id}/promise/withdrawal", response=schemas.ResultOut, summary="Take the promise back 撤回承诺"
)
def withdraw_promise(
    request: HttpRequest, public_id: PublicId, body: schemas.FilesIn, key: str = Key
) -> services.CaseResult:
    """Go the ordinary way, with the materials for which the promise stood."""
    return services.withdraw_promise(public_id=public_id, files=body.files, **stamp(request, body, key))
