"""The law of the case: given the facts and an act, what happens, or why it may not.

``decide`` is pure. One table says in which states an act is possible; one function per act says the rest. A new
act is a dataclass, an event, a line in the tables and a function; nothing here is rewritten for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from tongban.cases.rules import intake, review
from tongban.cases.rules.acts import (
    Accept,
    Act,
    AnswerCorrection,
    Decide,
    DeemAccepted,
    Deliver,
    GiveOpinion,
    RefuseAcceptance,
    RequestCorrection,
    Route,
    Submit,
    Withdraw,
)
from tongban.cases.rules.facts import CaseFacts, State
from tongban.cases.rules.ledger import CaseEvent, Happening, by
from tongban.cases.rules.permissions import may
from tongban.foundation.refusals import Refused, _
from tongban.foundation.workdays import WorkCalendar

POSSIBLE: Mapping[type[Act], frozenset[State]] = {
    Submit: frozenset({State.NONE}),
    Accept: frozenset({State.SUBMITTED}),
    DeemAccepted: frozenset({State.SUBMITTED}),
    RefuseAcceptance: frozenset({State.SUBMITTED}),
    RequestCorrection: frozenset({State.SUBMITTED}),
    AnswerCorrection: frozenset({State.CORRECTION}),
    GiveOpinion: frozenset({State.ACCEPTED}),
    Decide: frozenset({State.ACCEPTED}),
    Deliver: frozenset({State.DECIDED}),
    Withdraw: frozenset({State.SUBMITTED, State.CORRECTION, State.ACCEPTED}),
}


def decide(
    facts: CaseFacts, act: Act, calendar: WorkCalendar, route: Route | None = None
) -> tuple[CaseEvent, ...]:
    """What happens when this is done to a case with these facts. Refuses with code, sentence and basis.

    route  the item's plan and its departments; needed by the acts that open or move seats
    """
    if not may(act.actor, act, facts):
        raise not_found()
    if facts.state not in POSSIBLE[type(act)]:
        _refuse_state(facts, act)
    happened = _DECIDE[type(act)](facts, act, calendar, route)
    return tuple(
        CaseEvent(facts.version + place, act.at, by(act.actor), what)
        for place, what in enumerate(happened, 1)
    )


def not_found() -> Refused:
    """The one answer to an unknown case, another's case and a wrong role: as if it did not exist."""
    return Refused("cases.not_found", _("There is no such case."))


def _refuse_state(facts: CaseFacts, act: Act) -> NoReturn:
    """Why this cannot be done now: it is too early, or it has been done."""
    match facts.state:
        case State.NONE:
            raise not_found()
        case State.SUBMITTED if isinstance(act, AnswerCorrection):
            raise Refused(
                "cases.nothing_to_correct", _("Nothing has to be corrected in this application now.")
            )
        case State.SUBMITTED:
            raise Refused("cases.not_accepted_yet", _("This application has not been accepted yet."))
        case State.CORRECTION:
            raise Refused(
                "cases.waits_for_correction", _("This application waits for the applicant's correction.")
            )
        case State.ACCEPTED if isinstance(act, Deliver):
            raise Refused("cases.not_decided_yet", _("This case has not been decided yet."))
        case State.ACCEPTED:
            raise Refused("cases.already_accepted", _("This application has been accepted already."))
        case State.DECIDED:
            raise Refused("cases.already_decided", _("This case has been decided already."))
        case _:
            raise Refused("cases.closed", _("This case is closed."))


_DECIDE: Mapping[type[Act], Callable[[CaseFacts, Any, WorkCalendar, Route | None], tuple[Happening, ...]]] = {
    Submit: intake.submit,
    Accept: intake.accept,
    DeemAccepted: intake.deem_accepted,
    RefuseAcceptance: intake.refuse_acceptance,
    RequestCorrection: intake.request_correction,
    AnswerCorrection: intake.answer_correction,
    GiveOpinion: review.give_opinion,
    Decide: review.decide_case,
    Deliver: review.deliver,
    Withdraw: review.withdraw,
}
