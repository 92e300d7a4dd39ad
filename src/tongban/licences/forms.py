"""What is brought to the verify page, and what a holder chooses to show."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.licences import rules

LONGEST_TEXT = 2000
MOST_BYTES = 20 * 1024 * 1024


class VerifyForm(forms.Form):
    """An identifier, the text of a code, or a file."""

    text = forms.CharField(
        label=_("Licence identifier, or the text of its code"),
        help_text=_(
            "For example 1.2.156.3005.2.…, as printed on the licence; or paste what your scanner shows."
        ),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "max_length": _("This is too long for an identifier or a code. Scan the code again.")
        },
    )
    document = forms.FileField(
        label=_("The PDF, a picture of its code, or the downloaded record"),
        help_text=_("PDF, JPG, PNG or JSON, up to 20 MB. It is read for this check and not kept."),
        required=False,
        widget=forms.FileInput(
            attrs={
                "accept": ".pdf,.json,.jpg,.jpeg,.png,application/pdf,application/json,image/jpeg,image/png"
            }
        ),
        allow_empty_file=True,
    )

    def clean_document(self) -> Any:
        upload = self.cleaned_data["document"]
        if upload is not None and upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file must be smaller than 20 MB."))
        if upload is not None and upload.size == 0:
            raise forms.ValidationError(_("This file is empty. Choose it again."))
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("text") and not data.get("document"):
            self.add_error("text", _("Enter the identifier, paste the code, or choose a file."))
        return data


class ShowForm(forms.Form):
    """How much of a licence the holder shows."""

    show = forms.ChoiceField(
        label=_("What to show"),
        choices=[
            (rules.Extent.LEAST.value, _("Only name and validity")),
            (rules.Extent.FULL.value, _("All fields")),
        ],
        widget=forms.RadioSelect,
    )
