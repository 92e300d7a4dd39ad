"""The materials of a draft: what need not be handed in, and one file after the other for the rest."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.cases import forms, queries, rules, services
from tongban.cases.views import asking, showing
from tongban.cases.views.asking import CHECK, MATERIALS, Writing
from tongban.cases.views.drafts import WRONG, work_of
from tongban.cases.views.guards import actor_of, signed_in
from tongban.cases.views.showing import Row
from tongban.catalogue.rules import MaterialCard
from tongban.design.wording import said
from tongban.files import queries as stored
from tongban.files import services as files
from tongban.flow import rules as flow
from tongban.foundation import clock
from tongban.foundation.refusals import Refused
from tongban.licences import queries as licences

PAST_CASES = 5


@require_http_methods(["GET", "POST"])
@signed_in
def materials(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page of materials; its own button only goes on."""
    work = work_of(request, public_id)
    if isinstance(work, HttpResponse):
        return work
    if request.method == "POST":
        later = _later_form(work, request.POST)
        if not _later_chosen(request, public_id, later):
            return _page(request, work, later=later, status=WRONG)
        step = (
            asking.overview(work)
            if request.POST.get("go") == "leave"
            else asking.address_of(public_id, CHECK)
        )
        return redirect(step)
    return _page(request, work)


def _may_follow(work: Writing) -> list[tuple[str, str]]:
    """The materials that may be handed in later: the item says which, and nothing answers them yet (容缺)."""
    if not work.item.procedure.gap_workdays:
        return []
    missing = rules.missing_materials(work.needed, work.held(), work.draft.materials)
    return [
        (one.id, one.name) for one in missing if one.necessity == "gap" and one.id not in work.choice.promised
    ]


def _later_form(work: Writing, typed: QueryDict | None = None) -> forms.LaterForm | None:
    """The choice of what is to follow; None where nothing may, or where a broken promise bars it."""
    offered = _may_follow(work)
    if not offered or work.barred():
        return None
    sentence = _("I promise in writing to hand in what I ticked within {days} workdays of acceptance.")
    promise = sentence.format(days=work.item.procedure.gap_workdays)
    chosen = {"later": sorted(work.choice.later), "follow_up": work.choice.follow_up}
    return forms.LaterForm(offered, promise, typed, initial=chosen)


def _later_chosen(request: HttpRequest, public_id: str, form: forms.LaterForm | None) -> bool:
    """Keep which materials are to follow; whether the choice stood."""
    if form is None:
        return True
    if not form.is_valid():
        return False
    try:
        services.choose_later(
            draft=public_id,
            materials=frozenset(form.cleaned_data["later"]),
            follow_up=form.cleaned_data["follow_up"],
            actor=actor_of(request),
            at=clock.now(),
        )
    except Refused as refused:
        form.take(refused)
        return False
    return True


@require_POST
@signed_in
def upload(request: HttpRequest, public_id: str, material_id: str) -> HttpResponse:
    """Put one file to one material; what is refused is said beside it."""
    work = work_of(request, public_id)
    if isinstance(work, HttpResponse):
        return work
    material = _material(work, material_id)
    form = forms.UploadForm(
        material.name, request.POST, request.FILES, auto_id=f"{asking.anchor(material_id)}-%s"
    )
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            services.attach_file(
                draft=public_id,
                material_id=material_id,
                data=sent,
                name=sent.name,
                declared_type=sent.content_type or "",
                actor=actor_of(request),
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error("file", refused.text(_))
        else:
            return _back(public_id, material_id)
    return _page(request, work, (material_id, form), WRONG)


@require_POST
@signed_in
def reuse(request: HttpRequest, public_id: str, material_id: str) -> HttpResponse:
    """Put a file to a material that was handed in with an earlier case."""
    work = work_of(request, public_id)
    if isinstance(work, HttpResponse):
        return work
    material = _material(work, material_id)
    wanted = request.POST.get("file", "")
    found = next(
        (ref for ref, _on in _past_files(work).get(material.name, []) if ref.public_id == wanted), None
    )
    if found is None:
        raise Http404
    services.attach_file(
        draft=public_id,
        material_id=material_id,
        data=files.open_file(found.public_id),
        name=found.name,
        declared_type="",
        actor=actor_of(request),
        at=clock.now(),
    )
    return _back(public_id, material_id)


@require_POST
@signed_in
def remove(request: HttpRequest, public_id: str, material_id: str) -> HttpResponse:
    """Take a file away again."""
    file = request.POST.get("file", "")
    services.drop_file(
        draft=public_id, material_id=material_id, file=file, actor=actor_of(request), at=clock.now()
    )
    return _back(public_id, material_id)


def _back(public_id: str, material_id: str) -> HttpResponse:
    return redirect(f"{asking.address_of(public_id, MATERIALS)}#{asking.anchor(material_id)}")


def _material(work: Writing, material_id: str) -> MaterialCard:
    material = work.item.material(material_id)
    if material is None:
        raise Http404
    return material


def _page(
    request: HttpRequest,
    work: Writing,
    typed: tuple[str, forms.UploadForm] | None = None,
    status: int = 200,
    later: forms.LaterForm | None = None,
) -> HttpResponse:
    held = work.held()
    promised = [one for one in work.needed if one.id in work.choice.promised and one.id not in held]
    copied = [one for one in work.needed if isinstance(held.get(one.id), rules.VerifiedCopy)]
    asked = [one for one in work.needed if one.id not in held and one not in promised]
    form = later or _later_form(work)
    past = _past_files(work) if asked else {}
    rows = [_asked(work, one, typed, past.get(one.name, [])) for one in asked]
    context = {
        "draft": work.draft,
        "item": work.item,
        "number": work.steps.index(MATERIALS) + 1 if MATERIALS in work.steps else len(work.steps),
        "of": len(work.steps),
        "back": asking.back_address(work, MATERIALS),
        "held": [_held(one, held[one.id]) for one in work.needed if one.id in held],
        "asked": rows,
        "copied": [_asked(work, one, typed, []) for one in copied],
        "silent": _unanswered(asked),
        "promised": [one.name for one in promised],
        "later": form,
        "spared": _spared(work),
        "later_days": work.item.procedure.gap_workdays,
        "later_refused": work.item.procedure.gap_lapse == "refused",
        "barred": "" if form or not _may_follow(work) else work.barred(),
        "form": typed[1] if typed else form,
    }
    return render(request, "cases/materials.html", context, status=status)


def _spared(work: Writing) -> list[Row]:
    """The materials that a table of the item spares this situation, each with the rule that says so."""
    return [
        {"label": one.name, "value": showing.why(work.item, work.said, one.id)}
        for one in work.item.materials
        if any(said.materials.get(one.id) == flow.NONE for said in work.said)
    ]


def _unanswered(asked: list[MaterialCard]) -> list[str]:
    """The materials that would have been fetched, had the licence platform given an answer."""
    fetched = [one.name for one in asked if one.exempt == "licence"]
    return fetched if fetched and licences.platform_is_silent() else []


def _held(material: MaterialCard, held: rules.HeldMaterial) -> Row:
    return {
        "label": material.name,
        "value": held.told.text(_, said),
        "source": _("from {source}").format(source=held.issuer_name),
    }


def _asked(
    work: Writing,
    material: MaterialCard,
    typed: tuple[str, forms.UploadForm] | None,
    past: list[tuple[rules.FileRef, object]],
) -> Row:
    place = [work.draft.public_id, material.id]
    mine = work.draft.materials.get(material.id, ())
    taken = {file.sha256 for file in mine}
    anchor = asking.anchor(material.id)
    form = (
        typed[1]
        if typed and typed[0] == material.id
        else forms.UploadForm(material.name, auto_id=f"{anchor}-%s")
    )
    return {
        "anchor": anchor,
        "name": material.name,
        "required": material.necessity != "optional",
        "later": material.id in work.choice.later and not mine,
        "note": "\n".join(part for part in (material.note, material.accept_standard) if part),
        "why": showing.why(work.item, work.said, material.id),
        "files": mine,
        "form": form,
        "upload_url": reverse("cases:draft_upload", args=place),
        "remove_url": reverse("cases:draft_remove", args=place),
        "reuse_url": reverse("cases:draft_reuse", args=place),
        "reusable": [
            {"public_id": ref.public_id, "name": ref.name, "on": on}
            for ref, on in past
            if ref.sha256 not in taken
        ],
    }


def _past_files(work: Writing) -> dict[str, list[tuple[rules.FileRef, object]]]:
    """Files that the applicant handed in with earlier cases, by name of the material."""
    found: dict[str, list[tuple[rules.FileRef, object]]] = {}
    today = clock.day_of(work.at)
    for case in queries.my_cases(actor=work.applicant, today=today, limit=PAST_CASES):
        for held in queries.refold(case_id=case.id).materials:
            known = {ref.sha256 for ref, _on in found.get(held.name, [])}
            new = [
                (ref, case.received_on)
                for ref in held.files
                if ref.sha256 not in known and stored.file_or_none(ref.public_id)
            ]
            found.setdefault(held.name, []).extend(new)
    return found
