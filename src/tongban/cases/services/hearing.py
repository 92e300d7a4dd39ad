"""Being heard before a decision, and one visit to the site for all departments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tongban.cases import rules
from tongban.cases.services.special import named_officials
from tongban.cases.services.steps import CaseResult, do
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Fault, Refused, _
from tongban.org import queries as org


def offer_hearing(
    *, public_id: str, reason: str, actor: Actor, at: datetime, key: str, expected_version: int | None = None
) -> CaseResult:
    """Tell the applicant of the right to be heard (art. 47)."""
    return do(
        "offer_hearing",
        lambda facts: rules.OfferHearing(actor, at, reason),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        reason=reason,
    )  # fmt: skip


def ask_hearing(
    *,
    public_id: str,
    wanted: bool,
    actor: Actor,
    at: datetime,
    key: str,
    statement: str = "",
    expected_version: int | None = None,
) -> CaseResult:
    """The applicant asks to be heard, or does without."""
    return do(
        "ask_hearing",
        lambda facts: rules.AskHearing(actor, at, wanted, statement),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        wanted=wanted, statement=statement,
    )  # fmt: skip


def call_hearing(
    *,
    public_id: str,
    on: date,
    time: str,
    place: str,
    chair: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Give the hearing its day, its place and its chair: an official who did not look at the application."""
    name = presiding(chair, at)
    return do(
        "call_hearing",
        lambda facts: rules.CallHearing(actor, at, on, time, place, chair, name),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        on=on, time=time, place=place, chair=chair,
    )  # fmt: skip


def presiding(chair: str, at: datetime) -> str:
    """The name of who is to preside. Refuses whoever is not in office."""
    found = org.staff_member(staff_id=chair, on=day_of(at)) if chair else ()
    if not found:
        raise Refused(
            "cases.chair_unknown",
            _("Please choose who presides: an official in office."),
            faults=(Fault("chair", _("Please say who presides.")),),
        )
    return found[0].name


def hold_hearing(
    *,
    public_id: str,
    record: str,
    signed: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Hand in the record as the chair; the clock runs again, and the decision rests on it (art. 48)."""
    return do(
        "hold_hearing",
        lambda facts: rules.HoldHearing(actor, at, record, signed),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        record=record, signed=signed,
    )  # fmt: skip


def call_visit(
    *,
    public_id: str,
    on: date,
    time: str,
    place: str,
    departments: Sequence[str],
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """One schedule for all departments that come to the site.

    departments  their names
    """
    coming = tuple(departments)
    return do(
        "call_visit",
        lambda facts: rules.CallVisit(actor, at, on, time, place, coming),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        on=on, time=time, place=place, departments=list(coming),
    )  # fmt: skip


def hold_visit(
    *,
    public_id: str,
    findings: Sequence[rules.Finding],
    actor: Actor,
    at: datetime,
    key: str,
    officials: Sequence[str] = (),
    signed: str = "",
    expected_version: int | None = None,
) -> CaseResult:
    """Write down what each department found, and the two or more who were there (art. 34(3)).

    Not having come is not taken for consent.
    """
    found, there = tuple(findings), named_officials(officials, at)
    return do(
        "hold_visit",
        lambda facts: rules.HoldVisit(actor, at, found, there, signed),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        findings=[rules.to_plain(one) for one in found], officials=list(officials), signed=signed,
    )  # fmt: skip
