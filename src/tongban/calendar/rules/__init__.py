"""The rules of notices: reading a file, what is wrong with it, and which days each region works. Pure."""

from tongban.calendar.rules.notices import (
    Change,
    Day,
    Notice,
    changes,
    check,
    effective,
    latest,
    reach,
    shipped,
    upper,
)
from tongban.calendar.rules.reading import notices_in

__all__ = [
    "Change",
    "Day",
    "Notice",
    "changes",
    "check",
    "effective",
    "latest",
    "notices_in",
    "reach",
    "shipped",
    "upper",
]
