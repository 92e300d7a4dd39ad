"""The one place that asks what time it is. Doors ask; everything behind them is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def day_of(at: datetime) -> date:
    """The legal day of a moment: the day in China Standard Time (Electronic Signature Law, art. 11)."""
    return at.astimezone(LEGAL_ZONE).date()
