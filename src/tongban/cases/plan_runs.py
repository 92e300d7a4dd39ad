"""Migrations of running cases to newer plans, as they are read: a run, and what became of each of its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count

from tongban.cases import rules
from tongban.cases.models import PlanRun, PlanRunCase
from tongban.foundation.refusals import Refused, _

STATES = {
    "proposed": _("proposed, waits for a second person"),
    "dropped": _("given up"),
    "running": _("under way"),
    "done": _("done"),
    "undoing": _("being taken back"),
    "undone": _("taken back"),
}
RESULTS = {
    "pending": _("waits its turn"),
    "moved": _("follows the newer plan"),
    "stays": _("stays on its version"),
    "overtaken": _("was overtaken by an act"),
    "failed": _("failed; see the log"),
    "undoing": _("waits to be taken back"),
    "restored": _("follows its former plan again"),
    "kept": _("keeps the newer plan"),
}


@dataclass(frozen=True, slots=True)
class SeatTold:
    """An open seat as a report shows it."""

    name: str
    department: str
    due_on: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one case: its seats and dates before and after, or why it stays as it is.

    code      of the refusal; empty for a case that goes on by the other plan
    sentence  of the refusal in English, with ``values`` as plain text
    """

    number: str
    public_id: str
    state: str
    version_before: int
    version_after: int
    before: tuple[SeatTold, ...]
    after: tuple[SeatTold, ...]
    due_before: str = ""
    due_after: str = ""
    statutory_before: str = ""
    statutory_after: str = ""
    code: str = ""
    sentence: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        return not self.code

    def why(self, translate: Callable[[str], str] = str) -> str:
        """Why the case stays as it is; empty when it does not."""
        return translate(self.sentence).format(**self.values) if self.sentence else ""

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class RunCard:
    """A run as it stands. ``counts``: how many cases have which result."""

    public_id: str
    item_code: str
    item_name: str
    implementation_id: str
    version_id: str
    version_no: int
    state: str
    reason: str
    proposed_by: str
    proposed_name: str
    proposed_at: datetime
    done_by: str
    started_at: datetime | None
    ended_at: datetime | None
    undo_reason: str
    undone_at: datetime | None
    counts: Mapping[str, int]

    @property
    def cases(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class RunLine:
    """One case of a run: its result, what the move found, and what taking it back found."""

    id: int
    case_id: str
    result: str
    code: str
    move: Fate | None
    undo: Fate | None


def fate(before: rules.CaseFacts, after: rules.CaseFacts) -> Fate:
    """A case that goes on by another plan."""
    return Fate(
        number=before.of.number,
        public_id=before.of.public_id,
        state=before.state.value,
        version_before=before.plan_version.no,
        version_after=after.plan_version.no,
        before=_seats(before),
        after=_seats(after),
        due_before=_day(before.promised_due),
        due_after=_day(after.promised_due),
        statutory_before=_day(before.statutory_due),
        statutory_after=_day(after.statutory_due),
    )


def refused(facts: rules.CaseFacts, why: Refused) -> Fate:
    """A case that stays as it is."""
    stays = fate(facts, facts)
    told = {
        "code": why.code,
        "sentence": why.sentence,
        "values": {name: _plain(value) for name, value in why.values.items()},
    }
    return _fate(stays.plain() | told)


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value)


def _seats(facts: rules.CaseFacts) -> tuple[SeatTold, ...]:
    return tuple(SeatTold(seat.name, seat.department_name, seat.due.on.isoformat()) for seat in facts.seats)


def _day(due: rules.Deadline | None) -> str:
    return due.on.isoformat() if due else ""


def _fate(told: Mapping[str, Any]) -> Fate:
    seats = {
        side: tuple(one if isinstance(one, SeatTold) else SeatTold(**one) for one in told[side])
        for side in ("before", "after")
    }
    return Fate(**{**told, **seats})


def plan_run(*, public_id: str) -> RunCard:
    """One run. Refuses an unknown one."""
    row = PlanRun.objects.filter(public_id=public_id).first()
    if row is None:
        raise Refused("cases.plan_run_unknown", _("There is no such migration."))
    return card_of(row)


def plan_runs(*, implementation_id: str = "", item_code: str = "", newest: int = 50) -> tuple[RunCard, ...]:
    """The newest runs, of one item or of all."""
    rows = PlanRun.objects.order_by("-id")
    if implementation_id:
        rows = rows.filter(implementation_id=implementation_id)
    if item_code:
        rows = rows.filter(item_code=item_code)
    return tuple(map(card_of, rows[:newest]))


def plan_run_lines(
    *, run: str, results: tuple[str, ...] = (), after: int = 0, limit: int = 50
) -> tuple[RunLine, ...]:
    """The cases of a run in the order in which they came, from behind a line on."""
    rows = PlanRunCase.objects.filter(run__public_id=run, id__gt=after)
    if results:
        rows = rows.filter(result__in=results)
    return tuple(
        RunLine(
            id=row.pk,
            case_id=str(row.case_id),
            result=row.result,
            code=row.code,
            move=_fate(row.told["move"]) if "move" in row.told else None,
            undo=_fate(row.told["undo"]) if "undo" in row.told else None,
        )
        for row in rows.order_by("id")[:limit]
    )


def card_of(row: PlanRun) -> RunCard:
    """The run as it is told."""
    counted = row.cases.values_list("result").annotate(number=Count("id"))
    return RunCard(
        public_id=row.public_id,
        item_code=row.item_code,
        item_name=row.item_name,
        implementation_id=str(row.implementation_id),
        version_id=str(row.to_version_id),
        version_no=row.to_version_no,
        state=row.state,
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_name=row.proposed_name,
        proposed_at=row.proposed_at,
        done_by=str(row.doer.get("name", "")),
        started_at=row.started_at,
        ended_at=row.ended_at,
        undo_reason=row.undo_reason,
        undone_at=row.undone_at,
        counts=dict(counted.order_by()),
    )
