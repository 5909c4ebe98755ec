"""The two-state filter of a site: quiet, or under attack, as odds that each call and each hour change.

In: how well a call fits a thief and how well this company. Out: the odds that this call is a thief's, and
the odds that an attack goes on. Easily read wrong: the prior is a rate (attacks a year), so that 340 calls
of one night are one attack; and a thief's next call is expected soon after the last one, less and less as
time passes, so that two odd calls within a minute mean more than two within a week.

Quiet -> attack happens at the rate of `Costs.attacks_per_site_year`. A thief works at one of four speeds,
from a pump to one call a day; each call tells which, and the time without a call tells it too. A pump that
falls silent may be pausing: part of its odds goes over to the slowest. Honest calls too come in little
groups: a redial, one errand that takes three calls.
"""

from __future__ import annotations

from math import exp
from sys import intern
from typing import Any, NamedTuple

HOUR_S = 3600.0
HOURS_A_YEAR = 8766.0
# Speeds of thieves in calls an hour (a call in 20 s, 5 min, 85 min, 10 h), how common each is among
# attacks, and hours after which half of such attacks are over. Facts 2.1 and 2.3; shares by hand.
SPEEDS = (180.0, 12.0, 0.7, 0.1)
SPEED_SHARES = (0.5, 0.25, 0.1, 0.15)
HALF_LIVES_H = (24.0, 24.0, 48.0, 240.0)
SLOWEST = len(SPEEDS) - 1
PAUSE_SHARE, REST_SHARE = 0.3, 0.03  # of thieves, and of the slowest, who fall silent and come back; by hand
CHANGE_SHARE = 0.05  # of thieves who change their speed after a call; by hand
# From a break-in to the first call: a power law from five minutes on.
DOOR_FIRST_S, DOOR_SHAPE = 300.0, 0.3
ERRAND_RATE = 0.03  # honest calls that follow another; one in five within eight hours; by hand
ERRAND_HOUR_S = ERRAND_RATE * HOUR_S
ERRAND_FIRST_S = 60.0
SAME_EXTENSION_HONEST, SAME_PLACE_HONEST, SAME_NUMBER_HONEST = 0.8, 0.6, 0.5  # of following calls; by hand
SAME_EXTENSION_THIEF, SAME_PLACE_THIEF, SAME_NUMBER_THIEF = 0.7, 0.4, 0.3
LN_2 = 0.6931471805599453
# The same figures, speed by speed: with shares, and with half-lives and the share that pauses.
_SPEED_AND_SHARE = tuple(zip(SPEEDS, SPEED_SHARES, strict=True))
_SILENCE = tuple(
    (speed, half_life, REST_SHARE if n == SLOWEST else PAUSE_SHARE)
    for n, (speed, half_life) in enumerate(zip(SPEEDS, HALF_LIVES_H, strict=True))
)
MOST_ODDS = 300.0  # nothing is so sure that a few quiet days may not show it was an error
MOST_RECENT, MOST_ACTS = 8, 4
ACT_SHARE = 0.2  # of the odds: less tells nothing about the calls before
SUSPECT_ODDS = 1e-5  # of following and first call together; below it a call marks nobody
# A company that changes (a fair, a new market, a first week under watch) calls places and from telephones
# it never did, at working hours and at no great speed. Hour rates; by hand.
CHANGES_A_YEAR, CHANGE_RATE, CHANGE_SILENT_RATE, CHANGE_HALF_LIFE_H = 1.0, 1.0, 0.1, 72.0
TRIED_S = 3 * 86_400.0  # an unanswered try is remembered so long
CHANGE_RATE_CLOSED = 0.001  # nobody opens a market at night
CHANGE_AT_FIRST = 1.0  # odds at the first call that is ever seen
IDLE_ATTACK_S = 12 * HOUR_S  # a thief may be about for so long before the first call


class Trace(NamedTuple):
    """What is kept of a call to compare the next ones with. honest: how likely it was so, 0 to 1."""

    at: float
    extension: str
    place: str
    number: str
    honest: float = 1.0


def _trace(at: float, extension: str, place: str, number: str, honest: float) -> Trace:
    # Extensions and places have the same few names on many sites.
    return Trace(at, intern(extension), intern(place), number, honest)


class Fit(NamedTuple):
    """How a call fits honest people against a thief, apart from what happened before.

    honest_rate: honest calls like this an hour, over a thief's likelihood of choosing such a call.
    extensions: how many telephones a thief might use. extension_honest, place_honest: the company's shares
    of this extension and place. place_thief: the thief's share of this place. number_honest: the company's
    share of new numbers, or of known ones, as this one is; number_thief: how much less likely a thief is to
    choose this number by chance. change_rate: as honest_rate, of a company that changes.
    is_running: whether this number is on line already.
    """

    trace: Trace
    honest_rate: float
    extensions: int
    extension_honest: float
    place_thief: float
    place_honest: float
    number_honest: float
    number_thief: float
    change_rate: float
    is_running: bool = False


class Suspicion(NamedTuple):
    """What the filter says of one call. Weights against that of a quiet site, which is 1.

    first: that an attack begins with it. doors: that it follows what happened at the doors.
    parts: that it is a thief's of each speed, all in all. honest: that it is not, on a quiet site or on
    one where a thief is at work beside honest people.
    """

    first: float
    doors: float
    parts: tuple[float, ...]
    honest: float = 1.0
    change: float = 0.0

    @property
    def odds(self) -> float:
        """That the call is a thief's."""
        return sum(self.parts) / self.honest

    @property
    def attack_share(self) -> float:
        """How likely an attack went on before this call, if the call itself is honest."""
        return max(0.0, self.honest - 1.0 - self.change) / self.honest

    @property
    def slow_share(self) -> float:
        """How much of it is a thief who calls about once a day, and would go on for weeks."""
        return self.parts[SLOWEST] / max(1e-30, sum(self.parts))


class AttackFilter:
    """The odds of one site, from calls alone; evidence from the doors is added for each call."""

    __slots__ = ("_acts", "_at", "_change", "_left", "_odds", "_recent", "start_rate")

    def __init__(self, attacks_per_site_year: float) -> None:
        self.start_rate = max(1e-9, attacks_per_site_year) / HOURS_A_YEAR  # an hour
        self._odds = [0.0] * len(SPEEDS)  # for each speed
        self._change = CHANGE_AT_FIRST  # odds that the company changes, against its being as it was
        self._at = 0.0  # when they were so
        # The last suspicious calls, newest last, each with the share of the odds that stems from it.
        self._acts: list[tuple[Trace, float]] = []
        self._recent: list[Trace] = []  # the last calls of any kind
        self._left: tuple[float, list[float], list[float]] | None = None  # what `_odds_at` said last, of what

    def begin(self, at: float) -> None:
        """The site is watched since then: what it is like has had time to settle, call or no call."""
        if not self._at:
            self._at = at

    @property
    def idle_odds(self) -> float:
        """Odds that a thief is about who has not called yet, with no evidence at all."""
        return self.start_rate * IDLE_ATTACK_S / HOUR_S

    def odds(self, at: float) -> float:
        """Odds that an attack goes on, against a quiet company and one that changes."""
        return sum(self._odds_at(at)) / (1.0 + self._change_at(at))

    def tried(self, place: str, extension: str, at: float) -> tuple[bool, bool]:
        """Whether this place was called, and this extension made such calls, in the last few calls.

        Learned habits hold answered calls only; but whoever looks at the second call to a new place must
        grant the honest that the first may have been theirs.
        """
        is_place = is_extension = False
        for when, by, where, _number, honest in self._earlier():
            if (where == place or by == extension) and honest > 0.5 and at - when < TRIED_S:
                is_place = is_place or where == place
                is_extension = is_extension or by == extension
        return is_place, is_extension

    def weigh(
        self, fit: Fit, door_odds: float = 0.0, door_at: float = 0.0, is_door: bool = False
    ) -> Suspicion:
        """The odds for one call; nothing is kept.

        door_odds, door_at: odds of an attack from evidence at the doors, and when it came last.
        is_door: whether that evidence is about this call's own extension, caller or address.
        """
        honest = fit.honest_rate + self._errands(fit)
        at = fit.trace.at
        first, doors = self.start_rate / honest, 0.0
        if door_odds > 0.0:
            likeness = fit.extensions * SAME_EXTENSION_THIEF if is_door else 1.0
            doors = door_odds * _after_entry(at - door_at) * likeness / honest
        likeness = self._likeness(fit) / honest
        before = self._odds_at(at)
        new = first + doors
        parts = tuple(
            [
                odds * speed * likeness + new * share
                for odds, (speed, share) in zip(before, _SPEED_AND_SHARE, strict=True)
            ]
        )
        change = self._change_at(at) * fit.change_rate / honest
        return Suspicion(first, doors, parts, 1.0 + sum(before) + change, change)

    def take(self, fit: Fit, suspicion: Suspicion) -> None:
        """Keep what a weighed call says of the site."""
        trace = Trace(*fit.trace[:4], 1.0 / (1.0 + suspicion.odds))
        self._recent = [*self._recent[1 - MOST_RECENT :], trace]
        mass = sum(suspicion.parts)
        before = self._odds_at(fit.trace.at)
        if fit.trace.at > self._at:
            self._at = fit.trace.at
        self._change = min(MOST_ODDS, suspicion.change)
        if mass < SUSPECT_ODDS:
            self._odds = before
            return
        self._act(trace, mass / (sum(before) + mass))
        self._set([odds + part for odds, part in zip(before, suspicion.parts, strict=True)])

    def retold(self, fit: Fit, factor: float, suspicion: Suspicion, is_proof: bool = False) -> None:
        """Something more became known of a call that was taken: its odds are `factor` times as high.

        is_proof: of who sits at that telephone, so that it speaks of the calls before too.
        """
        more = factor - 1.0
        self._set([odds + more * part for odds, part in zip(self._odds, suspicion.parts, strict=True)])
        same = fit.trace[:4]
        trace = Trace(*same, 1.0 / (1.0 + factor * suspicion.odds))
        self._recent = [trace if old[:4] == same else old for old in self._recent]
        if factor > 1.0:
            self._acts = [(act, share) for act, share in self._acts if act[:4] != same]
            total = max(1e-30, sum(self._odds))
            self._act(trace, min(1.0, factor * sum(suspicion.parts) / total))
        elif is_proof and any(act.extension == fit.trace.extension for act, _ in self._acts):
            # Whoever made the odd calls before sits at this telephone and knows the code.
            self._set([odds * max(factor, 0.05) for odds in self._odds])
            self._acts = [(act, share) for act, share in self._acts if act.extension != fit.trace.extension]

    def pardon(self) -> None:
        """The owner says that the odd calls are the company's own."""
        self._odds = [odds * 0.05 for odds in self._odds]
        self._acts = []

    def again(self, fit: Fit, at: float, own_factor: float = 1.0) -> float:
        """Odds that a running call is the thief's, from the acts that came after it.

        own_factor: how many times likelier its length so far is for a thief.
        """
        later = [act.at for act, share in self._acts if act.at > fit.trace.at and share >= ACT_SHARE]
        odds = self._odds_at(at)
        total = sum(odds)
        if not later or total <= 0.0:
            return 0.0
        gap_h = (min(later) - fit.trace.at) / HOUR_S
        density = sum(
            share / total * speed * exp(-speed * gap_h) for share, speed in zip(odds, SPEEDS, strict=True)
        )
        fits = own_factor * density * self._likeness(fit) / fit.honest_rate
        ongoing = total / (1.0 + self._change_at(at))
        return ongoing * fits / (1.0 + ongoing + fits)

    def _odds_at(self, at: float) -> list[float]:
        gap_h = (at - self._at) / HOUR_S
        if gap_h <= 0.0:
            return self._odds
        known = self._left  # one call asks three times; the list is never changed, only replaced
        if known is not None and known[0] == gap_h and known[1] is self._odds:
            return known[2]
        left, paused = [], 0.0
        for odds, (speed, half_life, pause) in zip(self._odds, _SILENCE, strict=True):
            if odds == 0.0:
                left.append(0.0)
                continue
            silent = exp(-speed * gap_h)
            paused += odds * (1.0 - silent) * pause
            left.append(odds * silent * 2.0 ** (-gap_h / half_life))
        left[SLOWEST] += paused * 2.0 ** (-gap_h / HALF_LIVES_H[SLOWEST])
        self._left = gap_h, self._odds, left
        return left

    def _change_at(self, at: float) -> float:
        if not self._at:
            return self._change
        gap_h = (at - self._at) / HOUR_S
        if gap_h <= 0.0:
            return self._change
        left = exp(-(CHANGE_SILENT_RATE + LN_2 / CHANGE_HALF_LIFE_H) * gap_h)
        return self._change * left + CHANGES_A_YEAR / HOURS_A_YEAR * min(gap_h, 1.0 / CHANGE_SILENT_RATE)

    def _act(self, trace: Trace, share: float) -> None:
        kept = [(act, old * (1.0 - share)) for act, old in self._acts[1 - MOST_ACTS :]]
        self._acts = [*kept, (trace, share)]

    def _set(self, odds: list[float]) -> None:
        values = odds if min(odds) >= 0.0 else [value if value > 0.0 else 0.0 for value in odds]
        total = sum(values)
        if total > MOST_ODDS:
            values = [value * MOST_ODDS / total for value in values]
            total = MOST_ODDS
        total *= CHANGE_SHARE
        self._odds = [
            value * (1.0 - CHANGE_SHARE) + total * share
            for value, share in zip(values, SPEED_SHARES, strict=True)
        ]

    def _likeness(self, fit: Fit) -> float:
        """How much likelier an ongoing thief is to make such a call than one who has just begun."""
        same_extension = SAME_EXTENSION_THIEF * fit.extensions
        other_extension = (1.0 - SAME_EXTENSION_THIEF) * fit.extensions / (fit.extensions - 1)
        other_place = 1.0 - SAME_PLACE_THIEF
        same_place = SAME_PLACE_THIEF / fit.place_thief + other_place
        total, left = 0.0, 1.0
        for act, share in self._acts:
            left -= share
            extension = same_extension if act.extension == fit.trace.extension else other_extension
            place = same_place if act.place == fit.trace.place else other_place
            if act.number == fit.trace.number:
                # A thief who calls his own number again: known by now, but by his own calls.
                place += SAME_NUMBER_THIEF / (fit.place_thief * fit.number_thief)
            total += share * extension * place
        return total + max(0.0, left)

    def _earlier(self) -> list[Trace]:
        # The newest of them first: it is the likeliest to be followed, and spares a look at the others.
        return [*self._recent[::-1], *[act for act, _ in self._acts]]

    def _errands(self, fit: Fit) -> float:
        """Honest calls like this an hour that follow one of the last, over a thief's likelihood of it."""
        at, extension, place, number, _honest = fit.trace
        by_same = SAME_EXTENSION_HONEST * fit.extensions
        by_other = (1.0 - SAME_EXTENSION_HONEST) * fit.extension_honest * fit.extensions
        to_same = SAME_PLACE_HONEST / fit.place_thief
        to_other = (1.0 - SAME_PLACE_HONEST) * fit.place_honest / fit.place_thief
        any_number = (1.0 - SAME_NUMBER_HONEST) * fit.number_honest
        most = 0.0
        # No call to another number gives more than this times its own rate; rounded up.
        ceiling = max(by_same, by_other) * max(to_same, to_other) * any_number * 1.000001
        for when, by, where, reached, honest in self._earlier():
            gap = at - when
            rate = ERRAND_HOUR_S / ((gap if gap > 0.0 else 0.0) + ERRAND_FIRST_S)
            if number != reached and honest * rate * ceiling < most:
                continue
            same_number = SAME_NUMBER_HONEST if number == reached else 0.0
            if extension == by:
                likely = by_same
                if same_number and fit.is_running:  # nobody calls whom he is talking to
                    same_number *= 0.05
                elif same_number:  # a fax machine, or somebody who cannot get through, tries again and again
                    tries = sum([trace[1:4] == fit.trace[1:4] for trace in self._recent])
                    rate *= 1.0 + 2.0 * (tries - 1) if tries > 1 else 1.0
            else:  # several who dial the same number: a conference
                likely = 1.0 if same_number else by_other
            likely = honest * rate * likely * (to_same if place == where else to_other)
            likely *= same_number + any_number
            if likely > most:
                most = likely
        return most

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "odds": list(self._odds),
            "at": self._at,
            "change": self._change,
            "acts": [[*trace, share] for trace, share in self._acts],
            "recent": [list(trace) for trace in self._recent],
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on exactly from saved data."""
        self._odds, self._at, self._change = list(data["odds"]), data["at"], data["change"]
        self._acts = [(_trace(*trace), share) for *trace, share in data["acts"]]
        self._recent = [_trace(*trace) for trace in data["recent"]]


def _after_entry(gap_s: float) -> float:
    """Density of the first call after a break-in, an hour."""
    gap_s = max(0.0, gap_s)
    waiting: float = (DOOR_FIRST_S / (gap_s + DOOR_FIRST_S)) ** DOOR_SHAPE
    return float(waiting * DOOR_SHAPE * HOUR_S / (gap_s + DOOR_FIRST_S))
