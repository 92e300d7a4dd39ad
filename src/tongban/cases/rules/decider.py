"""The law of the case: given the facts and an act, what happens, or why it may not.

``decide`` is pure. One table says in which states an act is possible; one function per act says the rest. A new
act is a dataclass, an event, a line in the tables and a function; nothing here is rewritten for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from tongban.cases.rules import (
    commitment,
    endings,
    grades,
    hearings,
    intake,
    migrating,
    moves,
    parties,
    review,
    special,
)
from tongban.cases.rules.acts import (
    Abandon,
    Accept,
    Act,
    AnnounceHearing,
    AnswerCorrection,
    AskExtension,
    AskHearing,
    CallHearing,
    CallVisit,
    CheckPromise,
    CompareOriginals,
    CorrectOnSpot,
    Decide,
    DecideOnSpot,
    DeclineExtension,
    DeemAccepted,
    DeemRenewed,
    Deliver,
    EndPermission,
    EndSpecial,
    Extend,
    GiveOpinion,
    HearStatement,
    HoldHearing,
    HoldVisit,
    LapseGap,
    Move,
    MovePlan,
    OfferHearing,
    ProposeCorrection,
    RefuseAcceptance,
    RequestCorrection,
    RestorePlan,
    Route,
    StartSpecial,
    Submit,
    SupplyGap,
    TellParties,
    Terminate,
    Withdraw,
    WithdrawPromise,
)
from tongban.cases.rules.facts import UNDER_REVIEW, CaseFacts, State
from tongban.cases.rules.happenings import Happening
from tongban.cases.rules.ledger import CaseEvent, by
from tongban.cases.rules.permissions import may
from tongban.foundation.refusals import Refused, _
from tongban.foundation.workdays import WorkCalendar

BEFORE_DECISION = frozenset({State.SUBMITTED, State.CORRECTION}) | UNDER_REVIEW
AFTER_DECISION = frozenset({State.DECIDED, State.DELIVERED})
POSSIBLE: Mapping[type[Act], frozenset[State]] = {
    Submit: frozenset({State.NONE}),
    Accept: frozenset({State.SUBMITTED}),
    DeemAccepted: frozenset({State.SUBMITTED}),
    RefuseAcceptance: frozenset({State.SUBMITTED}),
    ProposeCorrection: frozenset({State.SUBMITTED}),
    CorrectOnSpot: frozenset({State.SUBMITTED}),
    CompareOriginals: BEFORE_DECISION,
    RequestCorrection: frozenset({State.SUBMITTED}),
    AnswerCorrection: frozenset({State.CORRECTION}),
    Abandon: frozenset({State.CORRECTION}),
    GiveOpinion: UNDER_REVIEW,
    Move: UNDER_REVIEW,
    StartSpecial: frozenset({State.ACCEPTED}),
    EndSpecial: frozenset({State.SUSPENDED}),
    AskExtension: frozenset({State.ACCEPTED}),
    Extend: frozenset({State.ACCEPTED}),
    DeclineExtension: frozenset({State.ACCEPTED}),
    OfferHearing: frozenset({State.ACCEPTED}),
    TellParties: frozenset({State.ACCEPTED}),
    HearStatement: UNDER_REVIEW,
    AnnounceHearing: frozenset({State.ACCEPTED}),
    AskHearing: UNDER_REVIEW,
    CallHearing: frozenset({State.ACCEPTED}),
    HoldHearing: frozenset({State.SUSPENDED}),
    CallVisit: UNDER_REVIEW,
    HoldVisit: UNDER_REVIEW,
    Decide: frozenset({State.ACCEPTED}),
    DecideOnSpot: frozenset({State.SUBMITTED}),
    DeemRenewed: frozenset({State.SUBMITTED}) | UNDER_REVIEW,
    Deliver: frozenset({State.DECIDED}),
    Withdraw: BEFORE_DECISION,
    Terminate: UNDER_REVIEW,
    SupplyGap: UNDER_REVIEW,
    LapseGap: UNDER_REVIEW,
    WithdrawPromise: frozenset({State.SUBMITTED, State.ACCEPTED}),
    CheckPromise: AFTER_DECISION,
    EndPermission: AFTER_DECISION,
    MovePlan: BEFORE_DECISION,
    RestorePlan: BEFORE_DECISION,
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
        case State.ACCEPTED | State.SUSPENDED if isinstance(act, Deliver | CheckPromise | EndPermission):
            raise Refused("cases.not_decided_yet", _("This case has not been decided yet."))
        case State.ACCEPTED if isinstance(act, EndSpecial | HoldHearing):
            raise Refused("cases.no_special_open", _("No special procedure is under way in this case."))
        case State.SUSPENDED if POSSIBLE[type(act)] & UNDER_REVIEW:
            raise Refused(
                "cases.special_open",
                _("A special procedure is under way; please end it with its result first."),
                basis=_("Administrative License Law, art. 45"),
            )
        case State.SUSPENDED:
            raise Refused("cases.already_accepted", _("This application has been accepted already."))
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
    ProposeCorrection: intake.propose_correction,
    CorrectOnSpot: intake.correct_on_spot,
    CompareOriginals: grades.compare_originals,
    RequestCorrection: intake.request_correction,
    AnswerCorrection: intake.answer_correction,
    Abandon: endings.abandon,
    GiveOpinion: review.give_opinion,
    Move: moves.move,
    StartSpecial: special.start_special,
    EndSpecial: special.end_special,
    AskExtension: special.ask_extension,
    Extend: special.extend,
    DeclineExtension: special.decline_extension,
    OfferHearing: hearings.offer_hearing,
    TellParties: parties.tell_parties,
    HearStatement: parties.hear_statement,
    AnnounceHearing: hearings.announce_hearing,
    AskHearing: hearings.ask_hearing,
    CallHearing: hearings.call_hearing,
    HoldHearing: hearings.hold_hearing,
    CallVisit: hearings.call_visit,
    HoldVisit: hearings.hold_visit,
    Decide: review.decide_case,
    DecideOnSpot: review.decide_on_spot,
    DeemRenewed: endings.deem_renewed,
    Deliver: review.deliver,
    Withdraw: review.withdraw,
    Terminate: endings.terminate,
    SupplyGap: commitment.supply_gap,
    LapseGap: commitment.lapse_gap,
    WithdrawPromise: commitment.withdraw_promise,
    CheckPromise: commitment.check_promise,
    EndPermission: endings.end_permission,
    MovePlan: migrating.move_plan,
    RestorePlan: migrating.restore_plan,
}
