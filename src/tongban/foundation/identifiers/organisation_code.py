"""Organisation codes (GB 11714): eight characters and a check character, printed as XXXXXXXX-X."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongban.foundation.identifiers.check_characters import DIGITS_AND_LETTERS, mod11_organisation
from tongban.foundation.identifiers.checks import Check, refuse, right, wrong
from tongban.foundation.identifiers.cleaning import about_strangers, clean
from tongban.foundation.refusals import _
from tongban.foundation.sentences import say


@dataclass(frozen=True, slots=True)
class OrganisationCode:
    """A code that holds."""

    code: str

    @property
    def printed(self) -> str:
        return f"{self.code[:8]}-{self.code[8]}"


def parse(value: str) -> OrganisationCode:
    """The code. Raises Refused with every reason when it does not hold."""
    result = check(value)
    if result.normalised is None:
        raise refuse("identifiers.organisation_code_wrong", result)
    return OrganisationCode(result.normalised)


def check(value: str) -> Check:
    """Whether an organisation code holds."""
    code = clean(value)
    if not code:
        return wrong(say(_("Give an organisation code of 9 characters.")))
    if len(code) != 9:
        reason = say(_("An organisation code has 9 characters; this has {length}."), length=len(code))
        return wrong(reason, *about_strangers(code, DIGITS_AND_LETTERS, lambda mended: False))
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        reasons = list(about_strangers(code, DIGITS_AND_LETTERS, holds))
        return wrong(*(reasons or [say(_("The last character must be a digit or X."))]))
    expected = mod11_organisation(code[:8])
    if code[8] != expected:
        reasons = [
            say(_("The check character should be {expected}, not {found}."), expected=expected, found=code[8])
        ]
        mended = code[:8].replace("O", "0").replace("I", "1") + code[8]
        if mended != code and holds(mended):
            reasons.append(
                say(
                    _("Look-alikes may have been mistaken for one another; was {mended} meant?"),
                    mended=mended,
                )
            )
        return wrong(*reasons)
    return right(code)


def holds(code: str) -> bool:
    """Whether nine clean characters are an organisation code."""
    return bool(re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code)) and mod11_organisation(code[:8]) == code[8]
