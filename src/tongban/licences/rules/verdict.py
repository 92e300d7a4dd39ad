"""Verdicts on a licence that someone presents: one word, one sentence, and what was checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tongban.foundation.refusals import _
from tongban.foundation.sentences import Sentence
from tongban.licences.rules.standing import Standing


class VerdictKind(StrEnum):
    """The verdicts; every door shows each with a shape, a word and a colour."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    CHANGED = "changed"
    UNKNOWN = "unknown"

    @property
    def mark(self) -> str:
        return {"valid": "✔", "changed": "✖", "revoked": "✖", "unknown": "?"}.get(self.value, "▲")

    @property
    def tone(self) -> str:
        return {"valid": "success", "changed": "danger", "revoked": "danger", "unknown": "neutral"}.get(
            self.value, "warning"
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked; ``passed`` is None when it could not be."""

    name: str
    passed: bool | None
    said: tuple[Sentence, ...] = ()

    def text(self, translate: Callable[[str], str] = str) -> str:
        """What there is to say about it, beside whether it passed."""
        return " ".join(sentence.text(translate) for sentence in self.said)


@dataclass(frozen=True, slots=True)
class PublicFace:
    """What a stranger may see of a licence: the holder masked, nothing of the other fields."""

    public_id: str
    identifier: str
    type_name: str
    holder: str
    issuer_name: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    version: int
    stock: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "is this licence genuine?".

    face     None unless the presented thing is known here
    changes  what stands in a changed document and not in the one that was issued
    """

    kind: VerdictKind
    sentence: str
    at: datetime
    face: PublicFace | None = None
    checks: tuple[Check, ...] = ()
    changes: tuple[str, ...] = ()

    def text(self, translate: Callable[[str], str] = str) -> str:
        return translate(self.sentence)


_OF_STANDING = {
    Standing.VALID: (VerdictKind.VALID, _("Genuine and valid.")),
    Standing.NOT_YET: (VerdictKind.NOT_YET, _("Genuine, but its validity has not begun yet.")),
    Standing.EXPIRED: (VerdictKind.EXPIRED, _("Genuine, but expired.")),
    Standing.SUPERSEDED: (VerdictKind.SUPERSEDED, _("Genuine, but replaced by a newer licence.")),
    Standing.SUSPENDED: (
        VerdictKind.SUSPENDED,
        _("Genuine, but suspended at present; it does not count until restored."),
    ),
    Standing.REVOKED: (VerdictKind.REVOKED, _("This licence was revoked and no longer counts.")),
    Standing.DEREGISTERED: (VerdictKind.REVOKED, _("This licence was deregistered and no longer counts.")),
    Standing.FORFEITED: (VerdictKind.REVOKED, _("This licence was forfeited and no longer counts.")),
    Standing.TRANSFERRED: (
        VerdictKind.SUPERSEDED,
        _("Genuine, but transferred to another place; ask there."),
    ),
    Standing.OTHER: (VerdictKind.REVOKED, _("This licence no longer counts.")),
}
UNKNOWN = _("Not known here. That alone does not mean it is false: another platform may have issued it.")
CHANGED = _("Changed, or not issued by this platform. Do not rely on it.")
NOT_A_LICENCE = _("No licence identifier was found in it. A photo or a screenshot is not a licence.")


def judged(standing: Standing, *, at: datetime, face: PublicFace, checks: tuple[Check, ...]) -> Verdict:
    """The verdict on a licence whose standing is known: one failed check outweighs every standing."""
    if any(check.passed is False for check in checks):
        return Verdict(VerdictKind.CHANGED, CHANGED, at, face=face, checks=checks)
    kind, sentence = _OF_STANDING[standing]
    return Verdict(kind, sentence, at, face=face, checks=checks)
