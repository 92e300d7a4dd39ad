"""Items of which only so many may be granted: who was accepted first is decided first (art. 57)."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q

from tongban.cases import rules, storage
from tongban.cases.models import Case, CaseEvent, Counter


def in_turn(act: rules.Decide, facts: rules.CaseFacts) -> rules.Decide:
    """The decision with how the application stands among the others of its item; as it is where all may be granted.

    Decisions on such an item take turns: each counts what the one before it granted.
    """
    quota = facts.of.item.way.quota if facts.application else 0
    if not quota or not act.approve:
        return act
    if storage.writes_at_once():
        raise storage.StepLost(f"case {facts.of.number} is decided in turn")
    name = f"quota:{facts.of.item.code}"
    Counter.objects.get_or_create(name=name, defaults={"value": 0})
    Counter.objects.select_for_update().get(name=name)
    others = Case.objects.filter(implementation_id=facts.of.item.implementation_id)
    granted = others.filter(outcome="approved").count()
    return replace(act, queue=rules.Queue(_before(facts), quota - granted))


def _before(facts: rules.CaseFacts) -> tuple[str, ...]:
    """The numbers of the cases under review that were accepted earlier, on the same day by the moment."""
    if facts.acceptance is None:
        return ()
    day = facts.acceptance.accepted_on
    accepted = CaseEvent.objects.filter(kind=rules.Accepted.KIND)
    moment = accepted.filter(case__public_id=facts.of.public_id).values_list("at", flat=True).first()
    earlier = Q(case__accepted_on__lt=day) | Q(case__accepted_on=day, at__lt=moment)
    waiting = accepted.filter(
        earlier,
        case__implementation_id=facts.of.item.implementation_id,
        case__state__in=sorted(state.value for state in rules.UNDER_REVIEW),
    )
    return tuple(waiting.order_by("case__accepted_on", "at").values_list("case__number", flat=True))
