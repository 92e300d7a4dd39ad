"""Setting from when lights show and who is reminded: for a department, for a region, or for the whole house."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tongban.audit import services as audit
from tongban.audit.rules import Act
from tongban.foundation.actors import Actor
from tongban.foundation.refusals import Refused, _
from tongban.org import queries, rules, thresholds
from tongban.org.models import Department, Threshold


def set_thresholds(
    *, wanted: rules.Thresholds, region_code: str = "", department_id: str = "", actor: Actor, at: datetime
) -> None:
    """Set the numbers of one department or one region; an act from now on counts by them.

    Refuses numbers that cannot be, all at once, and a place outside the region of who sets them.
    """
    region, department = _checked_place(region_code, department_id, actor)
    faults = rules.threshold_faults(wanted)
    if faults:
        raise Refused("org.thresholds_wrong", _("These numbers do not go together."), faults=faults)
    with transaction.atomic():
        Threshold.objects.update_or_create(
            region_code=region,
            department=department,
            defaults={"values": rules.to_plain(wanted), "set_at": at, "set_by": actor.name},
        )
        _record("org.thresholds_set", region, department_id, actor, at, rules.to_plain(wanted))
    transaction.on_commit(thresholds.forget)


def unset_thresholds(*, region_code: str = "", department_id: str = "", actor: Actor, at: datetime) -> None:
    """Go back to what counts around this department or region. Refuses a place outside one's own region."""
    region, department = _checked_place(region_code, department_id, actor)
    with transaction.atomic():
        gone, _each = Threshold.objects.filter(region_code=region, department=department).delete()
        if gone:
            _record("org.thresholds_unset", region, department_id, actor, at, {})
    transaction.on_commit(thresholds.forget)


def _checked_place(region_code: str, department_id: str, actor: Actor) -> tuple[str, Department | None]:
    """The region and the department of the row; for a department's own the region is empty."""
    department = None
    if department_id:
        where = queries.department(department_id=department_id).region_code
        department = Department.objects.get(pk=department_id)
    else:
        where = queries.region(code=region_code).code if region_code else ""
    allowed = actor.role == "system" or (
        actor.may("supervise.set") and bool(where) and actor.region_code in rules.reach(where)
    )
    if not allowed:
        raise Refused(
            "org.thresholds_elsewhere",
            _("You set this for the departments and divisions of your own region only."),
        )
    return ("" if department else where), department


def _record(
    action: str, region: str, department_id: str, actor: Actor, at: datetime, detail: dict[str, object]
) -> None:
    kind, subject = ("department", department_id) if department_id else ("region", region or "-")
    act = Act(actor=actor, action=action, subject_kind=kind, subject_id=subject, case_id=None, detail=detail)
    audit.record(act, at)
