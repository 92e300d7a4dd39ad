"""What waits for officials beside the seats: rows that follow from the facts, kept in the transaction of the act."""

from __future__ import annotations

from tongban.cases import rules
from tongban.cases.models import Matter
from tongban.cases.services.written import Written


def keep(written: Written) -> None:
    """Enter what waits since this act, take away what waits no more; nothing is asked of the database otherwise."""
    before, after = (rules.matters(facts) for facts in (written.before, written.after))
    if before == after:
        return
    Matter.objects.filter(case_id=written.case_id).delete()
    Matter.objects.bulk_create(_row(written, one) for one in after)


def _row(written: Written, matter: rules.Matter) -> Matter:
    return Matter(
        case_id=written.case_id,
        kind=matter.kind,
        department_id=matter.department_id or None,
        permission=matter.permission,
        staff_id=matter.staff_id,
        region_code=written.after.of.item.region_code,
        due_on=matter.due_on,
    )
