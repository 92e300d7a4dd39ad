"""From the catalogue's item to what a case keeps of it: its reference, its plan, and the departments of its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from tongban.cases import rules
from tongban.catalogue import queries as catalogue
from tongban.flow import rules as flow
from tongban.flow.rules.plan import children
from tongban.foundation.workdays import Period
from tongban.org import queries as org


def item_ref(item: catalogue.ItemCard) -> rules.ItemRef:
    """What a case keeps of the item it was submitted for."""
    return rules.ItemRef(
        implementation_id=item.id,
        version_id=item.version_id,
        version_no=item.version_no,
        code=item.code,
        name=item.name,
        department_id=item.department_id,
        department_name=item.department_name,
        region_code=item.region_code,
        statutory=_limit(item.statutory),
        promised=_limit(item.promised),
        type_code=item.type_code,
        licence_type=(item.result.type_code or "") if item.result else "",
        result_name=item.result.name if item.result else "",
        procedure=_procedure(item),
    )


def _procedure(item: catalogue.ItemCard) -> rules.Procedure | None:
    """What sets the procedure apart; None for the ordinary one, which most cases keep in their ledger."""
    way = item.procedure
    commitment = way.commitment
    procedure = rules.Procedure(
        immediate=way.immediate,
        joint=way.joint,
        safety=way.safety,
        extension=rules.Limit(way.extension_workdays) if way.extension_workdays else None,
        commitment=commitment is not None,
        promise_limit=rules.Limit(commitment.workdays) if commitment else None,
        check_workdays=commitment.check_workdays if commitment else 0,
        gap_workdays=way.gap_workdays,
        gap_lapse=way.gap_lapse,
        review_first=way.review_first,
        look_workdays=way.look_workdays,
        quota=way.quota,
        departments=tuple(sorted(desk.id for desk in _route(item.version_id).desks.values()))
        if way.joint
        else (),
    )
    return procedure if procedure != rules.Procedure() else None


def route_of(facts: rules.CaseFacts, act: rules.Act) -> rules.Route | None:
    """The plan of a case with its departments, for an act; None before there is a case."""
    if facts.application is None:
        return None
    route = rules.route_for(road_of(facts, facts.plan_version.id), facts, act)
    if isinstance(act, rules.Move) and act.kind in ("delegate", "add_seat"):
        return rules.Route(route.plan, {**route.desks, **_desks({act.target})})
    return route


PASSING_ON = (flow.EntryKind.DELEGATE, flow.EntryKind.ADD_SEAT)


def road_of(facts: rules.CaseFacts, version_id: str) -> rules.Route:
    """The plan of a version with all departments that it can lead this case to."""
    route = _whole(facts, version_id)
    passed_on = {one.target for one in facts.entries if one.kind in PASSING_ON} - set(route.desks)
    return rules.Route(route.plan, {**route.desks, **_desks(passed_on)}) if passed_on else route


def _whole(facts: rules.CaseFacts, version_id: str) -> rules.Route:
    try:
        route = _route(version_id)
    except LookupError:
        plan = _plan(version_id)
        route = rules.Route(plan, _desks(_codes(plan)))
    listed = set(_listed(route.plan.root, facts.answers)) - set(route.desks)
    return rules.Route(route.plan, {**route.desks, **_desks(listed)}) if listed else route


@lru_cache(maxsize=4096)
def _route(version_id: str) -> rules.Route:
    """Versions are immutable, so their route is kept; one with a department that is not known yet is not."""
    plan = _plan(version_id)
    codes = _codes(plan)
    desks = _desks(codes)
    if codes - set(desks):
        raise LookupError(version_id)
    return rules.Route(plan, desks)


def seat_workdays(version_id: str) -> dict[str, int]:
    """For how many workdays each seat of an item's plan is asked."""
    return {seat.key: seat.workdays for seat in flow.seats_of(_plan(version_id))}


def _plan(version_id: str) -> flow.Plan:
    return flow.plan_from(catalogue.version(version_id=version_id).plan)


def _codes(plan: flow.Plan) -> set[str]:
    return {seat.department for seat in flow.seats_of(plan)} - {flow.EACH}


def _listed(node: flow.Node, answers: Mapping[str, Any]) -> Iterator[str]:
    """The departments that the answers name, for plans with one copy for each."""
    if isinstance(node, flow.Each):
        entries = answers.get(node.list)
        for one in entries if isinstance(entries, list | tuple) else ():
            yield str(one.get("department", "") if isinstance(one, Mapping) else one)
    for child in children(node):
        yield from _listed(child, answers)


def _desks(codes: set[str]) -> dict[str, rules.Desk]:
    found = (org.department_by_code(code=code) for code in sorted(codes))
    return {card.code: rules.Desk(card.id, card.name) for card in found if card}


def _limit(period: Period | None) -> rules.Limit | None:
    return rules.Limit(period.number, period.unit) if period else None
