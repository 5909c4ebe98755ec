"""Why a call was judged as it was: its evidence as reasons, the heaviest first, and what they are worth.

In: what was found about a call. Out: reasons with their decibans, and the calibration's correction of them.
Easily read wrong: the rhythm of an attack is told as evidence, though the filter weighed it before.
"""

from __future__ import annotations

from math import log10

from veilleur.detection.judge.attack_filter import Fit, Suspicion
from veilleur.detection.judge_port import CallFacts
from veilleur.detection.profile.destination_prior import Target
from veilleur.detection.signals.accumulator import Left
from veilleur.detection.signals.catalog import GROUP_LIMITS_DB, SIGNALS, Group
from veilleur.detection.signals.weights import FACTORS, SHIFT_DB
from veilleur.words.decisions import Reason

_HOURS = tuple(map(str, range(24)))
_BLANKS_OF = {code: signal.blanks for code, signal in SIGNALS.items()}
_CORRECTION_OF = {code: FACTORS.get(signal.group.value, 1.0) - 1.0 for code, signal in SIGNALS.items()}


def reasons_of(
    facts: CallFacts,
    target: Target,
    fit: Fit,
    start_rate: float,
    found: dict[str, float],
    doors: dict[str, Left],
    suspicion: Suspicion,
) -> tuple[Reason, ...]:
    """The reasons of a verdict. start_rate: attacks that begin an hour; found, doors: in decibans."""
    told = dict(found)
    before = 10.0 * log10(suspicion.odds * fit.honest_rate / start_rate)
    entry = 10.0 * log10(1.0 + suspicion.doors / suspicion.first) if suspicion.doors else 0.0
    rhythm = before - entry
    least, most = GROUP_LIMITS_DB[Group.RHYTHM]
    if rhythm >= 1.0:
        told["burst"] = min(most, rhythm)
    elif rhythm <= -1.0:
        told["errand"] = max(least, rhythm)
    values = {
        "place": target.place,
        "extension": facts.extension,
        "hour": _HOURS[facts.moment.hour],
        "amount": target.per_minute,
    }
    reasons = []  # with what they are sorted by: weight, then code
    blanks_of = _BLANKS_OF
    for code, db in told.items():
        weight, blanks = round(db), blanks_of[code]
        filled = tuple([(name, values[name]) for name in blanks]) if blanks else ()
        reasons.append((-weight, code, Reason(code, weight, filled)))
    for code, left in doors.items():
        weight = round(left.weight_db)
        filled = ("about", left.whom or left.about.partition("@")[0]), ("times", str(left.times))
        reasons.append((-weight, code, Reason(code, weight, filled)))
    reasons.sort()
    return tuple([reason for _, _, reason in reasons])


def correction_db(reasons: tuple[Reason, ...]) -> float:
    """Decibans by which the calibration corrects an answer with these reasons."""
    correction = SHIFT_DB
    for reason in reasons:
        factor = _CORRECTION_OF.get(reason.code)
        if factor is not None:
            correction += factor * reason.weight_db
    return correction
