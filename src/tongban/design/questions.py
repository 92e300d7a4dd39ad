"""The questions of a form that is data: each kind of answer with its input, read in any of the ways people write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, cast

from django import forms
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.design.dates import parse_day
from tongban.design.fields import CLASSES, ListWidget, kind_of
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


class Listed(Asked, Protocol):
    """A question whose answer is a list: what each entry is asked, and how many there may be."""

    @property
    def of(self) -> Sequence[Asked]: ...
    @property
    def entries(self) -> tuple[int, int]: ...


Entry = dict[str, str]
MOST_ROWS = 200


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


class EntriesWidget(ListWidget):
    """A row of inputs for each entry. Rows that say nothing are no entries; new and dropped rows are the server's work.

    blank    how many empty rows follow the entries
    buttons  whether the page carries out its buttons for adding and dropping rows
    wrong    name of an input -> what is wrong with it
    """

    def __init__(self, card: Listed) -> None:
        super().__init__()
        self.card = card
        self.blank = 1
        self.buttons = False
        self.wrong: dict[str, str] = {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Entry]:
        return [one for one in self.rows_in(data, name) if one]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-rows" not in data

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The first input that is wrong, else the first of all."""
        first = next(iter(self.wrong), f"{self.card.key}-1-{self.card.of[0].key}" if self.card.of else "")
        return f"id_{first}" if first else id_

    def rows_in(self, data: Any, name: str) -> list[Entry]:
        """Every row that was sent, those that say nothing too."""
        sent = str(data.get(f"{name}-rows", ""))
        rows = min(int(sent), MOST_ROWS) if sent.isascii() and sent.isdigit() else 0
        return [
            {
                part.key: text
                for part in self.card.of
                if (text := str(data.get(f"{name}-{row}-{part.key}", "")).strip())
            }
            for row in range(1, rows + 1)
        ]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        entries: list[Entry] = [dict(one) for one in value or () if isinstance(one, dict)]
        least, most = self.card.entries
        rows = max(len(entries) + self.blank, least, 1)
        entries += [{} for _row in range(min(rows, max(most, len(entries))) - len(entries))]
        saving = {key: text for key, text in (attrs or {}).items() if key.startswith("hx-")}
        context = {
            "name": name,
            "label": self.card.label,
            "rows": [self._row(name, number, entry, saving) for number, entry in enumerate(entries, 1)],
            "count": len(entries),
            "buttons": self.buttons,
            "may_add": self.buttons and len(entries) < most,
        }
        return SafeString(get_template("design/parts/list_rows.html").render(context))

    def _row(self, name: str, number: int, entry: Entry, saving: dict[str, str]) -> dict[str, Any]:
        return {
            "number": number,
            "parts": [self._part(name, number, part, entry, saving) for part in self.card.of],
        }

    def _part(
        self, name: str, number: int, part: Asked, entry: Entry, saving: dict[str, str]
    ) -> dict[str, Any]:
        own = f"{name}-{number}-{part.key}"
        wrong, widget = self.wrong.get(own, ""), _entry_widget(part)
        described = [f"id_{own}-{what}" for what, there in (("hint", part.hint), ("error", wrong)) if there]
        attributes = {"id": f"id_{own}", "class": CLASSES[kind_of(widget)]} | saving
        attributes |= {"aria-describedby": " ".join(described)} if described else {}
        attributes |= {"aria-invalid": "true"} if wrong else {}
        return {
            "id": f"id_{own}",
            "label": part.label,
            "hint": part.hint,
            "optional": not part.required,
            "error": wrong,
            "input": widget.render(own, entry.get(part.key, ""), attributes),
        }


def _entry_widget(part: Asked) -> forms.Widget:
    """Within an entry what is chosen is chosen from a menu: radios of many rows would fill the page."""
    if part.kind in ("choice", "yes_no"):
        offered = [(one.value, one.label) for one in part.choices] or [
            ("yes", gettext("Yes")),
            ("no", gettext("No")),
        ]
        return forms.Select(choices=[("", ""), *offered])
    return _widget(part)


class ListQuestion(forms.Field):
    """A question whose answer is a list of entries. What is missing or wrong is for the rules of the catalogue to say."""

    def __init__(self, card: Listed) -> None:
        super().__init__(
            label=card.label, help_text=card.hint, required=card.required, widget=EntriesWidget(card)
        )
        self.entries = cast(EntriesWidget, self.widget)
        self.card = card

    def validate(self, value: Any) -> None:
        """Nothing: the rules say everything at once."""

    def clean(self, value: Any) -> list[Entry]:
        cleaned: list[Entry] = []
        for number, entry in enumerate(value or (), 1):
            cleaned.append({})
            for part in self.card.of:
                if part.key not in entry:
                    continue
                try:
                    cleaned[-1][part.key] = Question(part).clean(entry[part.key])
                except forms.ValidationError as error:
                    self.entries.wrong[f"{self.card.key}-{number}-{part.key}"] = error.messages[0]
        if self.entries.wrong:
            raise forms.ValidationError(list(self.entries.wrong.values()))
        return cleaned

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != (data or []))


def question_for(card: Asked) -> forms.Field:
    """The field of a question, whatever its kind."""
    return ListQuestion(cast(Listed, card)) if card.kind == "list" else Question(card)


class AnswersForm(PlainForm):
    """The questions of one page of an item, as a form."""

    def __init__(self, questions: Iterable[Asked], *args: Any, rows: bool = False, **options: Any) -> None:
        """rows: whether the page carries out the buttons of lists."""
        super().__init__(*args, **options)
        for card in questions:
            self.fields[card.key] = question_for(card)
            if isinstance(made := self.fields[card.key], ListQuestion):
                made.entries.buttons, made.entries.blank = rows, int(not rows)

    def answers(self) -> dict[str, Any]:
        """What was typed, normalised where it could be read and as it stands where not."""
        self.is_valid()
        found: dict[str, Any] = {}
        for key, field in self.fields.items():
            if key in self.cleaned_data:
                found[key] = self.cleaned_data[key]
            elif isinstance(field, ListQuestion):
                found[key] = field.entries.value_from_datadict(self.data, None, key)
            elif key in self.data:
                found[key] = str(self.data.get(key, ""))
        return found

    def place(self, name: str, sentence: str) -> None:
        """What is wrong, beside the question or the part of a list's entry that it is about."""
        if name in self.fields:
            if name not in self.errors:
                self.add_error(name, sentence)
            return
        for key, field in self.fields.items():
            if isinstance(field, ListQuestion) and name.startswith(f"{key}-"):
                field.entries.wrong[name] = sentence
                self.add_error(key, sentence)

    def lists(self) -> dict[str, ListQuestion]:
        """The questions that ask for a list."""
        return {key: one for key, one in self.fields.items() if isinstance(one, ListQuestion)}
