"""What bundles announce, in the past tense; ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BundlePublished:
    """A version of a bundle is offered from now on."""

    version_id: str
    code: str
    version_no: int


@dataclass(frozen=True, slots=True)
class BundleWithdrawn:
    """A bundle takes no applications any more; those handed in go on as the cases they are."""

    version_id: str
    code: str


@dataclass(frozen=True, slots=True)
class BundleSubmitted:
    """A bundle was handed in: the public ids of the cases it became, and the items that wait for one of them."""

    application_id: str
    public_id: str
    code: str
    cases: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartSubmitted:
    """A part that waited for another's result was handed in by itself."""

    application_id: str
    public_id: str
    item_code: str
    case: str


@dataclass(frozen=True, slots=True)
class PartNeedsApplicant:
    """A part could not be handed in by itself; it waits for its applicant as a draft."""

    application_id: str
    public_id: str
    person_id: str
    bundle_name: str
    item_code: str
    item_name: str
