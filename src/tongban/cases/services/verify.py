"""Proof that the cases are what their ledgers say: every chain whole, every row the fold of its events."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from tongban.audit import queries as record
from tongban.cases import rules
from tongban.cases.models import Case, CaseEvent, Mark, Matter
from tongban.flow import queries as flow
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say

AT_ONCE = 500
ATTEMPTS = 3
MOST_ACTS = 1_000_000
UUIDS = (
    "implementation_id",
    "version_id",
    "department_id",
    "applicant_id",
    "applicant_person_id",
    "account_id",
    "plan_version_id",
    "id",
)


@dataclass(frozen=True, slots=True)
class CasesVerdict:
    """What was read again, and the first thing that is not as it was: the number of its case, and why."""

    ok: bool
    cases: int
    events: int
    sentence: Sentence
    first_bad: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What stands about some cases beside their rows, by case: events, open seats, what waits, what is held against."""

    links: Mapping[UUID, tuple[rules.Link, ...]]
    seats: Mapping[UUID, set[tuple[Any, ...]]]
    matters: Mapping[UUID, set[rules.Matter]]
    marks: Mapping[UUID, set[tuple[Any, ...]]]


def verify_cases(*, today: date, only: Collection[str] = ()) -> CasesVerdict:
    """Fold every case again from its events and compare all that is stored of it with that fold.

    Its chain, its row, its open seats, what waits beside them, what it holds against its applicant, and the record
    that vouches for it.
    only  public ids of the cases that are read; empty: all
    """
    cases = events = 0
    for rows in _pages(only):
        stored = _stored([row["id"] for row in rows], today)
        for row in rows:
            cases, events = cases + 1, events + len(stored.links.get(row["id"], ()))
            fault = _fault(row, stored)
            if fault is not None and _still(row, today):
                return CasesVerdict(False, cases, events, fault, row["number"])
    sentence = say(
        _("{cases} cases with {events} events are what their ledgers say."), cases=cases, events=events
    )
    return CasesVerdict(True, cases, events, sentence)


def _still(row: Mapping[str, Any], today: date) -> bool:
    """Whether a case is at fault when it is read again by itself: people go on working while one verifies."""
    for _attempt in range(ATTEMPTS):
        again = Case.objects.filter(pk=row["id"]).values().get()
        if _fault(again, _stored([row["id"]], today)) is None:
            return False
    return True


def _pages(only: Collection[str]) -> Iterator[list[dict[str, Any]]]:
    """The cases in the order of their keys, some hundred at a time."""
    chosen = Case.objects.filter(public_id__in=only) if only else Case.objects.all()
    last = None
    while True:
        rows = chosen.order_by("id")
        rows = rows if last is None else rows.filter(id__gt=last)
        page: list[dict[str, Any]] = [dict(row) for row in rows.values()[:AT_ONCE]]
        if not page:
            return
        yield page
        if len(page) < AT_ONCE:
            return
        last = page[-1]["id"]


def _stored(case_ids: Sequence[UUID], today: date) -> Stored:
    rows = CaseEvent.objects.filter(case_id__in=case_ids).order_by("case_id", "seq").values()
    links = {
        key: tuple(map(rules.link_from, found)) for key, found in groupby(rows, key=itemgetter("case_id"))
    }
    open_seats = flow.open_seats_of_all(subject_ids=[str(one) for one in case_ids], today=today)
    seats = {UUID(key): set(map(_seat, found)) for key, found in open_seats.items()}
    matters, marks = defaultdict(set), defaultdict(set)
    for matter in Matter.objects.filter(case_id__in=case_ids):
        matters[matter.case_id].add(_matter(matter))
    for mark in Mark.objects.filter(case_id__in=case_ids, mended_at=None):
        marks[mark.case_id].add(_mark(mark))
    return Stored(links, seats, matters, marks)


def _seat(card: flow.SeatCard) -> tuple[Any, ...]:
    return card.instance, str(card.department_id), card.stand_in, card.due_on, card.paused


def _matter(row: Matter) -> rules.Matter:
    department = str(row.department_id) if row.department_id else ""
    return rules.Matter(row.kind, row.due_on, department, row.permission, row.staff_id)


def _mark(row: Mark) -> tuple[Any, ...]:
    held = rules.Mark(row.kind, row.until, row.source)
    return held, row.applicant_kind, str(row.applicant_id), str(row.implementation_id)


def _fault(row: Mapping[str, Any], stored: Stored) -> Sentence | None:
    """What is wrong with one case; None when nothing is."""
    case_id, links = str(row["id"]), stored.links.get(row["id"], ())
    broken = _broken_link(case_id, links)
    if broken:
        return say(_("Case {number}: event {seq} is not what was written."), number=row["number"], seq=broken)
    facts = rules.fold(rules.event_from(link, json.loads(link.body)) for link in links)
    if not links:
        return say(_("Case {number} has no events."), number=row["number"])
    column = rules.difference(_plain(row), rules.case_row(case_id, facts, links[-1].hash))
    if column:
        return say(
            _("Case {number}: “{column}” is not what its events say."), number=row["number"], column=column
        )
    unvouched = _unvouched(case_id, links)
    if unvouched:
        return say(
            _("Case {number}: the record does not hold event {seq}."), number=row["number"], seq=unvouched
        )
    beside = _beside(facts, row["id"], stored)
    return say(beside, number=row["number"]) if beside else None


def _beside(facts: rules.CaseFacts, key: UUID, stored: Stored) -> str:
    """What stands beside the row of a case and is not what its events say; empty when all is."""
    of = facts.of
    seats = {
        (seat.instance, seat.department_id, seat.stand_in, seat.due.on, seat.instance in facts.standing_still)
        for seat in facts.seats
    }
    whose = (of.applicant.kind, of.applicant.id, of.item.implementation_id)
    if stored.seats.get(key, set()) != seats:
        return _("Case {number}: its open seats are not what its events say.")
    if stored.matters.get(key, set()) != set(rules.matters(facts)):
        return _("Case {number}: what waits beside its seats is not what its events say.")
    if stored.marks.get(key, set()) != {(mark, *whose) for mark in rules.marks(facts)}:
        return _("Case {number}: what it holds against its applicant is not what its events say.")
    return ""


def _broken_link(case_id: str, links: Sequence[rules.Link]) -> int:
    """The number of the first event that breaks the chain; 0 when it is whole."""
    before = ""
    for place, link in enumerate(links, 1):
        if link.seq != place or link.prev_hash != before or rules.link_hash(case_id, link) != link.hash:
            return place
        before = link.hash
    return 0


def _unvouched(case_id: str, links: Sequence[rules.Link]) -> int:
    """The first event for which the record has no leaf with its hash; 0 when it has all."""
    hashes = {link.seq: link.hash for link in links}
    vouched: set[int] = set()
    for act in record.acts_on_case(case_id, limit=MOST_ACTS):
        last = act.detail.get("last")
        if act.subject_kind == "case" and last in hashes and act.detail.get("hash") == hashes[last]:
            vouched.update(range(int(act.detail["first"]), int(last) + 1))
    vouched |= {link.seq for link in links if link.seq not in vouched and _recounted(case_id, link)}
    return next((seq for seq in hashes if seq not in vouched), 0)


def _recounted(case_id: str, link: rules.Link) -> bool:
    """Whether the leaf of a recount vouches for this link; one leaf stands for all cases of its batch."""
    if link.kind != rules.Recounted.KIND:
        return False
    return _batch(json.loads(link.body)["batch"]).get(case_id) == (link.seq, link.hash)


@lru_cache(maxsize=64)
def _batch(batch: str) -> Mapping[str, tuple[int, str]]:
    """The links for which the leaf of a batch vouches, by case. A leaf never changes."""
    acts = record.acts_on(subject_kind="recount", subject_id=batch)
    return {case: (seq, digest) for act in acts for case, seq, digest in act.detail.get("cases", ())}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """The stored row in the values that the fold gives."""
    return {name: str(value) if name in UUIDS and value else value for name, value in row.items()}
