"""What the clock does: applications nobody answered in time count as accepted; old drafts go."""

from __future__ import annotations

import logging
from datetime import datetime

from tongban.cases import queries
from tongban.cases.models import Draft
from tongban.cases.services.accept import deem_accepted
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused

_log = logging.getLogger(__name__)


def deem_accepted_due(at: datetime) -> int:
    """Accept, as from the day of receipt, every application on which nobody said anything in time; how many."""
    done = 0
    for public_id in queries.review_overdue(today=day_of(at)):
        done += _deemed(public_id, at)
    return done


def _deemed(public_id: str, at: datetime) -> int:
    """One of them. Another worker or a clerk may have been faster; that is no fault."""
    try:
        deem_accepted(public_id=public_id, at=at)
    except Refused as refused:
        _log.warning("case %s was not accepted by the clock: %s", public_id, refused)
        return 0
    return 1


def purge_drafts(at: datetime) -> int:
    """Delete the drafts whose time is over; how many. What was handed in stays."""
    gone, _each = Draft.objects.filter(submitted_case="", expires_on__lt=day_of(at)).delete()
    return gone
