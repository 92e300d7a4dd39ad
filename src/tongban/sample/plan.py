"""Which applications the sample year has: how many, for what, and how far each has come. Pure.

Most are over; the rest stand so that every role of the town finds something to do, and every light is seen.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

WHOLE = 300
TEMPORARY_CARD = "临时居民身份证申领"
HOUSING = "公共租赁住房租赁补贴资格确认"
TRADE = "个体工商户设立登记"
RELATIVE = "侨眷身份认定"
CLINIC = "中医诊所备案"
NEWBORN = "3周岁内国内出生新生儿上户"
# How often each guide is used in a year, by its name in the source, in hundredths.
SHARES = {TEMPORARY_CARD: 34, HOUSING: 24, TRADE: 17, RELATIVE: 12, CLINIC: 8, NEWBORN: 5}
# How many in a hundred of those that are over ended otherwise than with a yes.
WITHDRAWN, NOT_ACCEPTED, REFUSED, CORRECTED = 3, 3, 7, 9


@dataclass(frozen=True, slots=True)
class Fate:
    """One application of the year.

    end        "granted", "refused", "withdrawn" or "not_accepted" when it is over; else where it stands:
               "waiting" for acceptance, in "correction", at the "seat" named by ``seat``, or "decided" just now
               (also over: "revoked" afterwards, "terminated", granted on a promise that was "checked" or is
               "promised" and still to be checked)
    corrected  whether it was sent back once before it was accepted
    twist      what the law lets happen at that seat today: "special", "asked" for or granted "extended" time,
               a "hearing" that is called, or a "gap" that is still open
    margin     workdays from today to its due date, negative when it is overdue; for those at a seat
    """

    item: str
    end: str
    seat: str = ""
    corrected: bool = False
    margin: int = 0
    twist: str = ""

    @property
    def is_over(self) -> bool:
        return self.end in {"granted", "refused", "withdrawn", "not_accepted", *LATER}

    @property
    def on_promise(self) -> bool:
        return self.end in {"checked", "promised"}


LATER = frozenset({"revoked", "terminated", "checked", "promised"})


# What stands open in a town of 300 cases: the fate, and how many.
_OPEN: tuple[tuple[Fate, int], ...] = (
    (Fate(TEMPORARY_CARD, "waiting"), 2),
    (Fate(HOUSING, "waiting"), 2),
    (Fate(TRADE, "waiting"), 2),
    (Fate(RELATIVE, "waiting"), 1),
    (Fate(CLINIC, "waiting"), 1),
    (Fate(HOUSING, "correction"), 2),
    (Fate(TRADE, "correction"), 1),
    (Fate(RELATIVE, "correction"), 1),
    (Fate(CLINIC, "correction"), 1),
    (Fate(HOUSING, "seat", "survey", margin=38), 3),
    (Fate(HOUSING, "seat", "street", margin=31), 3),
    (Fate(HOUSING, "seat", "housing", margin=24), 3),
    (Fate(HOUSING, "seat", "income", margin=22), 3),
    (Fate(HOUSING, "seat", "property", margin=20), 3),
    (Fate(HOUSING, "seat", "decide", margin=9), 2),
    (Fate(NEWBORN, "seat", "review", margin=7), 1),
    (Fate(NEWBORN, "seat", "decide", margin=4), 1),
    (Fate(TEMPORARY_CARD, "seat", "review", margin=2), 2),
    (Fate(CLINIC, "seat", "review", margin=12), 2),
    (Fate(CLINIC, "seat", "decide", margin=6), 1),
    (Fate(TRADE, "seat", "review", margin=2), 2),
    (Fate(RELATIVE, "seat", "review", margin=4), 1),
    (Fate(RELATIVE, "seat", "decide", margin=3), 1),
    # Close to the due date.
    (Fate(TEMPORARY_CARD, "seat", "decide", margin=1), 1),
    (Fate(CLINIC, "seat", "decide", margin=1), 1),
    (Fate(TRADE, "seat", "decide", margin=0), 1),
    # Beyond it.
    (Fate(CLINIC, "seat", "review", margin=-3), 1),
    (Fate(HOUSING, "seat", "income", margin=-2), 1),
    (Fate(RELATIVE, "seat", "decide", margin=-1), 1),
    (Fate(NEWBORN, "decided", margin=3), 1),
    # What the law lets happen on the way.
    (Fate(CLINIC, "seat", "review", margin=12, twist="special"), 1),
    (Fate(CLINIC, "seat", "decide", margin=5, twist="extended"), 1),
    (Fate(CLINIC, "seat", "review", margin=9, twist="asked"), 1),
    (Fate(HOUSING, "seat", "property", margin=18, twist="asked"), 1),
    (Fate(HOUSING, "seat", "decide", margin=8, twist="hearing"), 1),
    (Fate(RELATIVE, "seat", "review", margin=4, twist="gap"), 1),
    (Fate(CLINIC, "revoked"), 1),
    (Fate(TRADE, "terminated"), 1),
    (Fate(TRADE, "checked"), 1),
    (Fate(TRADE, "promised"), 2),
)


def fates(number: int, room: Mapping[str, int], hand: random.Random) -> tuple[Fate, ...]:
    """The applications of a year, so many; ``room`` says how many people may apply for each item.

    Fewer only when more were asked for than there is room for.
    """
    left = dict(room)
    chosen: list[Fate] = []
    for fate, usual in _OPEN:
        wanted = math.ceil(usual * number / WHOLE)
        # In a small year at least half are over.
        for _one in range(min(wanted, left.get(fate.item, 0), number // 2 - len(chosen))):
            left[fate.item] -= 1
            chosen.append(fate)
    names = list(_names(number - len(chosen), left))
    ends = _ends(len(names))
    hand.shuffle(ends)
    chosen += [
        Fate(name, end, corrected=corrected) for name, (end, corrected) in zip(names, ends, strict=True)
    ]
    return tuple(chosen)


def _names(number: int, room: dict[str, int]) -> Iterator[str]:
    """Items by their shares; what one has no room for goes to the next that has."""
    wanted = {name: round(number * share / 100) for name, share in SHARES.items()}
    given = 0
    for name, share in wanted.items():
        for _one in range(min(share, room[name], number - given)):
            room[name] -= 1
            given += 1
            yield name
    for name in SHARES:
        for _one in range(min(room[name], number - given)):
            room[name] -= 1
            given += 1
            yield name


def _ends(number: int) -> list[tuple[str, bool]]:
    """How so many applications ended: each way that there is at least once, as far as there are enough of them."""
    ends: list[tuple[str, bool]] = []
    for end, corrected, share in (
        ("withdrawn", False, WITHDRAWN),
        ("not_accepted", False, NOT_ACCEPTED),
        ("refused", False, REFUSED),
        ("granted", True, CORRECTED),
    ):
        ends += [(end, corrected)] * max(1, round(number * share / 100))
    return (ends + [("granted", False)] * number)[:number]
