"""A case in the words and rows of its pages: what happened, what comes next, what was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.cases import rules
from tongban.catalogue.rules import FieldCard, ItemCard
from tongban.design import links
from tongban.design.wording import date_full, date_long, moment, said
from tongban.flow import rules as flow
from tongban.foundation.actors import SYSTEM
from tongban.foundation.clock import day_of
from tongban.foundation.masking import mask_id, mask_phone
from tongban.licences import queries as licences

Row = dict[str, Any]
ENDED_BADLY = frozenset(
    one.KIND
    for one in (
        rules.AcceptanceRefused,
        rules.Withdrawn,
        rules.Abandoned,
        rules.GapLapsed,
        rules.Terminated,
        rules.PermissionEnded,
    )
)


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


def material_rows(item: ItemCard, facts: rules.CaseFacts) -> list[Row]:
    """The materials of the application, where each comes from, and why a table of the item asks for it."""
    return [
        {"label": one.name, "value": "\n".join(filter(None, (how_held(one), why(item, facts.said, one.key))))}
        for one in facts.materials
    ]


def why(item: ItemCard, said: Iterable[flow.Said], material_id: str) -> str:
    """Which rule of which table says so; empty when only the guide does."""
    sentence = flow.why(item, said, material_id)
    return flow.told(sentence, _) if sentence else ""


def table_rows(item: ItemCard, facts: rules.CaseFacts) -> list[Row]:
    """What the tables of the item said about the answers, for the way of the case, and by which rules."""
    return [
        {
            "label": name,
            "value": f"{answer_text(_result(item, name), value)}\n{flow.told(flow.reason_of(item, one), _)}",
        }
        for one in facts.said
        for name, value in one.results.items()
    ]


def _result(item: ItemCard, name: str) -> FieldCard | None:
    return next((one for one in flow.result_fields(item) if one.key == name), None)


def how_held(material: rules.MaterialHeld) -> str:
    """Where a material comes from, in a phrase."""
    match material.how:
        case "licence":
            shown = _("electronic licence “{name}”").format(name=material.licence_name or material.name)
            return f"{shown} {material.identifier}".strip()
        case "copy":
            return _("copy compared with the original by {department} on {day}").format(
                department=material.snapshot["department"],
                day=date_full(date.fromisoformat(material.snapshot["on"])),
            )
        case "files":
            return "\n".join(file.name for file in material.files)
        case "gap":
            return _("to follow, as promised in writing")
        case "promised":
            return _("answered by the written promise")
    return _("not handed in; it may follow later")


GRADES = {
    rules.Grade.ISSUED: gettext_noop("A · issued by an agency, used directly"),
    rules.Grade.COMPARED: gettext_noop("B · compared with the original"),
    rules.Grade.UPLOADED: gettext_noop("C · the original must be checked"),
    rules.Grade.PROMISED: gettext_noop("D · declared on a written promise"),
}


def grade_text(facts: rules.CaseFacts, material: rules.MaterialHeld) -> str:
    """How far a material is to be trusted, in words; empty while it is not there."""
    grade = rules.grade_of(facts, material)
    return _(GRADES[grade]) if grade else ""


def stages(facts: rules.CaseFacts) -> list[Row]:
    """The way of a case in one line."""
    reached = {
        rules.State.SUBMITTED: 1,
        rules.State.CORRECTION: 1,
        rules.State.ACCEPTED: 2,
        rules.State.SUSPENDED: 2,
        rules.State.DECIDED: 4,
        rules.State.DELIVERED: 5,
        rules.State.ENDED: 5,
    }.get(facts.state, 1)
    ended = facts.decision is None and facts.state in rules.CLOSED
    titles = [_("Submitted"), _("Accepted"), _("Reviewed"), _("Decided"), _("Delivered")]
    rows: list[Row] = []
    for number, (title, on) in enumerate(zip(titles, _reached_on(facts), strict=True)):
        state = "done" if number < reached else "now" if number == reached and not ended else "todo"
        note = on if state == "done" else until(facts.due) if state == "now" and facts.due else ""
        rows.append({"title": title, "state": state, "note": note})
    if facts.state == rules.State.ENDED:
        return [*rows, {"title": ended_title(facts), "state": "done", "note": _reached_on(facts)[-1]}]
    done = rows[: 2 if facts.acceptance else 1]
    return (
        [*(row | {"state": "done"} for row in done), {"title": ended_title(facts), "state": "done"}]
        if ended
        else rows
    )


def _reached_on(facts: rules.CaseFacts) -> list[str]:
    """When each stage was reached; empty where the stage has no moment of its own."""
    accepted = date_long(facts.acceptance.accepted_on) if facts.acceptance else ""
    moments = [facts.submitted_at, facts.decided_at, facts.closed_at]
    submitted, decided, closed = (moment(at) if at else "" for at in moments)
    return [submitted, accepted, "", decided, closed]


def ended_title(facts: rules.CaseFacts) -> str:
    """How a case ended that was never decided, or whose permission has ended since."""
    if facts.lapsed is not None:
        return _("Counts as withdrawn")
    titles = {
        rules.State.WITHDRAWN: _("Withdrawn"),
        rules.State.ABANDONED: _("Sent back"),
        rules.State.TERMINATED: _("Terminated"),
        rules.State.ENDED: _("The permission has ended"),
    }
    return titles.get(facts.state, _("Not accepted"))


def refusal_rows(facts: rules.CaseFacts) -> list[Row]:
    """Reasons, basis and remedies of a no, whichever kind of no it was, or of the end of a permission."""
    decision, refusal, ending = facts.decision, facts.refusal, facts.ending
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
    if ending is not None:
        rows = [
            {"label": _("Reasons"), "value": ending.reason},
            {"label": _("Legal basis"), "value": ending.legal_basis},
        ]
        return rows + remedy_rows(ending.remedies, ending.ended_on)
    return []


def remedy_rows(remedies: rules.Remedies | None, on: date | None) -> list[Row]:
    """Where a refused applicant may turn, and until when."""
    if remedies is None or on is None:
        return []
    lines = [line.text(_) for line in rules.remedy_lines(remedies, on)]
    return [{"label": _("Where you may turn"), "value": "\n".join(lines)}]


def timeline(lines: Iterable[rules.Line], facts: rules.CaseFacts) -> list[Row]:
    """What happened, the oldest first, then who is asked now and what is to come."""
    rows = [_happened(line) for line in reversed(tuple(lines))]
    rows += [
        {"title": f"{seat.department_name} · {seat.name}", "state": "now", "text": until(seat.due)}
        for seat in facts.seats
    ]
    if facts.is_open and facts.decision is None:
        decision: Row = {"title": _("Decision"), "state": "todo"}
        if facts.state in rules.UNDER_REVIEW and facts.due:
            decision["text"] = until(facts.due)
        rows.append(decision)
    return rows


def _happened(line: rules.Line) -> Row:
    bad = line.kind in ENDED_BADLY
    return {
        "title": line.sentence.text(_, said),
        "text": line.detail,
        "at": line.at,
        "by": " ".join(
            part for part in (line.department_name, _actor_name(line.by_name), _for_whom(line)) if part
        ),
        "state": "bad" if bad else "done",
    }


def _for_whom(line: rules.Line) -> str:
    return _("(standing in for {name})").format(name=line.on_behalf_of) if line.on_behalf_of else ""


def until(due: rules.Deadline) -> str:
    return _("by {day}").format(day=day_text(due))


def day_text(due: rules.Deadline) -> str:
    """The day of a deadline; one that may still move is said with its year and marked."""
    return date_full(due.on) + _(" (provisional)") if due.provisional else date_long(due.on)


def provisional_sentence(facts: rules.CaseFacts) -> str:
    """Why the date may still move; empty when it stands."""
    if facts.due is None or not facts.due.provisional:
        return ""
    sentence = _("The holidays of {year} are not yet published, so this date is provisional.")
    return sentence.format(year=facts.due.on.year)


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
