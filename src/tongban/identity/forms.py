"""The shape of what is typed about persons and accounts; the rules stand elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.foundation.refusals import Refused
from tongban.identity.rules import BY_HAND, DOCUMENTS

NAME = {"autocomplete": "name", "spellcheck": "false"}
PHONE = {"autocomplete": "tel", "inputmode": "tel"}
NEW_PASSWORD = {"autocomplete": "new-password"}


class Asked(forms.CharField):
    """A question that must be answered; that it was, the rules say, together with everything else they find."""

    def validate(self, value: str) -> None:
        return


class SignInForm(forms.Form):
    """Login name and password; the password is never sent back."""

    login_name = forms.CharField(
        label=_("Login name"),
        help_text=_("The mobile number you registered with, or the name you were given."),
        error_messages={"required": _("Enter your login name.")},
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class CheckByHandForm(forms.Form):
    """What stands on the document, which one it is, and why it is checked by hand."""

    name = Asked(label=_("Full name"), help_text=_("As it stands on the document."), max_length=400)
    id_number = Asked(
        label=_("Identity number"), help_text=_("18 characters, the last one may be X."), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    document = forms.ChoiceField(
        label=_("Which document you looked at"),
        choices=lambda: [(key, gettext(word)) for key, word in DOCUMENTS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the document that you looked at.")},
    )
    reason = forms.ChoiceField(
        label=_("Why it is checked by hand"),
        choices=lambda: [(key, gettext(word)) for key, word in BY_HAND.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say why it is checked by hand.")},
    )


class SignUpForm(forms.Form):
    """What a person says about herself when she registers."""

    name = Asked(
        label=_("Full name"), help_text=_("As it stands on your identity card."), max_length=400,
        widget=forms.TextInput(attrs=NAME),
    )  # fmt: skip
    id_number = Asked(
        label=_("Identity number"), help_text=_("18 characters, the last one may be X."), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    phone = Asked(
        label=_("Mobile number"), help_text=_("It will be your login name."), max_length=60,
        widget=forms.TextInput(attrs=PHONE),
    )  # fmt: skip
    password = Asked(
        label=_("Password"), help_text=_("At least 10 characters. A sentence is easier to keep in mind."), strip=False,
        max_length=200, widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )  # fmt: skip


class PasswordForm(forms.Form):
    """The present password and the new one."""

    old = Asked(
        label=_("Present password"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = Asked(
        label=_("New password"), help_text=_("At least 10 characters. A sentence is easier to keep in mind."),
        strip=False, max_length=200, widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )  # fmt: skip


class ContactForm(forms.Form):
    """How a person is reached."""

    phone = forms.CharField(
        label=_("Mobile number"), required=False, max_length=60, widget=forms.TextInput(attrs=PHONE)
    )
    email = forms.CharField(
        label=_("E-mail"), help_text=_("Copies of your messages go there, if you wish."), required=False, max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Home address"), required=False, max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )  # fmt: skip


class MandateForm(forms.Form):
    """Whom a body lets act for it, in what and until when."""

    body = forms.ChoiceField(label=_("Which body"), error_messages={"required": _("Choose a body.")})
    id_number = Asked(
        label=_("Identity number of the agent"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    name = Asked(label=_("Name of the agent"), max_length=400)
    item_codes = forms.CharField(
        label=_("Only for these items"), help_text=_("Codes of the items, with spaces between. Empty means all items."),
        required=False, max_length=2000,
    )  # fmt: skip
    may_sign = forms.BooleanField(label=_("May also sign and submit in the body's name"), required=False)
    valid_to = forms.DateField(
        label=_("Last day"), help_text=_("Empty means until you take it back. For example 2027-06-30."), required=False,
        error_messages={"invalid": _("Enter a day such as 2027-06-30.")},
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = bodies


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal where it belongs: each fault beside its field, the sentence on top when no field is at fault."""
    for fault in refusal.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.text(gettext))
    if not refusal.faults:
        form.add_error(None, refusal.text(gettext))
