"""A case in the words and rows of its pages: what happened, what comes next, what was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.cases import rules
from tongban.catalogue.rules import FieldCard, ItemCard
from tongban.design import links
from tongban.design.wording import date_full, date_long, moment
from tongban.foundation.actors import SYSTEM
from tongban.foundation.clock import day_of
from tongban.foundation.masking import mask_id, mask_phone
from tongban.licences import queries as licences

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NextStep:
    """One sentence on what comes next, and the one thing to press if there is any."""

    kind: str
    title: str
    sentence: str
    action: str = ""
    url: str = ""


def answer_text(question: FieldCard | None, value: object) -> str:
    """An answer as people read it: the words of a choice, a day with its weekday."""
    text = "" if value is None else str(value)
    if question is None or not text:
        return text
    match question.kind:
        case "choice":
            return next((one.label for one in question.choices if one.value == text), text)
        case "yes_no":
            return {"yes": _("Yes"), "no": _("No")}.get(text, text)
    return text


def masked_text(question: FieldCard | None, value: object) -> str:
    """The same without the middle of identity and phone numbers."""
    text = answer_text(question, value)
    if question is not None and text:
        if question.kind == "id-number":
            return mask_id(text)
        if question.kind == "phone":
            return mask_phone(text)
    return text


def answer_rows(item: ItemCard, answers: Mapping[str, Any], *, masked: bool = True) -> list[Row]:
    """What was answered, in the order of the form."""
    show = masked_text if masked else answer_text
    return [
        {"label": one.label, "value": show(one, answers[one.key])}
        for one in item.fields
        if answers.get(one.key) not in (None, "")
    ]


def material_rows(facts: rules.CaseFacts) -> list[Row]:
    """The materials of the application and where each comes from."""
    return [{"label": one.name, "value": how_held(one)} for one in facts.materials]


def how_held(material: rules.MaterialHeld) -> str:
    """Where a material comes from, in a phrase."""
    match material.how:
        case "licence":
            shown = _("electronic licence “{name}”").format(name=material.licence_name or material.name)
            return f"{shown} {material.identifier}".strip()
        case "files":
            return "\n".join(file.name for file in material.files)
        case "gap":
            return _("to follow, as promised in writing")
        case "promised":
            return _("answered by the written promise")
    return _("not handed in; it may follow later")


def stages(facts: rules.CaseFacts) -> list[Row]:
    """The way of a case in one line."""
    reached = {
        rules.State.SUBMITTED: 1,
        rules.State.CORRECTION: 1,
        rules.State.ACCEPTED: 2,
        rules.State.DECIDED: 4,
        rules.State.DELIVERED: 5,
    }.get(facts.state, 1)
    ended = facts.state in (rules.State.WITHDRAWN, rules.State.ACCEPTANCE_REFUSED)
    titles = [_("Submitted"), _("Accepted"), _("Reviewed"), _("Decided"), _("Delivered")]
    rows: list[Row] = []
    for number, (title, on) in enumerate(zip(titles, _reached_on(facts), strict=True)):
        state = "done" if number < reached else "now" if number == reached and not ended else "todo"
        note = on if state == "done" else _until(facts.due) if state == "now" and facts.due else ""
        rows.append({"title": title, "state": state, "note": note})
    return [*rows[:1], {"title": ended_title(facts), "state": "done"}] if ended else rows


def _reached_on(facts: rules.CaseFacts) -> list[str]:
    """When each stage was reached; empty where the stage has no moment of its own."""
    accepted = date_long(facts.acceptance.accepted_on) if facts.acceptance else ""
    moments = [facts.submitted_at, facts.decided_at, facts.closed_at]
    submitted, decided, closed = (moment(at) if at else "" for at in moments)
    return [submitted, accepted, "", decided, closed]


def ended_title(facts: rules.CaseFacts) -> str:
    """How a case ended that was never decided."""
    return _("Withdrawn") if facts.state == rules.State.WITHDRAWN else _("Not accepted")


def next_step(facts: rules.CaseFacts, public_id: str) -> NextStep:
    """What comes next, by when, and what the applicant has to do: one sentence."""
    agency = facts.of.item.department_name
    due = facts.due
    day = _day_of(due) if due else ""
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
        case rules.State.ACCEPTED:
            sentence = _("{agency} is reviewing and decides by {day}. You need not do anything now.")
            return NextStep("info", _("Next step"), sentence.format(agency=reviewers(facts), day=day))
        case rules.State.DECIDED:
            return _after_decision(facts, day)
        case rules.State.DELIVERED:
            return _delivered(facts)
        case rules.State.ACCEPTANCE_REFUSED:
            return _not_accepted(facts)
    return NextStep(
        "info", _("Withdrawn"), _("You withdrew this application. You can apply again at any time.")
    )


def reviewers(facts: rules.CaseFacts) -> str:
    """The departments asked now, each once; the department of the item when nobody is."""
    names = dict.fromkeys(seat.department_name for seat in facts.seats)
    return "、".join(names) or facts.of.item.department_name


def _after_decision(facts: rules.CaseFacts, day: str) -> NextStep:
    if facts.decision is not None and facts.decision.approved:
        result = facts.of.item.result_name or _("the decision")
        sentence = _("Your application is approved. You receive {result} by {day}.")
        return NextStep("good", _("Approved"), sentence.format(result=result, day=day))
    sentence = _("The application is refused. The reasons, their basis and where you may turn stand below.")
    return NextStep("bad", _("Refused"), sentence)


def _delivered(facts: rules.CaseFacts) -> NextStep:
    if facts.decision is not None and facts.decision.approved:
        return NextStep("good", _("Done"), _("Your application is approved and the result is delivered."))
    return _after_decision(facts, "")


def _not_accepted(facts: rules.CaseFacts) -> NextStep:
    refusal = facts.refusal
    if refusal is not None and refusal.competent_body:
        sentence = _("Another body is competent: please turn to {body}.").format(body=refusal.competent_body)
    else:
        sentence = _("This matter needs no application.")
    reason = f" {refusal.reason}" if refusal is not None and refusal.reason else ""
    return NextStep("bad", _("Not accepted"), sentence + reason)


def refusal_rows(facts: rules.CaseFacts) -> list[Row]:
    """Reasons, basis and remedies of a no, whichever kind of no it was."""
    decision, refusal = facts.decision, facts.refusal
    if decision is not None and not decision.approved:
        rows = [
            {"label": _("Reasons"), "value": decision.reasons},
            {"label": _("Legal basis"), "value": decision.legal_basis},
        ]
        return rows + remedy_rows(decision.remedies, decision.decided_on)
    if refusal is not None:
        rows = [{"label": _("Reasons"), "value": refusal.reason}]
        if refusal.competent_body:
            rows.append({"label": _("The competent body"), "value": refusal.competent_body})
        return rows + remedy_rows(refusal.remedies, day_of(facts.closed_at) if facts.closed_at else None)
    return []


def remedy_rows(remedies: rules.Remedies | None, on: date | None) -> list[Row]:
    """Where a refused applicant may turn, and until when."""
    if remedies is None or on is None:
        return []
    lines = [line.text(_) for line in rules.remedy_lines(remedies, on)]
    return [{"label": _("Where you may turn"), "value": "\n".join(lines)}]


def said(value: object) -> object:
    """A value inside a sentence, as people read it."""
    return date_full(value) if isinstance(value, date) else value


def timeline(lines: Iterable[rules.Line], facts: rules.CaseFacts) -> list[Row]:
    """What happened, the oldest first, then who is asked now and what is to come."""
    rows = [_happened(line) for line in reversed(tuple(lines))]
    rows += [
        {"title": f"{seat.department_name} · {seat.name}", "state": "now", "text": _until(seat.due)}
        for seat in facts.seats
    ]
    if facts.state in (rules.State.SUBMITTED, rules.State.CORRECTION, rules.State.ACCEPTED):
        decision: Row = {"title": _("Decision"), "state": "todo"}
        if facts.state == rules.State.ACCEPTED and facts.due:
            decision["text"] = _until(facts.due)
        rows.append(decision)
    return rows


def _happened(line: rules.Line) -> Row:
    bad = line.kind in (rules.AcceptanceRefused.KIND, rules.Withdrawn.KIND)
    return {
        "title": line.sentence.text(_, said),
        "text": line.detail,
        "at": line.at,
        "by": " ".join(part for part in (line.department_name, _actor_name(line.by_name)) if part),
        "state": "bad" if bad else "done",
    }


def _until(due: rules.Deadline) -> str:
    return _("by {day}").format(day=_day_of(due))


def _day_of(due: rules.Deadline) -> str:
    """The day of a deadline; one that may still move is said with its year and marked."""
    return date_full(due.on) + _(" (provisional)") if due.provisional else date_long(due.on)


def provisional_sentence(facts: rules.CaseFacts) -> str:
    """Why the date may still move; empty when it stands."""
    if facts.due is None or not facts.due.provisional:
        return ""
    sentence = _("The holidays of {year} are not yet published, so this date is provisional.")
    return sentence.format(year=facts.due.on.year)


def clock_rows(clocks: Iterable[rules.Clock]) -> list[Row]:
    """How each date was counted, in sentences."""
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


def verdict_text(verdict: str) -> str:
    """A verdict as officials read it; a survey without one says nothing here."""
    return {"agree": _("Agrees"), "disagree": _("Does not agree")}.get(verdict, "")


def licence_choices(case_id: str) -> list[Row]:
    """The licences that the decision led to."""
    return [
        {
            "title": card.type_name,
            "text": card.identifier,
            "url": links.address("licence", public_id=card.public_id),
            "icon": "badge-check",
        }
        for card in licences.of_case(case_id=case_id)
    ]


def _actor_name(name: str) -> str:
    """The house itself acts too, and says so in the reader's language."""
    return _("the system, by itself") if name == SYSTEM.name else name
