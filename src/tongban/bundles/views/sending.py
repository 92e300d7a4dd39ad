"""The one set of materials, everything once more, and the one button that hands all parts in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.bundles import forms, rules, services
from tongban.bundles.views.guards import actor_of, applicant
from tongban.bundles.views.showing import Row, items_named, member_rows
from tongban.bundles.views.steps import CHECK, MATERIALS, Way
from tongban.bundles.views.writing import WRONG, way_of
from tongban.design.wording import said
from tongban.foundation import clock
from tongban.foundation.refusals import Fault, Refused


@require_http_methods(["GET", "POST"])
@applicant
def materials(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page of materials; its own button only goes on."""
    way = way_of(request, public_id)
    if isinstance(way, HttpResponse):
        return way
    if not way.is_situated:
        return redirect(way.home)
    if request.method == "POST":
        return redirect(way.home if request.POST.get("go") == "leave" else way.address(CHECK))
    return _materials(request, way)


@require_POST
@applicant
def upload(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Put one file to one material; what is refused is said beside it."""
    way = way_of(request, public_id)
    if isinstance(way, HttpResponse):
        return way
    material = next((one for one in way.work.to_bring if one.id == key), None)
    if material is None:
        raise Http404
    form = forms.UploadForm(material.name, request.POST, request.FILES, auto_id=f"material-{key}-%s")
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            services.attach_file(
                application=public_id,
                material=key,
                data=sent,
                name=sent.name,
                declared_type=sent.content_type or "",
                actor=actor_of(request),
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error("file", refused.text(_))
        else:
            return redirect(f"{way.address(MATERIALS)}#material-{key}")
    return _materials(request, way, (key, form), WRONG)


@require_POST
@applicant
def remove(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Take a file away again."""
    services.drop_file(
        application=public_id,
        material=key,
        file=request.POST.get("file", ""),
        actor=actor_of(request),
        at=clock.now(),
    )
    return redirect(reverse("bundles:materials", args=[public_id]) + f"#material-{key}")


def _materials(
    request: HttpRequest, way: Way, typed: tuple[str, forms.UploadForm] | None = None, status: int = 200
) -> HttpResponse:
    work = way.work
    asked = {one.id for one in work.to_bring}
    context = {
        "application": way.card,
        "bundle": work.bundle,
        "number": way.steps.index(MATERIALS) + 1 if MATERIALS in way.steps else len(way.steps),
        "of": len(way.steps),
        "back": way.before(MATERIALS),
        "held": [_held(way, one) for one in work.materials if one.key not in asked],
        "asked": [_asked(way, one, typed) for one in work.materials if one.key in asked],
        "form": typed[1] if typed else None,
    }
    return render(request, "bundles/materials.html", context, status=status)


def _held(way: Way, one: rules.MergedMaterial) -> Row:
    held = way.work.held.get(one.key)
    if held is None:
        return {
            "label": one.card.name,
            "value": _("It comes from an earlier part of this bundle, as soon as it is issued"),
        }
    return {
        "label": one.card.name,
        "value": held.told.text(_, said),
        "source": _("from {source}").format(source=held.issuer_name),
    }


def _asked(way: Way, one: rules.MergedMaterial, typed: tuple[str, forms.UploadForm] | None) -> Row:
    place = [way.card.public_id, one.key]
    mine = typed[1] if typed and typed[0] == one.key else None
    return {
        "anchor": f"material-{one.key}",
        "name": one.card.name,
        "required": one.card.necessity == "required",
        "note": one.card.note,
        "copies": one.card.copies,
        "for_items": items_named(way.work, one),
        "files": way.work.files.get(one.key, ()),
        "form": mine or forms.UploadForm(one.card.name, auto_id=f"material-{one.key}-%s"),
        "upload_url": reverse("bundles:upload", args=place),
        "remove_url": reverse("bundles:remove", args=place),
    }


@require_http_methods(["GET", "POST"])
@applicant
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything once more, then the one button that hands all parts in."""
    way = way_of(request, public_id)
    if isinstance(way, HttpResponse):
        return way
    if not way.is_situated:
        return redirect(way.home)
    if request.method == "GET":
        form = forms.DeclarationForm(initial={"submission_key": way.card.submission_key})
        return _check(request, way, form)
    form = forms.DeclarationForm(request.POST)
    faults = way.work.faults()
    if not form.is_valid() or faults:
        return _check(request, way, form, faults, WRONG)
    try:
        services.submit(
            application=public_id,
            actor=actor_of(request),
            at=clock.now(),
            key=form.cleaned_data["submission_key"],
        )
    except Refused as refused:
        if not refused.faults:
            form.add_error(None, refused.text(_))
        return _check(request, way, form, refused.faults, WRONG)
    return redirect(way.home + "?sent=1")


def _check(
    request: HttpRequest,
    way: Way,
    form: forms.DeclarationForm,
    faults: tuple[Fault, ...] = (),
    status: int = 200,
) -> HttpResponse:
    once, singly = way.work.saved_questions()
    context = {
        "application": way.card,
        "bundle": way.work.bundle,
        "form": form,
        "faults": faults,
        "problems": way.fault_links(faults),
        "number": len(way.steps),
        "of": len(way.steps),
        "back": way.before(CHECK),
        "situation": way.situation_rows(),
        "sections": way.check_sections(faults),
        "materials": way.material_rows(),
        "members": member_rows(way.work),
        "together": once,
        "singly": singly,
    }
    return render(request, "bundles/check.html", context, status=status)


@require_http_methods(["GET", "POST"])
@applicant
def discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete an application that was not handed in, after asking once."""
    way = way_of(request, public_id)
    if isinstance(way, HttpResponse):
        return way
    if request.method == "POST":
        services.discard(application=public_id, actor=actor_of(request), at=clock.now())
        return redirect("/")
    return render(request, "bundles/discard.html", {"application": way.card, "bundle": way.work.bundle})
