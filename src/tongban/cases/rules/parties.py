"""Those whose important interests a decision touches: told before it, heard, and with a right to a hearing.

Source: Administrative License Law, arts. 7, 36, 47
"""

from __future__ import annotations

from datetime import date

from tongban.cases.rules import deadlines, provisions
from tongban.cases.rules.acts import HearStatement, Route, TellParties
from tongban.cases.rules.facts import CaseFacts
from tongban.cases.rules.happenings import Happening, HearingOffered, PartiesTold, StatementHeard
from tongban.cases.rules.parts import Deadline
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.workdays import WorkCalendar

ART_36 = _("Administrative License Law, art. 36")
ART_47 = _("Administrative License Law, art. 47")


def tell_parties(
    facts: CaseFacts, act: TellParties, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    """Told of the application, of the right to state and argue, and of the right to a hearing; the applicant with them."""
    known = party_names(facts)
    faults = []
    if not act.parties or not all(
        one.name.strip() and one.interest.strip() and one.reached.strip() for one in act.parties
    ):
        faults.append(
            Fault("parties", _("Please give the name, the interest, and how each of them was reached."))
        )
    elif known & {one.name for one in act.parties}:
        again = "、".join(sorted(known & {one.name for one in act.parties}))
        faults.append(Fault("parties", _("These were told already: {names}."), {"names": again}))
    if not act.reason.strip():
        faults.append(Fault("reason", _("Please say which important interests are touched.")))
    if faults:
        raise Refused(
            "cases.parties_wrong",
            _("Name everybody whose important interests are touched, in what way, and how they were told."),
            basis=ART_36,
            faults=tuple(faults),
        )
    today = day_of(act.at)
    ask_by = deadlines.deadline(today, deadlines.workdays(provisions.HEARING_ASK_DAYS, today), calendar)
    told = PartiesTold(act.parties, act.reason.strip(), ask_by)
    return (told,) if facts.hearing is not None else (told, HearingOffered(act.reason.strip(), ask_by))


def hear_statement(
    facts: CaseFacts, act: HearStatement, calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    faults = []
    if act.party and act.party not in party_names(facts):
        faults.append(Fault("party", _("Please choose one of those who were told.")))
    if not act.text.strip():
        faults.append(Fault("text", _("Please write down what was stated and argued.")))
    if faults:
        raise Refused(
            "cases.statement_empty",
            _("A statement has who made it, and what was stated and argued."),
            basis=ART_36,
            faults=tuple(faults),
        )
    wants = act.wants_hearing if act.party else None
    if not wants:
        return (StatementHeard(act.party, act.text.strip(), wants),)
    today = day_of(act.at)
    last = _last_day(facts, act.party)
    if last is None or deadlines.is_past(last, today):
        raise Refused(
            "cases.too_late_for_hearing",
            _("A hearing could be asked for until {day}."),
            basis=ART_47,
            day=last.on if last else today,
        )
    days = deadlines.workdays(provisions.HEARING_HOLD_WORKDAYS, today)
    return (StatementHeard(act.party, act.text.strip(), True, deadlines.deadline(today, days, calendar)),)


def party_names(facts: CaseFacts) -> set[str]:
    """The interested parties that were told."""
    return {one.name for told in facts.told for one in told.parties}


def _last_day(facts: CaseFacts, party: str) -> Deadline | None:
    return next((told.ask_by for told in facts.told if any(one.name == party for one in told.parties)), None)


def parties_may_ask(facts: CaseFacts, today: date) -> Refused | None:
    """Why a case waits for interested parties who may still ask for a hearing; None when it does not."""
    done = {one.party for one in facts.statements if one.wants_hearing is False}
    for told in facts.told:
        open_to = [one.name for one in told.parties if one.name not in done]
        if open_to and not deadlines.is_past(told.ask_by, today):
            return Refused(
                "cases.parties_may_ask",
                _("These interested parties may ask for a hearing until {day}: {names}."),
                basis=ART_47,
                day=told.ask_by.on,
                names="、".join(open_to),
            )
    return None


def check_heard(facts: CaseFacts, reasons: str) -> None:
    """What was stated and argued is heard: the decision says how it was weighed."""
    if facts.statements and not reasons.strip():
        raise Refused(
            "cases.statements_unweighed",
            _("Statements were made in this case. Please say in your reasons how they were weighed."),
            basis=ART_36,
            faults=(Fault("reasons", _("Please give your reasons.")),),
        )
