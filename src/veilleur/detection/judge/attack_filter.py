"""The two-state filter of a site: quiet, or under attack, as odds that each call and each hour change.

In: the likelihood of each call under attack and for this company. Out: the posterior odds that the call is
fraud, and that an attack goes on. With lambda the rate at which attacks begin (an hour), r the honest calls
like this one an hour over its likelihood under attack, O_v the prior odds of an attack of speed v and s_v its
share among attacks, a call has

    first = lambda / r,   access = O_access * f(time since the break-in) / r
    part_v = O_v * v * L / r + (first + access) * s_v
    posterior odds = sum(part_v) / (1 + sum(O_v) + O_change)

where L is how much likelier an ongoing attack is to make such a call than one that has just begun. Silence of
t hours leaves O_v * exp(-v * t) * 2 ** (-t / h_v); of what a faster attacker loses by silence, the share that
pauses goes over to the slowest speed.

Pitfall: the prior is a rate (attacks a year), so that 340 calls of one night are one attack; and the next
call of an attack is expected soon after the last one, less and less as time passes, so that two odd calls
within a minute mean more than two within a week. Honest calls too come in little groups: a redial, one matter
that takes three calls (a steady rhythm; the signal's code is "errand").
"""

from __future__ import annotations

from math import exp
from typing import Any, NamedTuple

from veilleur.detection.judge.call_likelihood import CallLikelihood, CallTrace
from veilleur.detection.judge.parameters import (
    ACT_SHARE,
    ATTACK_HALF_LIVES_H,
    CHANGE_AT_FIRST,
    CHANGE_HALF_LIFE_H,
    CHANGE_SILENT_RATE,
    CHANGES_A_YEAR,
    ENTRY_FIRST_S,
    ENTRY_SHAPE,
    FOLLOW_UP_FIRST_S,
    FOLLOW_UP_RATE,
    HOUR_S,
    HOURS_A_YEAR,
    IDLE_ATTACK_S,
    MOST_ACTS,
    MOST_ODDS,
    MOST_RECENT,
    PAUSE_SHARE,
    RESET_SHARE,
    SAME_EXTENSION_ATTACK,
    SAME_EXTENSION_HONEST,
    SAME_NUMBER_ATTACK,
    SAME_NUMBER_HONEST,
    SAME_NUMBER_WHILE_RUNNING,
    SAME_PLACE_ATTACK,
    SAME_PLACE_HONEST,
    SLOW_PAUSE_SHARE,
    SLOWEST,
    SPEED_CHANGE_SHARE,
    SPEED_SHARES,
    SPEEDS,
    SUSPECT_ODDS,
    TRIED_S,
)
from veilleur.detection.judge.site_state import SiteState, SiteView

LN_2 = 0.6931471805599453
_FOLLOW_UP_S = FOLLOW_UP_RATE * HOUR_S
# The same figures, speed by speed: with shares, and with half-lives and the share that pauses.
_SPEED_AND_SHARE = tuple(zip(SPEEDS, SPEED_SHARES, strict=True))
_SILENCE = tuple(
    (speed, half_life, SLOW_PAUSE_SHARE if n == SLOWEST else PAUSE_SHARE)
    for n, (speed, half_life) in enumerate(zip(SPEEDS, ATTACK_HALF_LIVES_H, strict=True))
)


class Posterior(NamedTuple):
    """What the filter says of one call. Weights against that of a quiet site, which is 1.

    first: that an attack begins with it. access: that it follows what happened to mailboxes, forwards and
    registrations. parts: that it is fraud, at each speed, all in all. honest: that it is not, on a quiet
    site or on one where an attacker is at work beside honest people. change: of a regime change.
    """

    first: float
    access: float
    parts: tuple[float, ...]
    honest: float = 1.0
    change: float = 0.0

    @property
    def odds(self) -> float:
        """Posterior odds that the call is fraud."""
        return sum(self.parts) / self.honest

    @property
    def attack_share(self) -> float:
        """How likely an attack went on before this call, if the call itself is honest."""
        return max(0.0, self.honest - 1.0 - self.change) / self.honest

    @property
    def slow_share(self) -> float:
        """P(an attacker who calls about once a day, and would go on for weeks | fraud)."""
        return self.parts[SLOWEST] / max(1e-30, sum(self.parts))


class FilterStep(NamedTuple):
    """What one call makes of a site: its posterior with the figures drawn from it, and the state after it."""

    posterior: Posterior
    odds: float
    slow_share: float
    attack_share: float
    state: SiteState
    attack_odds: float  # that an attack goes on, after this call


class AttackFilter:
    """The filter of one site, from calls alone; evidence of access is added for each call."""

    __slots__ = ("idle_odds", "start_rate", "state")

    def __init__(self, attacks_per_site_year: float) -> None:
        self.start_rate = max(1e-9, attacks_per_site_year) / HOURS_A_YEAR  # an hour
        # Odds that an attacker is in who has not called yet.
        self.idle_odds = self.start_rate * IDLE_ATTACK_S / HOUR_S
        self.state = SiteState(0.0, [0.0] * len(SPEEDS), CHANGE_AT_FIRST, [], [])

    def begin(self, at: float) -> None:
        """The site is watched since then: what it is like has had time to settle, call or no call."""
        if not self.state.at:
            self.state = self.state._replace(at=at)

    def odds(self, at: float) -> float:
        """Odds that an attack goes on at this time."""
        return _attack_odds(_decayed(self.state, at))

    def view(
        self,
        at: float,
        since: float,
        place: str,
        extension: str,
        again: tuple[CallLikelihood, Posterior] | None = None,
    ) -> SiteView:
        """The state as of a call. since: when the watch began, should nothing be known yet; 0 if unknown.
        again: what was made of this very call when it was judged before."""
        state = self.state if again is None else self.state.without(again[0].trace, again[1].parts)
        if not state.at and since:
            state = state._replace(at=since)
        state = _decayed(state, at)
        earlier = [*state.recent[::-1], *[act for act, _ in state.acts]]
        # Learned shares hold answered calls only; but at the second call to a new place, the honest
        # hypothesis must be granted that the first may have been honest too.
        tried_place = tried_extension = False
        for when, by, where, _number, honest in earlier:
            if (where == place or by == extension) and honest > 0.5 and at - when < TRIED_S:
                tried_place = tried_place or where == place
                tried_extension = tried_extension or by == extension
        return SiteView(
            state=state,
            earlier=earlier,
            tried_place=tried_place,
            tried_extension=tried_extension,
            start_rate=self.start_rate,
            idle_odds=self.idle_odds,
        )

    def correct(
        self, likelihood: CallLikelihood, factor: float, posterior: Posterior, is_proof: bool = False
    ) -> None:
        """Something more became known of a call that was counted: its odds are `factor` times as high.

        is_proof: of the person at that telephone, so that it speaks of the calls before too.
        """
        state, more = self.state, factor - 1.0
        odds = _mixed([odds + more * part for odds, part in zip(state.odds, posterior.parts, strict=True)])
        same = likelihood.trace[:4]
        trace = CallTrace(*same, 1.0 / (1.0 + factor * posterior.odds))
        recent = [trace if old[:4] == same else old for old in state.recent]
        acts = state.acts
        if factor > 1.0:
            acts = [(act, share) for act, share in acts if act[:4] != same]
            total = max(1e-30, sum(odds))
            acts = _with_act(acts, trace, min(1.0, factor * sum(posterior.parts) / total))
        elif is_proof and any(act.extension == likelihood.trace.extension for act, _ in acts):
            # The person who made the odd calls before is at this telephone and knows the code.
            odds = _mixed([value * max(factor, RESET_SHARE) for value in odds])
            acts = [(act, share) for act, share in acts if act.extension != likelihood.trace.extension]
        self.state = SiteState(state.at, odds, state.change, acts, recent)

    def reset(self) -> None:
        """The owner says that the odd calls are the company's own."""
        self.state = self.state._replace(odds=[odds * RESET_SHARE for odds in self.state.odds], acts=[])

    def reweigh(self, likelihood: CallLikelihood, at: float, own_factor: float = 1.0) -> float:
        """Odds that an earlier call is fraud, from the suspicious calls that came after it.

        own_factor: likelihood ratio of its length so far.
        """
        acts = self.state.acts
        later = [act.at for act, share in acts if act.at > likelihood.trace.at and share >= ACT_SHARE]
        if not later:
            return 0.0
        state = _decayed(self.state, at)
        odds = state.odds
        total = sum(odds)
        if total <= 0.0:
            return 0.0
        gap_h = (min(later) - likelihood.trace.at) / HOUR_S
        density = sum(
            share / total * speed * exp(-speed * gap_h) for share, speed in zip(odds, SPEEDS, strict=True)
        )
        ratio = own_factor * density * _likeness(acts, likelihood) / likelihood.honest_rate
        ongoing = total / (1.0 + state.change)
        return ongoing * ratio / (1.0 + ongoing + ratio)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return self.state.save()

    def load(self, data: dict[str, Any]) -> None:
        """Go on exactly from saved data."""
        self.state = SiteState.load(data)


def filter_step(
    site: SiteView,
    likelihood: CallLikelihood,
    access_odds: float,
    access_at: float,
    is_own_access: bool,
    is_call: bool,
) -> FilterStep:
    """Weigh one call; nothing is kept. is_call: False for a forward that was only set, which counts for none.

    For the others see `posterior_of`.
    """
    posterior = posterior_of(site, likelihood, access_odds, access_at, is_own_access)
    odds = posterior.odds
    state = updated(site.state, likelihood, posterior, odds) if is_call else site.state
    return FilterStep(
        posterior=posterior,
        odds=odds,
        slow_share=posterior.slow_share,
        attack_share=posterior.attack_share,
        state=state,
        attack_odds=_attack_odds(state),
    )


def posterior_of(
    site: SiteView,
    likelihood: CallLikelihood,
    access_odds: float = 0.0,
    access_at: float = 0.0,
    is_own_access: bool = False,
) -> Posterior:
    """The posterior of one call; nothing is kept.

    access_odds, access_at: odds of an attack from evidence of access, and when it came last.
    is_own_access: whether that evidence is about this call's own extension, caller or address.
    """
    state = site.state
    honest = likelihood.honest_rate + _follow_up_rate(site, likelihood)
    first, access = site.start_rate / honest, 0.0
    if access_odds > 0.0:
        likeness = likelihood.extensions * SAME_EXTENSION_ATTACK if is_own_access else 1.0
        access = access_odds * _entry_density(likelihood.trace.at - access_at) * likeness / honest
    likeness = _likeness(state.acts, likelihood) / honest
    before = state.odds
    new = first + access
    parts = tuple(
        [
            odds * speed * likeness + new * share
            for odds, (speed, share) in zip(before, _SPEED_AND_SHARE, strict=True)
        ]
    )
    change = state.change * likelihood.change_rate / honest
    return Posterior(first, access, parts, 1.0 + sum(before) + change, change)


def updated(state: SiteState, likelihood: CallLikelihood, posterior: Posterior, odds: float) -> SiteState:
    """The state of a site after a call. state: as of the call. odds: of the posterior."""
    trace = CallTrace(*likelihood.trace[:4], 1.0 / (1.0 + odds))
    recent = [*state.recent[1 - MOST_RECENT :], trace]
    mass = sum(posterior.parts)
    change = min(MOST_ODDS, posterior.change)
    before = state.odds
    if mass < SUSPECT_ODDS:
        return SiteState(state.at, before, change, state.acts, recent)
    acts = _with_act(state.acts, trace, mass / (sum(before) + mass))
    after = _mixed([old + part for old, part in zip(before, posterior.parts, strict=True)])
    return SiteState(state.at, after, change, acts, recent)


def _attack_odds(state: SiteState) -> float:
    """Odds that an attack goes on, against a quiet company and one in a regime change."""
    return sum(state.odds) / (1.0 + state.change)


def _decayed(state: SiteState, at: float) -> SiteState:
    """The state after silence until a time; a time before that of the state changes nothing."""
    gap_h = (at - state.at) / HOUR_S
    if gap_h <= 0.0:
        return state
    left, paused = [], 0.0
    for odds, (speed, half_life, pause) in zip(state.odds, _SILENCE, strict=True):
        if odds == 0.0:
            left.append(0.0)
            continue
        silent = exp(-speed * gap_h)
        paused += odds * (1.0 - silent) * pause
        left.append(odds * silent * 2.0 ** (-gap_h / half_life))
    left[SLOWEST] += paused * 2.0 ** (-gap_h / ATTACK_HALF_LIVES_H[SLOWEST])
    change = state.change
    if state.at:
        faded = exp(-(CHANGE_SILENT_RATE + LN_2 / CHANGE_HALF_LIFE_H) * gap_h)
        change = change * faded + CHANGES_A_YEAR / HOURS_A_YEAR * min(gap_h, 1.0 / CHANGE_SILENT_RATE)
    return SiteState(at, left, change, state.acts, state.recent)


def _with_act(
    acts: list[tuple[CallTrace, float]], trace: CallTrace, share: float
) -> list[tuple[CallTrace, float]]:
    return [*[(act, old * (1.0 - share)) for act, old in acts[1 - MOST_ACTS :]], (trace, share)]


def _mixed(odds: list[float]) -> list[float]:
    """The odds within their bound, with the share of attackers who change their speed after a call."""
    values = odds if min(odds) >= 0.0 else [value if value > 0.0 else 0.0 for value in odds]
    total = sum(values)
    if total > MOST_ODDS:
        values = [value * MOST_ODDS / total for value in values]
        total = MOST_ODDS
    total *= SPEED_CHANGE_SHARE
    return [
        value * (1.0 - SPEED_CHANGE_SHARE) + total * share
        for value, share in zip(values, SPEED_SHARES, strict=True)
    ]


def _likeness(acts: list[tuple[CallTrace, float]], likelihood: CallLikelihood) -> float:
    """How much likelier an ongoing attack is to make such a call than one that has just begun."""
    same_extension = SAME_EXTENSION_ATTACK * likelihood.extensions
    other_extension = (1.0 - SAME_EXTENSION_ATTACK) * likelihood.extensions / (likelihood.extensions - 1)
    other_place = 1.0 - SAME_PLACE_ATTACK
    same_place = SAME_PLACE_ATTACK / likelihood.place_attack + other_place
    total, left = 0.0, 1.0
    for act, share in acts:
        left -= share
        extension = same_extension if act.extension == likelihood.trace.extension else other_extension
        place = same_place if act.place == likelihood.trace.place else other_place
        if act.number == likelihood.trace.number:
            # An attacker who calls their own number again: known by now, but by their own calls.
            place += SAME_NUMBER_ATTACK / (likelihood.place_attack * likelihood.number_attack)
        total += share * extension * place
    return total + max(0.0, left)


def _follow_up_rate(site: SiteView, likelihood: CallLikelihood) -> float:
    """Hourly rate of honest follow-up calls like this one, divided by their likelihood under attack."""
    at, extension, place, number, _honest = likelihood.trace
    by_same = SAME_EXTENSION_HONEST * likelihood.extensions
    by_other = (1.0 - SAME_EXTENSION_HONEST) * likelihood.extension_honest * likelihood.extensions
    to_same = SAME_PLACE_HONEST / likelihood.place_attack
    to_other = (1.0 - SAME_PLACE_HONEST) * likelihood.place_honest / likelihood.place_attack
    any_number = (1.0 - SAME_NUMBER_HONEST) * likelihood.number_honest
    most = 0.0
    # No call to another number gives more than this times its own rate; rounded up.
    ceiling = max(by_same, by_other) * max(to_same, to_other) * any_number * 1.000001
    for when, by, where, reached, honest in site.earlier:
        gap = at - when
        rate = _FOLLOW_UP_S / ((gap if gap > 0.0 else 0.0) + FOLLOW_UP_FIRST_S)
        if number != reached and honest * rate * ceiling < most:
            continue
        same_number = SAME_NUMBER_HONEST if number == reached else 0.0
        if extension == by:
            likely = by_same
            if same_number and likelihood.is_running:
                same_number *= SAME_NUMBER_WHILE_RUNNING
            elif same_number:  # a fax machine, or somebody who cannot get through, tries again and again
                tries = sum([trace[1:4] == likelihood.trace[1:4] for trace in site.state.recent])
                rate *= 1.0 + 2.0 * (tries - 1) if tries > 1 else 1.0
        else:  # several who dial the same number: a conference
            likely = 1.0 if same_number else by_other
        likely = honest * rate * likely * (to_same if place == where else to_other)
        likely *= same_number + any_number
        if likely > most:
            most = likely
    return most


def _entry_density(gap_s: float) -> float:
    """Density of the first call after a break-in, an hour."""
    gap_s = max(0.0, gap_s)
    waiting: float = (ENTRY_FIRST_S / (gap_s + ENTRY_FIRST_S)) ** ENTRY_SHAPE
    return float(waiting * ENTRY_SHAPE * HOUR_S / (gap_s + ENTRY_FIRST_S))
