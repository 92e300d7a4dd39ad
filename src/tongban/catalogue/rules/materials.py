"""Which materials are to be supplied: base and situation, merged, and without what the state already holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from tongban.catalogue.rules.cards import MaterialCard
from tongban.catalogue.rules.forms import asked

_STRICTNESS = {"optional": 0, "gap": 1, "required": 2}


def merged(materials: Iterable[MaterialCard]) -> tuple[MaterialCard, ...]:
    """Each material once, with the strictest necessity and the most copies that any mention asks."""
    kept: dict[str, MaterialCard] = {}
    for one in materials:
        first = kept.get(one.id)
        if first is None:
            kept[one.id] = one
            continue
        necessity = max(first.necessity, one.necessity, key=_STRICTNESS.__getitem__)
        kept[one.id] = replace(first, necessity=necessity, copies=max(first.copies, one.copies))
    return tuple(kept.values())


def needed(materials: Iterable[MaterialCard], answers: Mapping[str, object]) -> tuple[MaterialCard, ...]:
    """The materials of this situation that somebody must bring or a licence must answer.

    What the item spares by itself (the form says it, a commitment, a check between departments) is left out.
    """
    return merged(one for one in materials if asked(one.when, answers) and one.exempt in {"none", "licence"})


def demanded(
    materials: Iterable[MaterialCard], answers: Mapping[str, object], held: Collection[str]
) -> tuple[MaterialCard, ...]:
    """The materials that the applicant must bring: what the state holds or the form already says is not asked for.

    held  type codes of the licences the applicant's side holds; a licence that is not held must be brought
    Source: Regulation on Optimizing the Business Environment, art. 37 (what can be had by sharing is not asked)
    """
    return tuple(
        one
        for one in needed(materials, answers)
        if one.necessity == "required" and not (one.exempt == "licence" and one.licence_type in held)
    )


def exempt_by_default(source: str, licence_type: str | None) -> str:
    """How a material is spared unless the guide says otherwise: a government paper with a licence type is."""
    return "licence" if source == "government" and licence_type else "none"
