"""The form of an item: which questions are asked, its JSON Schema, and what is wrong with the answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tongban.catalogue.rules.cards import Condition, FieldCard
from tongban.foundation.identifiers import check
from tongban.foundation.refusals import Fault, _

KINDS = frozenset(
    {
        "text",
        "long_text",
        "date",
        "choice",
        "id-number",
        "phone",
        "person",
        "address",
        "number",
        "yes_no",
        "list",
    }
)
ENTRY_KINDS = KINDS - {"list", "id-number", "phone"}
"""Kinds of questions within a list: no list within a list, and nothing that is kept sealed."""
_PHONE = re.compile(r"^(?:\+?86)?1\d{10}$|^0\d{2,3}-?\d{7,8}$")
_TEXT_LIMIT = 200
_LONG_TEXT_LIMIT = 2000


def asked(when: Condition | None, answers: Mapping[str, object]) -> bool:
    """Whether a question or material belongs to this situation; an unanswered field makes it false."""
    if not when:
        return True
    value = answers.get(str(when["field"]))
    if "in" in when:
        return value in when["in"]
    return value == when.get("is")


def form_schema(fields: Iterable[FieldCard], title: str = "") -> dict[str, Any]:
    """The JSON Schema (2020-12) of a form's answers, for machines that fill it in."""
    fields = tuple(fields)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": {one.key: _property(one) for one in fields},
        "required": [one.key for one in fields if one.required and one.when is None],
        "additionalProperties": False,
    }


def _property(one: FieldCard) -> dict[str, Any]:
    if one.kind == "list":
        return _list_property(one)
    shape: dict[str, Any] = {"title": one.label, "type": "string"}
    if one.hint:
        shape["description"] = one.hint
    if one.kind == "date":
        shape["format"] = "date"
    elif one.kind == "number":
        shape["type"] = ["number", "string"]
    elif one.kind == "yes_no":
        shape["enum"] = ["yes", "no"]
    elif one.kind == "choice":
        shape["enum"] = [choice.value for choice in one.choices]
    else:
        shape["maxLength"] = _limit(one)
    if one.source:
        shape["readOnly"] = False
        shape["x-source"] = one.source
    return shape


def _list_property(one: FieldCard) -> dict[str, Any]:
    least, most = one.entries
    entry = {
        "type": "object",
        "properties": {part.key: _property(part) for part in one.of},
        "required": [part.key for part in one.of if part.required],
        "additionalProperties": False,
    }
    return {"title": one.label, "type": "array", "items": entry, "minItems": least, "maxItems": most}


def entries_of(value: object) -> tuple[Mapping[str, str], ...]:
    """The entries of a list as they were answered; none for any other answer."""
    return tuple(one for one in value if isinstance(one, Mapping)) if isinstance(value, list | tuple) else ()


def entry_key(key: str, number: int, part: str) -> str:
    """The name of one answer within a list: the n-th entry's, counted from 1."""
    return f"{key}-{number}-{part}"


def question_at(fields: Iterable[FieldCard], name: str) -> FieldCard | None:
    """The question of the form that a fault stands at, also when it is about one entry of a list."""
    return next(
        (one for one in fields if one.key == name or (one.of and name.startswith(f"{one.key}-"))), None
    )


def shown(one: FieldCard, value: object) -> str:
    """An answer as it is read: the label of what was chosen, the words as typed for everything else.

    A licence's face carries this, never the value of a choice.
    """
    if one.kind == "list":
        return "；".join(
            " ".join(shown(part, entry[part.key]) for part in one.of if entry.get(part.key))
            for entry in entries_of(value)
        )
    text = str(value or "")
    return next((choice.label for choice in one.choices if choice.value == text), text)


def answers_faults(fields: Iterable[FieldCard], answers: Mapping[str, Any], today: date) -> tuple[Fault, ...]:
    """All that is missing or malformed, each with the field it stands at; nothing is settled half.

    today  no date of a form lies further back than 150 years; the form itself says what may lie ahead
    """
    faults = []
    for one in fields:
        if not asked(one.when, answers):
            continue
        if one.kind == "list":
            faults += _list_faults(one, entries_of(answers.get(one.key)), today)
            continue
        value = str(answers.get(one.key, "") or "").strip()
        if not value:
            if one.required:
                faults.append(Fault(one.key, _required_sentence(one), {"label": one.label}))
            continue
        sentence = _shape_fault(one, value, today)
        if sentence:
            faults.append(Fault(one.key, sentence, {"label": one.label, "most": _limit(one)}))
    return tuple(faults)


def _list_faults(one: FieldCard, entries: tuple[Mapping[str, str], ...], today: date) -> list[Fault]:
    least, most = one.entries
    values = {"label": one.label, "least": least, "most": most}
    if len(entries) < least:
        return [Fault(one.key, _("Please enter at least {least}: {label}."), values)]
    if len(entries) > most:
        return [Fault(one.key, _("At most {most}, please: {label}."), values)]
    return [
        replace(fault, field=entry_key(one.key, number, fault.field))
        for number, entry in enumerate(entries, 1)
        for fault in answers_faults(
            [replace(part, label=f"{one.label} {number} · {part.label}") for part in one.of], entry, today
        )
    ]


def _required_sentence(one: FieldCard) -> str:
    return _("Please choose: {label}.") if one.kind in {"choice", "yes_no"} else _("Please fill in: {label}.")


def _shape_fault(one: FieldCard, value: str, today: date) -> str:
    match one.kind:
        case "date":
            return _date_fault(value, today)
        case "choice":
            known = value in {choice.value for choice in one.choices}
            return "" if known else _("Please choose one of the answers offered: {label}.")
        case "yes_no":
            return "" if value in {"yes", "no"} else _("Please answer yes or no: {label}.")
        case "id-number":
            valid = check("resident-id", value, on=today).valid
            return "" if valid else _("This is not a valid identity number; please check: {label}.")
        case "phone":
            ok = _PHONE.match(value.replace(" ", ""))
            return "" if ok else _("A phone number has 11 digits, or an area code and a number: {label}.")
        case "number":
            return "" if re.fullmatch(r"\d{1,12}(\.\d{1,2})?", value) else _("Please give a number: {label}.")
    return _("At most {most} characters, please: {label}.") if len(value) > _limit(one) else ""


def _limit(one: FieldCard) -> int:
    return one.max_length or (_LONG_TEXT_LIMIT if one.kind == "long_text" else _TEXT_LIMIT)


def _date_fault(value: str, today: date) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return _("Please give a date such as 2026-11-01: {label}.")
    if day.year < today.year - 150:
        return _("This date lies too far back; please check: {label}.")
    return ""
