"""Number scans: short calls into many ranges, and the customer who hangs up."""

from __future__ import annotations

from dataclasses import replace

from tests.detection.stories import (
    CUBA,
    NIGHT,
    SITE,
    Hearing,
    call,
    ended,
    request,
    started,
    watch,
)

from veilleur.words.site import Limits

UNLIMITED = replace(SITE, limits=Limits(None, None, None, national_alarm_day=None), trunk_channels=0)


def test_short_calls_into_many_ranges_are_probing_and_one_customer_who_hangs_up_is_not() -> None:
    judge = Hearing()
    guard = watch(judge, site=UNLIMITED)
    for n in range(6):
        name = f"c{n}"
        call(guard, NIGHT + 60 * n, name, CUBA)
        guard.step(ended(NIGHT + 60 * n + 3, name))
    assert "prefix_enumeration" not in judge.signals()
    for n in range(5):
        name, number = f"p{n}", f"00037{n}12345678"
        guard.step(request(NIGHT + 600 + 60 * n, name, number))
        guard.step(started(NIGHT + 600 + 60 * n, name, number))
        guard.step(ended(NIGHT + 603 + 60 * n, name))
    assert judge.signals().count("prefix_enumeration") == 1
    assert judge.signals().count("short_test_call") == 6
