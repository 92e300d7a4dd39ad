"""Pages of choosing whom one acts for, of the demonstration's roles, and of the staff list."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.design import links
from tongban.foundation import clock
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused
from tongban.identity import services as identity
from tongban.org import queries, rules, services
from tongban.org.forms import (
    STEPS,
    AppointForm,
    EndForm,
    EndPlaceForm,
    Establishing,
    LeaveForm,
    PlaceForm,
    SetForm,
    ThresholdForm,
    show_refusal,
)
from tongban.org.queries import StaffCard

HOMES = {"public": "/", "work": "/desk/"}
WRONG_INPUT = 422


@require_POST
@login_required
def choose_body(request: HttpRequest) -> HttpResponse:
    """Act for a body from now on, or for oneself again."""
    try:
        body = services.choose_body(
            body_id=request.POST.get("body", ""), actor=_actor(request), at=clock.now()
        )
    except Refused as refusal:
        raise Http404 from refusal
    if body is None:
        request.session.pop(rules.ACTING_BODY, None)
    else:
        request.session[rules.ACTING_BODY] = body.id
    return redirect(links.onward(request))


@require_POST
def choose_role(request: HttpRequest) -> HttpResponse:
    """Step into a role of the sample town, without a password; outside a demonstration there is no such page."""
    at = clock.now()
    try:
        account = services.choose_role(
            account_id=request.POST.get("role", ""), demo=settings.TONGBAN.DEMO, actor=_actor(request), at=at
        )
    except Refused as refusal:
        raise Http404 from refusal
    identity.begin_session(request=request, account_id=account.id, at=at)
    return redirect(links.onward(request, HOMES[account.kind]))


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


@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Who of the department is away and who stands in; enter one's own leave, as the head anybody's."""
    actor = _official(request)
    now = clock.now()
    today = clock.day_of(now)
    form = _leave_form(request, actor, today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.enter_leave(
                staff_id=given["staff"],
                stand_in_id=given["stand_in"],
                kind=given["kind"],
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                actor=actor,
                at=now,
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("org:leave")
    known = queries.leaves_of(department_id=actor.department_id, since=today)
    lines = [
        {
            "card": one,
            "now": one.starts_on <= today,
            "ends": services.may_enter(actor, one.staff_id, actor.department_id),
        }
        for one in known
    ]
    context = {"form": form, "lines": lines, "stands_in": actor.stands_in}
    return render(request, "org/leave.html", context, status=WRONG_INPUT if form.is_bound else 200)


@require_POST
def end_leave(request: HttpRequest, leave_id: UUID) -> HttpResponse:
    """The official is back before the last day, or does not go."""
    actor = _official(request)
    try:
        services.end_leave(leave_id=str(leave_id), actor=actor, at=clock.now())
    except Refused as refusal:
        raise Http404 from refusal
    return redirect("org:leave")


def _official(request: HttpRequest) -> Actor:
    """The actor, if she works in a department; to everyone else this page does not exist."""
    actor = _actor(request)
    if not actor.is_staff or not actor.department_id:
        raise Http404
    return actor


def _leave_form(request: HttpRequest, actor: Actor, today: date) -> LeaveForm:
    """Whose leave this official may enter, and who could stand in for one of them."""
    names: dict[str, str] = {}
    held: dict[str, set[str]] = {}
    for card in queries.staff_of(department_id=actor.department_id, on=today):
        names[card.id] = f"{card.name} ({card.post_name})"
        held.setdefault(card.id, set()).update(card.permissions)
    whose = [key for key in names if services.may_enter(actor, key, actor.department_id)]
    posts = {key: rules.Held(actor.department_id, frozenset(one)) for key, one in held.items()}
    fitting = [
        key
        for key in names
        if any(key != away and rules.may_stand_in(posts[away], posts[key]) for away in whose)
    ]
    return LeaveForm(
        request.POST if request.method == "POST" else None,
        staff=[(key, names[key]) for key in whose],
        stand_ins=[(key, names[key]) for key in fitting],
        initial={"staff": actor.staff_id},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def thresholds(request: HttpRequest) -> HttpResponse:
    """From when lights show and who is reminded: of the region, of one below it, or of a department."""
    actor = _actor(request)
    if not actor.may("supervise.set"):
        raise Http404
    place = _place(request, actor)
    form = ThresholdForm(request.POST if request.method == "POST" else None, initial=_typed(place))
    if request.method == "POST" and _set(request, place, form, actor):
        return redirect(f"{reverse('org:thresholds')}?{urlencode({**place, 'done': '1'})}")
    context = {
        "form": form,
        "columns": [gettext(label) for label in STEPS.values()],
        "chosen": place["department"] or place["region"],
        "places": _places(actor),
        "own": queries.own_thresholds(region_code=place["region"], department_id=place["department"]),
        "done": request.GET.get("done") == "1" and not form.is_bound,
    }
    return render(request, "org/thresholds.html", context, status=WRONG_INPUT if form.is_bound else 200)


def _set(request: HttpRequest, place: dict[str, str], form: ThresholdForm, actor: Actor) -> bool:
    """Whether what was posted is set now; what was wrong stands in the form."""
    where = {"region_code": place["region"], "department_id": place["department"]}
    try:
        if "unset" in request.POST:
            services.unset_thresholds(**where, actor=actor, at=clock.now())
            return True
        wanted = form.thresholds() if form.is_valid() else None
        if wanted is not None:
            services.set_thresholds(**where, wanted=wanted, actor=actor, at=clock.now())
            return True
    except Refused as refusal:
        show_refusal(form, refusal)
    return False


def _place(request: HttpRequest, actor: Actor) -> dict[str, str]:
    """The region or department chosen in the address; one's own region when none is. Another region's: no such page."""
    known = {key for _title, places in _places(actor) for key, _name in places}
    chosen = (
        request.GET.get("place", "") or request.GET.get("department", "") or request.GET.get("region", "")
    )
    chosen = chosen or actor.region_code
    if chosen not in known:
        raise Http404
    is_region = len(chosen) == 12
    return {"region": chosen if is_region else "", "department": "" if is_region else chosen}


def _places(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """What this official may set, divisions before departments."""
    regions = [one for one in queries.regions() if actor.region_code in rules.reach(one.code)]
    codes = {one.code for one in regions}
    own = [one for one in queries.departments() if one.region_code in codes]
    return [
        (gettext("Divisions"), [(one.code, one.name) for one in regions]),
        (gettext("Departments there"), [(one.id, one.name) for one in own]),
    ]


def _typed(place: dict[str, str]) -> dict[str, str]:
    """What counts there now, its own or what is inherited, as it would be typed."""
    department = place["department"]
    region = queries.department(department_id=department).region_code if department else place["region"]
    return ThresholdForm.typed(queries.thresholds_for(region_code=region, department_id=department))


@never_cache
@require_GET
def establishment(request: HttpRequest) -> HttpResponse:
    """How many people each department may have of each kind, who they are, and what can be changed."""
    _keeper(request)
    return _establishment_page(request)


@never_cache
@require_POST
def establish(request: HttpRequest, act: str) -> HttpResponse:
    """Set a number, count an official in, move her, or end her place; what is refused keeps what was typed."""
    actor = _keeper(request)
    if act not in ESTABLISHING:
        raise Http404
    form = _establishing(act, clock.day_of(clock.now()), request.POST)
    if form.is_valid():
        try:
            _established(act, form.cleaned_data, actor)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("org:establishment")
    return _establishment_page(request, act, form)


ESTABLISHING: dict[str, type[Establishing]] = {
    "place": PlaceForm,
    "move": PlaceForm,
    "leave": EndPlaceForm,
    "set": SetForm,
}


def _established(act: str, said: dict[str, Any], actor: Actor) -> None:
    at = clock.now()
    match act:
        case "place":
            services.place_staff(
                staff_id=said["staff"], establishment_id=said["establishment"], starts_on=said["starts_on"],
                actor=actor, at=at,
            )  # fmt: skip
        case "move":
            services.move_staff(
                staff_id=said["staff"], establishment_id=said["establishment"], on=said["starts_on"],
                actor=actor, at=at,
            )  # fmt: skip
        case "leave":
            services.end_placement(
                placement_id=said["placement"], ends_on=said["ends_on"], actor=actor, at=at
            )
        case "set":
            services.set_establishment(
                department_id=said["department"], kind=said["kind"], authorised=said["authorised"],
                document=said["document"], effective_on=said["effective_on"], actor=actor, at=at,
            )  # fmt: skip


def _establishing(act: str, today: date, typed: QueryDict | None = None) -> Establishing:
    cards = queries.establishments(on=today)
    choices = {
        "department": [(card.id, card.name) for card in queries.departments()],
        "kind": [(code, gettext(word)) for code, word in rules.ESTABLISHMENTS.items()],
        "staff": [(pk, f"{number} {name}") for pk, number, name in queries.staff_numbers()],
        "establishment": [(card.id, f"{card.department_name} · {_kind(card.kind)}") for card in cards],
        "placement": [
            (one.id, f"{one.number} {one.name} · {card.department_name}")
            for card in cards
            for one in card.people
            if one.ends_on is None
        ],
    }
    day = today.isoformat()
    first = {"starts_on": day, "effective_on": day, "ends_on": day}
    return ESTABLISHING[act](typed, choices=choices, initial=first, auto_id=f"{act}_%s")


def _kind(kind: str) -> str:
    return gettext(rules.ESTABLISHMENTS[kind])


def _establishment_page(
    request: HttpRequest, act: str = "", typed: Establishing | None = None
) -> HttpResponse:
    today = clock.day_of(clock.now())
    shown = {name: typed if typed and name == act else _establishing(name, today) for name in ESTABLISHING}
    cards = queries.establishments(on=today)
    context = {
        "establishments": [{"card": card, "kind": _kind(card.kind)} for card in cards],
        "form": typed,
        "acts": [
            {
                "url": reverse("org:establish", args=[name]),
                "form": shown[name],
                "title": gettext(ESTABLISHING_WORDS[name]),
                "open": name == act,
            }
            for name in ESTABLISHING
        ],
    }
    return render(request, "org/establishment.html", context, status=WRONG_INPUT if typed else 200)


ESTABLISHING_WORDS = {
    "place": gettext_noop("Count an official in"),
    "move": gettext_noop("Move an official to another department"),
    "leave": gettext_noop("End a place"),
    "set": gettext_noop("Set how many people"),
}


def _keeper(request: HttpRequest) -> Actor:
    """The actor, if she keeps the establishment; to everyone else this page does not exist."""
    actor = _actor(request)
    if not actor.may("establishment.keep"):
        raise Http404
    return actor


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _manager(request: HttpRequest) -> Actor:
    """The actor, if she manages staff; to everyone else this page does not exist."""
    actor = _actor(request)
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
