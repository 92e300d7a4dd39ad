"""The shape of an appointment as it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.foundation.refusals import Refused

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


class LeaveForm(Establishing):
    """Who leaves the establishment, and the last day."""

    placement = forms.ChoiceField(label=_("Official"))
    ends_on = forms.DateField(label=_("Last day"), error_messages={"invalid": DAY})


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal where it belongs: each fault beside its field, the sentence on top when no field is at fault."""
    for fault in refusal.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.text(gettext))
    if not refusal.faults:
        form.add_error(None, refusal.text(gettext))
