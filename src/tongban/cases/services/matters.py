"""What waits for officials beside the seats: rows that follow from the facts, kept in the transaction of the act."""

from __future__ import annotations

from collections.abc import Iterable

from tongban.cases import rules
from tongban.cases.models import Matter
from tongban.cases.recounting.storage import ledger, waiting
from tongban.cases.services.written import Written


def concern(written: Written) -> bool:
    """Whether this act changes what waits beside the seats."""
    return rules.matters(written.before) != rules.matters(written.after)


def keep(written: Written) -> None:
    """Enter what waits since this act, take away what waits no more; nothing is asked of the database otherwise."""
    if concern(written):
        put(written.case_id, written.after)


def dated_again(case_ids: Iterable[str]) -> None:
    """Enter anew what waits in these cases, whose dates were counted again, in the caller's transaction."""
    for key in waiting(case_ids):
        put(key, rules.fold(ledger(key)))


def put(case_id: str, facts: rules.CaseFacts) -> None:
    """Enter what waits in a case with these facts, in place of what was entered before."""
    Matter.objects.filter(case_id=case_id).delete()
    Matter.objects.bulk_create(_row(case_id, facts, one) for one in rules.matters(facts))


def _row(case_id: str, facts: rules.CaseFacts, matter: rules.Matter) -> Matter:
    return Matter(
        case_id=case_id,
        kind=matter.kind,
        department_id=matter.department_id or None,
        permission=matter.permission,
        staff_id=matter.staff_id,
        region_code=facts.of.item.region_code,
        due_on=matter.due_on,
    )
