"""Forms that keep what was typed, say everything at once and never lean on the browser's own checks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.design import dates
from tongban.design.fields import kind_of
from tongban.foundation.names import normalise_name
from tongban.foundation.refusals import Refused

FILL_IN = gettext_lazy("Enter: %(label)s")
CHOOSE = gettext_lazy("Choose: %(label)s")
CHOOSE_FILE = gettext_lazy("Choose a file: %(label)s")
TICK = gettext_lazy("Tick the box to go on: %(label)s")
_ASKING = {"picks": CHOOSE, "select": CHOOSE, "file": CHOOSE_FILE, "check": TICK}


class PlainDateField(forms.Field):
    """A day in one text box, in any of the ways people write days."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})

    def __init__(
        self, *, earliest: dt.date | None = None, latest: dt.date | None = None, **options: Any
    ) -> None:
        options.setdefault("help_text", gettext_lazy("For example 20261101 or 2026年11月1日"))
        super().__init__(**options)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value
        try:
            day = dates.parse_day(str(value))
        except Refused as refused:
            raise ValidationError(refused.text(_), code=refused.code) from None
        if self.earliest and day < self.earliest:
            raise ValidationError(
                _("The day must be %(day)s or later.") % {"day": self.earliest}, code="early"
            )
        if self.latest and day > self.latest:
            raise ValidationError(
                _("The day must be %(day)s or earlier.") % {"day": self.latest}, code="late"
            )
        return day

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else value


class NameText(str):
    """A name as it is kept; ``notes`` are sentences about what was made standard or is rare."""

    notes: tuple[str, ...] = ()


class NameField(forms.CharField):
    """A person's full name in one box, kept character by character as the person writes it."""

    widget = forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false", "autocapitalize": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": 100} | options))

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            name, notes = normalise_name(text)
        except Refused as refused:
            raise ValidationError(refused.text(_), code=refused.code) from None
        kept = NameText(name)
        kept.notes = tuple(note.text(_) for note in notes)
        return kept


class PlainForm(forms.Form):
    """A form of this house: no browser checks, no colon after labels, a sentence for each empty answer."""

    use_required_attribute = False
    template_name = "design/parts/whole_form.html"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | options))
        for name, field in self.fields.items():
            label = field.label if field.label is not None else name
            ask = _ASKING.get(kind_of(field.widget), FILL_IN)
            field.error_messages = dict(field.error_messages) | {"required": ask % {"label": label}}

    def take(self, refused: Refused) -> None:
        """Put a refusal where it belongs: each fault beside its field, the rest on top."""
        placed = False
        for fault in refused.faults:
            if fault.field in self.fields:
                self.add_error(fault.field, fault.text(_))
                placed = True
            else:
                self.add_error(None, fault.text(_))
                placed = True
        if not placed:
            self.add_error(None, refused.text(_))

    @property
    def notes(self) -> dict[str, tuple[str, ...]]:
        """What to tell about accepted answers, field by field (see ``NameText``)."""
        cleaned = getattr(self, "cleaned_data", {})
        return {
            name: value.notes
            for name, value in cleaned.items()
            if isinstance(value, NameText) and value.notes
        }


BaseForm = PlainForm
