"""What the clock does: silence accepts and renews, what is not handed in lapses, old drafts go."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from tongban.cases import queries, rules
from tongban.cases.models import Draft
from tongban.cases.services.accept import deem_accepted
from tongban.cases.services.decide import usual_remedies
from tongban.cases.services.steps import CaseResult, do
from tongban.catalogue import queries as catalogue
from tongban.foundation.actors import SYSTEM
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused

IN_ONE_TURN = 500
_log = logging.getLogger(__name__)


def deem_accepted_due(at: datetime) -> int:
    """Accept, as from the day of receipt, every application on which nobody said anything in time; how many."""
    return _each(queries.review_overdue(today=day_of(at)), lambda one: deem_accepted(public_id=one, at=at))


def abandon_due(at: datetime) -> int:
    """Send back every application whose correction notice was never answered; how many."""
    return _each(
        queries.corrections_overdue(today=day_of(at)),
        lambda one: do(
            "abandon",
            lambda facts: rules.Abandon(SYSTEM, at),
            public_id=one, actor=SYSTEM, at=at, key=f"abandoned:{one}",
        ),
    )  # fmt: skip


def lapse_gaps_due(at: datetime) -> int:
    """End every application whose missing materials did not follow in time, as its region has it; how many."""
    return _each(queries.gaps_overdue(today=day_of(at)), lambda one: _lapse(one, at))


def _lapse(public_id: str, at: datetime) -> CaseResult:
    def make(facts: rules.CaseFacts) -> rules.Act:
        item = facts.of.item
        rule = catalogue.version(version_id=item.version_id).procedure.gap_rule
        return rules.LapseGap(SYSTEM, at, rule, usual_remedies(region_code=item.region_code))

    return do("lapse_gap", make, public_id=public_id, actor=SYSTEM, at=at, key=f"gap:{public_id}")


def deem_renewed_due(at: datetime) -> int:
    """Renew every licence whose renewal was applied for in time and not decided before its end; how many."""
    return _each(
        queries.renewals_overdue(today=day_of(at)),
        lambda one: do(
            "deem_renewed",
            lambda facts: rules.DeemRenewed(SYSTEM, at),
            public_id=one, actor=SYSTEM, at=at, key=f"renewed:{one}",
        ),
    )  # fmt: skip


def _each(public_ids: Iterable[str], act: Callable[[str], object]) -> int:
    """Each of them, up to as many as one turn does; how many were done.

    Another worker or an official may have been faster; that is no fault. Those that are refused each time are passed
    over, so that however many they are, the others behind them get their turn.
    """
    done = 0
    for public_id in public_ids:
        if done == IN_ONE_TURN:
            break
        try:
            act(public_id)
            done += 1
        except Refused as refused:
            _log.warning("case %s was left as it is by the clock: %s", public_id, refused)
        except Exception:  # noqa: BLE001 - logged as the fault it is; the clocks of the others run on
            _log.exception("case %s could not be handled by the clock", public_id)
    return done


def purge_drafts(at: datetime) -> int:
    """Delete the drafts whose time is over; how many. What was handed in stays."""
    gone, _each = Draft.objects.filter(submitted_case="", expires_on__lt=day_of(at)).delete()
    return gone
