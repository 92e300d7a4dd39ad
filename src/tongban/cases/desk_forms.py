"""Shape of input for the rarer acts of officials: the clock, hearings, visits, seats, ends. No rules stand here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.cases.forms import Conditional, CorrectionForm, OnVersion, Question, WithClauses
from tongban.cases.rules import ENDINGS, GROUNDS, SPECIAL, Party
from tongban.catalogue.rules import FieldCard
from tongban.design.forms import PlainDateField

Choices = Sequence[tuple[str, str]]
CONFIDENTIAL = frozenset({"id-number", "phone"})
"""Kinds of answers that are not shown in a form: who leaves them empty leaves them as they are."""


def _long(label: Any, *, rows: int = 3, most: int = 2000, **options: Any) -> Conditional:
    """Words whose absence the rules refuse, all at once with the rest."""
    return Conditional(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class Days(forms.IntegerField):
    """A number of workdays; how many are too many is for the rules to say."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **options)


def _choices(words: Any, without: Iterable[str] = ()) -> list[tuple[str, Any]]:
    left_out = set(without)
    return [(key, _(sentence)) for key, sentence in words.items() if key not in left_out]


# -- before acceptance -----------------------------------------------------------------------------------------


class ProposalForm(CorrectionForm):
    """What one department of a joint item needs: the same ticks and sentences as the notice, without its end."""

    def __init__(self, subjects: Iterable[tuple[str, str, str]], *args: Any, **options: Any) -> None:
        super().__init__(subjects, *args, **options)
        del self.fields["note"]


class CorrectOnSpotForm(OnVersion):
    """The answers as they stand, to be mended with the applicant there."""

    note = _long(_("What was mended, as the applicant confirms it"))

    def __init__(self, questions: Iterable[FieldCard], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cards = tuple(questions)
        for card in self.cards:
            self.fields[card.key] = Question(card)
            self.fields[card.key].required = False
            if card.kind in CONFIDENTIAL:
                self.fields[card.key].help_text = gettext(
                    "Not shown here. Leave it empty to keep it as it is."
                )
        self.order_fields([card.key for card in self.cards] + ["note"])

    def answers(self) -> dict[str, str]:
        """What was typed; a number that is not shown and was left empty stays as it is."""
        return {
            card.key: self.cleaned_data.get(card.key, "")
            for card in self.cards
            if card.kind not in CONFIDENTIAL or self.cleaned_data.get(card.key)
        }


class OriginalsForm(OnVersion):
    """Which originals lie on the table, and how long their copies may serve."""

    keys = forms.MultipleChoiceField(
        label=_("Originals that you have before you"), widget=forms.CheckboxSelectMultiple
    )
    until = PlainDateField(
        label=_("The copies may be used again until"),
        help_text=_("Leave it empty when they serve this application only. For example 20261231"),
        required=False,
    )

    def __init__(self, materials: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["keys"].choices = list(materials)  # type: ignore[attr-defined]


# -- the clock -------------------------------------------------------------------------------------------------


class StartSpecialForm(OnVersion):
    kind = forms.ChoiceField(
        label=_("Which procedure"),
        choices=lambda: _choices(SPECIAL, without=["hearing"]),
        widget=forms.RadioSelect,
    )
    days = Days(label=_("How many workdays it needs"))
    reason = _long(_("Reason, as the applicant reads it"))
    officials = forms.MultipleChoiceField(
        label=_("Who inspects, tests or looks for disease"),
        help_text=_("Two officials at least, for inspection, testing and quarantine only."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    organisation = Conditional(
        label=_("Or the organisation that is charged with it"), max_length=200, required=False
    )

    def __init__(self, officials: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["officials"].choices = list(officials)  # type: ignore[attr-defined]


class EndSpecialForm(OnVersion):
    """The result; where something was measured, by which standard, and whether it conforms."""

    result = _long(_("Result of the procedure"), rows=4, most=4000)
    conforms = forms.ChoiceField(
        label=_("Does it conform to the standard?"),
        choices=[("yes", _("It conforms")), ("no", _("It does not conform"))],
        required=False,
        widget=forms.RadioSelect,
    )
    standard = Conditional(
        label=_("Technical standard or specification"),
        help_text=_("For example GB 50016-2014"),
        max_length=300,
    )

    def __init__(self, *args: Any, technical: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not technical:
            del self.fields["conforms"], self.fields["standard"]

    @property
    def conforming(self) -> bool | None:
        return {"yes": True, "no": False}.get(str(self.cleaned_data.get("conforms", "")))


class ExtensionForm(OnVersion):
    """For the official who asks and for the head who extends."""

    days = Days(label=_("By how many workdays"))
    reason = _long(_("Reason, as the applicant reads it"))


class DeclineExtensionForm(OnVersion):
    reason = _long(_("Why the period is not extended"))


# -- hearing and visit -----------------------------------------------------------------------------------------


class OfferHearingForm(OnVersion):
    reason = _long(_("Whose interests are concerned, and why a hearing is offered"))


class TellPartiesForm(OnVersion):
    """Whose interests are touched, one on each line; and why they are told."""

    parties = _long(
        _("Interested parties"),
        rows=4,
        help_text=_(
            "One on each line: name; interest; address or telephone by which the notice reached them"
        ),
    )
    reason = _long(_("Which important interests are touched, as all of them read it"))

    def named(self) -> list[Party]:
        """The parties as they were typed; a part that is missing is empty."""
        lines = [one for one in str(self.cleaned_data["parties"]).splitlines() if one.strip()]
        parts = [[part.strip() for part in re.split("[;；]", line, maxsplit=2)] for line in lines]
        return [Party(*[*found, "", ""][:3]) for found in parts]


class HearStatementForm(OnVersion):
    """Who states what, and whether an interested party asks for a hearing."""

    party = forms.ChoiceField(label=_("Who makes the statement"), required=False, widget=forms.RadioSelect)
    text = _long(_("What is stated and argued"), rows=6, most=4000)
    wants_hearing = forms.ChoiceField(
        label=_("Does the interested party ask for a hearing?"),
        choices=[
            ("", _("Nothing was said about it")),
            ("yes", _("Asks for a hearing")),
            ("no", _("Does without")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, parties: Iterable[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(name, name) for name in parties]
        self.fields["party"].choices = [("", gettext("The applicant")), *named]  # type: ignore[attr-defined]
        if not named:
            del self.fields["wants_hearing"]

    @property
    def wanting(self) -> bool | None:
        return {"yes": True, "no": False}.get(str(self.cleaned_data.get("wants_hearing", "")))


class AnnounceHearingForm(OnVersion):
    on = PlainDateField(label=_("Day of the hearing"))
    time = Conditional(label=_("Time"), help_text=_("For example 09:30"), max_length=20)
    place = Conditional(label=_("Place"), max_length=200)
    chair = forms.ChoiceField(
        label=_("Who presides"), help_text=_("Officials who looked at the application are not in this list.")
    )
    reason = _long(_("Which rule prescribes the hearing, or which public interest asks for it"))
    where = Conditional(
        label=_("Where the announcement stands"),
        help_text=_("For example the website of the government"),
        max_length=300,
    )

    def __init__(self, chairs: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chair"].choices = [("", ""), *chairs]  # type: ignore[attr-defined]


class _Day(forms.TypedChoiceField):
    """One of the days that the law leaves."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=date.fromisoformat, **options)


class CallHearingForm(OnVersion):
    on = _Day(label=_("Day of the hearing"))
    time = Conditional(label=_("Time"), help_text=_("For example 09:30"), max_length=20)
    place = Conditional(label=_("Place"), max_length=200)
    chair = forms.ChoiceField(
        label=_("Who presides"), help_text=_("Officials who looked at the application are not in this list.")
    )

    def __init__(self, days: Choices, chairs: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].choices = list(days)  # type: ignore[attr-defined]
        self.fields["chair"].choices = [("", ""), *chairs]  # type: ignore[attr-defined]


class HoldHearingForm(OnVersion):
    record = _long(_("Record of the hearing"), rows=10, most=20_000)
    signed = _long(_("Who signed it, or who would not and why"), most=1000)


class CallVisitForm(OnVersion):
    on = PlainDateField(label=_("Day of the visit"))
    time = Conditional(label=_("Time"), help_text=_("For example 09:30"), max_length=20)
    place = Conditional(label=_("Place"), max_length=200)
    departments = forms.MultipleChoiceField(
        label=_("Which departments come"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, departments: Iterable[str], today: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].earliest = today  # type: ignore[attr-defined]
        self.fields["departments"].choices = [(name, name) for name in departments]  # type: ignore[attr-defined]


class HoldVisitForm(OnVersion):
    """For each department that was called: what it found, or that it did not come; who was there, and who signed."""

    officials = forms.MultipleChoiceField(
        label=_("Officials who were there"),
        help_text=_("Two at least."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    signed = _long(_("Who signed the record, or who would not and why"), most=1000)

    def __init__(self, departments: Iterable[str], officials: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["officials"].choices = list(officials)  # type: ignore[attr-defined]
        self.departments = tuple(departments)
        for number, name in enumerate(self.departments):
            self.fields[f"found-{number}"] = _long(gettext("What {name} found").format(name=name))
            self.fields[f"absent-{number}"] = forms.BooleanField(
                label=gettext("{name} did not come").format(name=name), required=False
            )
        self.order_fields(
            [*(name for name in self.fields if name not in ("officials", "signed")), "officials", "signed"]
        )

    def findings(self) -> list[tuple[str, str, bool]]:
        """Name, finding and absence of each department."""
        data = self.cleaned_data
        return [
            (name, data[f"found-{number}"].strip(), data[f"absent-{number}"])
            for number, name in enumerate(self.departments)
        ]

    def take(self, refused: Any) -> None:
        """Faults name departments; their fields go by number."""
        for fault in refused.faults:
            named = fault.field in self.departments
            place = f"found-{self.departments.index(fault.field)}" if named else fault.field
            self.add_error(place, fault.text(gettext))
        if not refused.faults:
            self.add_error(None, refused.text(gettext))


# -- seats -----------------------------------------------------------------------------------------------------


class MoveForm(OnVersion):
    """A move at a seat: which seat (and where to, in one choice), another department, a reason."""

    place = forms.ChoiceField(label=_("Which seat"), widget=forms.RadioSelect)
    target = forms.ChoiceField(label=_("Which department"))
    reason = _long(_("Reason"))

    def __init__(
        self, places: Choices, departments: Choices, *args: Any, needs_reason: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]
        self.fields["reason"].required = needs_reason
        if len(places) == 1:
            self.initial["place"] = places[0][0]
        if departments:
            self.fields["target"].choices = [("", ""), *departments]  # type: ignore[attr-defined]
        else:
            del self.fields["target"]

    def take(self, refused: Any) -> None:
        """A fault of the target stands beside the choice that holds it."""
        for fault in refused.faults:
            known = fault.field in self.fields
            self.add_error(fault.field if known else "place", fault.text(gettext))
        if not refused.faults:
            self.add_error(None, refused.text(gettext))


# -- ends ------------------------------------------------------------------------------------------------------


class TerminateForm(OnVersion):
    ground = forms.ChoiceField(
        label=_("On which ground"), choices=lambda: _choices(GROUNDS), widget=forms.RadioSelect
    )
    reason = _long(_("Reason"))


class CheckPromiseForm(OnVersion):
    result = forms.ChoiceField(label=_("What was found"), widget=forms.RadioSelect)
    note = _long(_("What was found, in words"), help_text=_("Needed unless the promise was kept."))
    mend_by = PlainDateField(
        label=_("To be mended by"), help_text=_("Only when it is to be mended. For example 20261231"), required=False
    )  # fmt: skip

    def __init__(self, before: str, *args: Any, **options: Any) -> None:
        """``before``: what an earlier check found; empty for the first."""
        super().__init__(*args, **options)
        found = {
            "kept": gettext("What was promised is true and kept"),
            "mend": gettext("Not yet; it is to be mended by a day"),
            "broken": gettext("Untrue, or not mended in time"),
            "repaired": gettext("Mended since"),
        }
        possible = {"mend": ("kept", "broken"), "broken": ("repaired",)}.get(
            before, ("kept", "mend", "broken")
        )
        self.fields["result"].choices = [(one, found[one]) for one in possible]  # type: ignore[attr-defined]
        if "mend" not in possible:
            del self.fields["mend_by"]


class EndPermissionForm(OnVersion):
    kind = forms.ChoiceField(
        label=_("How it ends"), choices=lambda: _choices(ENDINGS), widget=forms.RadioSelect
    )
    reason = _long(_("Reasons"), rows=4, most=4000)
    legal_basis = _long(_("Legal basis"), rows=2)
    fraud = forms.BooleanField(label=_("It was obtained by deceit or bribery"), required=False)
    review_body = Conditional(label=_("Body for reconsideration"), max_length=200)
    court = Conditional(label=_("Court for a suit"), max_length=200)
    channel = Conditional(label=_("Online channel for reconsideration"), max_length=300)


# -- several cases -----------------------------------------------------------------------------------------------


class BulkOpinionForm(WithClauses):
    """One opinion for several seats, with room for a reason of its own for each."""

    verdict = forms.ChoiceField(
        label=_("Your opinion on all of them"),
        choices=[("agree", _("Agree")), ("disagree", _("Disagree"))],
        widget=forms.RadioSelect,
    )
    reason = _long(_("Reasons for all of them"))

    def __init__(
        self, clauses: Iterable[str], seats: Choices, *args: Any, survey: bool, **options: Any
    ) -> None:
        super().__init__(clauses, *args, **options)
        del self.fields["version"]
        self.fields["verdict"].required = not survey
        for key, name in seats:
            self.fields[f"reason-{key}"] = forms.CharField(
                label=gettext("Only for {case}").format(case=name), required=False, max_length=2000
            )

    def reason_for(self, seat: str) -> str:
        """The reasons for all, then those of this one alone."""
        own = str(self.cleaned_data.get(f"reason-{seat}", "")).strip()
        return "\n".join(part for part in (self.whole_reasons(), own) if part)

    def own_reasons(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("reason-")]
