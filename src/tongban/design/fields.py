"""What a question needs to be drawn: which kind of input, which ids belong together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

CLASSES = {
    "text": "govuk-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
}


class HintedLabel(str):
    """A choice's label with a line below it that explains."""

    hint: str = ""


def hinted(label: str, hint: str) -> HintedLabel:
    """``choices=[("rent", hinted("In a rented flat", "with a contract"))]``"""
    made = HintedLabel(label)
    made.hint = hint
    return made


class ListWidget(forms.Widget):
    """The inputs of a list: one row for each entry, drawn by whoever knows what an entry asks."""


def kind_of(widget: forms.Widget) -> str:
    """text, textarea, select, file, check (one box), picks (radios or boxes), list or hidden."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, ListWidget):
        return "list"
    for kinds, kind in (
        ((forms.RadioSelect, forms.CheckboxSelectMultiple), "picks"),
        ((forms.CheckboxInput,), "check"),
        ((forms.Textarea,), "textarea"),
        ((forms.Select,), "select"),
        ((forms.FileInput,), "file"),
    ):
        if isinstance(widget, kinds):
            return kind
    return "text"


def field_context(bound: BoundField, *, width: int = 0, autosave: str = "") -> dict[str, Any]:
    """Everything the templates ``field_<kind>.html`` use; the input itself comes drawn as ``input``."""
    kind = kind_of(bound.field.widget)
    own_id = bound.id_for_label or bound.auto_id or bound.html_name
    if kind in ("picks", "list"):
        own_id = bound.auto_id or bound.html_name
    hint_id = f"{own_id}-hint" if bound.help_text else ""
    error_id = f"{own_id}-error" if bound.errors else ""
    described = " ".join(part for part in (hint_id, error_id) if part)
    attributes = _attributes(bound, kind, described, width, autosave)
    return {
        "bound": bound,
        "kind": kind,
        "own_id": own_id,
        "hint_id": hint_id,
        "error_id": error_id,
        "described": described,
        "optional": not bound.field.required and kind != "check",
        "saving": {key: value for key, value in attributes.items() if key.startswith("hx-")},
        "input": "" if kind == "picks" else bound.as_widget(attrs=attributes),
        "options": _options(bound, own_id) if kind == "picks" else (),
        "input_type": getattr(bound.field.widget, "input_type", ""),
    }


def _attributes(bound: BoundField, kind: str, described: str, width: int, autosave: str) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    if base := CLASSES.get(kind):
        wrong = f" {base}--error" if bound.errors and kind != "file" else ""
        own = bound.field.widget.attrs.get("class", "")
        attributes["class"] = f"{base}{wrong}{f' w-{width}' if width else ''}{f' {own}' if own else ''}"
    if described:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if autosave:
        attributes |= {
            "hx-post": autosave,
            "hx-trigger": "input changed delay:1s, change",
            "hx-target": "#saved",
            "hx-swap": "outerHTML",
            "hx-include": "closest form",
        }
    return attributes


def _options(bound: BoundField, own_id: str) -> tuple[dict[str, Any], ...]:
    """The choices one by one, with the hint of a label made by ``hinted``."""
    drawn = []
    for number, option in enumerate(bound.subwidgets):
        data = option.data
        drawn.append(
            {
                "id": f"{own_id}_{number}",
                "name": data["name"],
                "value": data["value"],
                "checked": data["selected"],
                "disabled": bool(data["attrs"].get("disabled")),
                "label": data["label"],
                "hint": getattr(data["label"], "hint", ""),
            }
        )
    return tuple(drawn)
