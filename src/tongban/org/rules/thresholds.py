"""From when lights show and whom silence is told to: one set of numbers for a department, a region or the house.

The number of a step is the workday on which it is taken, counted from the due date: -2 two workdays before it, 0 on the
day, 1 one workday after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.foundation.lights import USUAL as USUAL_LIGHTS
from tongban.foundation.lights import Lights, Mark
from tongban.foundation.refusals import Fault, Refused, _

CLOCKS: dict[str, str] = {
    "acceptance": _("Look through the application"),
    "seat": _("Speak at a seat, own department"),
    "branch": _("Speak at a seat, another department than the lead"),
    "promised": _("Decide, as promised"),
    "statutory": _("Decide, within the period of the law"),
    "delivery": _("Hand over the result"),
    "correction": _("Applicant: answer the correction notice"),
    "gap": _("Applicant: hand in what may follow"),
}
"""The clocks on which people are reminded, each with what it measures."""

OF_APPLICANT = frozenset({"correction", "gap"})
LONGEST = 60
MOST_REMINDERS = 5


@dataclass(frozen=True, slots=True)
class Ladder:
    """What follows silence on one clock, step by step; None: that step is not taken.

    remind  when whoever holds the seat is reminded (催办)
    head    when the head of the department is
    yellow  when the department gets a yellow card of the supervisors (督办)
    red     when it gets a red one
    """

    remind: tuple[int, ...] = ()
    head: int | None = None
    yellow: int | None = None
    red: int | None = None


_LADDERS: dict[str, Ladder] = {
    "acceptance": Ladder((-1, 0), 1, 3),
    "seat": Ladder((-2, 0), 1, 3),
    "branch": Ladder((-2, 0), 1, 3),
    "promised": Ladder((-2, 0), 1, 3),
    "statutory": Ladder((-3, 0), 1, None, 1),
    "delivery": Ladder((-2, 0), 1, 3, 5),
    "correction": Ladder((-2, 0)),
    "gap": Ladder((-3, 0)),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers of one department, region or house."""

    lights: Lights = USUAL_LIGHTS
    ladders: Mapping[str, Ladder] = field(default_factory=lambda: dict(_LADDERS))


USUAL = Thresholds()
"""What counts where nobody has set anything."""


def reach(region_code: str) -> tuple[str, ...]:
    """The codes of a division and of those above it, the narrowest first, the house (an empty code) last."""
    wider = (region_code[:digits].ljust(12, "0") for digits in (12, 9, 6, 4, 2) if region_code)
    return (*dict.fromkeys(wider), "")


def threshold_faults(thresholds: Thresholds) -> tuple[Fault, ...]:
    """Everything that cannot be, each beside the field that says it."""
    return (*_light_faults(thresholds.lights), *_ladder_faults(thresholds.ladders))


def _light_faults(lights: Lights) -> Iterator[Fault]:
    for name, mark in (("yellow", lights.yellow), ("red", lights.red)):
        if mark is None:
            continue
        if (mark.workdays is None) == (mark.percent is None):
            yield Fault(name, _("Give either workdays left or a percentage of the time, not both."))
        elif mark.workdays is not None and not 0 <= mark.workdays <= LONGEST:
            yield Fault(name, _("Workdays left are a number from 0 to {most}."), {"most": LONGEST})
        elif mark.percent is not None and not 1 <= mark.percent <= 99:
            yield Fault(name, _("The percentage of the time is a number from 1 to 99."))
    if lights.red is not None and _red_first(lights.yellow, lights.red):
        yield Fault("red", _("Red begins after yellow: give it fewer workdays left or a higher percentage."))


def _red_first(yellow: Mark, red: Mark) -> bool:
    """Whether red would hide yellow; marks in different units meet case by case and cannot be compared."""
    if yellow.workdays is not None and red.workdays is not None:
        return red.workdays >= yellow.workdays
    if yellow.percent is not None and red.percent is not None:
        return red.percent <= yellow.percent
    return False


def _ladder_faults(ladders: Mapping[str, Ladder]) -> Iterator[Fault]:
    for clock, ladder in ladders.items():
        if len(ladder.remind) > MOST_REMINDERS or len(set(ladder.remind)) != len(ladder.remind):
            yield Fault(
                f"{clock}-remind",
                _("At most {most} reminders, each on another day."),
                {"most": MOST_REMINDERS},
            )
        if any(abs(day) > LONGEST for day in ladder.remind):
            yield Fault(
                f"{clock}-remind",
                _("A reminder is at most {most} workdays away from the due date."),
                {"most": LONGEST},
            )
        if clock in OF_APPLICANT:
            yield from _applicant_faults(clock, ladder)
        else:
            yield from _office_faults(clock, ladder)


def _applicant_faults(clock: str, ladder: Ladder) -> Iterator[Fault]:
    if any(day > 0 for day in ladder.remind):
        yield Fault(
            f"{clock}-remind", _("After the day it is too late to remind the applicant: use 0 or less.")
        )
    if (ladder.head, ladder.yellow, ladder.red) != (None, None, None):
        yield Fault(
            f"{clock}-remind", _("No department is late while the applicant has time: leave this empty.")
        )


def _office_faults(clock: str, ladder: Ladder) -> Iterator[Fault]:
    steps = (("head", ladder.head), ("yellow", ladder.yellow), ("red", ladder.red))
    for name, day in steps:
        if day is not None and not 1 <= day <= LONGEST:
            yield Fault(
                f"{clock}-{name}",
                _("Nobody is late before the day is over: give 1 to {most} workdays after it."),
                {"most": LONGEST},
            )
    if ladder.head is not None:
        for name, day in steps[1:]:
            if day is not None and day < ladder.head:
                yield Fault(
                    f"{clock}-{name}", _("The head of the department is told first: a card comes no earlier.")
                )
    if ladder.yellow is not None and ladder.red is not None and ladder.red <= ladder.yellow:
        yield Fault(f"{clock}-red", _("The red card comes after the yellow one."))


def to_plain(thresholds: Thresholds) -> dict[str, Any]:
    """The numbers as they are kept."""
    return {
        "lights": {"yellow": _mark(thresholds.lights.yellow), "red": _mark(thresholds.lights.red)},
        "ladders": {
            clock: {"remind": list(one.remind), "head": one.head, "yellow": one.yellow, "red": one.red}
            for clock, one in thresholds.ladders.items()
        },
    }


def _mark(mark: Mark | None) -> dict[str, int | None] | None:
    return None if mark is None else {"workdays": mark.workdays, "percent": mark.percent}


def thresholds_from(data: Mapping[str, Any]) -> Thresholds:
    """The numbers that were kept so; a clock that was not known then has its usual ones."""
    red = data["lights"]["red"]
    lights = Lights(Mark(**data["lights"]["yellow"]), Mark(**red) if red else None)
    kept = {
        clock: Ladder(tuple(one["remind"]), one["head"], one["yellow"], one["red"])
        for clock, one in data["ladders"].items()
    }
    return Thresholds(lights, {clock: kept.get(clock, usual) for clock, usual in _LADDERS.items()})


def mark_typed(text: str) -> Mark | None:
    """The mark that was typed: ``1`` for workdays left, ``50%`` of the time; None for nothing. Refuses anything else."""
    plain = text.strip().replace("％", "%")
    if not plain:
        return None
    number = plain.removesuffix("%").strip()
    if not (number.isascii() and number.isdecimal()) or len(number) > 3:
        raise Refused(
            "org.mark_unclear", _("Write workdays left such as 1, or a share of the time such as 50%.")
        )
    return Mark(percent=int(number)) if plain.endswith("%") else Mark(workdays=int(number))


def days_typed(text: str) -> tuple[int, ...]:
    """The workdays that were typed, the earliest first: ``-2, 0``. Refuses what is no number."""
    found = []
    for part in re.split(r"[\s,，、;；]+", text.strip()):
        if not part:
            continue
        plain = part.replace("−", "-").removeprefix("+")
        if not re.fullmatch(r"-?\d{1,3}", plain, re.ASCII):
            raise Refused(
                "org.days_unclear",
                _("Write workdays before the day as -2, the day itself as 0, after it as 1."),
            )
        found.append(int(plain))
    return tuple(sorted(found))


def mark_text(mark: Mark | None) -> str:
    """The mark as it is typed."""
    if mark is None:
        return ""
    return str(mark.workdays) if mark.workdays is not None else f"{mark.percent}%"
