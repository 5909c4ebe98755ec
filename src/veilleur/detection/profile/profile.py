"""What is normal on one site, learned from honest finished calls only, with fading memory.

In: calls that were paid for and part of no incident. Out: how often the company makes calls like a given
one, as a rate and as shares: extension, then site, then what small companies do in general, so that the
first day is honest too. Easily read wrong: shares are counted in days, not in calls, and the rate learns
no more calls a day than a few times its mean, so that a thief cannot teach a habit in one night.
"""

from __future__ import annotations

from array import array
from math import log
from typing import Any

from veilleur.detection.judge_port import CallFacts, Moment
from veilleur.detection.profile.decayed_counts import HALF_LIFE_DAYS, FadingCounts, fade
from veilleur.detection.profile.destination_prior import Target
from veilleur.detection.profile.familiarity import Habits, network_of, number_key, place_of
from veilleur.detection.profile.population_priors import (
    HOURS_A_WEEK,
    ORIGIN_SHARE,
    ORIGIN_SHARE_CLOSED,
    PRIOR_CALLS,
    PRIOR_HOURS,
    Shape,
)
from veilleur.words.calls import INDIRECT_ORIGINS, Origin
from veilleur.words.site import Site

DAY_S = 86_400.0
CONFIRMED_DAYS = 3.0  # a right code makes a number known as if it had been called on three days
CLOSED_CREDIT = 0.5  # a call at closed hours teaches half of one at open hours
# Pseudo-counts: how many days of own experience weigh as much as what is known in general.
_PART_WEIGHT, _PART_DISCOUNT, _SLOT_WEIGHT = 4.0, 0.5, 4.0
_EXTENSIONS_UNSEEN, _LEAST_SHARE = 3, 0.02
_OWN_PLACE_WEIGHT = 2.0
_PLACE_WEIGHT, _PLACE_DISCOUNT = 2.0, 0.5  # Pitman-Yor: breadth of territories is itself learned
_ORIGIN_WEIGHT = 3.0
_DAILY_QUOTA = 4.0  # calls a day that a quiet site may teach
_QUOTA_TIMES = 3.0  # a busy one: so many times its mean day
FIRST_DAYS = 7.0  # numbers called in the first week are taken to be the company's own
USUAL_DETOUR_DAYS = 1.5  # of a way out by forward, transfer, voicemail or DISA: two days; by hand
HABIT_EUROS, HABIT_DAYS = 3.0, 1.4  # a number on which so much was spent, on two days, is a habit
PRIOR_NEW_HABITS, PRIOR_YEARS = 2.0, 0.5  # of a company not known yet: four a year; by hand
_NOT_SUMMED = (-1.0,) * 4  # days in the slots of each part of the week, and in all, not added up yet
_WEEKLY_MAX_DAYS = HALF_LIFE_DAYS / log(2)
_USUAL_LOG_SECONDS, _LOG_SECONDS_WEIGHT = 4.63, 10.0  # ln of seconds: Gradwell's mean of 166 s


class Profile:
    """Learned normality of one site: a table of days by key, hours by slot, and a few totals."""

    __slots__ = (
        "_began",
        "_calls",
        "_counts",
        "_day",
        "_extension_days",
        "_kinds",
        "_log_seconds",
        "_measured",
        "_networks",
        "_new_habits",
        "_new_networks",
        "_new_numbers",
        "_origin_days",
        "_place_days",
        "_places",
        "_seen_extensions",
        "_shape",
        "_slot_sums",
        "_slots",
        "_slots_day",
        "_today",
    )  # fmt: skip

    def __init__(self, site: Site) -> None:
        self._shape = Shape(site.hours)
        self._counts = FadingCounts()
        self._slots = array("f", bytes(4 * 48))  # days with a capped call, by hour, closed hours first
        self._slots_day = array("H", bytes(2 * 48))  # the day each slot last learned
        self._slot_sums = list(_NOT_SUMMED)
        self._day = 0
        self._began = 0.0
        self._today = 0.0  # calls counted today
        self._calls = 0.0  # fading count of calls
        self._kinds = 0.0  # of these, how many the shares below were counted over
        self._new_numbers = 0.0
        self._networks = self._new_networks = 0.0
        self._place_days = self._extension_days = self._origin_days = 0.0
        self._places = 0.0  # number of places known
        self._seen_extensions = 0
        self._new_habits = 0.0
        self._log_seconds = self._measured = 0.0

    def habits(
        self, facts: CallFacts, target: Target, tried_place: bool = False, tried_extension: bool = False
    ) -> Habits:
        """How usual a call is.

        target: what `target_of` gives. tried_place, tried_extension: lately called, or calling, though it is
        not learned yet.
        """
        moment, extension = facts.moment, facts.extension
        if not self._began:
            self._began = moment.at
        day = int(moment.at // DAY_S)
        faded = fade(day - self._day) if self._day else 1.0
        place, origin = target.place, facts.origin
        keys = f"t{place}", f"x{extension}/{place}", f"e{extension}", f"o{origin}", target.number
        place_days, own, by_extension, by_origin, number = self._counts.days_of_each(keys, day)
        if tried_place and place_days < 1.0:
            place_days = 1.0
        if tried_extension and by_extension < 1.0:
            by_extension = 1.0
        site_share = self._place_share(place_days, target.share, faded)
        share = (own + _OWN_PLACE_WEIGHT * site_share) / (max(own, by_extension) + _OWN_PLACE_WEIGHT)
        extension_share, extensions = self._extension_share(by_extension, faded)
        kinds = self._kinds * faded
        return Habits(
            rate=self._rate(moment.at, faded),
            time=self._density(moment),
            place=share,
            place_site=site_share,
            place_days=place_days,
            own_place=own,
            extension=extension_share if extension else 1.0 / extensions,
            extensions=extensions,
            origin=self._origin_share(by_origin, origin, moment.is_open, faded),
            number=number,
            new_number=(self._new_numbers * faded + 1.5) / (kinds + 2.5),
            new_network=self._network_share(facts, day, faded),
            log_seconds=(self._log_seconds * faded + _USUAL_LOG_SECONDS * _LOG_SECONDS_WEIGHT)
            / (self._measured * faded + _LOG_SECONDS_WEIGHT),
        )

    def begin(self, at: float) -> None:
        """The site is watched since then; nothing changes once that is known."""
        if not self._began:
            self._began = at

    def days_of(self, number: str, at: float) -> float:
        """Days of credit left of a number, as the destination gives it."""
        return self._counts.days(f"n{number}", int(at // DAY_S))

    def is_first_days(self, at: float) -> bool:
        """Whether too little of the company's life was seen yet to tell what is usual."""
        return at < self._began + FIRST_DAYS * DAY_S

    def is_usual_detour(self, facts: CallFacts) -> bool:
        """Whether calls often leave from this extension to this place in this indirect way."""
        return self._counts.days(_detour(facts), int(facts.moment.at // DAY_S)) >= USUAL_DETOUR_DAYS

    def noticed(self, at: float) -> None:
        """Count one capped call, whatever becomes of it, towards the company's rate.

        Else whoever is taken for a thief in the first days would never be seen to call as often as he does.
        """
        self._turn(int(at // DAY_S))
        if self._today < max(_DAILY_QUOTA, _QUOTA_TIMES * 24.0 * self._rate(at, 1.0)):
            self._today += 1.0
            self._calls += 1.0

    def unproven_euros(self, facts: CallFacts) -> float:
        """What was spent on this number, new since the site is watched, before anybody vouched for it."""
        return self._counts.days(f"${number_key(facts.destination)}", int(facts.moment.at // DAY_S))

    def new_habits_a_year(self, at: float) -> float:
        """How many numbers a year become new habits of the company, those not known yet included."""
        years = max(0.0, at - self._began - FIRST_DAYS * DAY_S) / (365.25 * DAY_S)
        return (self._new_habits + PRIOR_NEW_HABITS) / (years + PRIOR_YEARS)

    def spend(self, facts: CallFacts, euros: float, credit: float) -> None:
        """Count what a call cost, if its number is new and nobody vouched for it yet."""
        day = int(facts.moment.at // DAY_S)
        number = number_key(facts.destination)
        if credit > 0.0 and self.is_first_days(facts.moment.at):
            self.vouch(facts)
            return
        if self._counts.days(f"v{number}", day) > 0.0:
            self._counts.learn(f"v{number}", day, 1.0)
            return
        self._counts.learn(f"${number}", day, euros, daily=False)
        if self._counts.days(number, day) >= HABIT_DAYS:
            self._count_habit(number, day)

    def _count_habit(self, number: str, day: int) -> None:
        if self._counts.days(f"${number}", day) >= HABIT_EUROS and self._counts.seen(f"h{number}") < 0:
            self._counts.learn(f"h{number}", day, 1.0)
            self._new_habits += 1.0

    def asked(self, facts: CallFacts) -> None:
        """The question was put: without an answer it is worth putting again only after far more money."""
        number, day = number_key(facts.destination), int(facts.moment.at // DAY_S)
        self._counts.learn(f"q{number}", day, 1.0, daily=False)

    def patience(self, facts: CallFacts) -> float:
        """How many times more money than the first time a question about this number needs."""
        return float(
            4.0 ** self._counts.days(f"q{number_key(facts.destination)}", int(facts.moment.at // DAY_S))
        )

    def accuse(self, number: str, extension: str, at: float) -> None:
        """Whoever called this number (as `number_key` gives it) from there did not know the code."""
        self._counts.learn(f"w{number}", int(at // DAY_S), 1.0)
        if extension:
            self._counts.learn(f"w:{extension}", int(at // DAY_S), 1.0)

    def is_accused(self, facts: CallFacts) -> bool:
        """Whether the last one asked at this telephone, or about this number, did not know the code."""
        number, day = number_key(facts.destination), int(facts.moment.at // DAY_S)
        if self._counts.days(f"w{number}", day) >= 0.3:
            return True
        return self._counts.days(f"w:{facts.extension}", day) >= 0.3

    def keyed(self, extension: str, at: float) -> None:
        """Somebody at this extension knew the code."""
        self._counts.learn(f"y{extension}", int(at // DAY_S), 1.0)

    def acquit(self, extension: str) -> None:
        """Whoever sits at this extension now knows the code."""
        self._counts.forget(f"w:{extension}")

    def has_keyed(self, extension: str, at: float) -> bool:
        """Whether the code was keyed right at this extension today: once more proves little."""
        return self._counts.seen(f"y{extension}") == int(at // DAY_S)

    def disown(self, facts: CallFacts) -> None:
        """A number turned out to be a thief's: what was learned of it is forgotten."""
        number = number_key(facts.destination)
        for key in (number, f"v{number}"):
            self._counts.forget(key)

    def vouch(self, facts: CallFacts) -> None:
        """Somebody who knew the code, or the time before the watch, vouches for this number."""
        number, day = number_key(facts.destination), int(facts.moment.at // DAY_S)
        self._count_habit(number, day)
        self._counts.learn(f"v{number}", day, 1.0)
        for key in (f"${number}", f"w{number}"):
            self._counts.forget(key)

    def learn(self, facts: CallFacts, answered_s: float, credit: float, confirmed: bool = False) -> None:
        """Take an honest, answered, finished call as normal. credit: 0 to 1, how sure that is."""
        moment = facts.moment
        day = int(moment.at // DAY_S)
        self._turn(day)
        if not self._began:
            self._began = moment.at
        if not confirmed and not moment.is_open:
            credit *= CLOSED_CREDIT
        self._learn_slot(moment, credit)
        learn, extension = self._counts.learn, facts.extension
        place = place_of(facts.destination)
        is_new_place = self._counts.days(f"t{place}", day) <= 0.0
        self._places += is_new_place
        self._place_days += learn(f"t{place}", day, credit)
        if extension:
            if self._counts.days(f"e{extension}", day) <= 0.0:
                self._seen_extensions += 1
            self._extension_days += learn(f"e{extension}", day, credit)
            learn(f"x{extension}/{place}", day, credit)
        self._origin_days += learn(f"o{facts.origin}", day, credit)
        if facts.origin in INDIRECT_ORIGINS or not facts.extension:
            learn(_detour(facts), day, credit)
        number = number_key(facts.destination)
        if not is_new_place:  # in a new place every number is new, which tells nothing more
            self._kinds += credit
            if self._counts.days(number, day) <= 0.0:
                self._new_numbers += credit
        learn(number, day, CONFIRMED_DAYS if confirmed else credit, daily=not confirmed)
        if facts.address:
            key = f"a{extension}/{network_of(facts.address)}"
            self._networks += credit
            if self._counts.days(key, day) <= 0.0:
                self._new_networks += credit
            learn(key, day, credit)
        if answered_s > 0:
            self._measured += credit
            self._log_seconds += credit * log(max(1.0, answered_s))

    def _turn(self, day: int) -> None:
        # Totals and slots fade when a day turns; the keys of the table fade when they are read.
        if day <= self._day:
            return
        if self._day:
            left = fade(day - self._day)
            self._slots = array("f", [value * left for value in self._slots])
            self._slot_sums = list(_NOT_SUMMED)
            self._calls *= left
            self._kinds *= left
            self._new_numbers *= left
            self._networks *= left
            self._new_networks *= left
            self._place_days *= left
            self._extension_days *= left
            self._origin_days *= left
            self._places *= left
            self._measured *= left
            self._log_seconds *= left
        self._day, self._today = day, 0.0

    def _learn_slot(self, moment: Moment, credit: float) -> None:
        slot = 24 * moment.is_open + moment.hour
        day = int(moment.at // DAY_S)
        if self._slots_day[slot] < day:
            self._slots_day[slot] = day
            self._slots[slot] += credit
            self._slot_sums = list(_NOT_SUMMED)

    def _rate(self, at: float, faded: float) -> float:
        age_days = max(0.0, at - self._began) / DAY_S
        hours = 24.0 * _WEEKLY_MAX_DAYS * (1.0 - 2.0 ** (-age_days / HALF_LIFE_DAYS))
        return float((self._calls * faded + PRIOR_CALLS) / (hours + PRIOR_HOURS))

    def _density(self, moment: Moment) -> float:
        # First open, closed by day or night, then the hour: one odd evening makes no habit, but a company
        # that works on Saturdays, whatever its hours say, shows it before each hour has been seen.
        slot = 24 * moment.is_open + moment.hour
        part = self._shape.part(slot)
        slots, sums = self._slots, self._slot_sums
        days = sums[part.number]
        if days < 0.0:
            days = sums[part.number] = sum(map(slots.__getitem__, part.slots))
        if sums[-1] < 0.0:
            sums[-1] = sum(slots)
        kept = days if moment.is_open else max(0.0, days - _PART_DISCOUNT)
        share = (kept + _PART_WEIGHT * part.share) / (sums[-1] + _PART_WEIGHT)
        usual = self._shape.share(slot)
        hour_share = (slots[slot] + _SLOT_WEIGHT * usual) / (days + _SLOT_WEIGHT)
        return share * hour_share * HOURS_A_WEEK / self._shape.hours(slot)

    def _place_share(self, days: float, usual: float, faded: float) -> float:
        total = max(days, self._place_days * faded)
        places = self._places * faded
        new = (_PLACE_WEIGHT + _PLACE_DISCOUNT * places) * usual
        return (max(0.0, days - _PLACE_DISCOUNT * min(1.0, days)) + new) / (total + _PLACE_WEIGHT)

    def _extension_share(self, days: float, faded: float) -> tuple[float, int]:
        """Share of calls from one extension, and how many there seem to be: as many again as were seen."""
        seen = self._seen_extensions
        unseen = seen + _EXTENSIONS_UNSEEN
        total = max(days, self._extension_days * faded) + _PLACE_WEIGHT
        if days > 0.0:
            return max(_LEAST_SHARE, days - _PLACE_DISCOUNT * min(1.0, days)) / total, seen + unseen
        return (_PLACE_WEIGHT + _PLACE_DISCOUNT * seen) / total / unseen, seen + unseen

    def _origin_share(self, days: float, origin: Origin, is_open: bool, faded: float) -> float:
        shares = ORIGIN_SHARE if is_open else ORIGIN_SHARE_CLOSED
        return (days + _ORIGIN_WEIGHT * shares[origin]) / (
            max(days, self._origin_days * faded) + _ORIGIN_WEIGHT
        )

    def _network_share(self, facts: CallFacts, day: int, faded: float) -> float | None:
        if not facts.address or self._networks * faded < 3.0:
            return None
        key = f"a{facts.extension}/{network_of(facts.address)}"
        if self._counts.days(key, day) > 0.0:
            return None
        return (self._new_networks * faded + 0.3) / (self._networks * faded + 3.0)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "counts": self._counts.save(),
            "slots": list(self._slots),
            "slots_day": list(self._slots_day),
            "totals": [getattr(self, name) for name in _TOTALS],
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on exactly from saved data."""
        self._counts.load(data["counts"])
        self._slots = array("f", data["slots"])
        self._slot_sums = list(_NOT_SUMMED)
        self._slots_day = array("H", data["slots_day"])
        for name, value in zip(_TOTALS, data["totals"], strict=True):
            setattr(self, name, value)


_TOTALS = (
    "_day", "_began", "_today", "_calls", "_kinds", "_new_numbers", "_networks", "_new_networks",
    "_place_days", "_extension_days", "_origin_days", "_places", "_seen_extensions", "_log_seconds",
    "_measured",
    "_new_habits",
)  # fmt: skip


def _detour(facts: CallFacts) -> str:
    return f"{facts.origin}{facts.extension}>{place_of(facts.destination)}"
