"""What kind of item this is, who may ask for it, and how its two time limits stand to each other."""

from __future__ import annotations

from datetime import date

from tongban.foundation.provisions import Provision, in_force
from tongban.foundation.workdays import Period

ITEM_TYPES = {
    "00": "行政权力",
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
    "99": "其他",
}
"""Item types of GB/T 39046-2020; 99 is seen in provincial lists."""

APPLIED_FOR = frozenset({"01", "05", "07", "08", "09", "10", "20"})
"""Types that begin with an application (依申请); the others the authority begins itself (依职权)."""

PROVISIONS = (
    Provision(
        "Administrative License Law, art. 82",
        date(2004, 7, 1),
        "workday",
        about="unit of the days in which an authority carries out a licence",
    ),
)


def may_be_applied_for(type_code: str) -> bool:
    """Whether items of this type begin with an application (依申请); only these get an apply button."""
    return type_code in APPLIED_FOR


def statutory_unit(on: date) -> str:
    """The unit of a time limit whose text says only "days", read as the licensing law reads it.

    Source: Administrative License Law, art. 82. For items that are no licence this is a reading, so an
    importer that relies on it records that it did.
    """
    return str(in_force(PROVISIONS, on).value)


def promise_kept_within(promised: Period, statutory: Period) -> bool:
    """Whether the promise is no longer than the statute allows.

    Periods of different units are never compared by number: n workdays are at least n days, so only a
    promise in days against a limit in workdays can be settled, and a promise in workdays against days is
    not kept within.
    """
    if promised.unit == statutory.unit or (promised.unit, statutory.unit) == ("day", "workday"):
        return promised.number <= statutory.number
    return promised.number == 0
