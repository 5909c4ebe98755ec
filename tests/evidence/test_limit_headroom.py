"""Whether the limits of a site leave room for what it usually spends."""

from __future__ import annotations

from dataclasses import replace

from tests.evidence import stories

from veilleur.evidence.limit_headroom import room
from veilleur.numbering import DialPlan
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded
from veilleur.words.money import micro_euros
from veilleur.words.site import Limits, Site

SITE = Site(name="Export", outside_line="", extensions=("1XX",))
CUBA = "0053555123456"


def past(minutes: float) -> list[CallRecorded]:
    """Two calls to Cuba on each of ten days."""
    return [
        CallRecorded(
            at,
            at,
            f"{day}-{hour}",
            Direction.OUT,
            "101",
            CUBA,
            Origin.EXTENSION,
            billed_s=60.0 * minutes,
            answered=True,
        )
        for day in range(5)
        for hour in (9.5, 14.0)
        for at in (stories.moment(day, hour),)
    ]


def test_limits_that_stop_an_exporter_daily_are_counted_and_those_that_fit_stop_nothing() -> None:
    records, numbering = past(60.0), DialPlan(SITE)
    tight = room(records, SITE, numbering, ())
    assert tight.calls_stopped >= 5
    fitting = replace(SITE, limits=tight.fitting)
    assert room(records, fitting, numbering, ()).calls_stopped == 0


def test_what_fits_already_is_left_alone() -> None:
    assert room(past(0.5), SITE, DialPlan(SITE), ()).calls_stopped == 0


def test_suspect_calls_make_no_room_for_themselves() -> None:
    records = past(60.0)
    found = room(records, SITE, DialPlan(SITE), {record.call for record in records})
    assert found.calls_stopped == 0
    assert found.fitting.day == Limits().day


def test_a_limit_of_the_owner_is_never_made_narrower_nor_one_set_that_is_off() -> None:
    own = replace(SITE, limits=Limits(micro_euros(10), None, micro_euros(90_000)))
    fitting = room(past(60.0), own, DialPlan(own), ()).fitting
    assert fitting.day is None
    assert fitting.month == micro_euros(90_000)
