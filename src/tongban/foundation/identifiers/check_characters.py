"""Check characters of the codes of the field; each function takes the body and gives the character that follows.

The bodies must already be made of the code's own characters; a stranger raises ValueError.
"""

from __future__ import annotations

DIGITS_AND_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_USCC_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))


def mod11_2(digits: str) -> str:
    """ISO 7064 MOD 11-2 of the 17 digits of a resident identity number (GB 11643-1999)."""
    _expect_length(digits, 17)
    total = sum(_value(d, "0123456789") * weight for d, weight in zip(digits, _RESIDENT_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def mod11_organisation(body: str) -> str:
    """The check character of the 8 characters of an organisation code (GB 11714)."""
    _expect_length(body, 8)
    total = sum(
        _value(c, DIGITS_AND_LETTERS) * weight for c, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def mod31_uscc(body: str) -> str:
    """The check character of the 17 characters of a unified social credit code (GB 32100-2015).

    A remainder of 0 gives the character 0; some published code gets this wrong.
    """
    _expect_length(body, 17)
    total = sum(_value(c, USCC_CHARACTERS) * weight for c, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return USCC_CHARACTERS[-total % 31]


def mod37_36(body: str) -> str:
    """ISO 7064 MOD 37,36 over digits and capital letters of any length (GB/T 36904)."""
    product = 36
    for character in body:
        total = (product + _value(character, DIGITS_AND_LETTERS)) % 36 or 36
        product = total * 2 % 37
    return DIGITS_AND_LETTERS[(37 - product) % 36]


def _value(character: str, alphabet: str) -> int:
    return alphabet.index(character)


def _expect_length(body: str, length: int) -> None:
    if len(body) != length:
        raise ValueError(f"{length} characters are checked, not {len(body)}")
