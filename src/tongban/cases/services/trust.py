"""Trust first: what may follow later, and what was promised instead of being proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime

from tongban.cases import queries, rules
from tongban.cases.services import known
from tongban.cases.services.accept import file_refs
from tongban.cases.services.steps import CaseResult, do
from tongban.catalogue import queries as catalogue
from tongban.foundation.actors import SYSTEM, Actor
from tongban.foundation.refusals import Refused


def supply_gap(
    *,
    public_id: str,
    files: Mapping[str, Sequence[str]],
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Hand in materials that were to follow.

    files  by material: public ids of files from ``attach_later``
    """
    given = file_refs(public_id, files)
    return do(
        "supply_gap",
        lambda facts: rules.SupplyGap(actor, at, _held(facts, given, actor, at)),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        files={key_of: [rules.to_plain(one) for one in refs] for key_of, refs in given.items()},
    )  # fmt: skip


def supply_from_store(
    *, holder_kind: str, holder_id: str, type_code: str, identifier: str, at: datetime
) -> int:
    """Put a licence that was just issued into the holder's open cases that wait for it; into how many.

    What another department has issued is not asked for, in whichever order the two cases end (PAR-3, OS-1).
    """
    waiting = queries.waiting_for_gaps(applicant_kind=holder_kind, applicant_id=holder_id)
    return sum(_supplied(public_id, type_code, identifier, at) for public_id in waiting)


def _supplied(public_id: str, type_code: str, identifier: str, at: datetime) -> int:
    def supply(facts: rules.CaseFacts) -> rules.Act:
        whose = facts.of.applicant
        body = whose.id if whose.kind == "body" else ""
        holder = Actor(account_id=facts.of.account_id, person_id=whose.person_id, body_id=body)
        item = catalogue.version(version_id=facts.of.item.version_id)
        owed = {one.key for one in facts.gaps}
        cards = [one for one in item.materials if one.id in owed and one.licence_type == type_code]
        found = known.known_materials(needed=cards, actor=holder, at=at)
        return rules.SupplyGap(SYSTEM, at, rules.held_materials(cards, found, {}))

    with suppress(Refused):
        do(
            "supply_from_store",
            supply,
            public_id=public_id,
            actor=SYSTEM,
            at=at,
            key=f"store:{identifier}"[:64],
        )
        return 1
    return 0


def withdraw_promise(
    *,
    public_id: str,
    files: Mapping[str, Sequence[str]],
    actor: Actor,
    at: datetime,
    key: str,
    expected_version: int | None = None,
) -> CaseResult:
    """Take the promise back and go the ordinary way, with everything that it stood for.

    files  by material: public ids of files from ``attach_later``
    """
    given = file_refs(public_id, files)
    return do(
        "withdraw_promise",
        lambda facts: rules.WithdrawPromise(actor, at, _held(facts, given, actor, at)),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        files={key_of: [rules.to_plain(one) for one in refs] for key_of, refs in given.items()},
    )  # fmt: skip


def _held(
    facts: rules.CaseFacts, given: Mapping[str, Sequence[rules.FileRef]], actor: Actor, at: datetime
) -> tuple[rules.MaterialHeld, ...]:
    """The materials that were owed, from files or from a licence that is there by now."""
    if facts.application is None or not rules.is_applicant(actor, facts):
        raise rules.not_found()
    item = catalogue.version(version_id=facts.of.item.version_id)
    owed = {one.key for one in facts.materials if one.how in ("gap", "promised")}
    cards = tuple(card for card in item.materials if card.id in owed)
    licences = known.known_materials(needed=cards, actor=actor, at=at, given=given)
    files = {name: tuple(refs) for name, refs in given.items()}
    return tuple(
        one for one in rules.held_materials(cards, licences, files) if one.how in ("files", "licence", "copy")
    )


def check_promise(
    *,
    public_id: str,
    result: str,
    actor: Actor,
    at: datetime,
    key: str,
    note: str = "",
    mend_by: date | None = None,
    expected_version: int | None = None,
) -> CaseResult:
    """Write down what was found: ``kept``, ``mend`` by a day, ``broken``, or ``repaired`` later."""
    return do(
        "check_promise",
        lambda facts: rules.CheckPromise(actor, at, result, note, mend_by),
        public_id=public_id, actor=actor, at=at, key=key, expected_version=expected_version,
        result=result, note=note, mend_by=mend_by,
    )  # fmt: skip
