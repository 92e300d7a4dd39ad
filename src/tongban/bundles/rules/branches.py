"""Where each part of a bundle stands. A part is a case of its own; before that it may wait for another's result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tongban.foundation.refusals import Refused, _


class Stand(StrEnum):
    """Where a part stands: still waiting, stopped, with its applicant, or with a department as a case."""

    WAITING = "waiting"
    STOPPED = "stopped"
    YOURS = "yours"
    UNDER_WAY = "under_way"
    DONE = "done"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """As much of a case as its siblings need to know.

    closed   nothing more happens
    outcome  "approved", "refused" or empty
    """

    closed: bool
    outcome: str


def stand(case: CaseSeen | None, *, with_draft: bool, before: Iterable[Stand]) -> Stand:
    """Where a part stands.

    with_draft  it could not be handed in by itself and waits for its applicant
    before      where its predecessors stand
    """
    if case is not None:
        if case.outcome == "approved":
            return Stand.DONE
        return Stand.ENDED if case.closed or case.outcome else Stand.UNDER_WAY
    if with_draft:
        return Stand.YOURS
    return Stand.STOPPED if set(before) & {Stand.ENDED, Stand.STOPPED} else Stand.WAITING


def stands(
    cases: Mapping[str, CaseSeen | None], drafts: Mapping[str, bool], after: Mapping[str, Iterable[str]]
) -> dict[str, Stand]:
    """Where every part of a bundle stands, by task code; the keys of ``cases`` come predecessors first."""
    found: dict[str, Stand] = {}
    for code, case in cases.items():
        before = [found[one] for one in after.get(code, ()) if one in found]
        found[code] = stand(case, with_draft=drafts.get(code, False), before=before)
    return found


def not_found() -> Refused:
    """What everybody hears of a bundle that is not theirs, or that does not exist."""
    return Refused("bundles.not_found", _("There is no such bundle, or it is not yours."))
