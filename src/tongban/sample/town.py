"""The whole sample town, loaded in the order in which a town comes to be: offices, people, items, licences, cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tongban.audit import queries as audit_queries
from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.foundation.actors import SYSTEM
from tongban.sample import bundles, cases, items, people, stock, watching

LOADED = "sample.loaded"


@dataclass(frozen=True, slots=True)
class Report:
    """How large the town became."""

    persons: int
    bodies: int
    items: int
    licences: int
    cases: int


def is_loaded() -> bool:
    """Whether the whole sample town stands in this house."""
    return bool(audit_queries.page(action=LOADED, limit=1).acts)


def is_begun() -> bool:
    """Whether loading was begun, finished or not: a load that was killed leaves a town without its last cases."""
    return people.is_loaded()


def load(at: datetime, *, number: int = cases.CASES) -> Report:
    """Enter the town as it stands on a day, with a year of cases behind it. Refuses a house where it stands already."""
    founded = at - timedelta(days=cases.DAYS + 1)
    loaded = people.load(at)
    listed, guided = items.load(founded)
    joined = bundles.load(founded)[0]
    entered = stock.load(loaded, at)
    made = cases.load(loaded, at, number=number)
    watching.load(loaded, at)
    audit.record(
        Act(
            actor=SYSTEM,
            action=LOADED,
            subject_kind="town",
            subject_id="sample",
            case_id=None,
            purpose="demo",
        ),
        at,
    )
    audit.seal(at)
    return Report(
        persons=len(loaded.persons),
        bodies=len(loaded.bodies),
        items=sum(one.kept + one.mended for one in (listed, guided, joined)),
        licences=entered,
        cases=made,
    )
