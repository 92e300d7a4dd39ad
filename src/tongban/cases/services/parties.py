"""Those whose important interests are touched, what is stated and argued, and a hearing announced to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tongban.cases import rules
from tongban.cases.services.hearing import presiding
from tongban.cases.services.steps import CaseResult, do
from tongban.foundation.actors import Actor


def tell_parties(
    *,
    public_id: str,
    parties: Sequence[rules.Party],
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Tell those whose important interests are touched, and the applicant, of their rights (arts. 36, 47)."""
    told = tuple(parties)
    return do(
        "tell_parties",
        lambda facts: rules.TellParties(actor, at, told, reason),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        parties=rules.to_plain(told), reason=reason,
    )  # fmt: skip


def hear_statement(
    *,
    public_id: str,
    text: str,
    actor: Actor,
    at: datetime,
    key: str,
    party: str = "",
    wants_hearing: bool | None = None,
    expected_version: int | None = None,
) -> CaseResult:
    """Write down what the applicant or an interested party states and argues (art. 36).

    party  the name of an interested party that was told; empty: the applicant
    """
    return do(
        "hear_statement",
        lambda facts: rules.HearStatement(actor, at, party, text, wants_hearing),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        party=party, text=text, wants_hearing=wants_hearing,
    )  # fmt: skip


def announce_hearing(
    *,
    public_id: str,
    on: date,
    time: str,
    place: str,
    chair: str,
    reason: str,
    where: str,
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Announce a hearing that a rule prescribes or the public interest asks for (art. 46)."""
    name = presiding(chair, at)
    return do(
        "announce_hearing",
        lambda facts: rules.AnnounceHearing(actor, at, on, time, place, chair, name, reason, where),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        on=on, time=time, place=place, chair=chair, reason=reason, where=where,
    )  # fmt: skip
