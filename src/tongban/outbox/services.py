"""What may be done: announce, deliver, try again, and answer a request once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, transaction

from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused, _
from tongban.outbox import registry, rules, storage
from tongban.outbox.models import Delivery, Event, Request
from tongban.outbox.registry import register, register_chores
from tongban.outbox.rules import Answer, Chore

__all__ = [
    "Answer",
    "Chore",
    "Delivered",
    "announce",
    "answer_once",
    "deliver_due",
    "purge",
    "register",
    "register_chores",
    "retry",
    "spread",
    "stored_answer",
]

_log = logging.getLogger(__name__)
_SPREAD_AT_ONCE = 200
_PURGED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many deliveries succeeded and how many failed in one round."""

    n: int
    failed: int


def announce(event: object, subject_id: str, at: datetime) -> None:
    """Write one announcement in the caller's transaction; what follows happens after it is committed.

    subject_id  whose announcements must arrive in order, as a rule the case
    """
    storage.insert_event(rules.event_row(event, subject_id, at))


def deliver_due(at: datetime, limit: int = 100) -> Delivered:
    """Deliver what is due, at most ``limit`` deliveries, each in a transaction of its own with its effects.

    Any number of workers may do so at once. A reaction that fails is tried again later; it holds up neither
    other reactions nor other subjects.
    """
    spread(at)
    done = failed = 0
    if storage.is_idle(at):
        return Delivered(0, 0)
    while done + failed < limit:
        outcome = _deliver_one(at)
        if outcome is None:
            break
        done, failed = done + outcome, failed + (not outcome)
    return Delivered(done, failed)


def spread(at: datetime) -> int:
    """Give each waiting event one delivery per reaction; how many events were spread."""
    if not storage.waiting_events(1):
        return 0
    with transaction.atomic():
        if not storage.only_spreader():
            return 0
        events = storage.waiting_events(_SPREAD_AT_ONCE)
        known = registry.table().reactions
        storage.insert_deliveries(
            [
                (number, name, subject_id)
                for number, kind, subject_id in events
                for name in known.get(kind, {})
            ],
            at,
        )
        storage.mark_spread([number for number, _kind, _subject_id in events], at)
    return len(events)


class _ReactionFailed(Exception):
    """Carries the delivery out of its transaction, which must be undone first."""

    def __init__(self, delivery_id: int) -> None:
        super().__init__(delivery_id)
        self.delivery_id = delivery_id


def _deliver_one(at: datetime) -> bool | None:
    """Deliver the one that is due first: True when it went well, False when it failed, None when none is due."""
    try:
        with transaction.atomic():
            claimed = storage.claim_due(at)
            if claimed is None:
                return None
            _carry_out(claimed, at)
    except _ReactionFailed as failure:
        _note_failure(failure, at)
        return False
    return True


def _carry_out(claimed: storage.Claimed, at: datetime) -> None:
    """Run the reaction and mark the delivery done, in the transaction at hand."""
    known = registry.table()
    try:
        reaction = known.reactions[claimed.kind][claimed.reaction]
        reaction(rules.rebuild(known.types[claimed.kind], claimed.body), at)
    except Exception as error:
        _log.exception("%s failed on %s, delivery %s", claimed.reaction, claimed.kind, claimed.id)
        raise _ReactionFailed(claimed.id) from error
    storage.mark_done(claimed.id, at)


def _note_failure(failure: _ReactionFailed, at: datetime) -> None:
    cause = failure.__cause__
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=failure.delivery_id)
        if delivery.done_at is not None:
            return
        delivery.attempts += 1
        delivery.last_error = f"{type(cause).__name__}: {cause}"[: rules.LONGEST_ERROR].replace("\x00", "")
        again = rules.next_attempt(at, delivery.attempts)
        delivery.stuck, delivery.next_at = again is None, again or at
        delivery.save(update_fields=["attempts", "last_error", "stuck", "next_at"])


def retry(delivery_id: int, actor: Actor, at: datetime) -> None:
    """Let a stuck delivery be tried again from the beginning. Refuses who may not, and what is not stuck."""
    if not actor.may("outbox.retry") and actor.role != "system":
        raise Refused("outbox.may_not_retry", _("You may not try deliveries again."))
    changed = Delivery.objects.filter(pk=delivery_id, stuck=True).update(
        stuck=False, attempts=0, next_at=at, retried_by=actor.staff_id or actor.name, retried_at=at
    )
    if not changed:
        raise Refused("outbox.not_stuck", _("This delivery is not stuck any more."))


def answer_once(
    actor_id: str, route: str, key: str, body: bytes, at: datetime, act: Callable[[], Answer]
) -> Answer:
    """The answer to a request, acting only the first time its key is seen; effect and answer commit together.

    Refuses a key that was used for another body, and a request whose twin is still being worked on. An act
    that refuses leaves no trace, so that it may be tried again with the same key.
    """
    rules.check_key(key)
    try:
        with transaction.atomic():
            storage.wait_briefly()
            stored = stored_answer(actor_id, route, key, body)
            if stored is not None:
                return stored
            return _act_and_store(actor_id, route, key, body, at, act)
    except _TwinIsFaster:
        stored = stored_answer(actor_id, route, key, body)
        if stored is None:
            raise _in_flight() from None
        return stored
    except OperationalError as error:
        if storage.is_waiting_too_long(error):
            raise _in_flight() from error
        raise


class _TwinIsFaster(Exception):
    """The same request was answered while this one waited."""


def _act_and_store(
    actor_id: str, route: str, key: str, body: bytes, at: datetime, act: Callable[[], Answer]
) -> Answer:
    empty = rules.request_row(actor_id=actor_id, route=route, key=key, body=body, status=0, answer="", at=at)
    row_id = storage.insert_request(empty)
    if row_id is None:
        raise _TwinIsFaster
    storage.wait_as_usual()
    answer = act()
    Request.objects.filter(pk=row_id).update(status=answer.status, answer=answer.body)
    return answer


def _in_flight() -> Refused:
    return Refused("outbox.in_flight", _("This request is being worked on. Please try again in a moment."))


def stored_answer(actor_id: str, route: str, key: str, body: bytes) -> Answer | None:
    """What was answered to this request before, or None when it is new. Refuses a key used for another body."""
    row = Request.objects.filter(actor_id=actor_id, route=route, key=key).first()
    if row is None:
        return None
    if row.request_hash != rules.request_hash(body):
        raise Refused(
            "outbox.key_reused",
            _("This Idempotency-Key was used for a different request. Take a new key for a new request."),
        )
    return Answer(row.status, row.answer)


def purge(at: datetime) -> int:
    """Forget answers and delivered announcements that are older than they are kept; how many rows went.

    What is not delivered yet never goes.
    """
    answers = Request.objects.filter(at__lt=at - rules.ANSWERS_KEPT).order_by("at")[:_PURGED_AT_ONCE]
    gone = Request.objects.filter(pk__in=list(answers.values_list("pk", flat=True))).delete()[0]
    old = Event.objects.filter(at__lt=at - rules.EVENTS_KEPT, spread_at__isnull=False)
    finished = old.exclude(deliveries__done_at__isnull=True, deliveries__isnull=False).order_by("number")
    keys = list(finished.values_list("pk", flat=True)[:_PURGED_AT_ONCE])
    gone += Event.objects.filter(pk__in=keys).delete()[0]
    return gone
