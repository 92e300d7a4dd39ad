"""The explanation of a card as it is typed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ExplainForm(forms.Form):
    """Why the department was late."""

    reason = forms.CharField(
        label=_("Explanation"),
        help_text=_("Why it was late, and what is done so that it does not happen again"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
