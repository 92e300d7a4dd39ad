"""Who stands in for an official on leave sits where that one was named, and the ledger keeps both names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.cases import given
from tests.cases.town import Town
from tongban.cases import queries, services
from tongban.flow import queries as flow
from tongban.foundation.actors import Actor, StandsIn
from tongban.foundation.refusals import Refused

pytestmark = pytest.mark.django_db
LAST = date(2026, 3, 31)


def standing_in_for(away: Actor, actor: Actor, *alone: str) -> Actor:
    return replace(actor, stands_in=(StandsIn(away.staff_id, "周敏", frozenset(alone), LAST),))


def a_case_named_to(town: Town, named: Actor) -> services.CaseResult:
    """The survey of the street office waits for one official alone."""
    case = town.accepted()
    return services.move_seat(
        public_id=case.public_id, kind="stand_in", seat="survey", target=named.staff_id,
        actor=town.official(given.STREET, "case.direct"), at=town.at, key="k-named",
    )  # fmt: skip


def says(town: Town, case: services.CaseResult, actor: Actor) -> services.CaseResult:
    return services.record_opinion(
        public_id=case.public_id, seat="survey", verdict="", reason="入户核查属实", actor=actor, at=town.at,
        key=f"k-{actor.staff_id}",
    )  # fmt: skip


def test_a_seat_named_to_an_official_on_leave_is_answered_by_her_stand_in() -> None:
    town = Town()
    away = town.in_office(given.STREET)
    case = a_case_named_to(town, away)
    colleague = town.official(given.STREET, "case.opinion", "case.read_department")
    with pytest.raises(Refused):
        says(town, case, colleague)
    says(town, case, standing_in_for(away, colleague))
    inside = queries.timeline(case_id=queries.case_card(public_id=case.public_id).id, inside=True)
    assert inside[0].on_behalf_of == "周敏"
    assert inside[0].by_name == colleague.name
    outside = queries.timeline(case_id=queries.case_card(public_id=case.public_id).id)
    assert outside[0].on_behalf_of == "", "an affair of the office"
    assert services.verify_cases(today=given.MONDAY.date()).ok


def test_her_worklist_shows_it_for_the_time_of_the_leave() -> None:
    town = Town()
    away = town.in_office(given.STREET)
    a_case_named_to(town, away)
    mine = {
        "department_ids": [str(town.desks[given.STREET].pk)], "permissions": ["case.opinion"],
        "today": given.MONDAY.date(), "staff_id": "somebody",
    }  # fmt: skip
    assert flow.worklist(**mine) == ()
    assert len(flow.worklist(**mine, stands_in_for=[away.staff_id])) == 1
    assert flow.counts_by_light(**mine, stands_in_for=[away.staff_id]).total == 1
    assert flow.counts_by_light(**mine).total == 0


@pytest.mark.parametrize(("alone", "name"), [(("case.opinion",), "周敏"), ((), "")])
def test_what_would_be_hers_alone_is_kept_with_both_names_and_what_others_could_do_is_not(
    alone: tuple[str, ...], name: str
) -> None:
    town = Town()
    colleague = town.official(given.STREET, "case.opinion", "case.read_department")
    case = town.accepted()
    says(town, case, standing_in_for(town.in_office(given.STREET), colleague, *alone))
    assert town.facts(case).entries[-1].by == colleague.staff_id
    inside = queries.timeline(case_id=queries.case_card(public_id=case.public_id).id, inside=True)
    assert inside[0].on_behalf_of == name


def test_who_accepts_does_not_decide_by_standing_in() -> None:
    town = Town()
    away = town.in_office(given.HOUSING)
    case = town.heard()
    services.move_seat(
        public_id=case.public_id, kind="stand_in", seat="decision", target=away.staff_id,
        actor=town.official(given.HOUSING, "case.direct"), at=town.at, key="k-named",
    )  # fmt: skip
    clerk = standing_in_for(away, town.clerk, "case.decide")
    with pytest.raises(Refused):
        services.decide(public_id=case.public_id, approve=True, actor=clerk, at=town.at, key="k-clerk")
    decider = standing_in_for(away, town.head)
    services.decide(public_id=case.public_id, approve=True, actor=decider, at=town.at, key="k-decider")
    assert town.facts(case).decision.spoken.on_behalf_of == "周敏"
