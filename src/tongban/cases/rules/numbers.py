"""Numbers of a case: the one people read out, and the one the national platform exchanges.

Serials are drawn from counter rows locked in the transaction, never from the highest number so far.
"""

from __future__ import annotations

from datetime import date

from tongban.foundation.identifiers.check_characters import mod37_36
from tongban.foundation.refusals import Refused, _


def case_number(region_code: str, day: date, serial: int) -> str:
    """The number people read out: region, year, month and day, serial, and a check character (ISO 7064 MOD 37,36).

    It is never sufficient alone: whoever gives it also signs in, or knows more.
    """
    body = f"{region_code[:6]}{day:%Y%m%d}{serial:06d}"
    return f"{body[:6]}-{body[6:10]}-{body[10:14]}-{body[14:]}-{mod37_36(body)}"


def is_case_number(text: str) -> bool:
    """Whether the text, however it was typed, is a case number with the right check character."""
    plain = "".join(character for character in text.strip().upper() if character not in "- ")
    if len(plain) < 21 or not plain.isascii() or not plain[:-1].isdecimal() or not plain[-1].isalnum():
        return False
    return mod37_36(plain[:-1]) == plain[-1]


def normalised_case_number(text: str) -> str:
    """The number as it is stored. Refuses what is none."""
    if not is_case_number(text):
        raise Refused("cases.number_wrong", _("This is not a case number; please check each character."))
    plain = "".join(character for character in text.strip().upper() if character not in "- ")
    return f"{plain[:6]}-{plain[6:10]}-{plain[10:14]}-{plain[14:-1]}-{plain[-1]}"


def project_number(item_code: str, day: date, serial: int) -> str:
    """办件编号: the item's task code, the day, a daily serial of four digits; more digits only past 9999.

    A 31-character code gives 43 characters (ZWFW C 0109.2); a local code keeps its own length.
    """
    return f"{item_code}{day:%Y%m%d}{serial:04d}"
