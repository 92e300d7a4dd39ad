"""A draft that a room above has written already: with the answers and files of several items' one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from tongban.cases import queries, rules, sealing
from tongban.cases.queries import DraftCard
from tongban.cases.services.apply import check_may_apply, clean_answers, fresh_draft
from tongban.catalogue import queries as catalogue
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of


def prepare_draft(
    *,
    item_code: str,
    answers: Mapping[str, str],
    files: Mapping[str, Sequence[rules.FileRef]],
    actor: Actor,
    at: datetime,
) -> DraftCard:
    """A draft of its own, beside any that the applicant has begun for the item, ready to be handed in.

    files  by material: what the caller keeps for its applicant and has looked at when it was uploaded
    Refuses as ``open_draft`` does.
    """
    item = catalogue.item_in_force(code=item_code, on=day_of(at))
    check_may_apply(item=item, actor=actor, at=at)
    draft = fresh_draft(item, actor, at)
    known = sealing.unseal(draft.answers)
    draft.answers = sealing.seal({**known, **clean_answers(answers, item)}, item.fields)
    draft.materials = {
        one.id: [rules.to_plain(ref) for ref in files[one.id]] for one in item.materials if files.get(one.id)
    }
    with transaction.atomic():
        draft.save(force_insert=True)
    return queries.draft_card(draft)
