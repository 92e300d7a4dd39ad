"""The life of a version: drafted, reviewed, published, and what may come after."""

from __future__ import annotations

from enum import StrEnum

from tongban.foundation.refusals import Refused, _


class VersionState(StrEnum):
    """Where a version stands. Published content never changes; a change is a new version."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


_NEXT = {
    VersionState.DRAFT: frozenset({VersionState.REVIEW, VersionState.CANCELLED}),
    VersionState.REVIEW: frozenset({VersionState.DRAFT, VersionState.PUBLISHED, VersionState.CANCELLED}),
    VersionState.PUBLISHED: frozenset({VersionState.SUSPENDED, VersionState.CANCELLED}),
    VersionState.SUSPENDED: frozenset({VersionState.PUBLISHED, VersionState.CANCELLED}),
    VersionState.CANCELLED: frozenset(),
}


def may_follow(state: VersionState, wanted: VersionState) -> bool:
    """Whether a version in this state may be brought to the wanted one."""
    return wanted in _NEXT[state]


def after(state: VersionState, wanted: VersionState) -> VersionState:
    """The wanted state, or Refused ``catalogue.step_not_possible`` when it cannot follow."""
    if not may_follow(state, wanted):
        raise Refused(
            "catalogue.step_not_possible",
            _("This version cannot take that step now; please look at where it stands."),
        )
    return wanted
