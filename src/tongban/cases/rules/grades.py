"""How far a material is to be trusted, and how a scan becomes a copy that may be used again.

Grades as the guideline on electronic materials has them: A issued by an agency and used directly; B compared with the
original by a window; C uploaded, the original is still to be seen; D declared by the applicant on a promise.
Source: Guideline on "Internet + government services" (国办函〔2016〕108号)
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from tongban.cases.rules import provisions
from tongban.cases.rules.acts import CompareOriginals, Route
from tongban.cases.rules.facts import CaseFacts
from tongban.cases.rules.happenings import Happening, OriginalsCompared
from tongban.cases.rules.parts import MaterialHeld, OriginalSeen
from tongban.foundation.clock import day_of
from tongban.foundation.provisions import in_force
from tongban.foundation.refusals import Fault, Refused, _
from tongban.foundation.sentences import Sentence, say
from tongban.foundation.workdays import WorkCalendar


class Grade(StrEnum):
    """How far a material is to be trusted."""

    ISSUED = "A"
    COMPARED = "B"
    UPLOADED = "C"
    PROMISED = "D"


def grade_of(facts: CaseFacts, material: MaterialHeld) -> Grade | None:
    """The grade of a material of this case; None while it is not there."""
    match material.how:
        case "licence":
            return Grade.ISSUED
        case "copy":
            return Grade.COMPARED
        case "promised":
            return Grade.PROMISED
        case "files":
            return Grade.COMPARED if _seen(facts, material) else Grade.UPLOADED
    return None


def _seen(facts: CaseFacts, material: MaterialHeld) -> OriginalSeen | None:
    """The original of these very files; None when none was seen, or other files came since."""
    digests = tuple(file.sha256 for file in material.files)
    return next((one for one in facts.originals if (one.key, one.files) == (material.key, digests)), None)


def compare_originals(
    facts: CaseFacts, act: CompareOriginals, _calendar: WorkCalendar, _route: Route | None
) -> tuple[Happening, ...]:
    """Only what was uploaded and not yet compared; a copy may be used again for a time that has an end."""
    today = day_of(act.at)
    to_see = {one.key: one for one in facts.materials if grade_of(facts, one) == Grade.UPLOADED}
    latest = today + timedelta(days=copy_days(today))
    faults = []
    if not to_see:
        raise Refused("cases.nothing_to_compare", _("No material of this case waits for its original."))
    if not act.keys or not set(act.keys) <= set(to_see):
        faults.append(Fault("keys", _("Please say which originals you have before you.")))
    if act.until is not None and not today <= act.until <= latest:
        faults.append(Fault("until", _("From today until {latest} at the latest."), {"latest": latest}))
    if faults:
        raise Refused(
            "cases.comparison_incomplete",
            _(
                "Name the materials whose originals you have seen, and until when the copies may be used again."
            ),
            faults=tuple(faults),
        )
    department = act.actor.department_name
    return (
        OriginalsCompared(
            tuple(
                OriginalSeen(
                    one.key, one.name, tuple(file.sha256 for file in one.files), today, department, act.until
                )
                for key, one in to_see.items()
                if key in act.keys
            )
        ),
    )


def copy_days(on: date) -> int:
    """For how many days at most a compared copy may be used again."""
    return in_force(provisions.COPY_DAYS, on).value


def watermark(facts: CaseFacts, material: MaterialHeld) -> tuple[Sentence, ...]:
    """What stands across a compared copy: that it is one, for what it may be used, and until when; empty otherwise.

    Source: Guideline on "Internet + government services" (国办函〔2016〕108号)
    """
    if grade_of(facts, material) != Grade.COMPARED:
        return ()
    lines = [
        say(_("This copy has been compared with the original and is the same")),
        say(_("Only to be used for “{item}”"), item=facts.of.item.name),
    ]
    until = _until(facts, material)
    return (*lines, say(_("Valid until {day}"), day=until)) if until else tuple(lines)


def _until(facts: CaseFacts, material: MaterialHeld) -> date | None:
    if material.how == "copy":
        return date.fromisoformat(material.snapshot["until"])
    seen = _seen(facts, material)
    return seen.until if seen else None
