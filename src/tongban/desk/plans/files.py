"""Files that an administrator brings in or takes away: read with a bound, sent under a name in any script."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.http import HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tongban.design.forms import PlainForm
from tongban.foundation.xmldoc import MOST_BYTES


class FileForm(PlainForm):
    """One file, and the state of the draft that was on the screen."""

    file = forms.FileField(allow_empty_file=True)
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, label: str, *args: Any, most: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        self.most = most or MOST_BYTES
        self.fields["file"].label = label
        self.fields["file"].help_text = _("Up to %(most)s.") % {"most": filesizeformat(self.most)}
        self.fields["file"].error_messages["required"] = _("Choose a file: %(label)s") % {"label": label}

    def clean_file(self) -> bytes:
        """The bytes of the file; one that is too large is refused before it is read."""
        sent = self.cleaned_data["file"]
        if sent.size > self.most:
            raise forms.ValidationError(
                _("The file is larger than %(most)s.") % {"most": filesizeformat(self.most)}
            )
        return bytes(sent.read())

    def clean_expected(self) -> int:
        """A state that no draft has, when none was sent."""
        expected = self.cleaned_data["expected"]
        return -1 if expected is None else int(expected)


def attachment(data: bytes, name: str) -> HttpResponse:
    """A file to be kept by the browser, under a name in any script."""
    response = HttpResponse(data, content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
