"""What posts permit and which permissions one hand may not hold together. Pure: no database, no Django."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from tongban.foundation.refusals import Fault, Refused, _

PERMISSIONS: dict[str, str] = {
    "case.accept": _("Receive and accept applications at the window"),
    "case.window": _("Receive for every department of the region, as a comprehensive window"),
    "case.correct": _("Send the one-time correction notice"),
    "case.opinion": _("Give an opinion on a case"),
    "case.decide": _("Decide a case"),
    "case.deliver": _("Deliver the result"),
    "case.direct": _("Head the department: extend, waive, remind, name a stand-in"),
    "case.direct_joint": _("Extend joint handling as the head of the government"),
    "case.revoke": _("End a permission that was granted"),
    "case.read_department": _("Read the cases of the department"),
    "item.edit": _("Edit service items"),
    "item.publish": _("Publish service items"),
    "supervise.read": _("Watch all cases and their time limits"),
    "supervise.set": _("Set from when lights show and who is reminded"),
    "audit.read": _("Read and verify the audit log"),
    "outbox.retry": _("Try stuck deliveries again"),
    "staff.manage": _("Appoint officials and end appointments"),
    "establishment.keep": _(
        "Keep the establishment: how many people a department may have, and who they are"
    ),
}

# The front office receives, the back office decides: the clerk who accepts never decides
# (State Council Regulation on Optimising the Business Environment, art. 36).
APART: tuple[frozenset[str], ...] = (frozenset({"case.accept", "case.decide"}),)

AT_WINDOWS = frozenset({"case.accept", "case.deliver"})
"""What a comprehensive window (综合窗口) does for the departments of its region."""

ACTING_BODY = "acting_body"
SESSION_ID = "session_id"


class RegionLevel(StrEnum):
    """The levels of administrative divisions (GB/T 2260 and the 12-digit statistical code)."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"


def permission_faults(permissions: Iterable[str]) -> tuple[Fault, ...]:
    """Why these permissions cannot be held together: unknown ones, and those that must be kept apart."""
    held = frozenset(permissions)
    faults = [
        Fault("permissions", _("There is no permission {code}."), {"code": code})
        for code in sorted(held - set(PERMISSIONS))
    ]
    faults += [
        Fault("permissions", _("Who accepts applications may not decide them: these are separate posts."))
        for pair in APART
        if pair <= held
    ]
    return tuple(faults)


def region_level(code: str) -> RegionLevel:
    """The level that a 12-digit code says by its zeros. Refuses a code that is not twelve digits."""
    if len(code) != 12 or not code.isdecimal() or not code.isascii():
        raise Refused("org.region_code_wrong", _("A region code has 12 digits."))
    if code[9:] != "000":
        return RegionLevel.COMMUNITY
    if code[6:9] != "000":
        return RegionLevel.STREET
    if code[4:6] != "00":
        return RegionLevel.COUNTY
    return RegionLevel.CITY if code[2:4] != "00" else RegionLevel.PROVINCE


def holds_on(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Whether an appointment is in force on a day; its first and its last day count."""
    return starts_on <= on and (ends_on is None or on <= ends_on)
