"""Identifiers of electronic licences (GB/T 36904): 1.2.156.3005.2.type.issuer.serial.version.check.

The type is the unified code of the authority that defines it with three more characters; the check character
is ISO 7064 MOD 37,36 over type, issuer, serial and version without dots.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongban.foundation.identifiers import uscc
from tongban.foundation.identifiers.check_characters import DIGITS_AND_LETTERS, mod37_36
from tongban.foundation.identifiers.checks import Check, refuse, right, wrong
from tongban.foundation.identifiers.cleaning import about_strangers, clean
from tongban.foundation.refusals import Refused, _
from tongban.foundation.sentences import Sentence, say

PREFIX = "1.2.156.3005.2"


@dataclass(frozen=True, slots=True)
class LicenceId:
    """An identifier that holds, taken apart; ``version`` begins with 1 and grows with each re-issue."""

    identifier: str
    type_code: str
    issuer: str
    serial: str
    version: int

    @property
    def check_character(self) -> str:
        return self.identifier[-1]


def build(type_code: str, issuer: str, serial: str, version: int) -> str:
    """The identifier of these parts with its check character. Raises Refused when a part cannot stand in one."""
    if not 1 <= version <= 999:
        raise Refused("identifiers.licence_version", _("The version of a licence lies between 001 and 999."))
    parts = (clean(type_code), clean(issuer), clean(serial), f"{version:03}")
    identifier = ".".join((PREFIX, *parts, mod37_36("".join(parts)) if all(map(_plain, parts)) else "?"))
    return parse(identifier).identifier


def parse(value: str) -> LicenceId:
    """The identifier taken apart. Raises Refused with every reason when it does not hold."""
    result = check(value)
    if result.normalised is None:
        raise refuse("identifiers.licence_id_wrong", result)
    type_code, issuer, serial, version = result.normalised.removeprefix(PREFIX + ".").split(".")[:4]
    return LicenceId(result.normalised, type_code, issuer, serial, int(version))


def check(value: str) -> Check:
    """Whether the identifier of an electronic licence holds."""
    text = clean(value, keep_hyphens=True).replace("。", ".")
    if not text:
        return wrong(say(_("Give the identifier of an electronic licence.")))
    if not text.startswith(PREFIX + "."):
        return wrong(say(_("The identifier of an electronic licence begins with {prefix}."), prefix=PREFIX))
    parts = text.removeprefix(PREFIX + ".").split(".")
    if len(parts) != 5:
        return wrong(
            say(
                _(
                    "After {prefix} follow five parts: type, issuer, serial, version, check; here are {number}."
                ),
                prefix=PREFIX,
                number=len(parts),
            )
        )
    reasons = _faults(*parts)
    return wrong(*reasons) if reasons else right(text)


def _faults(type_code: str, issuer: str, serial: str, version: str, found: str) -> list[Sentence]:
    reasons: list[Sentence] = []
    if len(type_code) != 21:
        reasons.append(say(_("The type has 21 characters; this has {length}."), length=len(type_code)))
    elif not uscc.holds(type_code[:18]):
        reasons.append(
            say(_("The type begins with no valid unified social credit code: {code}."), code=type_code[:18])
        )
    if not uscc.holds(issuer):
        reasons.append(say(_("The issuer is no valid unified social credit code: {code}."), code=issuer))
    if not 1 <= len(serial) <= 32:
        reasons.append(say(_("The serial has 1 to 32 characters; this has {length}."), length=len(serial)))
    if not re.fullmatch(r"[0-9]{3}", version) or version == "000":
        reasons.append(say(_("The version of a licence lies between 001 and 999.")))
    body = type_code + issuer + serial + version
    foreign = list(about_strangers(body, DIGITS_AND_LETTERS, lambda mended: False))
    if foreign:
        return reasons + foreign
    expected = mod37_36(body)
    if found != expected:
        reasons.append(
            say(
                _("The check character should be {expected}, not {found}."),
                expected=expected,
                found=found or "-",
            )
        )
    return reasons


def _plain(part: str) -> bool:
    return all(character in DIGITS_AND_LETTERS for character in part)
