"""Who may do what with a case. Whoever may not is told what a stranger is told: there is no such case."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
    StartSpecial,
    Submit,
    SupplyGap,
    TellParties,
    Terminate,
    Withdraw,
    WithdrawPromise,
)
from tongban.cases.rules.facts import CaseFacts
from tongban.cases.rules.moves import BY_HEAD, BY_HOLDER
from tongban.cases.rules.parts import SeatOpening
from tongban.foundation.actors import Actor


def may(actor: Actor, act: Act, facts: CaseFacts) -> bool:
    """Whether this actor is the one who may do this, at whatever time."""
    return _MAY[type(act)](actor, act, facts)


def is_applicant(actor: Actor, facts: CaseFacts) -> bool:
    """Whether the case is the actor's own: as a person for herself, or for the body she acts for now in its item."""
    whose = facts.of.applicant
    own = bool(whose.id) and not actor.is_staff and actor.applicant == (whose.kind, whose.id)
    return own and actor.covers(facts.of.item.code)


def may_read(actor: Actor, facts: CaseFacts) -> bool:
    """Whether an official may open the case: the department whose item it is, one with a seat, or a supervisor."""
    if not actor.is_staff:
        return False
    concerned = {
        facts.of.item.department_id,
        *facts.of.item.way.departments,
        *(seat.department_id for seat in facts.seats),
    }
    if facts.acceptance is not None:
        concerned |= {seat.department_id for seat in facts.acceptance.opened}
    reads = actor.permissions & {
        "case.read_department",
        "case.accept",
        "case.opinion",
        "case.decide",
        "case.deliver",
    }
    spoke = any(entry.by == actor.staff_id for entry in facts.entries) or _presides(actor, facts)
    near = actor.department_id in concerned or receives_for(actor, facts.of.item.region_code)
    heads = facts.of.item.way.joint and directs(actor, facts)
    return actor.may("supervise.read") or spoke or heads or (near and bool(reads))


def _presides(actor: Actor, facts: CaseFacts) -> bool:
    """Whether the actor is the chair of the hearing of this case."""
    called = facts.hearing.called if facts.hearing else None
    return called is not None and actor.is_staff and actor.staff_id == called.chair


def receives_for(actor: Actor, region_code: str) -> bool:
    """Whether the actor sits at a comprehensive window (综合窗口) whose region holds this one.

    Source: Regulation on Optimising the Business Environment, art. 36
    """
    return actor.may("case.window") and within(region_code, actor.region_code)


def within(region_code: str, wider: str) -> bool:
    """Whether a division lies in another one, by the levels of the 12-digit code (2, 4, 6, 9, 12 digits)."""
    return bool(wider) and region_code.startswith(significant(wider))


def significant(region_code: str) -> str:
    """The digits of a division's code that all divisions inside it share."""
    return region_code[: next((n for n in (2, 4, 6, 9) if not region_code[n:].strip("0")), 12)]


def sits_at(actor: Actor, seat: SeatOpening) -> bool:
    """Whether the actor may speak at this seat: of its department with its permission, or standing in.

    Who stands in for an official on leave also sits where that one was named alone; who accepts does not decide so.
    """
    if not actor.is_staff:
        return False
    if seat.stand_in:
        apart = seat.duty == "decide" and actor.may("case.accept")
        return bool(actor.is_or_stands_in_for(seat.stand_in)) and not apart
    return actor.department_id == seat.department_id and actor.may(seat.permission)


def _of_department(*permissions: str, window: bool = True) -> Callable[[Actor, Act, CaseFacts], bool]:
    """Of the department whose item it is, with one of these permissions.

    window  or at the comprehensive window of the region, which receives and hands over for every department
    """

    def of_department(actor: Actor, _act: Act, facts: CaseFacts) -> bool:
        if facts.application is None:
            return False
        item = facts.of.item
        own = actor.department_id == item.department_id
        at_home = own or (window and receives_for(actor, item.region_code))
        return actor.is_staff and at_home and any(actor.may(one) for one in permissions)

    return of_department


def _submits(actor: Actor, act: Act, _facts: CaseFacts) -> bool:
    assert isinstance(act, Submit)
    return (
        actor.is_signed_in
        and not actor.is_staff
        and actor.applicant == (act.applicant.kind, act.applicant.id)
    )


def _applicant(actor: Actor, _act: Act, facts: CaseFacts) -> bool:
    return facts.application is not None and is_applicant(actor, facts)


def _applicant_or_house(actor: Actor, act: Act, facts: CaseFacts) -> bool:
    """The applicant hands it in, or the house takes it from the licence store as soon as it is there."""
    return _applicant(actor, act, facts) or _system(actor, act, facts)


def _system(actor: Actor, _act: Act, facts: CaseFacts) -> bool:
    return actor.role == "system" and facts.application is not None


def _speaks(actor: Actor, act: Act, facts: CaseFacts) -> bool:
    """A closed seat is told apart from a stranger: whoever may read the case learns that someone has spoken."""
    assert isinstance(act, GiveOpinion)
    seat = facts.seat(act.seat)
    if seat is None:
        return facts.application is not None and may_read(actor, facts) and actor.may("case.opinion")
    return sits_at(actor, seat)


def _decides(actor: Actor, _act: Act, facts: CaseFacts) -> bool:
    seat = facts.deciding_seat
    if seat is None:
        return facts.application is not None and may_read(actor, facts) and actor.may("case.decide")
    return sits_at(actor, seat)


def _delivers(actor: Actor, act: Act, facts: CaseFacts) -> bool:
    return _system(actor, act, facts) or _of_department("case.deliver")(actor, act, facts)


def delivers(actor: Actor, facts: CaseFacts) -> bool:
    """Whether the actor hands over the result: of the department, or at the comprehensive window of the region."""
    if facts.application is None or not actor.is_staff or not actor.may("case.deliver"):
        return False
    item = facts.of.item
    return actor.department_id == item.department_id or receives_for(actor, item.region_code)


def _handles(actor: Actor, act: Act, facts: CaseFacts) -> bool:
    """Who examines the case: an official of the item's department, or whoever sits at an open seat."""
    if facts.application is None:
        return False
    seated = any(sits_at(actor, seat) for seat in facts.seats)
    own = actor.is_staff and actor.department_id == facts.of.item.department_id
    return seated or (own and (actor.may("case.opinion") or actor.may("case.decide")))


def _decides_on_spot(actor: Actor, _act: Act, facts: CaseFacts) -> bool:
    if facts.application is None or not actor.is_staff:
        return False
    return actor.department_id == facts.of.item.department_id and actor.may("case.decide")


def _looks_through(actor: Actor, _act: Act, facts: CaseFacts) -> bool:
    """A department of a joint item, before the one notice."""
    if facts.application is None or not actor.is_staff:
        return False
    return actor.department_id in facts.of.item.way.departments and actor.may("case.opinion")


def directs(actor: Actor, facts: CaseFacts) -> bool:
    """Whether the actor is the head who extends: of the department, or of the government for a joint item (art. 42)."""
    if facts.application is None or not actor.is_staff:
        return False
    item = facts.of.item
    if item.way.joint:
        return actor.may("case.direct_joint") and within(item.region_code, actor.region_code)
    return actor.may("case.direct") and actor.department_id == item.department_id


def _directs(actor: Actor, _act: Act, facts: CaseFacts) -> bool:
    return directs(actor, facts)


def _moves(actor: Actor, act: Act, facts: CaseFacts) -> bool:
    assert isinstance(act, Move)
    if facts.application is None or not actor.is_staff:
        return False
    seat = facts.seat(act.seat)
    if act.kind in BY_HEAD:
        near = {facts.of.item.department_id, *([seat.department_id] if seat else [])}
        return actor.may("case.direct") and actor.department_id in near
    if act.kind in BY_HOLDER and seat is not None:
        return sits_at(actor, seat)
    return may_read(actor, facts) and (actor.may("case.opinion") or actor.may("case.decide"))


def _hears(actor: Actor, _act: Act, facts: CaseFacts) -> bool:
    return facts.application is not None and _presides(actor, facts)


def _states(actor: Actor, act: Act, facts: CaseFacts) -> bool:
    """The applicant for herself; what others say is written down by whoever examines the case."""
    assert isinstance(act, HearStatement)
    own = not act.party and _applicant(actor, act, facts)
    return own or _handles(actor, act, facts)


def _publishes(actor: Actor, act: Act, facts: CaseFacts) -> bool:
    """Who publishes versions of items also brings running cases to them; so does the operator of the house."""
    if facts.application is None:
        return False
    return _system(actor, act, facts) or (actor.is_staff and actor.may("item.publish"))


_MAY: Mapping[type[Act], Callable[[Actor, Act, CaseFacts], bool]] = {
    Submit: _submits,
    Accept: _of_department("case.accept"),
    DeemAccepted: _system,
    RefuseAcceptance: _of_department("case.accept"),
    ProposeCorrection: _looks_through,
    CorrectOnSpot: _of_department("case.accept"),
    CompareOriginals: _of_department("case.accept"),
    RequestCorrection: _of_department("case.correct"),
    AnswerCorrection: _applicant,
    Abandon: _system,
    GiveOpinion: _speaks,
    Move: _moves,
    StartSpecial: _handles,
    EndSpecial: _handles,
    AskExtension: _handles,
    Extend: _directs,
    DeclineExtension: _directs,
    OfferHearing: _handles,
    TellParties: _handles,
    HearStatement: _states,
    AnnounceHearing: _handles,
    AskHearing: _applicant,
    CallHearing: _handles,
    HoldHearing: _hears,
    CallVisit: _handles,
    HoldVisit: _handles,
    Decide: _decides,
    DecideOnSpot: _decides_on_spot,
    DeemRenewed: _system,
    Deliver: _delivers,
    Withdraw: _applicant,
    Terminate: _of_department("case.decide", window=False),
    SupplyGap: _applicant_or_house,
    LapseGap: _system,
    WithdrawPromise: _applicant,
    CheckPromise: _of_department("case.opinion", "case.decide", window=False),
    EndPermission: _of_department("case.revoke", window=False),
    MovePlan: _publishes,
    RestorePlan: _publishes,
}
