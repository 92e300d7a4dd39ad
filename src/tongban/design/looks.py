"""How a person likes the pages: language, colours, size. Kept in cookies, so it needs no account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COOKIES = {"theme": "look_theme", "elder": "look_elder", "contrast": "look_contrast", "language": "look_lang"}
CHOICES = {
    "theme": frozenset({"auto", "light", "dark"}),
    "elder": frozenset({"0", "1"}),
    "contrast": frozenset({"0", "1"}),
    "language": frozenset({"zh-hans", "en"}),
}
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Look:
    """One person's choice.

    theme     "auto" follows the device; "light" or "dark" were chosen
    elder     the edition for older people: text of 24 px, targets of 60 px
    contrast  black on white, or white on black
    """

    theme: str = "auto"
    elder: bool = False
    contrast: bool = False
    language: str = "zh-hans"


def look_of(cookies: Mapping[str, str], default_language: str = "zh-hans") -> Look:
    """The look that the cookies ask for; a value that is no choice counts as not given."""

    def chosen(choice: str, fallback: str) -> str:
        value = cookies.get(COOKIES[choice], "")
        return value if value in CHOICES[choice] else fallback

    return Look(
        theme=chosen("theme", "auto"),
        elder=chosen("elder", "0") == "1",
        contrast=chosen("contrast", "0") == "1",
        language=chosen("language", default_language),
    )
