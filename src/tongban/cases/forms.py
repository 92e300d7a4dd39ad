"""Shape of input: the questions of an item as a form, and the forms of each act on a case. No rules stand here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.cases.rules import CorrectionItem, MaterialHeld
from tongban.catalogue.rules import ItemCard
from tongban.design.forms import PlainForm
from tongban.design.questions import WIDE_DIGITS, AnswersForm, Question
from tongban.foundation.refusals import Refused

__all__ = ["AnswersForm", "Question"]


class Conditional(forms.CharField):
    """An answer that some choices need and others do not; the rules say which, so it is never called optional."""

    def validate(self, value: Any) -> None:
        """Nothing: the rules say everything at once."""


class Keyed(PlainForm):
    """A form that changes something: its own key, so that pressing twice counts once."""

    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class OnVersion(Keyed):
    """A form of an official: it also says which version of the case was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DeclarationForm(Keyed):
    """The last page of an application; on the way of the promise it is made here, in writing."""

    truth = forms.BooleanField(
        label=_("I have checked my answers, and they are true"),
        help_text=_("After sending you cannot change them, but you can withdraw the application."),
    )
    promise = forms.BooleanField(
        label=_("I promise what stands above, of my own free choice"),
        help_text=_("Until the decision you can take the promise back and go the ordinary way."),
    )

    def __init__(self, *args: Any, promised: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not promised:
            del self.fields["promise"]


class WayForm(PlainForm):
    """The ordinary way, or the promise instead of proof: a free choice."""

    way = forms.ChoiceField(
        label=_("Which way do you choose?"),
        choices=[("ordinary", _("The ordinary way")), ("promise", _("On a written promise"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, barred: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if barred:
            del self.fields["way"]

    @property
    def promised(self) -> bool:
        return self.cleaned_data.get("way") == "promise"


class LaterForm(PlainForm):
    """Which materials are to follow, with the promise to hand them in."""

    later = forms.MultipleChoiceField(
        label=_("Hand in later"), required=False, widget=forms.CheckboxSelectMultiple
    )
    follow_up = forms.BooleanField(required=False)

    def __init__(
        self, materials: Iterable[tuple[str, str]], promise: str, *args: Any, **options: Any
    ) -> None:
        """``materials``: id and name of what may follow; ``promise``: the sentence that is confirmed."""
        super().__init__(*args, **options)
        self.fields["later"].choices = list(materials)  # type: ignore[attr-defined]
        self.fields["follow_up"].label = promise

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("later") and not self.cleaned_data.get("follow_up"):
            self.add_error("follow_up", gettext("Please confirm that you will hand in the rest."))
        return self.cleaned_data


class UploadForm(PlainForm):
    """One file for one material."""

    def __init__(self, name: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"] = _file_field(name)


class WithdrawForm(Keyed):
    reason = forms.CharField(
        label=_("Why do you withdraw it?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AcceptForm(OnVersion):
    """Acceptance needs no more than the press of the button."""


class CorrectionForm(OnVersion):
    """The one notice: a tick and a sentence for each material and field, and room for anything else."""

    note = forms.CharField(
        label=_("Anything else the applicant should know"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, subjects: Iterable[tuple[str, str, str]], *args: Any, **options: Any) -> None:
        """``subjects``: kind (``material`` or ``field``), key and name of what may be asked to be corrected."""
        super().__init__(*args, **options)
        begun = self.initial
        # What departments ask for already comes first, with room to be read.
        self.subjects = tuple(sorted(subjects, key=lambda one: f"ask-{one[0]}-{one[1]}" not in begun))
        for kind, key, name in self.subjects:
            long = f"needed-{kind}-{key}" in begun
            self.fields[f"ask-{kind}-{key}"] = forms.BooleanField(label=name, required=False)
            self.fields[f"needed-{kind}-{key}"] = forms.CharField(
                label=gettext("What is needed: {name}").format(name=name),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput,
            )
        self.order_fields([name for name in self.fields if name != "note"] + ["note"])

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each subject with its tick and its sentence."""
        return [
            (self[f"ask-{kind}-{key}"], self[f"needed-{kind}-{key}"]) for kind, key, _name in self.subjects
        ]

    def asked(self) -> list[tuple[str, str, str, str]]:
        """Kind, key, name and sentence of everything that was ticked or written about."""
        found = []
        for kind, key, name in self.subjects:
            needed = str(self.cleaned_data.get(f"needed-{kind}-{key}", "")).strip()
            if needed or self.cleaned_data.get(f"ask-{kind}-{key}"):
                found.append((kind, key, name, needed))
        return found

    def clean(self) -> dict[str, Any]:
        asked = self.asked()
        if not asked:
            self.add_error(
                None, gettext("Please tick what is to be corrected, all of it: there is only one notice.")
            )
        for kind, key, name, needed in asked:
            if not needed:
                sentence = gettext("Please say what is needed: {name}.").format(name=name)
                self.add_error(f"needed-{kind}-{key}", sentence)
        return self.cleaned_data


class FilesForm(Keyed):
    """Files for materials, one field for each; what arrived once need not be chosen again."""

    def file_name(self, material_id: str) -> str:
        return f"file-{material_id}"

    def kept_name(self, material_id: str) -> str:
        return f"kept-{material_id}"

    def material_ids(self) -> list[str]:
        """The materials that have a field."""
        raise NotImplementedError

    def has_file(self, material_id: str) -> None:
        """A file for this material is kept already, so that none need be chosen again."""
        self.fields[self.file_name(material_id)].required = False

    def take_named(self, refused: Refused) -> None:
        """A refusal whose faults name materials by their own keys."""
        for fault in refused.faults:
            name = self.file_name(fault.field) if fault.field in self.material_ids() else fault.field
            self.add_error(name if name in self.fields else None, fault.text(gettext))
        if not refused.faults:
            self.add_error(None, refused.text(gettext))


class AnswerCorrectionForm(FilesForm):
    """What a correction notice asked for: a question for each field, a file for each material."""

    def __init__(self, asked: Iterable[CorrectionItem], item: ItemCard, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = tuple(asked)
        for one in self.asked:
            question = item.field(one.key) if one.kind == "field" else None
            self.fields[self.name_of(one)] = Question(question) if question else _file_field(one.name)

    def name_of(self, one: CorrectionItem) -> str:
        return self.file_name(one.key) if one.kind == "material" else one.key

    def material_ids(self) -> list[str]:
        return [one.key for one in self.asked if one.kind == "material"]

    def answers(self) -> dict[str, str]:
        """The corrected answers."""
        return {one.key: self.cleaned_data.get(one.key, "") for one in self.asked if one.kind == "field"}


class OwedForm(FilesForm):
    """Materials that were to follow, or for which a promise stood. The rules say which of them must come now."""

    def __init__(self, owed: Iterable[MaterialHeld], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.owed = tuple(owed)
        for one in self.owed:
            self.fields[self.file_name(one.key)] = _file_field(one.name)
            self.fields[self.file_name(one.key)].required = False

    def material_ids(self) -> list[str]:
        return [one.key for one in self.owed]


class HearingForm(Keyed):
    """Whether the applicant wants to be heard before the decision."""

    wanted = forms.ChoiceField(
        label=_("Do you want a hearing?"),
        choices=[("yes", _("Yes, I ask for a hearing")), ("no", _("No, decide without one"))],
        widget=forms.RadioSelect,
    )
    statement = forms.CharField(
        label=_("What you want to say about it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class StatementForm(Keyed):
    """What the applicant states and argues before the decision."""

    text = forms.CharField(
        label=_("What you state and argue"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8})
    )


def _file_field(name: str) -> forms.FileField:
    return forms.FileField(
        label=_("Choose a file"),
        allow_empty_file=True,
        help_text=_("PDF, JPG, PNG or OFD, up to 20 MB each."),
        error_messages={"required": gettext("Please choose a file: {name}.").format(name=name)},
    )


class RefuseAcceptanceForm(OnVersion):
    ground = forms.ChoiceField(
        label=_("Why it is not accepted"),
        choices=[
            ("not_required", _("This matter needs no application")),
            ("not_competent", _("Another body is competent")),
            ("false_materials", _("The materials are false or conceal something")),
        ],
        widget=forms.RadioSelect,
    )
    competent_body = Conditional(
        label=_("The competent body"), help_text=_("If another body is competent."), max_length=200
    )
    reason = Conditional(label=_("Reasons"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    review_body = Conditional(label=_("Body for reconsideration"), max_length=200)
    court = Conditional(label=_("Court for a suit"), max_length=200)
    channel = Conditional(label=_("Online channel for reconsideration"), max_length=300)


class WithClauses(OnVersion):
    """A form whose reasons may be taken from stock sentences, to which one's own words are added."""

    REASONS = "reason"
    clauses = forms.MultipleChoiceField(
        label=_("Stock sentences"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, clauses: Iterable[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = [(one, one) for one in clauses]
        if known:
            self.fields["clauses"].choices = known  # type: ignore[attr-defined]
        else:
            del self.fields["clauses"]

    def whole_reasons(self) -> str:
        """The sentences that were ticked, then what was written."""
        ticked = self.cleaned_data.get("clauses", [])
        written = str(self.cleaned_data.get(self.REASONS, "")).strip()
        return "\n".join([*ticked, written] if written else ticked)


class OpinionForm(WithClauses):
    seat = forms.CharField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("Your opinion"),
        required=False,
        choices=[("agree", _("Agree")), ("disagree", _("Disagree"))],
        widget=forms.RadioSelect,
    )
    reason = Conditional(label=_("Reasons"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class DecisionForm(WithClauses):
    REASONS = "reasons"
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Approve")), ("no", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    reasons = Conditional(
        label=_("Reasons"),
        help_text=_("Needed for a refusal, and for an approval against an opinion."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    legal_basis = Conditional(
        label=_("Legal basis"),
        help_text=_("Needed for a refusal."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    review_body = Conditional(label=_("Body for reconsideration"), max_length=200)
    court = Conditional(label=_("Court for a suit"), max_length=200)
    channel = Conditional(label=_("Online channel for reconsideration"), max_length=300)
    fraud = forms.BooleanField(
        label=_("The application rests on false materials, or conceals something"), required=False
    )
    on_record = forms.BooleanField(label=_("The decision follows the record of the hearing"), required=False)


class DeliverForm(OnVersion):
    method = forms.ChoiceField(
        label=_("How it was handed over"),
        choices=[("window", _("At the window")), ("post", _("By post"))],
        widget=forms.RadioSelect,
    )
    to = forms.CharField(label=_("Who received it"), required=False, max_length=100)
    note = forms.CharField(label=_("Receipt or parcel number"), required=False, max_length=200)


class PickUpForm(PlainForm):
    """The code that the applicant reads from her draft."""

    code = forms.CharField(
        label=_("Six-digit code of the draft"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        return re.sub(r"\D", "", str(self.cleaned_data["code"]).translate(WIDE_DIGITS))
