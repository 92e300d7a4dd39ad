"""A whole application in one request: for machines that hold all answers already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tongban.cases.services.apply import open_draft, save_answers
from tongban.cases.services.steps import CaseResult
from tongban.cases.services.submit import submit
from tongban.foundation.actors import Actor
from tongban.foundation.canonical import canonical_json, canonical_text
from tongban.outbox import services as outbox

API_CHANNEL = "api"


def apply_at_once(
    *, item_code: str, answers: Mapping[str, Any], actor: Actor, at: datetime, key: str
) -> CaseResult:
    """Open the draft, fill it and hand it in, in one transaction: all of it, once for each key, or nothing.

    Refuses as these three do; a refusal leaves no draft behind and may be tried again with the same key.
    """

    def act() -> outbox.Answer:
        draft = open_draft(item_code=item_code, actor=actor, at=at)
        save_answers(draft=draft.public_id, answers=answers, actor=actor, at=at)
        done = submit(
            draft=draft.public_id, actor=actor, at=at, key=f"draft:{draft.public_id}", channel=API_CHANNEL
        )
        return outbox.Answer(200, canonical_text(asdict(done)))

    asked = canonical_json({"item_code": item_code, "answers": dict(answers)})
    answer = outbox.answer_once(actor.account_id, "cases.apply_at_once", key, asked, at, act)
    return CaseResult(**json.loads(answer.body))
