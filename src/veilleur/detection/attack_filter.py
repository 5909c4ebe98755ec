"""The two-state filter of a site: quiet, or under attack, as odds that each call and each hour change.

In: how well a call fits a thief and how well this company. Out: the odds that this call is a thief's, and
the odds that an attack goes on. Easily read wrong: the prior is a rate (attacks a year), so that 340 calls
of one night are one attack; and a thief's next call is expected soon after the last one, less and less as
time passes, so that two odd calls within a minute mean more than two within a week.

Quiet -> attack happens at the rate of `Costs.attacks_per_site_year`; attack -> quiet with a half-life of
two days. In an attack the gaps between a thief's acts have no scale of their own: seconds for a pump, a
night for a slow drip. They are taken as Lomax distributed (a power law from ten seconds on), which is what
a mixture of pumps of all speeds looks like. Honest calls too come in little groups: a redial, one errand
that takes three calls.
"""

from __future__ import annotations

from typing import Any, NamedTuple

HOUR_S = 3600.0
HOURS_A_YEAR = 8766.0
ATTACK_HALF_LIFE_S = 2 * 86_400.0  # documented attacks last from minutes to four days
GAP_SHAPE = 0.3  # Lomax shape: half of the gaps below 90 s, one in seven above an hour; by hand
GAP_FIRST_S = 10.0  # TransNexus clinic: mean gap 8.8 s
DOOR_FIRST_S = 300.0  # from a break-in to the first call: minutes
ERRAND_RATE = 0.03  # honest calls that follow another; one in five within eight hours; by hand
ERRAND_FIRST_S = 60.0
SAME_EXTENSION_HONEST, SAME_PLACE_HONEST, SAME_NUMBER_HONEST = 0.8, 0.6, 0.5  # of following calls; by hand
SAME_EXTENSION_THIEF, SAME_PLACE_THIEF = 0.7, 0.4
MOST_ODDS = 1e5
MOST_RECENT = 8
SUSPECT_ODDS = 1e-5  # of following and first call together; below it a call marks nobody
IDLE_ATTACK_S = 12 * HOUR_S  # a thief may be about for so long before the first call


class Trace(NamedTuple):
    """What is kept of a call to compare the next ones with."""

    at: float
    extension: str
    place: str
    number: str


class Fit(NamedTuple):
    """How a call fits honest people against a thief, apart from what happened before.

    honest_rate: honest calls like this an hour, over a thief's likelihood of choosing such a call.
    extensions: how many telephones a thief might use. place_thief: his share of calls to this place.
    place_honest: the company's. new_number: the company's share of new numbers; known: by this call's own.
    """

    trace: Trace
    honest_rate: float
    extensions: int
    extension_honest: float
    place_thief: float
    place_honest: float
    number_honest: float


class Suspicion(NamedTuple):
    """What the filter says of one call. Odds, not probabilities.

    first: that an attack begins with it. following: that it follows in an attack that goes on.
    """

    first: float
    following: float

    @property
    def odds(self) -> float:
        """That the call is a thief's."""
        return min(MOST_ODDS, self.first + self.following)


class AttackFilter:
    """The odds of one site. `odds` are those of calls alone; evidence from the doors is added per call."""

    __slots__ = ("_acts", "_odds", "_recent", "start_rate")

    def __init__(self, attacks_per_site_year: float) -> None:
        self.start_rate = max(1e-9, attacks_per_site_year) / HOURS_A_YEAR  # an hour
        self._odds = 0.0
        self._acts: list[Trace] = []  # the last suspicious calls, newest last
        self._recent: list[Trace] = []  # the last calls of any kind

    @property
    def idle_odds(self) -> float:
        """Odds that a thief is about who has not called yet, with no evidence at all."""
        return self.start_rate * IDLE_ATTACK_S / HOUR_S

    def odds(self, at: float) -> float:
        """Odds that an attack goes on, from calls alone."""
        if not self._acts:
            return 0.0
        return self._odds * _waiting(at - self._acts[-1].at, GAP_FIRST_S)

    def honest_rate(self, fit: Fit) -> float:
        """Honest calls like this an hour, those that follow another included."""
        return fit.honest_rate + max((self._errand(fit, before) for before in self._recent), default=0.0)

    def weigh(
        self, fit: Fit, door_odds: float = 0.0, door_at: float = 0.0, is_door: bool = False
    ) -> Suspicion:
        """The odds for one call; nothing is kept.

        door_odds, door_at: odds of an attack from evidence at the doors, and when it came last.
        is_door: whether that evidence is about this call's own extension, caller or address.
        """
        honest = self.honest_rate(fit)
        at = fit.trace.at
        following = 0.0
        if self._acts:
            gap = at - self._acts[-1].at
            following = self._odds * _next_act(gap, GAP_FIRST_S) * self._likeness(fit)
        if door_odds > 0.0:
            likeness = fit.extensions * SAME_EXTENSION_THIEF if is_door else 1.0
            following += door_odds * _next_act(at - door_at, DOOR_FIRST_S) * likeness
        return Suspicion(self.start_rate / honest, following / honest)

    def take(self, fit: Fit, suspicion: Suspicion) -> None:
        """Keep what a weighed call says of the site."""
        self._recent = [*self._recent[1 - MOST_RECENT :], fit.trace]
        if suspicion.odds < SUSPECT_ODDS:
            return
        at = fit.trace.at
        waited = self.odds(at)
        self._odds = min(MOST_ODDS, waited + suspicion.odds)
        if (
            suspicion.odds >= 0.3 * waited
        ):  # a call that fits honest people better is none of the thief's acts
            self._acts = [*self._acts[-3:], fit.trace]
        elif self._acts:
            self._odds = min(MOST_ODDS, self._odds / max(1e-9, _waiting(at - self._acts[-1].at, GAP_FIRST_S)))

    def retold(self, fit: Fit, factor: float, suspicion: Suspicion) -> None:
        """Something more became known of a call that was taken: its odds are `factor` times as high."""
        if factor >= 1.0:
            self._odds = min(MOST_ODDS, self._odds + (factor - 1.0) * suspicion.odds)
            if fit.trace not in self._acts:
                self._acts = [*self._acts[-3:], fit.trace]
            return
        self._odds = max(0.0, self._odds - (1.0 - factor) * suspicion.odds)
        if any(act.extension == fit.trace.extension for act in self._acts):
            self._odds *= max(factor, 0.05)

    def again(self, fit: Fit, at: float) -> float:
        """Odds that a running call is the thief's, from the acts that came after it."""
        later = [act.at for act in self._acts if act.at > fit.trace.at]
        if not later:
            return 0.0
        gap = min(later) - fit.trace.at
        fits = _next_act(gap, GAP_FIRST_S) * self._likeness(fit) / fit.honest_rate
        odds = self.odds(at)
        return odds * fits / (1.0 + odds + fits)

    def _likeness(self, fit: Fit) -> float:
        """How much likelier an ongoing thief is to make such a call than one who has just begun."""
        extension = place = False
        for act in self._acts:
            extension = extension or act.extension == fit.trace.extension
            place = place or act.place == fit.trace.place
        same_extension = SAME_EXTENSION_THIEF * fit.extensions
        other_extension = (1.0 - SAME_EXTENSION_THIEF) * fit.extensions / (fit.extensions - 1)
        return (same_extension if extension else other_extension) * (
            (SAME_PLACE_THIEF / fit.place_thief if place else 0.0) + 1.0 - SAME_PLACE_THIEF
        )

    def _errand(self, fit: Fit, before: Trace) -> float:
        """Honest calls like this an hour that follow this one, over a thief's likelihood of such a call."""
        gap = max(0.0, fit.trace.at - before.at)
        rate = ERRAND_RATE * HOUR_S / (gap + ERRAND_FIRST_S)
        if fit.trace.extension == before.extension:
            extension = SAME_EXTENSION_HONEST * fit.extensions
        else:
            extension = (1.0 - SAME_EXTENSION_HONEST) * fit.extension_honest * fit.extensions
        if fit.trace.place == before.place:
            place = SAME_PLACE_HONEST / fit.place_thief
        else:
            place = (1.0 - SAME_PLACE_HONEST) * fit.place_honest / fit.place_thief
        number = SAME_NUMBER_HONEST if fit.trace.number == before.number else 0.0
        return rate * extension * place * (number + (1.0 - SAME_NUMBER_HONEST) * fit.number_honest)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "odds": self._odds,
            "acts": [list(trace) for trace in self._acts],
            "recent": [list(trace) for trace in self._recent],
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on exactly from saved data."""
        self._odds = data["odds"]
        self._acts = [Trace(*trace) for trace in data["acts"]]
        self._recent = [Trace(*trace) for trace in data["recent"]]


def _waiting(gap_s: float, first_s: float) -> float:
    """Share of attacks that still go on after so long without an act."""
    gap_s = max(0.0, gap_s)
    return float((first_s / (gap_s + first_s)) ** GAP_SHAPE * 2.0 ** (-gap_s / ATTACK_HALF_LIFE_S))


def _next_act(gap_s: float, first_s: float) -> float:
    """Density of the next act of an attack after such a gap, an hour."""
    gap_s = max(0.0, gap_s)
    return _waiting(gap_s, first_s) * GAP_SHAPE * HOUR_S / (gap_s + first_s)
