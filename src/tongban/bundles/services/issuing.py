"""One handing-over of everything that is decided, by one window for all departments (统一出件)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from tongban.bundles import queries
from tongban.cases import rules as case_rules
from tongban.cases import services as cases
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused, _


def hand_over(
    *, application: str, method: str, actor: Actor, at: datetime, key: str, to: str = "", note: str = ""
) -> tuple[str, ...]:
    """Hand over the results of all parts that are decided, approved or refused, at once; the numbers of their cases.

    The parts that are not decided go on. All results or none: one that cannot be handed over leaves all where they are.
    Asked again with its key it answers the same. Refuses when nothing is decided, and whoever may not hand over for
    any of the departments as if there were nothing.
    """
    parts = queries.deliverable_parts(actor=actor, application=application, today=day_of(at))
    if parts is None:
        raise Refused("bundles.not_found", _("There is no such bundle, or it is not yours."))
    decided = [one.public_id for one in parts if one.state == case_rules.State.DECIDED]
    with transaction.atomic():
        numbers = [_delivered(one, method, to, note, actor, at, key) for one in decided]
    found = tuple(numbers) or _answered([one.public_id for one in parts], method, to, note, actor, at, key)
    if not found:
        raise Refused("bundles.nothing_decided", _("No part waits for its result to be handed over."))
    return found


def _delivered(case: str, method: str, to: str, note: str, actor: Actor, at: datetime, key: str) -> str:
    result = cases.deliver(
        public_id=case, method=method, to=to, note=note, actor=actor, at=at, key=f"{key}:{case}"
    )
    return result.number


def _answered(
    delivered: Sequence[str], method: str, to: str, note: str, actor: Actor, at: datetime, key: str
) -> tuple[str, ...]:
    """What this key handed over before; nothing when it is new."""
    found = []
    for one in delivered:
        with suppress(Refused):
            found.append(_delivered(one, method, to, note, actor, at, key))
    return tuple(found)
