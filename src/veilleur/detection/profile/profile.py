"""What is normal on one site, learned from honest finished calls only, with fading memory.

In: calls that were paid for and part of no incident. Out: how often the company makes calls like a given
one, as a rate and as shares: extension, then site, then the population's prior, so that the first day is
fair too. Each share is a posterior mean, (own days + weight * prior share) / (all days + weight); places
and extensions with the discount of a Pitman-Yor process, since new ones keep coming.

Keys in the table of counts: `n` number, `t` place, `x` extension and place, `e` extension, `o` origin,
`a` extension and network; an origin's own name begins the key of a detour (origin, extension, place).

Pitfall: shares are counted in days, not in calls, and the rate learns no more calls a day than a few times
its mean, so that an attacker cannot teach a habit in one night.
"""

from __future__ import annotations

from array import array
from math import log
from typing import Any

from veilleur.detection.judge_port import CallFacts, Moment
from veilleur.detection.profile.decayed_counts import DecayedCounts, decay
from veilleur.detection.profile.destination_prior import DestinationPrior
from veilleur.detection.profile.familiarity import Familiarity, network_of, number_key, place_of
from veilleur.detection.profile.number_standing import NumberStandings
from veilleur.detection.profile.parameters import (
    CLOSED_CREDIT,
    CONFIRMED_DAYS,
    COUNT_HALF_LIFE_DAYS,
    DAILY_QUOTA,
    DAY_S,
    EXTENSIONS_UNSEEN,
    FIRST_DAYS,
    HOURS_A_WEEK,
    LEAST_EXTENSION_DAYS,
    LEAST_NETWORK_CALLS,
    LOG_SECONDS_WEIGHT,
    NETWORK_WEIGHT,
    NEW_NETWORK_PRIOR,
    NEW_NUMBER_PRIOR,
    NUMBER_WEIGHT,
    ORIGIN_WEIGHT,
    OWN_PLACE_WEIGHT,
    PART_DISCOUNT,
    PART_WEIGHT,
    PLACE_DISCOUNT,
    PLACE_WEIGHT,
    PRIOR_CALLS,
    PRIOR_HOURS,
    PRIOR_NEW_HABITS,
    PRIOR_YEARS,
    QUOTA_TIMES,
    SLOT_WEIGHT,
    USUAL_LOG_SECONDS,
    WEEKLY_MAX_DAYS,
)
from veilleur.detection.profile.population_priors import ORIGIN_SHARE, ORIGIN_SHARE_CLOSED, week_shape
from veilleur.words.calls import INDIRECT_ORIGINS, Origin
from veilleur.words.site import Site

_NOT_SUMMED = (-1.0,) * 4  # days in the slots of each part of the week, and in all, not added up yet


class Profile:
    """Learned normality of one site: a table of days by key, hours by slot, and a few totals."""

    __slots__ = (
        "_calls",
        "_counts",
        "_day",
        "_extension_days",
        "_kinds",
        "_log_seconds",
        "_measured",
        "_networks",
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
        "began",
        "standings",
    )

    def __init__(self, site: Site) -> None:
        self._shape = week_shape(site.hours)
        self._counts = DecayedCounts()
        self.standings = NumberStandings(self._counts)
        self._slots = array("f", bytes(4 * 48))  # days with a capped call, by hour, closed hours first
        self._slots_day = array("H", bytes(2 * 48))  # the day each slot last learned
        self._slot_sums = list(_NOT_SUMMED)  # a cache
        self._day = 0
        self.began = 0.0  # when the site was first watched; 0 if not known
        self._today = 0.0  # calls counted today
        self._calls = 0.0  # decayed count of calls
        self._kinds = 0.0  # of these, to known places: the trials of the share of new numbers
        self._new_numbers = 0.0
        self._networks = self._new_networks = 0.0
        self._place_days = self._extension_days = self._origin_days = 0.0
        self._places = 0.0  # number of places known
        self._seen_extensions = 0
        self._log_seconds = self._measured = 0.0

    # --- what is read of it ------------------------------------------------------------------------

    def familiarity(
        self,
        facts: CallFacts,
        prior: DestinationPrior,
        began: float,
        tried_place: bool = False,
        tried_extension: bool = False,
    ) -> Familiarity:
        """How familiar a call is.

        began: when the site was first watched. tried_place, tried_extension: lately called, or calling,
        though it is not learned yet.
        """
        moment, extension = facts.moment, facts.extension
        day = int(moment.at // DAY_S)
        faded = decay(day - self._day) if self._day else 1.0
        place, origin = prior.place, facts.origin
        keys = f"t{place}", f"x{extension}/{place}", f"e{extension}", f"o{origin}", prior.number
        place_days, own, by_extension, by_origin, number = self._counts.days_of_each(keys, day)
        if tried_place and place_days < 1.0:
            place_days = 1.0
        if tried_extension and by_extension < 1.0:
            by_extension = 1.0
        site_share = self._place_share(place_days, prior.share, faded)
        share = (own + OWN_PLACE_WEIGHT * site_share) / (max(own, by_extension) + OWN_PLACE_WEIGHT)
        extension_share, extensions = self._extension_share(by_extension, faded)
        kinds = self._kinds * faded
        return Familiarity(
            rate=self._rate(moment.at, faded, began),
            time=self._density(moment),
            place=share,
            place_site=site_share,
            place_days=place_days,
            own_place=own,
            extension=extension_share if extension else 1.0 / extensions,
            extensions=extensions,
            origin=self._origin_share(by_origin, origin, moment.is_open, faded),
            number=number,
            new_number=(self._new_numbers * faded + NEW_NUMBER_PRIOR) / (kinds + NUMBER_WEIGHT),
            new_network=self._network_share(facts, day, faded) if facts.address else None,
            log_seconds=(self._log_seconds * faded + USUAL_LOG_SECONDS * LOG_SECONDS_WEIGHT)
            / (self._measured * faded + LOG_SECONDS_WEIGHT),
        )

    def days_of(self, number: str, at: float) -> float:
        """Days of credit left of a number, as the destination gives it."""
        return self._counts.days(f"n{number}", int(at // DAY_S))

    def is_first_days(self, at: float) -> bool:
        """Whether too little of the company's life was seen yet to know what is usual."""
        return at < self.began + FIRST_DAYS * DAY_S

    def detour_days(self, facts: CallFacts) -> float:
        """Days on which calls left lately from this extension to this place in this indirect way."""
        return self._counts.days(_detour(facts), int(facts.moment.at // DAY_S))

    def new_habits_a_year(self, at: float, began: float) -> float:
        """Rate of new habits, numbers a year: (seen + PRIOR_NEW_HABITS) / (years + PRIOR_YEARS)."""
        years = max(0.0, at - began - FIRST_DAYS * DAY_S) / (365.25 * DAY_S)
        return (self.standings.new_habits + PRIOR_NEW_HABITS) / (years + PRIOR_YEARS)

    # --- what it learns --------------------------------------------------------------------------

    def count_call(self, at: float) -> None:
        """Count one capped call, whatever becomes of it, towards the company's rate.

        Otherwise a caller suspected in the first days would never be seen to call as often as they do.
        """
        day = int(at // DAY_S)
        if day > self._day:
            self._turn(day)
        if self._today < max(DAILY_QUOTA, QUOTA_TIMES * 24.0 * self._rate(at, 1.0, self.began)):
            self._today += 1.0
            self._calls += 1.0

    def learn(self, facts: CallFacts, answered_s: float, credit: float, confirmed: bool = False) -> None:
        """Take an honest, answered, finished call as normal. credit: 0 to 1, how sure that is."""
        moment = facts.moment
        day = int(moment.at // DAY_S)
        if day > self._day:
            self._turn(day)
        if not self.began:
            self.began = moment.at
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
        if not is_new_place:  # in a new place every number is new, which says nothing more
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
        # Totals and slots decay when a day turns; the keys of the table decay when they are read.
        if self._day:
            left = decay(day - self._day)
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

    # --- shares and rates ----------------------------------------------------------------------------

    def _rate(self, at: float, faded: float, began: float) -> float:
        """Capped calls an hour: posterior mean of a Gamma-Poisson rate over the decayed exposure time."""
        age_days = max(0.0, at - began) / DAY_S
        hours = 24.0 * WEEKLY_MAX_DAYS * (1.0 - 2.0 ** (-age_days / COUNT_HALF_LIFE_DAYS))
        return float((self._calls * faded + PRIOR_CALLS) / (hours + PRIOR_HOURS))

    def _density(self, moment: Moment) -> float:
        # First open, closed by day or night, then the hour: one odd evening makes no habit, but a company
        # that works on Saturdays, whatever its hours say, shows it before each hour has been seen.
        slot = 24 * moment.is_open + moment.hour
        shape = self._shape
        part = shape.parts[slot]
        slots, sums = self._slots, self._slot_sums
        days = sums[part.number]
        if days < 0.0:
            days = sums[part.number] = sum(map(slots.__getitem__, part.slots))
        if sums[-1] < 0.0:
            sums[-1] = sum(slots)
        kept = days if moment.is_open else max(0.0, days - PART_DISCOUNT)
        share = (kept + PART_WEIGHT * part.share) / (sums[-1] + PART_WEIGHT)
        usual = shape.shares[slot]
        hour_share = (slots[slot] + SLOT_WEIGHT * usual) / (days + SLOT_WEIGHT)
        return share * hour_share * HOURS_A_WEEK / shape.hours[slot]

    def _place_share(self, days: float, usual: float, faded: float) -> float:
        """Pitman-Yor: (days - discount + (weight + discount * places) * prior) / (all days + weight)."""
        total = max(days, self._place_days * faded)
        places = self._places * faded
        new = (PLACE_WEIGHT + PLACE_DISCOUNT * places) * usual
        return (max(0.0, days - PLACE_DISCOUNT * min(1.0, days)) + new) / (total + PLACE_WEIGHT)

    def _extension_share(self, days: float, faded: float) -> tuple[float, int]:
        """Share of calls from one extension, and how many there seem to be: as many again as were seen."""
        seen = self._seen_extensions
        unseen = seen + EXTENSIONS_UNSEEN
        total = max(days, self._extension_days * faded) + PLACE_WEIGHT
        if days > 0.0:
            kept = max(LEAST_EXTENSION_DAYS, days - PLACE_DISCOUNT * min(1.0, days))
            return kept / total, seen + unseen
        return (PLACE_WEIGHT + PLACE_DISCOUNT * seen) / total / unseen, seen + unseen

    def _origin_share(self, days: float, origin: Origin, is_open: bool, faded: float) -> float:
        shares = ORIGIN_SHARE if is_open else ORIGIN_SHARE_CLOSED
        return (days + ORIGIN_WEIGHT * shares[origin]) / (
            max(days, self._origin_days * faded) + ORIGIN_WEIGHT
        )

    def _network_share(self, facts: CallFacts, day: int, faded: float) -> float | None:
        if self._networks * faded < LEAST_NETWORK_CALLS:
            return None
        key = f"a{facts.extension}/{network_of(facts.address)}"
        if self._counts.days(key, day) > 0.0:
            return None
        return (self._new_networks * faded + NEW_NETWORK_PRIOR) / (self._networks * faded + NETWORK_WEIGHT)

    # --- state -----------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "counts": self._counts.save(),
            "slots": list(self._slots),
            "slots_day": list(self._slots_day),
            "totals": [*(getattr(self, name) for name in _TOTALS), self.standings.new_habits],
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on exactly from saved data."""
        self._counts.load(data["counts"])
        self._slots = array("f", data["slots"])
        self._slot_sums = list(_NOT_SUMMED)
        self._slots_day = array("H", data["slots_day"])
        *totals, self.standings.new_habits = data["totals"]
        for name, value in zip(_TOTALS, totals, strict=True):
            setattr(self, name, value)


_TOTALS = (  # in the order in which they are saved
    "_day",
    "began",
    "_today",
    "_calls",
    "_kinds",
    "_new_numbers",
    "_networks",
    "_new_networks",
    "_place_days",
    "_extension_days",
    "_origin_days",
    "_places",
    "_seen_extensions",
    "_log_seconds",
    "_measured",
)


def _detour(facts: CallFacts) -> str:
    return f"{facts.origin}{facts.extension}>{place_of(facts.destination)}"
