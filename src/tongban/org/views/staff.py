"""Pages of the staff list: who holds which post, appointing and ending."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.foundation import clock
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused
from tongban.org import queries, rules, services
from tongban.org.forms import (
    AppointForm,
    EndForm,
    show_refusal,
)
from tongban.org.queries import StaffCard
from tongban.org.views.guards import WRONG_INPUT, actor_of


@never_cache
@require_http_methods(["GET", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    """The departments with their posts, who holds them and what they permit; appoint someone."""
    actor = _manager(request)
    now = clock.now()
    today = clock.day_of(now)
    form = _appoint_form(request, today.isoformat())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.appoint(
                staff_id=given["staff"],
                post_id=given["post"],
                starts_on=given["starts_on"],
                actor=actor,
                at=now,
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("org:staff")
    context = {"form": form, "departments": _listed(queries.all_staff(on=today))}
    return render(request, "org/staff.html", context, status=WRONG_INPUT if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def end_appointment(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Set the last day of an appointment."""
    actor = _manager(request)
    now = clock.now()
    card = next(
        (c for c in queries.all_staff(on=clock.day_of(now)) if c.appointment_id == str(appointment_id)), None
    )
    if card is None:
        raise Http404
    form = EndForm(
        request.POST if request.method == "POST" else None, initial={"ends_on": clock.day_of(now).isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.end_appointment(
                appointment_id=card.appointment_id, ends_on=form.cleaned_data["ends_on"], actor=actor, at=now
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("org:staff")
    context = {"form": form, "card": card}
    return render(request, "org/end_appointment.html", context, status=WRONG_INPUT if form.is_bound else 200)


def _manager(request: HttpRequest) -> Actor:
    """The actor, if she manages staff; to everyone else this page does not exist."""
    actor = actor_of(request)
    if not actor.may("staff.manage"):
        raise Http404
    return actor


def _appoint_form(request: HttpRequest, today: str) -> AppointForm:
    names = {card.id: card.name for card in queries.departments()}
    posts: dict[str, list[tuple[str, str]]] = {}
    for post in queries.posts():
        posts.setdefault(names[post.department_id], []).append((post.id, post.name))
    return AppointForm(
        request.POST if request.method == "POST" else None,
        staff=[(pk, f"{number} {name}") for pk, number, name in queries.staff_numbers()],
        posts=list(posts.items()),
        initial={"starts_on": today},
    )


def _listed(held: tuple[StaffCard, ...]) -> list[dict[str, object]]:
    """Each department with its posts, each post with what it permits and who holds it."""
    posts: dict[str, list[dict[str, object]]] = {}
    for post in queries.posts():
        holders = [card for card in held if card.post_id == post.id]
        sentences = [rules.PERMISSIONS[code] for code in post.permissions]
        posts.setdefault(post.department_id, []).append(
            {"name": post.name, "permissions": sentences, "holders": holders}
        )
    return [
        {"name": card.name, "posts": posts[card.id]} for card in queries.departments() if card.id in posts
    ]
