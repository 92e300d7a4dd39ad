"""The one form of this room: which channels."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ChoiceForm(forms.Form):
    """Whether messages also come by e-mail."""

    email = forms.BooleanField(required=False, label=_("Send me my messages by e-mail too"))
