"""Where a case stands for its applicant: the next step in one sentence, and what she may do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.cases import rules
from tongban.cases.views.showing import Row, day_text
from tongban.design.wording import date_full, date_long

WITHDRAWABLE = rules.UNDER_REVIEW | {rules.State.SUBMITTED, rules.State.CORRECTION}
PROMISED = frozenset({rules.State.SUBMITTED, rules.State.ACCEPTED})


@dataclass(frozen=True, slots=True)
class NextStep:
    """One sentence on what comes next, and the one thing to press if there is any."""

    kind: str
    title: str
    sentence: str
    action: str = ""
    url: str = ""


def next_step(facts: rules.CaseFacts, public_id: str) -> NextStep:
    """What comes next, by when, and what the applicant has to do: one sentence."""
    agency = facts.of.item.department_name
    day = day_text(facts.due) if facts.due else ""
    match facts.state:
        case rules.State.SUBMITTED:
            sentence = _("{agency} tells you by {day} whether it accepts. You need not do anything now.")
            return NextStep("info", _("Next step"), sentence.format(agency=agency, day=day))
        case rules.State.CORRECTION:
            count = len(facts.correction.items) if facts.correction else 0
            sentence = _("Please correct {count} things by {day}. The clock of the department stands still.")
            url = reverse("cases:correction", args=[public_id])
            return NextStep(
                "warn", _("It is your turn"), sentence.format(count=count, day=day), _("Correct now"), url
            )
        case rules.State.ACCEPTED | rules.State.SUSPENDED:
            return _under_review(facts, public_id, day)
        case rules.State.DECIDED | rules.State.DELIVERED:
            return _after_decision(facts, day)
        case rules.State.ACCEPTANCE_REFUSED:
            return _not_accepted(facts)
    return _ended(facts)


def _under_review(facts: rules.CaseFacts, public_id: str, day: str) -> NextStep:
    if facts.gaps and facts.acceptance and facts.acceptance.gap_due:
        sentence = _("Please hand in what was to follow by {day}: {names}.")
        names = "、".join(one.name for one in facts.gaps)
        return NextStep(
            "warn",
            _("Something is left for you to do"),
            sentence.format(day=day_text(facts.acceptance.gap_due), names=names),
            _("Hand it in now"),
            reverse("cases:supply", args=[public_id]),
        )
    hearing = facts.hearing
    if hearing is not None and not hearing.answered:
        sentence = _("Until {day} you may say whether you want a hearing before the decision.")
        return NextStep(
            "warn",
            _("Something is left for you to do"),
            sentence.format(day=day_text(hearing.offered.ask_by)),
            _("Answer about the hearing"),
            reverse("cases:hearing", args=[public_id]),
        )
    if facts.pause is not None:
        sentence = _("{kind} is under way and takes until {last}; after that {agency} decides by {day}.")
        said = sentence.format(
            kind=_(rules.SPECIAL[facts.pause.began.kind]),
            last=date_long(facts.pause.began.until),
            agency=facts.of.item.department_name,
            day=day,
        )
        return NextStep("info", _("Next step"), said)
    sentence = _("{agency} is reviewing and decides by {day}. You need not do anything now.")
    return NextStep("info", _("Next step"), sentence.format(agency=reviewers(facts), day=day))


def reviewers(facts: rules.CaseFacts) -> str:
    """The departments asked now, each once; the department of the item when nobody is."""
    names = dict.fromkeys(seat.department_name for seat in facts.seats)
    return "、".join(names) or facts.of.item.department_name


def _after_decision(facts: rules.CaseFacts, day: str) -> NextStep:
    checked = facts.promise_check
    if checked is not None and checked.result == "mend" and checked.mend_by:
        sentence = _("Please mend by {day} what was found when your promise was checked: {note}")
        return NextStep(
            "warn",
            _("Something is left for you to do"),
            sentence.format(day=date_long(checked.mend_by), note=checked.note),
        )
    if not facts.approved:
        sentence = _(
            "The application is refused. The reasons, their basis and where you may turn stand below."
        )
        return NextStep("bad", _("Refused"), sentence)
    if facts.state == rules.State.DELIVERED:
        return NextStep("good", _("Done"), _("Your application is approved and the result is delivered."))
    result = facts.of.item.result_name or _("the decision")
    sentence = _("Your application is approved. You receive {result} by {day}.")
    return NextStep("good", _("Approved"), sentence.format(result=result, day=day))


def _not_accepted(facts: rules.CaseFacts) -> NextStep:
    refusal = facts.refusal
    if refusal is not None and refusal.ground == "false_materials":
        sentence = _("What was handed in is not true.")
    elif refusal is not None and refusal.competent_body:
        sentence = _("Another body is competent: please turn to {body}.").format(body=refusal.competent_body)
    else:
        sentence = _("This matter needs no application.")
    reason = f" {refusal.reason}" if refusal is not None and refusal.reason else ""
    return NextStep("bad", _("Not accepted"), sentence + reason)


def _ended(facts: rules.CaseFacts) -> NextStep:
    """How it ended without a decision, or how the permission ended."""
    again = _("You can apply again at any time.")
    if facts.ending is not None:
        sentence = _("The permission ended on {day}. {kind}. Why, and where you may turn, stands below.")
        said = sentence.format(day=date_full(facts.ending.ended_on), kind=_(rules.ENDINGS[facts.ending.kind]))
        return NextStep("bad", _("The permission has ended"), said)
    if facts.termination is not None:
        sentence = _("There is nothing to decide any more: {ground}.")
        said = sentence.format(ground=_(rules.GROUNDS[facts.termination.ground]))
        return NextStep("info", _("Terminated"), said)
    if facts.lapsed is not None:
        sentence = _("These did not come in time: {names}. The application counts as withdrawn.")
        said = sentence.format(names="、".join(facts.lapsed.names))
        return NextStep("bad", _("Counts as withdrawn"), f"{said} {again}")
    if facts.state == rules.State.ABANDONED:
        sentence = _("The corrections were not handed in in time, so the application goes back.")
        return NextStep("bad", _("Sent back"), f"{sentence} {again}")
    return NextStep(
        "info", _("Withdrawn"), _("You withdrew this application. You can apply again at any time.")
    )


def invitations(facts: rules.CaseFacts, today: date) -> list[Row]:
    """The hearing and the visit that are still to come: when, where, and who."""
    found = []
    hearing = facts.hearing
    if hearing is not None and hearing.called is not None and hearing.held is None:
        called = hearing.called
        rows = [
            {"label": _("When"), "value": f"{date_full(called.on)} {called.time}"},
            {"label": _("Where"), "value": called.place},
            {"label": _("Chair"), "value": called.chair_name},
        ]
        found.append({"title": _("Your hearing"), "rows": rows})
    visit = facts.visit
    if visit is not None and visit.on >= today and facts.state in rules.UNDER_REVIEW:
        rows = [
            {"label": _("When"), "value": f"{date_full(visit.on)} {visit.time}"},
            {"label": _("Where"), "value": visit.place},
            {"label": _("Who comes"), "value": "、".join(visit.departments)},
        ]
        found.append({"title": _("The visit to the site"), "rows": rows})
    return found


def may_take_promise_back(facts: rules.CaseFacts) -> bool:
    """Whether a promise stands that can still be taken back: until the decision, and not during a special procedure."""
    return facts.promise is not None and facts.state in PROMISED
