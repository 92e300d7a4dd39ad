"""What moves the clock: special procedures with their written notice, and the one extension."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tongban.cases import rules
from tongban.cases.services.steps import CaseResult, do
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Fault, Refused, _
from tongban.org import queries as org


def start_special(
    *,
    public_id: str,
    kind: str,
    days: int,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    officials: Sequence[str] = (),
    organisation: str = "",
    expected_version: int | None = None,
) -> CaseResult:
    """Begin a special procedure of article 45; the applicant is told in writing how many workdays it needs.

    officials  ids of those who inspect, test or look for disease (art. 55), unless an organisation does
    """
    sent = named_officials(officials, at)
    return do(
        "start_special",
        lambda facts: rules.StartSpecial(actor, at, kind, days, reason, sent, organisation),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        kind=kind, days=days, reason=reason, officials=list(officials), organisation=organisation,
    )  # fmt: skip


def named_officials(staff_ids: Sequence[str], at: datetime) -> tuple[rules.Official, ...]:
    """Officials in office on that day. Refuses an id that is nobody's."""
    found = []
    for one in staff_ids:
        cards = org.staff_member(staff_id=one, on=day_of(at))
        if not cards:
            raise Refused(
                "cases.official_unknown",
                _("Please choose officials in office."),
                faults=(Fault("officials", _("Please choose officials in office.")),),
            )
        found.append(rules.Official(cards[0].id, cards[0].name))
    return tuple(found)


def end_special(
    *,
    public_id: str,
    result: str,
    actor: Actor,
    at: datetime,
    key: str,
    conforms: bool | None = None,
    standard: str = "",
    expected_version: int | None = None,
) -> CaseResult:
    """End it with its result; the clock runs again.

    conforms, standard  whether what was inspected or tested conforms, and to what; else nothing
    """
    return do(
        "end_special",
        lambda facts: rules.EndSpecial(actor, at, result, conforms, standard),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        result=result, conforms=conforms, standard=standard,
    )  # fmt: skip


def ask_extension(
    *,
    public_id: str,
    days: int,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Ask the head for more time."""
    return do(
        "ask_extension",
        lambda facts: rules.AskExtension(actor, at, days, reason),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        days=days, reason=reason,
    )  # fmt: skip


def extend(
    *,
    public_id: str,
    days: int,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Extend the period, once, before it is over, as the head who may (art. 42)."""
    return do(
        "extend",
        lambda facts: rules.Extend(actor, at, days, reason),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        days=days, reason=reason,
    )  # fmt: skip


def decline_extension(
    *,
    public_id: str,
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Leave the period as it is, and say why."""
    return do(
        "decline_extension",
        lambda facts: rules.DeclineExtension(actor, at, reason),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        reason=reason,
    )  # fmt: skip
