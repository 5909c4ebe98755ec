"""Recommended limits against plain arithmetic: the dearest windows of a made past."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from veilleur.detection.spending.recommended_limits import Multiples, Spending, limits_after
from veilleur.words.money import micro_euros
from veilleur.words.site import Limits, Site

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 3, 2, 10, tzinfo=PARIS)
EURO = micro_euros(1)


def test_limits_are_multiples_of_the_dearest_windows_rounded_up_to_ten_euros() -> None:
    past = Spending(Site())
    for day in range(60):  # a euro on each day, and once 200 on a Tuesday, 73 of them in the evening
        past.add((MONDAY + timedelta(days=day)).timestamp(), EURO)
    tuesday = MONDAY + timedelta(days=29)
    past.add(tuesday.timestamp(), 127 * EURO)
    past.add(tuesday.replace(hour=20).timestamp(), 73 * EURO)
    found = past.limits(Multiples(window=2.0, month=1.5, closed_by_day=0.5))
    assert found.day == 410 * EURO  # twice 201
    assert found.closed_hours == 150 * EURO  # twice 73, which is more than half of 201
    assert found.month == 350 * EURO  # one and a half times 31 + 200


def test_a_past_without_calls_gives_the_defaults() -> None:
    default = Limits()
    found = Spending(Site()).limits()
    assert (found.closed_hours, found.day, found.month) == (default.closed_hours, default.day, default.month)


def test_a_company_that_never_called_at_night_gets_a_night_by_its_dearest_day() -> None:
    found = limits_after(0, 90 * EURO, 90 * EURO, Multiples(window=1.0, month=1.0, closed_by_day=0.5))
    assert found.closed_hours == max(Limits().closed_hours or 0, 50 * EURO)  # 45, rounded up
