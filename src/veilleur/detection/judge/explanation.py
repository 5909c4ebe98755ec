"""Why a call was judged as it was: its evidence as reasons, the heaviest first, and what they are worth.

In: the evidence of a call and its posterior. Out: reasons with their decibans, and the calibration's
correction of them: SHIFT_DB + sum((factor of the group - 1) * decibans). Pitfall: the burst reason is for
display only; the filter has already counted it.
"""

from __future__ import annotations

from math import log10

from veilleur.detection.judge.attack_filter import Posterior
from veilleur.detection.judge.call_likelihood import CallLikelihood
from veilleur.detection.judge_port import CallFacts
from veilleur.detection.profile.destination_prior import DestinationPrior
from veilleur.detection.signals.accumulator import RemainingEvidence
from veilleur.detection.signals.catalog import GROUP_LIMITS_DB, SIGNALS, Group
from veilleur.detection.signals.weights import FACTORS, SHIFT_DB
from veilleur.words.decisions import Reason

_HOURS = tuple(map(str, range(24)))
_BLANKS_OF = {code: signal.blanks for code, signal in SIGNALS.items()}
_CORRECTION_OF = {code: FACTORS.get(signal.group.value, 1.0) - 1.0 for code, signal in SIGNALS.items()}


def explain(
    facts: CallFacts,
    prior: DestinationPrior,
    likelihood: CallLikelihood,
    llr_db: dict[str, float],
    access: dict[str, RemainingEvidence],
    posterior: Posterior,
    odds: float,
    start_rate: float,
) -> tuple[tuple[Reason, ...], float]:
    """The reasons of a verdict, and their correction in decibans.

    llr_db, access: the evidence. odds: of the posterior. start_rate: attacks that begin an hour.
    """
    shown = dict(llr_db)
    before = 10.0 * log10(odds * likelihood.honest_rate / start_rate)
    entry = 10.0 * log10(1.0 + posterior.access / posterior.first) if posterior.access else 0.0
    rhythm = before - entry
    least, most = GROUP_LIMITS_DB[Group.RHYTHM]
    if rhythm >= 1.0:
        shown["burst"] = min(most, rhythm)
    elif rhythm <= -1.0:
        shown["errand"] = max(least, rhythm)
    values = {
        "place": prior.place,
        "extension": facts.extension,
        "hour": _HOURS[facts.moment.hour],
        "amount": prior.per_minute,
    }
    reasons = []  # with what they are sorted by: weight, then code
    blanks_of = _BLANKS_OF
    for code, db in shown.items():
        weight, blanks = round(db), blanks_of[code]
        filled = tuple([(name, values[name]) for name in blanks]) if blanks else ()
        reasons.append((-weight, code, Reason(code, weight, filled)))
    for code, left in access.items():
        weight = round(left.weight_db)
        filled = ("about", left.whom or left.about.partition("@")[0]), ("times", str(left.times))
        reasons.append((-weight, code, Reason(code, weight, filled)))
    reasons.sort()
    ordered = tuple([reason for _, _, reason in reasons])
    return ordered, correction_db(ordered)


def correction_db(reasons: tuple[Reason, ...]) -> float:
    """Decibans by which the calibration corrects an answer with these reasons."""
    correction = SHIFT_DB
    for reason in reasons:
        factor = _CORRECTION_OF.get(reason.code)
        if factor is not None:
            correction += factor * reason.weight_db
    return correction
