"""The shape of an appointment as it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from tongban.design.forms import PlainDateField
from tongban.foundation.lights import Lights, Mark
from tongban.foundation.refusals import Refused
from tongban.org import rules

STEPS = {
    "remind": gettext_noop("reminders"),
    "head": gettext_noop("head of the department"),
    "yellow": gettext_noop("yellow card"),
    "red": gettext_noop("red card"),
}
"""The steps of a ladder, as the columns of the page name them."""

DAY = _("Enter a day such as 2027-06-30.")


class AppointForm(forms.Form):
    """Who takes which post from when."""

    staff = forms.ChoiceField(label=_("Official"), error_messages={"required": _("Choose an official.")})
    post = forms.ChoiceField(label=_("Post"), error_messages={"required": _("Choose a post.")})
    starts_on = forms.DateField(
        label=_("First day"), error_messages={"required": _("Enter the first day."), "invalid": DAY}
    )

    def __init__(
        self,
        *args: Any,
        staff: list[tuple[str, str]],
        posts: list[tuple[str, list[tuple[str, str]]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("staff", staff), ("post", posts)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Please choose")), *choices]


class ThresholdForm(forms.Form):
    """From when lights show and who is reminded, as it is typed: one line of fields for each clock."""

    yellow = forms.CharField(
        label=_("Yellow from"),
        max_length=10,
        help_text=_("Workdays left such as 1, or a share of the time such as 50%"),
        error_messages={"required": _("Say from when yellow shows, such as 1 or 50%.")},
    )
    red = forms.CharField(
        label=_("Red from"),
        max_length=10,
        required=False,
        help_text=_("Leave empty: red only when the day is over"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for clock, title in rules.CLOCKS.items():
            for step, label in STEPS.items():
                if step == "remind" or clock not in rules.OF_APPLICANT:
                    name = f"{clock}-{step}"
                    said = f"{gettext(title)}: {gettext(label)}"
                    self.fields[name] = forms.CharField(label=said, max_length=40, required=False)

    def rows(self) -> list[dict[str, Any]]:
        """Each clock with its fields, for the table; None where that step does not exist."""
        return [
            {
                "title": gettext(title),
                "cells": [
                    self[f"{clock}-{step}"] if f"{clock}-{step}" in self.fields else None for step in STEPS
                ],
            }
            for clock, title in rules.CLOCKS.items()
        ]

    def thresholds(self) -> rules.Thresholds | None:
        """What was typed, as numbers; None with every fault beside its field."""
        yellow, red = self._mark("yellow"), self._mark("red")
        ladders = {clock: self._ladder(clock) for clock in rules.CLOCKS}
        if self.errors or yellow is None:
            return None
        return rules.Thresholds(Lights(yellow, red), ladders)

    def _ladder(self, clock: str) -> rules.Ladder:
        head, yellow, red = (self._day(f"{clock}-{step}") for step in ("head", "yellow", "red"))
        return rules.Ladder(self._days(f"{clock}-remind"), head, yellow, red)

    def _mark(self, name: str) -> Mark | None:
        try:
            return rules.mark_typed(self.cleaned_data.get(name, ""))
        except Refused as refused:
            self.add_error(name, refused.text(gettext))
            return None

    def _days(self, name: str) -> tuple[int, ...]:
        try:
            return rules.days_typed(self.cleaned_data.get(name, ""))
        except Refused as refused:
            self.add_error(name, refused.text(gettext))
            return ()

    def _day(self, name: str) -> int | None:
        days = self._days(name)
        if len(days) > 1:
            self.add_error(name, gettext("One number, or nothing."))
        return days[0] if days else None

    @staticmethod
    def typed(thresholds: rules.Thresholds) -> dict[str, str]:
        """The numbers as they would be typed."""
        said = {
            "yellow": rules.mark_text(thresholds.lights.yellow),
            "red": rules.mark_text(thresholds.lights.red),
        }
        for clock, ladder in thresholds.ladders.items():
            said[f"{clock}-remind"] = ", ".join(map(str, ladder.remind))
            for step in ("head", "yellow", "red"):
                day = getattr(ladder, step)
                said[f"{clock}-{step}"] = "" if day is None else str(day)
        return said


class LeaveForm(forms.Form):
    """Who is away from when to when, and who stands in."""

    staff = forms.ChoiceField(label=_("Official"), error_messages={"required": _("Choose an official.")})
    kind = forms.ChoiceField(
        label=_("Kind of leave"), error_messages={"required": _("Choose what kind of leave it is.")}
    )
    starts_on = PlainDateField(label=_("First day"), error_messages={"required": _("Enter the first day.")})
    ends_on = PlainDateField(label=_("Last day"), error_messages={"required": _("Enter the last day.")})
    stand_in = forms.ChoiceField(
        label=_("Stand-in"),
        help_text=_(
            "A colleague of the same department whose post permits the same, and who is there all the time"
        ),
        error_messages={"required": _("Choose a colleague.")},
    )

    def __init__(
        self, *args: Any, staff: list[tuple[str, str]], stand_ins: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(key, gettext(words)) for key, words in rules.KINDS.items()]
        for name, choices in (("staff", staff), ("kind", kinds), ("stand_in", stand_ins)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Please choose")), *choices]


class EndForm(forms.Form):
    """The last day of an appointment."""

    ends_on = forms.DateField(
        label=_("Last day"), error_messages={"required": _("Enter the last day."), "invalid": DAY}
    )


class Establishing(forms.Form):
    """A form whose choices are given by name."""

    def __init__(self, *args: Any, choices: Mapping[str, Sequence[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Please choose")), *offered]


class SetForm(Establishing):
    """How many people a department may have of one kind, by which document."""

    department = forms.ChoiceField(label=_("Department"))
    kind = forms.ChoiceField(label=_("Kind of establishment"))
    authorised = forms.IntegerField(label=_("How many people"), min_value=0, max_value=100_000)
    document = forms.CharField(label=_("Approving document"), max_length=200)
    effective_on = forms.DateField(label=_("First day"), error_messages={"invalid": DAY})


class PlaceForm(Establishing):
    """Who is counted where, from when."""

    staff = forms.ChoiceField(label=_("Official"))
    establishment = forms.ChoiceField(label=_("Establishment"))
    starts_on = forms.DateField(label=_("First day"), error_messages={"invalid": DAY})


class EndPlaceForm(Establishing):
    """Who leaves the establishment, and the last day."""

    placement = forms.ChoiceField(label=_("Official"))
    ends_on = forms.DateField(label=_("Last day"), error_messages={"invalid": DAY})


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal where it belongs: each fault beside its field, the sentence on top when no field is at fault."""
    for fault in refusal.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.text(gettext))
    if not refusal.faults:
        form.add_error(None, refusal.text(gettext))
