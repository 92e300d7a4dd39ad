"""Reading the outbox, for operators: what waits, what is stuck, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, OuterRef, Subquery

from tongban.outbox.models import Delivery, Event


@dataclass(frozen=True, slots=True)
class StuckCard:
    """A delivery that people have to look at.

    behind  later deliveries of the same subject and reaction that wait for it
    """

    id: int
    kind: str
    subject_id: str
    reaction: str
    attempts: int
    last_error: str
    announced_at: datetime
    behind: int


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """One delivery of one event, as it stands."""

    id: int
    reaction: str
    attempts: int
    last_error: str
    next_at: datetime
    done_at: datetime | None
    stuck: bool


def stuck(limit: int = 200) -> tuple[StuckCard, ...]:
    """The deliveries that failed for good, oldest first."""
    waiting = (
        Delivery.objects.filter(
            reaction=OuterRef("reaction"),
            subject_id=OuterRef("subject_id"),
            event__gt=OuterRef("event"),
            done_at__isnull=True,
        )
        .order_by()
        .values("reaction")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = Delivery.objects.filter(stuck=True).select_related("event").annotate(behind=Subquery(waiting))
    return tuple(
        StuckCard(
            id=row.pk,
            kind=row.event.kind,
            subject_id=row.subject_id,
            reaction=row.reaction,
            attempts=row.attempts,
            last_error=row.last_error,
            announced_at=row.event.at,
            behind=row.behind or 0,
        )
        for row in rows.order_by("event_id", "pk")[:limit]
    )


def pending_count() -> int:
    """Announcements not spread yet, and deliveries not done and not stuck."""
    waiting = Event.objects.filter(spread_at__isnull=True).count()
    return waiting + Delivery.objects.filter(done_at__isnull=True, stuck=False).count()


def oldest_pending_at() -> datetime | None:
    """When the oldest announcement was made that is not delivered everywhere yet; None when all is."""
    spreading = Event.objects.filter(spread_at__isnull=True).aggregate(at=Min("at"))["at"]
    undone = Delivery.objects.filter(done_at__isnull=True).aggregate(at=Min("event__at"))["at"]
    return min((at for at in (spreading, undone) if at), default=None)


def deliveries_of(subject_id: str) -> tuple[DeliveryCard, ...]:
    """What followed from a subject's announcements, in order."""
    rows = Delivery.objects.filter(subject_id=str(subject_id)).order_by("event_id", "pk")
    return tuple(
        DeliveryCard(row.pk, row.reaction, row.attempts, row.last_error, row.next_at, row.done_at, row.stuck)
        for row in rows
    )
