"""From what was read of a call to the probability that it is fraud; pure.

In: `CallView`. Out: `Assessment`: the posterior odds of the filter, times the calibration's correction, give
probability = odds / (1 + odds). Pitfall: the odds that the site is under attack are those after this call;
and the correction is of the answer only, the filter remembers the bare odds.
"""

from __future__ import annotations

from math import log10
from typing import NamedTuple

from veilleur.detection.judge.attack_filter import FilterStep, filter_step
from veilleur.detection.judge.call_evidence import call_evidence
from veilleur.detection.judge.call_likelihood import CallLikelihood, call_likelihood
from veilleur.detection.judge.call_view import CallView
from veilleur.detection.judge.explanation import explain
from veilleur.detection.signals.catalog import SIGNALS
from veilleur.words.decisions import Reason


class Assessment(NamedTuple):
    """What the evidence of one call weighs. attack_db: log odds that the site is under attack, after it."""

    likelihood: CallLikelihood
    step: FilterStep
    reasons: tuple[Reason, ...]
    probability: float
    attack_db: float


def weigh(view: CallView) -> Assessment:
    """Weigh all that was read of one call."""
    facts, prior, site, access = view.facts, view.prior, view.site, view.access.remaining
    evidence = call_evidence(facts, prior, view.familiarity)
    likelihood = call_likelihood(facts, prior, view.familiarity, evidence)
    access_odds, access_at, is_own_access = 0.0, 0.0, False
    if access:
        access_odds = site.idle_odds * 10 ** (view.access.db / 10.0)
        access_at = max(left.at for left in access.values())
        is_own_access = any(left.about and SIGNALS[code].most_db >= 10 for code, left in access.items())
    step = filter_step(
        site=site,
        likelihood=likelihood,
        access_odds=access_odds,
        access_at=access_at,
        is_own_access=is_own_access,
        is_call=not facts.is_only_set,
    )
    reasons, correction_db = explain(
        facts=facts,
        prior=prior,
        likelihood=likelihood,
        llr_db=evidence.llr_db,
        access=access,
        posterior=step.posterior,
        odds=step.odds,
        start_rate=site.start_rate,
    )
    odds = step.odds * 10 ** (correction_db / 10.0)
    return Assessment(
        likelihood=likelihood,
        step=step,
        reasons=reasons,
        probability=odds / (1.0 + odds),
        attack_db=10.0 * log10(step.attack_odds + site.idle_odds * 10 ** (view.access.site_db / 10.0)),
    )
