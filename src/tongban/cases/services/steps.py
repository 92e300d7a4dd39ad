"""One act, one transaction: read, decide, and write everything in one statement, once for each request.

Refuse, change, record, announce: the decider refuses, the rest is what it decided, made into rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tongban.audit import rules as audit
from tongban.audit import services as record
from tongban.calendar import queries as calendar
from tongban.cases import rules, storage
from tongban.cases.services import copies, marks, matters
from tongban.cases.services.announcing import announcement
from tongban.cases.services.routes import route_of
from tongban.cases.services.written import Written
from tongban.foundation.actors import Actor
from tongban.foundation.canonical import canonical_json, canonical_text
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused, _
from tongban.identity import queries as identity
from tongban.outbox import rules as outbox


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What an act answers: which case, and where it stands now. Asked again with the same key, it is the same."""

    public_id: str
    number: str
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that changes a case: who, when, by which service and key, and what exactly was asked."""

    actor: Actor
    at: datetime
    route: str
    key: str
    body: bytes

    @property
    def request(self) -> storage.RequestKey:
        return storage.RequestKey(self.actor.account_id or self.actor.role, self.route, self.key)


def asked(*, actor: Actor, at: datetime, route: str, key: str, what: Mapping[str, Any]) -> Asked:
    """The request as it is remembered. Refuses a missing or unusable key."""
    outbox.check_key(key)
    return Asked(actor, at, route, key, canonical_json(what))


def perform(
    *,
    public_id: str,
    request: Asked,
    act: Callable[[rules.CaseFacts], rules.Act],
    expected_version: int | None = None,
    commutes: bool = False,
) -> CaseResult:
    """Do one act on a case, or answer as before when the request was answered before.

    expected_version  the version that was on the page; None does not ask
    commutes          opinions given since do not make the page stale: departments speak at the same time
    """
    try:
        return _perform(public_id, request, act, expected_version, commutes)
    except IntegrityError:
        stored = storage.stored_request(request.request)
        if stored is None:
            raise
        return answer_again(stored, request)


def perform_held(
    *, public_id: str, request: Asked, act: Callable[[rules.CaseFacts], rules.Act]
) -> CaseResult:
    """Do one act of many in the transaction of the caller, with the case held until that ends."""
    return _once(public_id, request, act, None, commutes=False, hold=True)


def do(
    name: str,
    make: Callable[[rules.CaseFacts], rules.Act],
    *,
    public_id: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
    commutes: bool = False,
    **said: Any,
) -> CaseResult:
    """One act under its name; ``said`` is what makes a request the same when it comes again with its key."""
    what = {"case": public_id, **said}
    request = asked(actor=actor, at=at, route=f"cases.{name}", key=key, what=what)
    return perform(
        public_id=public_id,
        request=request,
        act=make,
        expected_version=expected_version,
        commutes=commutes,
    )


def _perform(
    public_id: str,
    request: Asked,
    act: Callable[[rules.CaseFacts], rules.Act],
    expected_version: int | None,
    commutes: bool,
) -> CaseResult:
    asking = (public_id, request, act, expected_version, commutes)
    if storage.writes_at_once():
        # Another act on the case in the same moment is rare; who meets one takes its turn behind it. So do the acts
        # off the hot path that write more than their one statement.
        with suppress(storage.StepLost):
            return _once(*asking, hold=False)
    with transaction.atomic():
        return _once(*asking, hold=True)


def _once(
    public_id: str,
    request: Asked,
    act: Callable[[rules.CaseFacts], rules.Act],
    expected_version: int | None,
    commutes: bool,
    hold: bool,
) -> CaseResult:
    held = storage.read_case(public_id=public_id, request=request.request, hold=hold)
    if held is None:
        raise rules.not_found()
    if held.answered is not None:
        return answer_again(held.answered, request)
    events = tuple(told_event(told) for told in held.events)
    facts = rules.fold(events)
    doing = act(facts)
    if not rules.may(doing.actor, doing, facts) or not mandated(doing, facts):
        raise rules.not_found()
    _check_version(events, expected_version, commutes)
    workdays = calendar.calendar_for(region_of(facts), edition=held.notice)
    happened = rules.decide(facts, doing, workdays, route_of(facts, doing))
    written = Written(held.id, facts, folded(facts, happened), held.head, happened)
    step, result = step_of(written, request)
    if not hold and (step.beside or any(one.concern(written) for one in (marks, matters, copies))):
        raise storage.StepLost(f"case {public_id} is changed by more than one statement")
    storage.write_step(step, held.version)
    marks.keep(written, day_of(request.at), request.at)
    matters.keep(written)
    if copies.concern(written):
        copies.keep(written)
    return result


def mandated(act: rules.Act, facts: rules.CaseFacts) -> bool:
    """Whether an agent's mandate covers the item of this case; everybody else needs none."""
    actor = act.actor
    if not actor.body_id or actor.is_staff or facts.application is None:
        return True
    return identity.may_act_for(
        person_id=actor.person_id, body_id=actor.body_id, item_code=facts.of.item.code, on=day_of(act.at)
    )


def told_event(told: storage.Told) -> rules.CaseEvent:
    """The event as far as the fold needs it."""
    return rules.CaseEvent(told.seq, told.at, rules.By(), rules.read(rules.KINDS[told.kind], told.body))


def region_of(facts: rules.CaseFacts) -> str:
    """Whose working days count in a case: those of the region of its item."""
    return facts.application.item.region_code if facts.application else ""


def folded(facts: rules.CaseFacts, happened: Sequence[rules.CaseEvent]) -> rules.CaseFacts:
    """The facts after what happened."""
    for event in happened:
        facts = rules.evolve(facts, event)
    return facts


def _check_version(events: Sequence[rules.CaseEvent], expected: int | None, commutes: bool) -> None:
    if expected is None or expected == len(events):
        return
    since = events[expected:] if 0 < expected < len(events) else ()
    if commutes and since and all(event.kind == rules.OpinionGiven.KIND for event in since):
        return
    raise Refused(
        "cases.moved_on",
        _("Someone else has acted on this case in the meantime. Please look at it again before you go on."),
    )


def step_of(written: Written, request: Asked, draft_id: str = "") -> tuple[storage.Step, CaseResult]:
    """Everything that the act writes, and its answer."""
    links = rules.chain(written.case_id, written.head, written.happened)
    after = written.after
    result = CaseResult(after.of.public_id, after.of.number, after.state.value, after.version)
    stored = written.before if written.before.application is not None else None
    case = rules.case_row(written.case_id, after, links[-1].hash, stored)
    step = storage.Step(
        case=case,
        events=[rules.event_row(written.case_id, link) for link in links],
        leaves=[_leaf(written, links, request)],
        announcements=_announcements(written, request.at),
        requests=[_request_row(request, result)],
        opened=rules.seat_rows(written.case_id, after, written.before, request.at),
        closed=rules.closed_seats(after, written.before),
        entries=rules.entry_rows(written.case_id, after, written.before),
        redated=rules.redated_seats(after, written.before),
        paused=_paused(written),
        plan=_plan(written),
        draft_id=draft_id,
        at=request.at,
        by=request.actor.staff_id or request.actor.account_id,
    )
    return step, result


def _paused(written: Written) -> bool | None:
    """Whether the clocks of the seats begin or cease to stand still; None when neither."""
    before, after = (one.state == rules.State.SUSPENDED for one in (written.before, written.after))
    return after if before != after else None


def _plan(written: Written) -> tuple[str, int] | None:
    """The version whose plan is followed from now on; None when it is the same as before."""
    before, after = written.before.plan, written.after.plan
    return (after.id, after.no) if after is not None and after != before else None


def _leaf(written: Written, links: Sequence[rules.Link], request: Asked) -> dict[str, Any]:
    """The leaf of the record that vouches for these events."""
    act = audit.Act(
        actor=request.actor,
        action=f"cases.{links[0].kind}",
        subject_kind="case",
        subject_id=written.case_id,
        case_id=written.case_id,
        about=written.after.of.applicant.person_id,
        detail={"first": links[0].seq, "last": links[-1].seq, "hash": links[-1].hash},
    )
    return audit.leaf_row(act, request.at, record.algorithm())


def _announcements(written: Written, at: datetime) -> list[dict[str, Any]]:
    told = (announcement(written.case_id, written.after, event) for event in written.happened)
    return [outbox.event_row(one, written.case_id, at) for one in told]


def _request_row(request: Asked, result: CaseResult) -> dict[str, Any]:
    key = request.request
    answer = canonical_text(
        {
            "number": result.number,
            "public_id": result.public_id,
            "state": result.state,
            "version": result.version,
        }
    )
    return outbox.request_row(
        actor_id=key.actor_id,
        route=key.route,
        key=key.key,
        body=request.body,
        status=200,
        answer=answer,
        at=request.at,
    )


def answer_again(stored: storage.StoredRequest, request: Asked) -> CaseResult:
    """What was answered before. Refuses a key that was used for something else."""
    if stored.request_hash != outbox.request_hash(request.body):
        raise Refused(
            "outbox.key_reused",
            _("This Idempotency-Key was used for a different request. Take a new key for a new request."),
        )
    return CaseResult(**json.loads(stored.answer))
