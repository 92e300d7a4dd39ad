"""What an act would do, asked before anyone presses it: decided by the same law, and nothing is written."""

from __future__ import annotations

from tongban.calendar import queries as calendar
from tongban.cases import rules
from tongban.cases.services.routes import route_of
from tongban.cases.services.steps import folded, region_of
from tongban.flow import rules as flow
from tongban.foundation.refusals import Refused


def facts_after(*, facts: rules.CaseFacts, act: rules.Act) -> rules.CaseFacts:
    """The facts as this act would leave them. Refuses as the act itself would."""
    workdays = calendar.calendar_for(region_of(facts))
    return folded(facts, rules.decide(facts, act, workdays, route_of(facts, act)))


def refusal_of(*, facts: rules.CaseFacts, act: rules.Act) -> Refused | None:
    """Why this act would be refused now; None when it would be done.

    A refusal with faults is about what is not filled in yet; one without is about the case as it stands.
    """
    try:
        facts_after(facts=facts, act=act)
    except Refused as refused:
        return refused
    return None


def return_targets(*, facts: rules.CaseFacts, act: rules.Move) -> tuple[flow.SeatRef, ...]:
    """The earlier seats to which the holder of a seat may return the case."""
    route = route_of(facts, act)
    if route is None:
        return ()
    return flow.return_targets(route.plan, facts.entries, facts.situation, act.seat)
