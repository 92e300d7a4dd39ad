"""Trust first: what may follow later, and what was promised instead of being proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from tongban.cases import rules
from tongban.cases.services import known
from tongban.cases.services.accept import file_refs
from tongban.cases.services.steps import CaseResult, do
from tongban.catalogue import queries as catalogue
from tongban.foundation.actors import Actor


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
