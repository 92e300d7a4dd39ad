"""The clocks of a case on its page: what is left of each, how its date came about, and how long it usually takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.calendar import queries as calendar
from tongban.cases import queries, rules
from tongban.cases.views.showing import Row
from tongban.design.wording import date_full, said
from tongban.foundation.lights import Light, LightReading, Lights, Mark, light
from tongban.foundation.workdays import WorkCalendar

WARN_SPECIAL = Lights(Mark(workdays=2))
RUNNING = ("completeness", "correction", "promised", "special", "hearing", "gap", "delivery", "check")


def countdowns(view: queries.CaseView, today: date) -> list[Row]:
    """The clocks that run now, one card each; during a special procedure the main clock and its own, side by side."""
    workdays = calendar.calendar_for(view.card.region_code)
    lights = queries.lights_of(view.card.region_code, view.card.department_id)
    return [
        _card(one, view.facts, today, workdays, lights)
        for one in view.clocks
        if one.name in RUNNING and not one.ended and view.facts.state not in rules.CLOSED
    ]


def _card(
    one: rules.Clock, facts: rules.CaseFacts, today: date, workdays: WorkCalendar, lights: Lights
) -> Row:
    reading, note = light(one.due.on, today, workdays, lights, started_on=one.started_on), ""
    pause = facts.pause
    if one.name == "correction":
        reading = LightReading(Light.PAUSED, reading.workdays)
        note = _("The clock of the department stands still until you answer.")
    elif one.name == "special":
        reading = light(one.due.on, today, workdays, WARN_SPECIAL)
        if reading.light is Light.OVERDUE:
            note = _("Its time is over; the main clock runs again.")
    elif one.name == "promised" and pause is not None and today <= pause.began.until:
        years = workdays.estimating(today.year, max(one.due.on, pause.began.until).year)
        left = years.between(pause.began.until, one.due.on)
        reading = LightReading(Light.PAUSED, left)
        note = ngettext(
            "Stopped by law with {days} workday left; it runs again after {day}.",
            "Stopped by law with {days} workdays left; it runs again after {day}.",
            left,
        ).format(days=left, day=date_full(pause.began.until))
    return {
        "title": _(one.title),
        "light": reading,
        "day": date_full(one.due.on) + (_(" (provisional)") if one.due.provisional else ""),
        "note": note,
        "marks": _marks(facts) if one.name == "promised" else [],
    }


def _marks(facts: rules.CaseFacts) -> list[Row]:
    """What moved the date by law: never to be mistaken for lateness."""
    found = []
    if facts.extension is not None:
        days = facts.extension.days.number
        text = ngettext("Lawfully extended by {days} workday", "Lawfully extended by {days} workdays", days)
        found.append({"text": text.format(days=days), "icon": "calendar"})
    ended = sum(pause.ended is not None for pause in facts.pauses)
    if ended:
        text = ngettext("Lawfully stopped {times} time", "Lawfully stopped {times} times", ended)
        found.append({"text": text.format(times=ended), "icon": "pause"})
    return found


def clock_rows(clocks: Iterable[rules.Clock]) -> list[Row]:
    """How each date was counted, line by line of the ledger."""
    return [
        {
            "title": _(one.title),
            "on": one.due.on,
            "provisional": one.due.provisional,
            "lines": [line.text(_, said) for line in one.explain],
            "source": _(one.source) if one.source else "",
            "ended": one.ended,
        }
        for one in clocks
    ]


def expected_rows(view: queries.CaseView) -> tuple[str, list[str]]:
    """How long such cases really took, as a sentence and its details; nothing while too few have been decided."""
    pace = queries.pace_of(implementation_id=view.facts.of.item.implementation_id)
    if pace is None or view.facts.decision is not None or view.facts.state in rules.CLOSED:
        return "", []
    sentence = _("Eight in ten such cases were decided within {days} workdays of acceptance.")
    lines = [
        _("Half of them within {half} workdays, nine in ten within {most}.").format(
            half=pace.half, most=pace.nine_in_ten
        ),
        _("Counted from {number} cases decided in the twelve months before {day}.").format(
            number=pace.cases, day=date_full(pace.counted_on)
        ),
        _("This is experience, not a promise: what counts is the date above."),
    ]
    return sentence.format(days=pace.eight_in_ten), lines
