"""Which materials an application holds, from where, and which are missing: all of them, at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.cases.rules.parts import FileRef, MaterialHeld
from tongban.catalogue.rules import MaterialCard
from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class HeldLicence:
    """A licence that answers a material: looked up now, and kept as it was at this moment (MAT-3)."""

    type_code: str
    identifier: str
    name: str
    public_id: str
    issuer_name: str
    snapshot: Mapping[str, Any]

    @property
    def told(self) -> Sentence:
        """What it is, in a phrase."""
        return say(_("electronic licence “{name}”"), name=self.name)


@dataclass(frozen=True, slots=True)
class VerifiedCopy:
    """A copy whose original a window has seen for an earlier case, and that may still be used (grade B).

    name         the material, as both items call it
    issuer_name  the department whose window saw the original
    case         the number of that case
    until        the last day on which it may be used
    """

    name: str
    files: tuple[FileRef, ...]
    case: str
    on: date
    issuer_name: str
    until: date

    @property
    def told(self) -> Sentence:
        """What it is, in a phrase."""
        return say(
            _("copy compared with the original on {day}, to be used until {until}"),
            day=self.on,
            until=self.until,
        )

    @property
    def snapshot(self) -> dict[str, str]:
        """What the next case remembers of it, in plain text."""
        return {
            "case": self.case,
            "on": self.on.isoformat(),
            "department": self.issuer_name,
            "until": self.until.isoformat(),
        }


HeldMaterial = HeldLicence | VerifiedCopy


def held_materials(
    needed: Iterable[MaterialCard],
    licences: Mapping[str, HeldMaterial],
    files: Mapping[str, tuple[FileRef, ...]],
) -> tuple[MaterialHeld, ...]:
    """Where each needed material comes from; what is neither known nor given is ``later``.

    licences  by id of the material that they answer: what the state holds is not asked for, nor what a window has seen
    """
    return tuple(_held(one, licences.get(one.id), files.get(one.id, ())) for one in needed)


def missing_materials(
    needed: Iterable[MaterialCard],
    licences: Mapping[str, HeldMaterial],
    files: Mapping[str, tuple[FileRef, ...]],
) -> tuple[MaterialCard, ...]:
    """The required materials that nothing answers; one that may follow is asked for like any other.

    Source: Administrative License Law, art. 32(4): all at once
    """
    return tuple(
        one
        for one in needed
        if one.necessity in ("required", "gap") and one.id not in licences and not files.get(one.id)
    )


def owed_materials(
    needed: Iterable[MaterialCard],
    licences: Mapping[str, HeldMaterial],
    files: Mapping[str, tuple[FileRef, ...]],
    later: Collection[str],
    promised: Collection[str],
) -> dict[str, MaterialHeld]:
    """What of the missing the applicant may owe: to follow (``gap``), or answered by the promise (``promised``)."""
    return {
        one.id: MaterialHeld(one.id, one.name, "promised" if one.id in promised else "gap")
        for one in missing_materials(needed, licences, files)
        if one.id in promised or one.id in later
    }


def _held(one: MaterialCard, licence: HeldMaterial | None, files: tuple[FileRef, ...]) -> MaterialHeld:
    if isinstance(licence, VerifiedCopy):
        return MaterialHeld(one.id, one.name, "copy", licence.files, snapshot=licence.snapshot)
    if licence is None:
        return MaterialHeld(one.id, one.name, "files" if files else "later", files)
    return MaterialHeld(
        key=one.id,
        name=one.name,
        how="licence",
        files=files,
        licence_type=licence.type_code,
        identifier=licence.identifier,
        licence_name=licence.name,
        snapshot=licence.snapshot,
    )
