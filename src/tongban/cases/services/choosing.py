"""Which way an applicant chose: the ordinary one, a promise, materials that follow, a renewal or a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.cases import rules, sealing
from tongban.cases.models import Draft
from tongban.cases.services import marks
from tongban.cases.services.apply import held_draft
from tongban.catalogue import queries as catalogue
from tongban.flow import rules as flow
from tongban.foundation.actors import Actor
from tongban.foundation.clock import day_of
from tongban.foundation.refusals import Refused, _
from tongban.licences import queries as licences


@dataclass(frozen=True, slots=True)
class Choice:
    """The way of a draft, read against its item.

    later     ids of the materials that are to follow
    promised  ids of the materials for which the promise stands
    """

    promise: rules.Promise | None = None
    follow_up: bool = False
    later: frozenset[str] = frozenset()
    promised: frozenset[str] = frozenset()
    earlier: rules.Earlier | None = None

    @property
    def trusted(self) -> bool:
        """Whether this way asks for trust, which a broken promise forfeits."""
        return self.promise is not None or bool(self.later)

    @classmethod
    def of(cls, kept: Mapping[str, Any], item: catalogue.ItemCard, answers: Mapping[str, Any]) -> Choice:
        """The choice that a draft keeps. What the item does not offer (any more) for these answers is not chosen."""
        if not kept:
            return cls()
        way = item.procedure
        promise = None
        if kept.get("promise") and way.commitment is not None:
            promise = rules.Promise(way.commitment.terms, way.commitment.consequences)
        earlier = kept.get("earlier")
        return cls(
            promise=promise,
            follow_up=bool(kept.get("follow_up")),
            later=frozenset(kept.get("later", ())) & flow.may_follow(item, answers),
            promised=frozenset(way.commitment.replaces) if promise and way.commitment else frozenset(),
            earlier=_earlier(earlier) if earlier else None,
        )


def _earlier(kept: Mapping[str, Any]) -> rules.Earlier:
    ends_on = kept.get("ends_on")
    return rules.Earlier(
        kept["purpose"], kept["identifier"], kept["name"], date.fromisoformat(ends_on) if ends_on else None
    )


def choose_promise(*, draft: str, promise: bool, actor: Actor, at: datetime) -> None:
    """Choose the promise instead of proof, or the ordinary way; it may be changed until the draft is handed in.

    Refuses an item that does not offer it, and an applicant with a broken promise.
    """
    with transaction.atomic():
        row = held_draft(draft, actor, at)
        item = catalogue.version(version_id=str(row.version_id))
        if promise and item.procedure.commitment is None:
            raise Refused(
                "cases.promise_not_offered",
                _("This item is not granted on a promise; please go the ordinary way."),
            )
        _check_trusted(promise, row)
        row.choice = {**row.choice, "promise": promise}
        row.save(update_fields=["choice"])


def choose_later(
    *, draft: str, materials: frozenset[str], follow_up: bool, actor: Actor, at: datetime
) -> None:
    """Choose which materials are to follow, with the promise to hand them in."""
    with transaction.atomic():
        row = held_draft(draft, actor, at)
        item = catalogue.version(version_id=str(row.version_id))
        named = {one.id: one.name for one in item.materials}
        wrong = sorted(materials - flow.may_follow(item, sealing.unseal(row.answers)))
        if wrong:
            raise Refused(
                "cases.gap_not_allowed",
                _("These materials cannot follow later: {names}."),
                names="、".join(named.get(one, one) for one in wrong),
            )
        _check_trusted(bool(materials), row)
        row.choice = {**row.choice, "later": sorted(materials), "follow_up": follow_up}
        row.save(update_fields=["choice"])


def choose_earlier(*, draft: str, purpose: str, licence: str, actor: Actor, at: datetime) -> None:
    """Say that this application renews or changes a licence that the applicant holds.

    licence  its public id
    """
    with transaction.atomic():
        row = held_draft(draft, actor, at)
        item = catalogue.version(version_id=str(row.version_id))
        held = licences.kinds_held_by(
            holder_kind=row.applicant_kind, holder_id=str(row.applicant_id), on=day_of(at)
        )
        card = next((one for one in held.values() if one.public_id == licence), None)
        fits = card is not None and item.result is not None and card.type_code == item.result.type_code
        if card is None or not fits or purpose not in ("renew", "change"):
            raise Refused(
                "cases.earlier_unknown",
                _("Please choose a licence of yours that this item renews or changes."),
            )
        row.choice = {
            **row.choice,
            "earlier": {
                "purpose": purpose,
                "identifier": card.identifier,
                "name": card.type_name,
                "ends_on": card.valid_to.isoformat() if card.valid_to else "",
            },
        }
        row.save(update_fields=["choice"])


def _check_trusted(asks_for_trust: bool, row: Draft) -> None:
    """The applicant is asked about, whoever types: a clerk who helps has no promise of her own in it."""
    applicant = (row.applicant_kind, str(row.applicant_id))
    barred = marks.broken_promise_of(applicant=applicant) if asks_for_trust else ""
    if barred:
        raise rules.not_trusted(barred)
