"""The questions of a form that is data: each kind of answer with its input, read in any of the ways people write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.design.dates import parse_day
from tongban.design.forms import PlainForm
from tongban.foundation.names import normalise_name
from tongban.foundation.refusals import Refused

WIDE_DIGITS = str.maketrans(
    {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0E: ".", 0xFF0F: "/", 0xFF0D: "-"}
)
_FEW = 7


class Offered(Protocol):
    """One answer that may be chosen."""

    @property
    def value(self) -> str: ...
    @property
    def label(self) -> str: ...


class Asked(Protocol):
    """A question as a register describes it; ``kind`` is one that ``_widget`` knows, anything else is a line of text."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def choices(self) -> Sequence[Offered]: ...


class Question(forms.CharField):
    """One question of an item. What is missing or wrong is for the rules of the catalogue to say."""

    def __init__(self, card: Asked, **options: Any) -> None:
        super().__init__(
            label=card.label,
            help_text=card.hint,
            required=card.required,
            widget=_widget(card),
            strip=True,
            **options,
        )
        self.card = card

    def validate(self, value: Any) -> None:
        """Nothing: the rules say everything at once."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        if not text:
            return text
        try:
            return self._normalised(text)
        except Refused as refused:
            raise forms.ValidationError(refused.text(gettext), code=refused.code) from None

    def _normalised(self, text: str) -> str:
        match self.card.kind:
            case "date":
                return parse_day(text).isoformat()
            case "person":
                return normalise_name(text)[0]
            case "id-number" | "phone" | "number":
                return text.translate(WIDE_DIGITS).replace(" ", "").upper()
        return text


def _widget(card: Asked) -> forms.Widget:
    match card.kind:
        case "choice" if len(card.choices) <= _FEW:
            return forms.RadioSelect(choices=[(one.value, one.label) for one in card.choices])
        case "choice":
            return forms.Select(choices=[("", "")] + [(one.value, one.label) for one in card.choices])
        case "yes_no":
            return forms.RadioSelect(choices=[("yes", _("Yes")), ("no", _("No"))])
        case "long_text":
            return forms.Textarea(attrs={"rows": 5})
        case "phone":
            return forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        case "number":
            return forms.TextInput(attrs={"inputmode": "decimal"})
        case "person":
            return forms.TextInput(attrs={"spellcheck": "false"})
        case "id-number":
            return forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"})
    return forms.TextInput()


class AnswersForm(PlainForm):
    """The questions of one page of an item, as a form."""

    def __init__(self, questions: Iterable[Asked], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for card in questions:
            self.fields[card.key] = Question(card)

    def answers(self) -> dict[str, str]:
        """What was typed, normalised where it could be read and as it stands where not."""
        self.is_valid()
        return {
            key: self.cleaned_data[key] if key in self.cleaned_data else str(self.data.get(key, ""))
            for key in self.fields
            if key in self.data or key in self.cleaned_data
        }
