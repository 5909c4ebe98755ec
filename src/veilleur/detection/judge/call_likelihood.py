"""The likelihood of a call under the attack and the normal hypothesis, apart from what happened before.

In: facts, the destination's prior, the company's familiarity and the call's evidence. Out: `CallLikelihood`.
With R the company's rate of capped calls an hour and E the decibans of the call's own evidence, the honest
calls like it an hour, over its likelihood under attack, are R * 10 ** (-E / 10). Pitfall: names are interned,
for they are kept for each call.
"""

from __future__ import annotations

from sys import intern
from typing import NamedTuple

from veilleur.detection.judge.call_evidence import CallEvidence
from veilleur.detection.judge.parameters import CHANGE_RATE, CHANGE_RATE_CLOSED
from veilleur.detection.judge_port import CallFacts
from veilleur.detection.profile.destination_prior import DestinationPrior
from veilleur.detection.profile.familiarity import Familiarity
from veilleur.detection.profile.parameters import EVEN_PLACE_SHARE


class CallTrace(NamedTuple):
    """What is kept of a call to compare the next ones with. honest: how likely it was so, 0 to 1."""

    at: float
    extension: str
    place: str
    number: str
    honest: float = 1.0


class CallLikelihood(NamedTuple):
    """The likelihood of a call for the company and under attack, apart from what happened before.

    honest_rate: honest calls like this an hour, over the likelihood of such a call under attack.
    extensions: how many telephones an attacker might use. extension_honest, place_honest: the company's
    shares of this extension and place. place_attack: the share of this place under attack. number_honest:
    the company's share of new numbers, or of known ones, as this one is; number_attack: how much less likely
    an attacker is to choose this number by chance. change_rate: as honest_rate, after a regime change.
    is_running: whether this number is on line already.
    """

    trace: CallTrace
    honest_rate: float
    extensions: int
    extension_honest: float
    place_attack: float
    place_honest: float
    number_honest: float
    number_attack: float
    change_rate: float
    is_running: bool = False


def call_likelihood(
    facts: CallFacts, prior: DestinationPrior, familiarity: Familiarity, evidence: CallEvidence
) -> CallLikelihood:
    """How likely such a call is for the company, against under attack."""
    is_known_number = familiarity.number > 0.0
    return CallLikelihood(
        trace=CallTrace(facts.moment.at, intern(facts.extension), prior.place, facts.destination.dialled),
        honest_rate=familiarity.rate * 10 ** (-evidence.total_db / 10.0),
        extensions=familiarity.extensions,
        extension_honest=familiarity.extension,
        place_attack=evidence.place_attack,
        place_honest=familiarity.place,
        number_honest=1.0 - familiarity.new_number if is_known_number else familiarity.new_number,
        number_attack=10 ** (min(0.0, evidence.llr_db.get("known_number", 0.0)) / 10.0),
        change_rate=(CHANGE_RATE if facts.moment.is_open else CHANGE_RATE_CLOSED)
        * max(prior.share, EVEN_PLACE_SHARE)
        / evidence.place_attack
        * 10 ** (-evidence.unchanging_db / 10.0),
        is_running=facts.running_same > 0,
    )
