"""Posts and what they permit, and from when lights and reminders begin. Pure: no database, no Django."""

from tongban.org.rules.posts import (
    ACTING_BODY,
    APART,
    PERMISSIONS,
    SESSION_ID,
    RegionLevel,
    holds_on,
    permission_faults,
    region_level,
)
from tongban.org.rules.thresholds import (
    CLOCKS,
    OF_APPLICANT,
    USUAL,
    Ladder,
    Thresholds,
    days_typed,
    mark_text,
    mark_typed,
    reach,
    threshold_faults,
    thresholds_from,
    to_plain,
)

__all__ = [
    "ACTING_BODY",
    "APART",
    "CLOCKS",
    "OF_APPLICANT",
    "PERMISSIONS",
    "SESSION_ID",
    "USUAL",
    "Ladder",
    "RegionLevel",
    "Thresholds",
    "days_typed",
    "holds_on",
    "mark_text",
    "mark_typed",
    "permission_faults",
    "reach",
    "region_level",
    "threshold_faults",
    "thresholds_from",
    "to_plain",
]
