"""Shape of input: a question of the situation, the declaration, uploads, and the designer's tables. No rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.bundles.rules import CHECK, ITEM, Content, Member, Question, content_from, to_plain
from tongban.design.fields import hinted
from tongban.design.forms import PlainForm
from tongban.design.questions import AnswersForm

__all__ = ["AnswersForm"]


class SituationForm(PlainForm):
    """One question of the situation; ``discard`` says that what is no longer needed may go."""

    discard = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, question: Question, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.question = question
        choices = [(one.value, hinted(one.label, one.hint)) for one in question.options]
        kind, widget = (
            (forms.MultipleChoiceField, forms.CheckboxSelectMultiple)
            if question.many
            else (forms.ChoiceField, forms.RadioSelect)
        )
        missing = gettext("Please answer: {label}").format(label=question.text)
        self.fields[question.key] = kind(
            label=question.text,
            help_text=question.hint,
            choices=choices,
            widget=widget,
            error_messages={"required": missing, "invalid_choice": missing},
        )

    def values(self) -> tuple[str, ...]:
        """What was chosen."""
        given = self.cleaned_data[self.question.key]
        return tuple(given) if isinstance(given, list) else (given,)


class DeclarationForm(PlainForm):
    """The last page of an application: its own key, so that pressing twice counts once."""

    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    truth = forms.BooleanField(
        label=_("I have checked my answers, and they are true"),
        help_text=_(
            "Each department gets its part. After sending you cannot change them, but you can withdraw each part."
        ),
    )


class HandOverForm(PlainForm):
    """How everything that is decided is handed over, and to whom."""

    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=30)
    method = forms.ChoiceField(
        label=_("How it was handed over"),
        choices=[("window", _("At the window")), ("post", _("By post"))],
        widget=forms.RadioSelect,
    )
    to = forms.CharField(label=_("Who received it"), required=False, max_length=100)
    note = forms.CharField(label=_("Receipt or parcel number"), required=False, max_length=200)


class UploadForm(PlainForm):
    """One file for one material."""

    def __init__(self, name: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"] = forms.FileField(
            label=_("Choose a file"),
            allow_empty_file=True,
            help_text=_("PDF, JPG, PNG or OFD, up to 20 MB each."),
            error_messages={"required": gettext("Please choose a file: {name}.").format(name=name)},
        )


NEW_ROWS = 2
_TEXTS = ("name", "theme", "lead_department", "also", "consult_phone")


class DesignForm(PlainForm):
    """A bundle as a table of its members and the tree of its questions.

    The tree is written as JSON: questions with options, and in each option items, materials, fields and questions.
    """

    name = forms.CharField(label=_("Name"), max_length=200)
    theme = forms.CharField(label=_("Theme of life"), max_length=100, required=False)
    lead_department = forms.CharField(label=_("Lead department"), max_length=200, required=False)
    also = forms.CharField(
        label=_("Everyday words by which it is looked for"), max_length=500, required=False
    )
    consult_phone = forms.CharField(label=_("Telephone for questions"), max_length=50, required=False)
    subjects = forms.MultipleChoiceField(
        label=_("Who may apply"),
        choices=[("person", _("persons")), ("body", _("firms and organisations"))],
        widget=forms.CheckboxSelectMultiple,
    )
    questions = forms.CharField(
        label=_("Questions of the situation"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text=_("As JSON: a list of questions, each with key, text and options."),
    )
    joined = forms.CharField(
        label=_("Questions and materials that are one"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("One line for each: task code and key of a question or material, separated by commas."),
    )

    def __init__(self, content: Content, *args: Any, **options: Any) -> None:
        self.content = content
        initial = {
            **{name: getattr(content, name) for name in _TEXTS},
            "subjects": list(content.subjects),
            "questions": json.dumps(to_plain(content.questions), ensure_ascii=False, indent=1),
            "joined": "\n".join(", ".join(one) for one in content.joined),
        }
        super().__init__(*args, initial=initial, **options)
        self.size = len(content.members) + NEW_ROWS
        for number in range(self.size):
            member = content.members[number] if number < len(content.members) else Member("")
            self._add_row(number, member)

    def _add_row(self, number: int, member: Member) -> None:
        row = {
            "name": forms.CharField(label=_("Name"), required=False, max_length=200, initial=member.name),
            "code": forms.CharField(
                label=_("Task code"), required=False, max_length=100, initial=member.item_code
            ),
            "role": forms.ChoiceField(
                label=_("Becomes"),
                choices=[(ITEM, _("a case of its own")), (CHECK, _("a check by the platform"))],
                required=False,
                initial=member.role,
            ),
            "after": forms.CharField(
                label=_("After (task codes)"),
                required=False,
                max_length=500,
                initial=", ".join(member.after),
            ),
        }
        for name, field in row.items():
            self.fields[f"member-{number}-{name}"] = field

    def rows(self) -> list[list[forms.BoundField]]:
        """The rows of the table of members."""
        return [
            [self[f"member-{number}-{name}"] for name in ("name", "code", "role", "after")]
            for number in range(self.size)
        ]

    def clean_questions(self) -> str:
        text = str(self.cleaned_data["questions"] or "")
        try:
            self._questions(text)
        except json.JSONDecodeError as wrong:
            sentence = gettext("This is not JSON: it cannot be read beyond line {line}, character {column}.")
            raise forms.ValidationError(sentence.format(line=wrong.lineno, column=wrong.colno)) from None
        except (TypeError, ValueError, AttributeError, KeyError, RecursionError):
            raise forms.ValidationError(
                gettext(
                    "Each question needs key, text and options; each option value and label, and maybe hint, "
                    "items, materials, fields, questions."
                )
            ) from None
        return text

    def _questions(self, text: str) -> tuple[Question, ...]:
        plain = json.loads(text) if text.strip() else []
        if not isinstance(plain, list):
            raise TypeError
        read = content_from({"name": "", "questions": plain}).questions
        _check_texts(to_plain(read))
        return read

    def edited(self) -> Content:
        """The content as it was typed; what the form does not show stays as it was."""
        given = self.cleaned_data
        members = [self._member(number) for number in range(self.size)]
        joined = [
            [part.strip() for part in line.split(",") if part.strip()]
            for line in str(given["joined"] or "").splitlines()
        ]
        plain = to_plain(self.content) | {name: given[name] for name in _TEXTS}
        plain |= {
            "subjects": given["subjects"],
            "members": [to_plain(one) for one in members if one.name or one.item_code],
            "questions": to_plain(self._questions(given["questions"])),
            "joined": [one for one in joined if len(one) > 1],
        }
        return content_from(plain)

    def _member(self, number: int) -> Member:
        given: Mapping[str, Any] = self.cleaned_data
        after = str(given[f"member-{number}-after"] or "").replace("，", ",")
        before = self.content.member(given[f"member-{number}-code"])
        return Member(
            name=given[f"member-{number}-name"],
            item_code=given[f"member-{number}-code"],
            role=given[f"member-{number}-role"] or ITEM,
            department=before.department if before else "",
            after=tuple(part.strip() for part in after.split(",") if part.strip()),
        )


def _check_texts(questions: Iterable[Any]) -> None:
    """Raise ValueError where a text is expected and something else stands, so that no page breaks on it."""
    for question in questions:
        options = question.get("options", [])
        texts = [question.get(name, "") for name in ("key", "text", "hint", "known_by")]
        for option in options:
            texts += [option.get(name, "") for name in ("value", "label", "hint")]
            texts += [*option.get("items", []), *option.get("materials", [])]
            texts += [*option.get("fields", {}).keys(), *option.get("fields", {}).values()]
            _check_texts(option.get("questions", []))
        if not all(isinstance(text, str) for text in texts) or not isinstance(
            question.get("many", False), bool
        ):
            raise ValueError
