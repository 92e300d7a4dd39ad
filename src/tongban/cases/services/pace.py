"""Counting how long cases took, once in a while and for all items, so that no page has to."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncDate

from tongban.calendar import queries as calendar
from tongban.cases import rules
from tongban.cases.models import Case, Pace
from tongban.foundation.clock import LEGAL_ZONE, day_of

LOOKED_BACK = timedelta(days=365)


def count_paces(at: datetime) -> int:
    """Count again how long decided cases of each item took in the year before; how many items have enough of them.

    The database groups by days, so that a million cases come as a few thousand lines.
    """
    today = day_of(at)
    rows = (
        Case.objects.filter(decided_at__gte=at - LOOKED_BACK, accepted_on__isnull=False)
        .annotate(day=TruncDate("decided_at", tzinfo=LEGAL_ZONE))
        .values_list("implementation_id", "region_code", "accepted_on", "day")
        .annotate(number=Count("id"))
        .order_by()
    )
    taken: dict[str, Counter[int]] = defaultdict(Counter)
    for item, region, accepted_on, day, number in rows:
        years = calendar.calendar_for(region).estimating(
            min(accepted_on, day).year, max(accepted_on, day).year
        )
        taken[str(item)][max(0, years.between(accepted_on, day))] += number
    found = {item: rules.pace_of(counts, today) for item, counts in taken.items()}
    lines = [
        Pace(
            implementation_id=item,
            half=pace.half,
            eight_in_ten=pace.eight_in_ten,
            nine_in_ten=pace.nine_in_ten,
            cases=pace.cases,
            counted_on=pace.counted_on,
        )
        for item, pace in found.items()
        if pace is not None
    ]
    with transaction.atomic():
        Pace.objects.exclude(implementation_id__in=[line.implementation_id for line in lines]).delete()
        Pace.objects.bulk_create(
            lines,
            update_conflicts=True,
            unique_fields=["implementation_id"],
            update_fields=["half", "eight_in_ten", "nine_in_ten", "cases", "counted_on"],
        )
    return len(lines)
