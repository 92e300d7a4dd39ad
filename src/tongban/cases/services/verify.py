"""Proof that the cases are what their ledgers say: every chain whole, every row the fold of its events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from tongban.audit import queries as record
from tongban.cases import rules
from tongban.cases.models import Case, CaseEvent
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


def verify_cases(*, today: date) -> CasesVerdict:
    """Fold every case again from its events and compare: chain, row, seats, and the record that vouches for it."""
    cases = events = 0
    for rows in _pages():
        ledgers = _ledgers([row["id"] for row in rows])
        for row in rows:
            links = ledgers.get(row["id"], ())
            cases, events = cases + 1, events + len(links)
            fault = _fault(row, links, today)
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
        if _fault(again, _ledgers([row["id"]]).get(row["id"], ()), today) is None:
            return False
    return True


def _pages() -> Iterator[list[dict[str, Any]]]:
    """All cases in the order of their keys, some hundred at a time."""
    last = None
    while True:
        rows = Case.objects.order_by("id")
        rows = rows if last is None else rows.filter(id__gt=last)
        page: list[dict[str, Any]] = [dict(row) for row in rows.values()[:AT_ONCE]]
        if not page:
            return
        yield page
        last = page[-1]["id"]


def _ledgers(case_ids: Sequence[UUID]) -> Mapping[UUID, tuple[rules.Link, ...]]:
    rows = CaseEvent.objects.filter(case_id__in=case_ids).order_by("case_id", "seq").values()
    return {
        key: tuple(map(rules.link_from, found)) for key, found in groupby(rows, key=itemgetter("case_id"))
    }


def _fault(row: Mapping[str, Any], links: Sequence[rules.Link], today: date) -> Sentence | None:
    """What is wrong with one case; None when nothing is."""
    case_id = str(row["id"])
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
    if not _seats_agree(case_id, facts, today):
        return say(_("Case {number}: its open seats are not what its events say."), number=row["number"])
    return None


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


def _seats_agree(case_id: str, facts: rules.CaseFacts, today: date) -> bool:
    stored = flow.open_seats_of(subject_id=case_id, today=today)
    return {(seat.instance, str(seat.department_id), seat.stand_in, seat.due_on) for seat in stored} == {
        (seat.instance, seat.department_id, seat.stand_in, seat.due.on) for seat in facts.seats
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """The stored row in the values that the fold gives."""
    return {name: str(value) if name in UUIDS and value else value for name, value in row.items()}
