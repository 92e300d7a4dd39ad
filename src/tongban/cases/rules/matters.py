"""What of a case waits for somebody beside the seats of its plan: a matter, until when, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongban.cases.rules.commitment import can_check
from tongban.cases.rules.facts import UNDER_REVIEW, CaseFacts, State


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits for officials.

    kind           ``preview`` to be looked through as a department of a joint item 预审, ``extension`` to be
                   approved 延期, ``hearing`` to preside over 听证, ``check`` of a promise 核查
    department_id  whose officials with the permission are asked; empty: those of the government of the region
    staff_id       the one official who is asked, else empty
    """

    kind: str
    due_on: date
    department_id: str = ""
    permission: str = ""
    staff_id: str = ""


def matters(facts: CaseFacts) -> tuple[Matter, ...]:
    """Everything that waits now; nothing for most cases, whose work is done at their seats."""
    if facts.application is None:
        return ()
    return (*_previews(facts), *_extension(facts), *_hearing(facts), *_check(facts))


def _previews(facts: CaseFacts) -> Iterator[Matter]:
    """Each department of a joint item until it has said what it needs, or the one notice is out."""
    if facts.state != State.SUBMITTED or facts.corrections or facts.review_due is None:
        return
    for department in facts.of.item.way.departments:
        if department not in facts.looked_through:
            yield Matter("preview", facts.review_due.on, department, "case.opinion")


def _extension(facts: CaseFacts) -> Iterator[Matter]:
    if facts.extension_asked is None or facts.state not in UNDER_REVIEW or facts.promised_due is None:
        return
    if facts.of.item.way.joint:
        yield Matter("extension", facts.promised_due.on, "", "case.direct_joint")
    else:
        yield Matter("extension", facts.promised_due.on, facts.of.item.department_id, "case.direct")


def _hearing(facts: CaseFacts) -> Iterator[Matter]:
    hearing = facts.hearing
    if hearing is None or facts.state not in UNDER_REVIEW or hearing.held is not None:
        return
    if hearing.called is not None:
        yield Matter("hearing", hearing.called.on, staff_id=hearing.called.chair)


def _check(facts: CaseFacts) -> Iterator[Matter]:
    """A promise until it is found kept or broken; one that is to be mended, until the day of that."""
    checked = facts.promise_check
    due = facts.decision.check_due if facts.decision else None
    if due is None or not can_check(facts) or (checked is not None and checked.result != "mend"):
        return
    until = checked.mend_by if checked is not None and checked.mend_by else due.on
    yield Matter("check", until, facts.of.item.department_id, "case.opinion")
    yield Matter("check", until, facts.of.item.department_id, "case.decide")
