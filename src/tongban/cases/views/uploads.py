"""Files of a case that is with the authority: kept as they arrive, so that a fault elsewhere costs no upload."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongban.cases import forms, rules
from tongban.cases.views.guards import actor_of
from tongban.foundation import clock
from tongban.foundation.refusals import Refused

Kept = dict[str, list[rules.FileRef]]


def kept(
    request: HttpRequest, public_id: str, form: forms.FilesForm, attach: Callable[..., rules.FileRef]
) -> Kept:
    """Store every file that arrived; those kept before stay. By material.

    attach  the service that takes a file for a material of a case
    """
    found: Kept = {}
    for material_id in form.material_ids():
        refs = [
            rules.FileRef(public, request.POST.get(f"name-{public}", ""), 0, "")
            for public in request.POST.getlist(form.kept_name(material_id))
        ]
        sent = request.FILES.get(form.file_name(material_id))
        if sent is not None:
            try:
                refs.append(
                    attach(
                        public_id=public_id,
                        material_id=material_id,
                        data=cast(BinaryIO, sent),
                        name=sent.name or "",
                        declared_type=sent.content_type or "",
                        actor=actor_of(request),
                        at=clock.now(),
                    )
                )
            except Refused as refused:
                form.add_error(form.file_name(material_id), refused.text(_))
        if refs:
            found[material_id] = refs
            form.has_file(material_id)
    return found


def ids_of(files: Kept) -> dict[str, list[str]]:
    """The public ids of the kept files, by material."""
    return {material: [ref.public_id for ref in refs] for material, refs in files.items()}
