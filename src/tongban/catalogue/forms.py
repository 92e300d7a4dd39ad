"""Shape of input: the eligibility questions of a guide, and the filters of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.catalogue.rules import EligibilityQuestion

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
