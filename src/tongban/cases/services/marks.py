"""What earlier cases hold against an applicant: broken promises, and bans after deceit."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from tongban.cases import rules
from tongban.cases.models import Mark
from tongban.cases.services.written import Written
from tongban.foundation.actors import Actor

BAN, PROMISE = "ban", "promise"


def concern(written: Written) -> bool:
    """Whether this act changes what is held against its applicant."""
    return rules.marks(written.after) != rules.marks(written.before)


def keep(written: Written, today: date, at: datetime) -> None:
    """Note or mend what this act holds against the applicant, in the transaction of the act."""
    before, after = rules.marks(written.before), rules.marks(written.after)
    for mark in after:
        if mark not in before:
            _note(written.case_id, written.after, mark, today)
    gone = {mark.kind for mark in before} - {mark.kind for mark in after}
    if gone:
        Mark.objects.filter(case_id=written.case_id, kind__in=gone).update(mended_at=at)


def _note(case_id: str, facts: rules.CaseFacts, mark: rules.Mark, today: date) -> None:
    of = facts.of
    Mark.objects.update_or_create(
        case_id=case_id,
        kind=mark.kind,
        defaults={
            "applicant_kind": of.applicant.kind,
            "applicant_id": of.applicant.id,
            "implementation_id": of.item.implementation_id,
            "since": today,
            "until": mark.until,
            "source": mark.source,
            "mended_at": None,
        },
    )


def ban_against(*, actor: Actor, implementation_id: str, on: date) -> rules.Ban | None:
    """Until when this applicant may not apply for this item; None when nothing bars."""
    kind, key = actor.applicant
    rows = Mark.objects.filter(
        applicant_kind=kind,
        applicant_id=key,
        mended_at=None,
        kind=BAN,
        implementation_id=implementation_id,
        until__gt=on,
    )
    mark = rows.select_related("case").order_by("-until").first()
    return rules.Ban(mark.until, mark.source, mark.case.number) if mark and mark.until else None


def broken_promise_of(*, applicant: tuple[str, str]) -> str:
    """The number of a case whose promise this applicant broke and has not mended; empty when there is none."""
    kind, key = applicant
    rows = Mark.objects.filter(Q(applicant_kind=kind, applicant_id=key), mended_at=None, kind=PROMISE)
    return str(rows.order_by("since").values_list("case__number", flat=True).first() or "")
