"""Copies that a window has compared with their originals, kept for later applications of the same applicant."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tongban.cases import rules
from tongban.cases.models import VerifiedCopy
from tongban.cases.services.written import Written


def concern(written: Written) -> bool:
    """Whether this act makes copies, or shows that those of the case are not to be trusted."""
    return written.after.originals != written.before.originals or _found_false(written)


def keep(written: Written) -> None:
    """Keep what a window has just compared and may serve again, in the transaction of the act.

    Where materials turn out to be false, no copy of the case serves anybody any more.
    """
    if _found_false(written):
        VerifiedCopy.objects.filter(case_id=written.case_id).delete()
        return
    before, after = set(written.before.originals), written.after
    files = {one.key: one.files for one in after.materials}
    for seen in after.originals:
        if seen not in before and seen.until is not None:
            VerifiedCopy.objects.update_or_create(
                case_id=written.case_id,
                key=seen.key,
                defaults={
                    "applicant_kind": after.of.applicant.kind,
                    "applicant_id": after.of.applicant.id,
                    "name": seen.name,
                    "files": [rules.to_plain(one) for one in files[seen.key]],
                    "compared_on": seen.on,
                    "department_name": seen.department,
                    "until": seen.until,
                },
            )


def _found_false(written: Written) -> bool:
    return rules.found_false(written.after) and not rules.found_false(written.before)


def copies_of(
    *, applicant: tuple[str, str], names: Collection[str], on: date
) -> dict[str, rules.VerifiedCopy]:
    """The copies of an applicant that may be used on this day, by the name of the material; the latest of each."""
    kind, key = applicant
    rows = VerifiedCopy.objects.filter(
        applicant_kind=kind, applicant_id=key, name__in=sorted(names), until__gte=on, compared_on__lte=on
    )
    return {
        row.name: rules.VerifiedCopy(
            name=row.name,
            files=tuple(rules.read(rules.FileRef, one) for one in row.files),
            case=row.case.number,
            on=row.compared_on,
            issuer_name=row.department_name,
            until=row.until,
        )
        for row in rows.select_related("case").order_by("compared_on", "id")
    }
