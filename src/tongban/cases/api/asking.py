"""Who asks through the machines' door, and how cards become answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from tongban.cases import queries, rules, services
from tongban.cases.api.schemas import LineOut, RemediesIn, Versioned
from tongban.foundation import clock
from tongban.foundation.actors import VISITOR, Actor


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in; the door lets nobody else in."""
    actor: Actor = getattr(request, "actor", VISITOR)
    return actor


def stamp(request: HttpRequest, body: Versioned, key: str) -> dict[str, Any]:
    """What every act takes: who, when, by which key, and on which version."""
    return {
        "actor": actor_of(request),
        "at": clock.now(),
        "key": key,
        "expected_version": body.expected_version,
    }


def line(card: queries.CaseCard) -> dict[str, Any]:
    """A case as a line of a list."""
    names = LineOut.model_fields.keys() - {"status"}
    return {name: getattr(card, name) for name in names} | {"status": card.status.text(gettext)}


def remedies(actor: Actor, public_id: str, given: RemediesIn | None) -> rules.Remedies | None:
    """The remedies named, or the usual ones of the item's region."""
    if given is not None:
        return rules.Remedies(given.review_body, given.court, given.channel)
    if not actor.is_staff:
        raise rules.not_found()
    return services.usual_remedies(region_code=queries.case_card(public_id=public_id).region_code)
