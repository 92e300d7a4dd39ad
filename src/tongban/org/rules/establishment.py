"""The establishment (编制): how many people of each kind a department may have. Pure."""

from __future__ import annotations

from tongban.foundation.refusals import Fault, Refused, _

ESTABLISHMENTS: dict[str, str] = {
    "administrative": _("Administrative establishment"),
    "institution": _("Establishment of public institutions"),
    "justice": _("Establishment of police and justice"),
    "workers": _("Establishment of workers"),
}
"""Kinds of establishment (行政、事业、政法专项、工勤编制); none is used for another.

Source: Regulation on the Structure and Establishment of Local People's Governments (State Council Decree 486), art. 15
"""


ART_6 = _("Regulation on the Structure and Establishment of Local People's Governments, art. 6")


ART_15 = _("Regulation on the Structure and Establishment of Local People's Governments, art. 15")


def check_vacancy(authorised: int, actual: int) -> None:
    """Refuse one more person than the establishment has: who is in place never exceeds it (art. 6)."""
    if actual >= authorised:
        raise Refused(
            "org.establishment_full",
            _("This establishment has {authorised} places, and {actual} people are in place."),
            basis=ART_6,
            authorised=authorised,
            actual=actual,
        )


def check_transfer(before: str, after: str) -> None:
    """Refuse to move a person from one kind of establishment to another: kinds are not mixed (art. 15)."""
    if before != after:
        raise Refused(
            "org.establishments_mixed",
            _(
                "Nobody is moved from one kind of establishment to another; leaving and being recruited anew are separate acts."
            ),
            basis=ART_15,
        )


def establishment_faults(kind: str, authorised: int, actual: int, document: str) -> tuple[Fault, ...]:
    """Why an establishment cannot be set: unknown kind, no approving document, fewer places than people."""
    faults = []
    if kind not in ESTABLISHMENTS:
        faults.append(Fault("kind", _("Please choose the kind of establishment.")))
    if not document.strip():
        faults.append(Fault("document", _("Please name the document that approves it.")))
    if authorised < actual:
        faults.append(Fault("authorised", _("{actual} people are in place already."), {"actual": actual}))
    return tuple(faults)
