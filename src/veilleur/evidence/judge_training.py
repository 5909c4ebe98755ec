"""What is normal in a file of records, taught to a judge who did not see it happen.

In: records in order of start. Out: a judge that knows the habits they show.
Pitfall: a judge on watch learns slowly, for each call may be hostile; here the whole file is known, so a
place that people called in opening hours, on several days, over weeks, is taken as normal from the start. A
night's pump is none of these, nor is a drip that runs at night for weeks.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any

from veilleur.detection.business_hours import Calendar
from veilleur.detection.judge_port import CallFacts, Judging
from veilleur.detection.watch import real_judge
from veilleur.words.calls import INDIRECT_ORIGINS, Direction, Vantage
from veilleur.words.destinations import Destination
from veilleur.words.events import CallRecorded
from veilleur.words.ports import Numbering
from veilleur.words.site import Limits, Site

PLACE_LEAST_DAYS = 3  # on which a place was called in opening hours; expert estimate
LEAST_SPAN_S = 14 * 86_400.0  # between the first and the last of them: as long as a new site observes
CALLS_A_DAY = 20  # to one place, beyond which a day teaches nothing: no pump becomes a habit
CALLS_TAUGHT_AT_MOST = 30_000  # the oldest ones
NO_LIMITS = Limits(
    closed_hours=None, day=None, month=None, per_extension_day=None, per_class_day=(), national_alarm_day=None
)


def without_caps(site: Site) -> Site:
    """The site with no cap: a spent cap is no proof of fraud."""
    return replace(site, limits=NO_LIMITS)


def taught_judge(records: Iterable[CallRecorded], site: Site, numbering: Numbering) -> Judging:
    """A judge of the site who knows what these records show to be normal."""
    calendar = Calendar(site)
    calls: list[tuple[CallRecorded, Destination]] = []
    by_place: dict[str, dict[int, int]] = {}  # place -> day -> calls
    for record in records:
        if record.direction is not Direction.OUT or record.billed_s <= 0 or record.origin in INDIRECT_ORIGINS:
            continue
        destination = numbering.destination(record.number)
        if not destination.is_capped or not calendar.moment(record.at).is_open:
            continue
        days = by_place.setdefault(_place(destination), {})
        day = int(record.at // 86_400)
        days[day] = days.get(day, 0) + 1
        if len(calls) < CALLS_TAUGHT_AT_MOST and days[day] <= CALLS_A_DAY:
            calls.append((record, destination))
    usual = {
        place
        for place, days in by_place.items()
        if len(days) >= PLACE_LEAST_DAYS and (max(days) - min(days)) * 86_400 >= LEAST_SPAN_S
    }
    judge = real_judge(site)
    for record, destination in calls:
        place = _place(destination)
        if place in usual and by_place[place][int(record.at // 86_400)] <= CALLS_A_DAY:
            teach(judge, record, destination, calendar)
    return with_habits_of(judge, site)


def learned_judge(
    records: Iterable[CallRecorded], site: Site, numbering: Numbering, suspect_ids: Container[str]
) -> tuple[Judging, int]:
    """A judge that knows all of these records but the suspect calls, and how many calls it learned.

    For `veilleur learn`: whoever gives the records says that they are the company's own past.
    """
    calendar, judge, count = Calendar(site), real_judge(site), 0
    for record in records:
        if record.direction is not Direction.OUT or record.billed_s <= 0 or record.call in suspect_ids:
            continue
        destination = numbering.destination(record.number)
        if destination.is_capped:
            teach(judge, record, destination, calendar)
            count += 1
    return with_habits_of(judge, site), count


def teach(judge: Judging, record: CallRecorded, destination: Destination, calendar: Calendar) -> None:
    """Let a judge take an answered call as honest, as if the caller had keyed the right code."""
    facts = CallFacts(
        moment=calendar.moment(record.at),
        call=record.call,
        extension=record.extension,
        destination=destination,
        origin=record.origin,
        vantage=Vantage.ASKED,
        outside_caller=record.outside_caller,
    )
    judge.judge(facts)
    judge.code_keyed(record.call, record.at, True)
    judge.learn(facts, record.billed_s, 0)


def habits(judge: Judging, site: Site) -> dict[str, Any]:
    """The state of a judge who knows only what is normal: no suspicion, no answers of the owner."""
    return {**real_judge(site).save(), "profile": judge.save()["profile"]}


def with_habits_of(judge: Judging, site: Site) -> Judging:
    """A new judge who knows only what this one knows to be normal."""
    new = real_judge(site)
    new.load(habits(judge, site))
    return new


def _place(destination: Destination) -> str:
    return destination.territory or destination.number_class.value
