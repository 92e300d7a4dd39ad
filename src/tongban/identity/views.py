"""Pages of signing in, registering, and of what the house holds about a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tongban.audit import queries as audit
from tongban.design import links
from tongban.foundation import clock
from tongban.foundation.actors import Actor
from tongban.foundation.masking import mask_name
from tongban.foundation.refusals import Refused
from tongban.identity import queries, rules, services
from tongban.identity.forms import (
    CheckByHandForm,
    ContactForm,
    MandateForm,
    PasswordForm,
    SignInForm,
    SignUpForm,
    show_refusal,
)

WRONG_INPUT = 422
LOCKED_OUT = 429
ACTS_SHOWN = 50


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by login name and password; one answer for every reason why it fails."""
    onward = links.onward(request)
    if request.method == "GET":
        if _actor(request).is_signed_in:
            return redirect(onward)
        return _sign_in_page(request, SignInForm(initial={"next": request.GET.get("next", "")}))
    form = SignInForm(request.POST)
    if form.is_valid():
        login_name = form.cleaned_data["login_name"].strip().lower()
        account = authenticate(request, login_name=login_name, password=form.cleaned_data["password"])
        if account is not None:
            services.begin_session(request=request, account_id=str(account.pk), at=clock.now())
            return redirect(onward)
        form.add_error(None, _("The login name or the password is not right. Please try again."))
    return _sign_in_page(request, form, status=WRONG_INPUT)


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Too many wrong passwords: when it goes on and what else helps (called by the throttle)."""
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "identity/locked_out.html", {"minutes": minutes}, status=LOCKED_OUT)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out and go home."""
    services.end_session(request=request, at=clock.now())
    return redirect("/")


@never_cache
@sensitive_post_parameters("password", "id_number")
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Register oneself; the answer is the same whether or not the number is known already."""
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.sign_up(**form.cleaned_data, actor=_actor(request), at=clock.now())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            _name, notes = rules.checked_name(form.cleaned_data["name"])
            changes = [note.text(_) for note in notes]
            return render(request, "identity/signed_up.html", {"changes": changes})
    status = WRONG_INPUT if form.is_bound else 200
    return render(request, "identity/sign_up.html", {"form": form}, status=status)


@never_cache
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """What the house holds about the person, where from, and who looked at it."""
    actor, now = _actor(request), clock.now()
    person = queries.person(person_id=actor.person_id)
    context = {
        "person": person,
        "rows": _rows_of(person),
        "contact_rows": _contact_rows(person),
        "family": [
            {"label": _(rules.KINSHIPS[rules.Kinship(card.kind)]), "value": card.person.name}
            for card in queries.family_of(person_id=person.id)
        ],
        "bodies": queries.mandates_of(person_id=person.id, on=clock.day_of(now)),
        "accounts": queries.accounts_of(person_id=person.id),
        "acts": [_told(card) for card in audit.acts_about(person.id, limit=ACTS_SHOWN)],
    }
    return render(request, "identity/my_data.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Change how one is reached."""
    actor = _actor(request)
    person = queries.person(person_id=actor.person_id)
    present = {"phone": person.phone, "email": person.email, "address": person.address}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=present)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_contact(person_id=person.id, **form.cleaned_data, actor=actor, at=clock.now())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("identity:my_data")
    return render(
        request, "identity/contact.html", {"form": form}, status=WRONG_INPUT if form.is_bound else 200
    )


@never_cache
@login_required
@sensitive_post_parameters("id_number")
@require_http_methods(["GET", "POST"])
def check_by_hand(request: HttpRequest) -> HttpResponse:
    """A window checks somebody's document by hand when the population register cannot be asked."""
    actor = _actor(request)
    if not actor.may("case.accept"):
        raise Http404
    form = CheckByHandForm(request.POST if request.method == "POST" else None)
    checked = None
    if request.method == "POST" and form.is_valid():
        try:
            checked = services.check_by_hand(**form.cleaned_data, actor=actor, at=clock.now())
        except Refused as refusal:
            show_refusal(form, refusal)
    context = {
        "form": CheckByHandForm() if checked else form,
        "checked": mask_name(checked.name) if checked else "",
    }
    wrong = form.is_bound and checked is None
    return render(request, "identity/check_by_hand.html", context, status=WRONG_INPUT if wrong else 200)


@never_cache
@login_required
@sensitive_post_parameters("old", "new")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; this browser stays signed in, every other one does not."""
    actor = _actor(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        try:
            services.set_password(account_id=actor.account_id, **form.cleaned_data, actor=actor, at=now)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            services.begin_session(request=request, account_id=actor.account_id, at=now)
            return redirect("identity:my_data")
    return render(
        request, "identity/password.html", {"form": form}, status=WRONG_INPUT if form.is_bound else 200
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """The mandates of the bodies one represents: see, grant."""
    actor, now = _actor(request), clock.now()
    today = clock.day_of(now)
    own = [
        card.body
        for card in queries.mandates_of(person_id=actor.person_id, on=today)
        if card.is_legal_representative
    ]
    if not own:
        raise Http404
    form = MandateForm(
        request.POST if request.method == "POST" else None, bodies=[(body.id, body.name) for body in own]
    )
    if request.method == "POST" and form.is_valid():
        try:
            _grant(form.cleaned_data, actor)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("identity:mandates")
    granted = [card for body in own for card in queries.mandates_by(body_id=body.id)]
    for_page = [(card, card.scope.in_force(today)) for card in granted]
    context = {"form": form, "granted": for_page, "several": len(own) > 1}
    return render(request, "identity/mandates.html", context, status=WRONG_INPUT if form.is_bound else 200)


@require_POST
@login_required
def revoke_mandate(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    """Take a mandate back."""
    try:
        services.revoke_mandate(mandate_id=str(mandate_id), actor=_actor(request), at=clock.now())
    except Refused as refusal:
        raise Http404 from refusal
    return redirect("identity:mandates")


def _grant(typed: dict[str, Any], actor: Actor) -> None:
    now = clock.now()
    agent = queries.person_by_id_number(id_number=typed["id_number"])
    services.grant_mandate_to(
        body_id=typed["body"],
        agent=agent if agent and rules.same_name(agent.name, typed["name"].strip()) else None,
        item_codes=typed["item_codes"].split(),
        may_sign=typed["may_sign"],
        valid_from=clock.day_of(now),
        valid_to=typed["valid_to"],
        actor=actor,
        at=now,
    )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _sign_in_page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    return render(
        request, "identity/sign_in.html", {"form": form, "demo": settings.TONGBAN.DEMO}, status=status
    )


def _told(card: audit.ActCard) -> dict[str, object]:
    """An act on the person's data in words: when, who, what, why."""
    who = _("the system") if card.actor_role == "system" else card.actor_name or _("a visitor")
    what = _(rules.action_sentence(card.action, bool(card.case_id)))
    return {"at": card.at, "who": who, "what": what, "purpose": card.purpose}


def _rows_of(person: queries.PersonCard) -> list[dict[str, str]]:
    source = _(rules.METHODS.get(person.level_method, ""))
    return [
        {"label": _("Full name"), "value": person.name, "source": source},
        {"label": _("Identity number"), "value": person.id_masked, "source": source},
        {"label": _("Sex"), "value": _(rules.SEXES[person.sex])},
        {"label": _("Born on"), "value": person.born_on.isoformat()},
        {"label": _("Ethnic group"), "value": person.ethnic_name or _("not recorded")},
        {"label": _("How sure we are that it is you"), "value": _(rules.LEVELS[person.level])},
    ]


def _contact_rows(person: queries.PersonCard) -> list[dict[str, str]]:
    change = reverse("identity:contact")
    missing = _("not recorded")
    return [
        {"label": _("Mobile number"), "value": person.phone_masked or missing, "change": change},
        {"label": _("E-mail"), "value": person.email or missing, "change": change},
        {"label": _("Home address"), "value": person.address or missing, "change": change},
    ]
