"""The dates of all open cases counted again, after a notice of holidays was imported (never silently, CLK-14).

The database finds the cases whose dates differ; each is then held, counted by the rules and written with its event,
its leaf in the record and its announcement, some hundred in a transaction. A recount that was killed is begun again:
what is done already does not differ any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.audit import rules as audit
from tongban.audit import services as record
from tongban.calendar import queries as calendar
from tongban.cases import events, rules
from tongban.cases.about import Moved
from tongban.cases.models import Case, Recount
from tongban.cases.recounting import storage
from tongban.cases.recounting.hands import spread
from tongban.cases.rules import recounting
from tongban.cases.rules.recounting import Cause, Standing
from tongban.cases.services import matters
from tongban.cases.services.routes import item_ref, seat_workdays
from tongban.catalogue import queries as catalogue
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.canonical import canonical_text
from tongban.foundation.ids import new_key
from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.workdays import WorkCalendar
from tongban.outbox import services as outbox

AT_ONCE = 500
TIMES = 2


@dataclass(frozen=True, slots=True)
class Recounted:
    """What a recount found. ``kept``: cases with a date that would have come earlier and was left as it was shown."""

    examined: int
    changed: int
    kept: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of cases that show the same: their new dates (None: the old ones) and the text of the event."""

    dates: storage.Dates | None = None
    body: str = ""
    kept: bool = False


UNCHANGED = Outcome()


class RecountLost(RuntimeError):
    """A case changed although it was held: a fault, never shown as a refusal."""


def recount(
    *,
    actor: Actor,
    at: datetime,
    allow_earlier: bool = False,
    notice: str = "",
    dry_run: bool = False,
    told: Callable[[int, int], None] | None = None,
) -> Recounted:
    """Count the dates of all open cases again by the calendar of today.

    A date moves later; it comes earlier only with ``allow_earlier`` and a notice, which the applicants are sent.
    dry_run  write nothing, say what would change
    told     is told how many cases were looked at, and of how many
    Refuses an earlier date without its notice, and a second recount while one is running.
    """
    if allow_earlier and not notice.strip():
        raise Refused(
            "cases.notice_missing",
            _("A date comes earlier only with a notice to the applicants. Please write what they are told."),
            faults=(Fault("notice", _("Please write the notice.")),),
        )
    with storage.only_one() as mine:
        if not mine:
            raise Refused("cases.recount_running", _("The dates are being counted again just now."))
        return _Run(actor, at, notice.strip() if allow_earlier else "", dry_run).done(told)


def recount_due(at: datetime) -> int:
    """Count again if the calendar changed since it was last done; how many cases changed. Bears several workers.

    It is done twice: an act that had read its case before an import may be written after the first time.
    """
    if _times_done() >= TIMES:
        return 0
    with storage.only_one() as mine:
        return _Run(SYSTEM, at, "", dry_run=False).done(None).changed if mine else 0


def recount_is_due() -> bool:
    """Whether the open cases were not counted by the calendar of today yet."""
    return _times_done() == 0


def _times_done() -> int:
    return Recount.objects.filter(calendar=calendar.counted_by()).count()


class _Run:
    """One recount: what it counts by, and what it has counted already."""

    def __init__(self, actor: Actor, at: datetime, notice: str, dry_run: bool) -> None:
        self.actor, self.at, self.dry_run = actor, at, dry_run
        calendar.forget()
        self.counted_by = calendar.counted_by()
        newest = [card for card in calendar.notices() if card.edition][-1:]
        title = newest[0].title if newest else ""
        self.cause = Cause(edition=self.counted_by, reason=title, notice=notice)
        self.by = rules.by(actor)
        self.calendars: dict[str, WorkCalendar] = {}
        self.items: dict[str, rules.ItemRef] = {}
        self.workdays: dict[str, dict[str, int]] = {}
        self.dues: dict[tuple[Any, ...], tuple[rules.Deadline, ...]] = {}
        self.outcomes: dict[storage.Clocks, Outcome] = {}

    def done(self, told: Callable[[int, int], None] | None) -> Recounted:
        """Find and write; one row at the end says that it was done."""
        examined = Case.objects.filter(closed_at__isnull=True).count()
        found = self._find()
        kept = 0 if self.cause.notice else storage.earlier()
        seen = changed = 0
        for size, altered, left in spread(storage.found(AT_ONCE), self._step):
            seen, changed, kept = seen + size, changed + altered, kept + left
            if told is not None:
                told(seen, found)
        result = Recounted(examined, changed, kept)
        if not self.dry_run:
            self._note(result)
        return result

    def _find(self) -> int:
        starts, seats = storage.prepare()
        versions = {one.version_id for one in starts}
        looked = {version for version in versions if self._item(version).way.look_workdays}
        return storage.find(
            map(self._due_row, starts), self._seat_rows(seats), looked, earlier=bool(self.cause.notice)
        )

    def _due_row(self, start: storage.Start) -> tuple[Any, ...]:
        standing = Standing(rules.State(start.state), start.on, self._item(start.version_id), ())
        first, *rest = self._counted(standing, start.region_code)
        second = (rest[0].on, rest[0].provisional) if rest else (None, None)
        return (
            *(start.state, start.version_id, start.region_code, start.on),
            first.on,
            first.provisional,
            *second,
        )

    def _seat_rows(self, starts: Iterable[storage.SeatStart]) -> Iterator[tuple[Any, ...]]:
        for one in starts:
            workdays = self._workdays(one.version_id).get(one.seat)
            if workdays is not None:
                due = recounting.seat_due(one.on, workdays, self._calendar(one.region_code))
                yield (one.version_id, one.region_code, one.seat, one.on, due.on)

    def _step(self, cases: storage.Keys) -> tuple[int, int, int]:
        """Look at these cases and write what changes, in one transaction; how many were seen, changed and kept."""
        with transaction.atomic():
            held = storage.batch(cases)
            batch = str(new_key())
            outcomes = [(one, self._outcome(one)) for one in held]
            changes = [
                self._change(one, found.dates, found.body, batch)
                for one, found in outcomes
                if found.dates is not None
            ]
            if changes and not self.dry_run:
                written(changes)
                matters.dated_again(one.held.id for one in changes)
                self._record(changes, batch)
                self._announce(changes, batch)
        kept = sum(found.kept for one, found in outcomes if self._is_particular(one))
        return len(held), len(changes), kept

    def _outcome(self, held: storage.Held) -> Outcome:
        """What becomes of a case; those that show the same dates and are simple share it."""
        if self._is_particular(held):
            told = storage.ledger(held.id)
            standing = recounting.standing_of(rules.fold(told), told, self._workdays)
            return self._found(held.clocks, standing)
        if held.clocks not in self.outcomes:
            self.outcomes[held.clocks] = self._found(held.clocks, self._standing(held.clocks))
        return self.outcomes[held.clocks]

    def _is_particular(self, held: storage.Held) -> bool:
        """Whether the row alone does not say what the dates are counted from."""
        waits = held.clocks.state == rules.State.SUBMITTED
        return held.particular or (waits and bool(self._item(held.clocks.version_id).way.look_workdays))

    def _standing(self, shown: storage.Clocks) -> Standing | None:
        """The clocks of a simple case, from its row; None when none runs."""
        state = rules.State(shown.state)
        if state not in recounting.RUNNING or shown.start is None or shown.due_on is None:
            return None
        dues = [rules.Deadline(shown.due_on, shown.due_provisional)]
        if state == rules.State.ACCEPTED and shown.statutory_on is not None:
            dues.append(rules.Deadline(shown.statutory_on, shown.statutory_provisional))
        workdays = self._workdays(shown.version_id)
        seats = tuple(
            recounting.SeatClock(
                seat.instance, seat.opened_on, workdays.get(seat.key), rules.Deadline(seat.due_on)
            )
            for seat in shown.seats
        )
        return Standing(state, shown.start, self._item(shown.version_id), tuple(dues), seats=seats)

    def _found(self, shown: storage.Clocks, standing: Standing | None) -> Outcome:
        if standing is None:
            return UNCHANGED
        counted = self._counted(standing, shown.region_code)
        found = recounting.again(standing, counted, self._calendar(shown.region_code), self.cause)
        what = found.what
        due = (what.look_by or what.review_due or what.promised_due or what.delivery_due) if what else None
        if what is None or due is None:
            return Outcome(kept=found.kept)
        before = {seat.instance: seat.due_on for seat in shown.seats}
        statutory = what.statutory_due
        dates = storage.Dates(
            due_on=due.on,
            due_provisional=due.provisional,
            promised_on=what.promised_due.on if what.promised_due else shown.promised_on,
            statutory_on=statutory.on if statutory else shown.statutory_on,
            statutory_provisional=statutory.provisional if statutory else shown.statutory_provisional,
            seats=tuple(
                (one.instance, one.due.on) for one in what.seats if before.get(one.instance) != one.due.on
            ),
        )
        return Outcome(dates, canonical_text(rules.to_plain(what)), found.kept)

    def _change(self, held: storage.Held, dates: storage.Dates, body: str, batch: str) -> storage.Change:
        # The text was made once for all cases alike; only the batch, its first field, is put in here.
        body = body.replace('{"batch":""', f'{{"batch":"{batch}"', 1)
        parts = (held.version + 1, rules.Recounted.KIND, self.at, self.by, body, held.head)
        digest = rules.link_hash(held.id, rules.Link(*parts))
        return storage.Change(held, rules.Link(*parts, digest), dates)

    def _record(self, changes: Sequence[storage.Change], batch: str) -> None:
        """One leaf for the batch, with the last link of every case in it."""
        detail = {
            "calendar": self.counted_by,
            "cases": [[one.held.id, one.link.seq, one.link.hash] for one in changes],
        }
        record.record(audit.Act(self.actor, "cases.recounted", "recount", batch, detail=detail), self.at)

    def _announce(self, changes: Sequence[storage.Change], batch: str) -> None:
        """One announcement for the batch: whose day has changed, from which day to which."""
        moved: dict[tuple[date, date, bool], list[str]] = {}
        for one in changes:
            was_on = one.held.clocks.due_on
            if was_on is not None and was_on != one.dates.due_on:
                key = (was_on, one.dates.due_on, one.dates.due_provisional)
                moved.setdefault(key, []).append(one.held.id)
        if moved:
            groups = tuple(Moved(*key, tuple(ids)) for key, ids in sorted(moved.items()))
            outbox.announce(events.CasesRecounted(self.counted_by, groups, self.cause.notice), batch, self.at)

    def _note(self, result: Recounted) -> None:
        """Put on record that all open cases were counted by this calendar."""
        with transaction.atomic():
            row = Recount.objects.create(
                calendar=self.counted_by,
                examined=result.examined,
                changed=result.changed,
                kept=result.kept,
                ended_at=self.at,
            )
            detail = {
                "calendar": self.counted_by,
                "examined": result.examined,
                "changed": result.changed,
                "kept": result.kept,
                "notice": self.cause.notice,
            }
            act = audit.Act(
                actor=self.actor,
                action="cases.all_recounted",
                subject_kind="recount",
                subject_id=str(row.pk),
                detail=detail,
            )
            record.record(act, self.at)

    def _counted(self, standing: Standing, region_code: str) -> tuple[rules.Deadline, ...]:
        """The dates by today's calendar; simple cases share theirs with all that began on the same day."""
        workdays = self._calendar(region_code)
        if standing.pauses or standing.extension or standing.by_promise:
            return recounting.counted_again(standing, workdays)
        key = (standing.state, standing.start, standing.item.version_id, region_code)
        if key not in self.dues:
            self.dues[key] = recounting.counted_again(standing, workdays)
        return self.dues[key]

    def _calendar(self, region_code: str) -> WorkCalendar:
        """The calendar of a region, the same from the first case to the last."""
        if region_code not in self.calendars:
            self.calendars[region_code] = calendar.calendar_for(region_code)
        return self.calendars[region_code]

    def _item(self, version_id: str) -> rules.ItemRef:
        if version_id not in self.items:
            self.items[version_id] = item_ref(catalogue.version(version_id=version_id))
        return self.items[version_id]

    def _workdays(self, version_id: str) -> dict[str, int]:
        if version_id not in self.workdays:
            self.workdays[version_id] = seat_workdays(version_id)
        return self.workdays[version_id]


def written(changes: Sequence[storage.Change]) -> None:
    """Write the changes, each only to the version of its case that was held."""
    if storage.write(changes) != len(changes):
        raise RecountLost(f"{len(changes)} cases were held and fewer were written")
