"""Time limits of the law that a page or an alert names."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

# Code des assurances L12-10-1: an insurance against hacking pays only for a complaint within it.
COMPLAINT_WITHIN_S = 72 * 3600.0
EVENING_HOUR = 18
DAY_S = 86_400.0


def last_evening_before(at: float, timezone: str) -> float:
    """A time on the last day whose evening is before a moment; that day itself once its evening has begun."""
    return at if datetime.fromtimestamp(at, ZoneInfo(timezone)).hour >= EVENING_HOUR else at - DAY_S
