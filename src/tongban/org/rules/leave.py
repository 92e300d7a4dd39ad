"""Leave and stand-ins (A and B roles, AB角): who may stand in for whom, and when not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tongban.foundation.refusals import Fault, _

KINDS: dict[str, str] = {
    "annual": _("annual leave"),
    "sick": _("sick leave"),
    "training": _("training"),
    "travel": _("official travel"),
    "other": _("other leave"),
}
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave as it is asked for, or as it stands in the register; both days count."""

    staff_id: str
    stand_in_id: str
    kind: str
    starts_on: date
    ends_on: date

    def meets(self, other: Leave) -> bool:
        """Whether the two have a day in common."""
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


@dataclass(frozen=True, slots=True)
class Held:
    """What an official's posts in one department permit on a day."""

    department_id: str
    permissions: frozenset[str]


def powers(permissions: Iterable[str]) -> frozenset[str]:
    """What of these permissions a stand-in needs as well: everything that is done to cases."""
    return frozenset(one for one in permissions if one.startswith("case."))


def may_stand_in(away: Held, stand_in: Held) -> bool:
    """Whether the posts of one let her stand in for the other: the same department, and every power of the other.

    Nobody gains a power by standing in, so whoever receives never comes to decide.
    """
    same = away.department_id == stand_in.department_id
    return same and powers(away.permissions) <= powers(stand_in.permissions)


def leave_faults(
    asked: Leave, today: date, away: Held | None, stand_in: Held | None, known: Iterable[Leave]
) -> Iterator[Fault]:
    """Everything that keeps a leave out of the register, each beside its field.

    away, stand_in  None: holds no post on the first day
    known           the leaves in the register of both officials, as the one away and as the one standing in
    """
    if asked.kind not in KINDS:
        yield Fault("kind", _("Choose what kind of leave it is."))
    yield from _day_faults(asked, today)
    if asked.staff_id == asked.stand_in_id:
        yield Fault("stand_in", _("Nobody stands in for herself: choose a colleague."))
    elif away is None or stand_in is None or not may_stand_in(away, stand_in):
        yield Fault(
            "stand_in",
            _(
                "Choose a colleague of the same department whose post permits the same: standing in gives no new power."
            ),
        )
    yield from _chain_faults(asked, [one for one in known if one.meets(asked)])


def _day_faults(asked: Leave, today: date) -> Iterator[Fault]:
    if asked.ends_on < asked.starts_on:
        yield Fault("ends_on", _("The last day lies before the first."))
    elif asked.ends_on < today:
        yield Fault("ends_on", _("This leave is over already; only what is to come is entered."))
    elif asked.ends_on - asked.starts_on > LONGEST:
        yield Fault("ends_on", _("Enter at most one year at a time."))


def _chain_faults(asked: Leave, meeting: Iterable[Leave]) -> Iterator[Fault]:
    """A stand-in is there herself: no second leave, and no chain of stand-ins."""
    for one in meeting:
        if one.staff_id == asked.staff_id:
            yield Fault(
                "starts_on", _("There is a leave in this time already: end it, or choose other days.")
            )
        if one.staff_id == asked.stand_in_id:
            yield Fault(
                "stand_in", _("This colleague is on leave in that time: choose somebody who is there.")
            )
        if one.stand_in_id == asked.staff_id:
            yield Fault(
                "starts_on",
                _("In this time this official stands in for somebody: let another colleague do so first."),
            )
