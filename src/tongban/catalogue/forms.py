"""Shape of input: the eligibility questions of a guide, and the filters of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.catalogue.rules import EligibilityQuestion, ProcedureCard
from tongban.design.forms import PlainForm

ANSWERS = [("yes", _("Yes")), ("no", _("No")), ("unsure", _("I am not sure"))]


class EligibilityForm(forms.Form):
    """A few questions that tell whether an item is for this person. Nothing is kept."""

    use_required_attribute = False

    def __init__(self, questions: Iterable[EligibilityQuestion], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = tuple(questions)
        for one in self.questions:
            self.fields[one.key] = forms.ChoiceField(
                label=one.text, choices=ANSWERS, widget=forms.RadioSelect, required=True
            )
            self.fields[one.key].error_messages["required"] = _("Please answer this question.")

    def obstacles(self) -> list[str]:
        """What to do instead, for each answer that does not go on."""
        wanted = {one.key: "yes" if one.answer else "no" for one in self.questions}
        told = {one.key: one.otherwise for one in self.questions}
        return [
            told[key] for key, answer in self.cleaned_data.items() if answer not in {wanted[key], "unsure"}
        ]

    def unsure(self) -> bool:
        """Whether some answer was left open."""
        return "unsure" in self.cleaned_data.values()


class ItemFilter(forms.Form):
    """The filters of the administrators' list."""

    use_required_attribute = False
    q = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    department = forms.ChoiceField(label=_("Department"), required=False)
    guide = forms.BooleanField(label=_("Only items with a full guide"), required=False)

    def __init__(self, departments: Iterable[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All departments")), *departments]


LAPSES = [("withdrawn", _("counts as withdrawn")), ("refused", _("is refused"))]
LOOK_AT_MOST = 5


def _days(label: Any, help_text: Any, most: int) -> forms.IntegerField:
    wrong = gettext("Enter a whole number from 0 to {most}.").format(most=most)
    told = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=0, max_value=most, error_messages=told,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class ProcedureForm(PlainForm):
    """What sets the procedure of an item apart from the ordinary one, as an administrator keeps it."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    immediate = forms.BooleanField(label=_("Decided on the spot"), required=False)
    joint = forms.BooleanField(
        label=_("Several departments decide together under a lead"),
        help_text=_("Administrative License Law, art. 26"),
        required=False,
    )
    safety = forms.BooleanField(
        label=_("Concerns public safety, health or property directly"),
        help_text=_("After deceit one may not apply again for some years (arts. 78, 79)."),
        required=False,
    )
    review_first = forms.BooleanField(
        label=_("A refusal goes to reconsideration before any court"),
        help_text=_("Only where a law or regulation says so; every refusal then prints it."),
        required=False,
    )
    gap_lapse = forms.ChoiceField(
        label=_("If what may follow does not come, the application"),
        choices=LAPSES, widget=forms.RadioSelect, required=False,
    )  # fmt: skip
    gap_rule = forms.CharField(label=_("The text of the region that says so"), required=False, max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["look_workdays"] = _days(
            _("Looked through within so many workdays"),
            _("0: within the five workdays of the law. Missing the day accepts nothing."),
            LOOK_AT_MOST,
        )
        self.fields["extension_workdays"] = _days(
            _("May be extended by so many workdays"), _("0: as the general law has it."), 365
        )
        self.fields["gap_workdays"] = _days(
            _("What may follow is to come within so many workdays"), _("0: nothing may follow."), 365
        )
        self.order_fields(ORDER)

    @classmethod
    def of(cls, procedure: ProcedureCard, seen: str) -> ProcedureForm:
        """The form with what the draft says now."""
        return cls(initial={"seen": seen} | {name: getattr(procedure, name) for name in ORDER})

    def procedure(self) -> dict[str, Any]:
        """What was kept, in the words of the content."""
        data = self.cleaned_data
        days = ("look_workdays", "extension_workdays", "gap_workdays")
        kept = {name: data[name] for name in ORDER if name not in days}
        return (
            kept | {name: data[name] or 0 for name in days} | {"gap_lapse": data["gap_lapse"] or "withdrawn"}
        )


ORDER = (
    "immediate", "joint", "safety", "review_first", "look_workdays", "extension_workdays", "gap_workdays",
    "gap_lapse", "gap_rule",
)  # fmt: skip
