"""What becomes known of a call after its verdict: a code, no answer, how long it runs, how it ended.

In: the judge's memory and what happened. Out: the memory, corrected; of a running call a new verdict.
Pitfall: a call that the memory has evicted teaches almost nothing and is not judged again.
"""

from __future__ import annotations

from math import log10

from veilleur.detection.judge.call_evidence import lasting_db, length_db
from veilleur.detection.judge.memory.site_memory import SiteMemory
from veilleur.detection.judge.parameters import (
    CODE_KNOWN_TO_ATTACKER,
    CODE_WRONG_BY_HONEST,
    SUSPICIOUS_PROBABILITY,
    UNANSWERED_FACTOR,
    UNJUDGED_CREDIT,
)
from veilleur.detection.judge_port import EXPECTED_FRAUD_CALL_S, CallFacts, Entity
from veilleur.detection.profile.familiarity import number_key
from veilleur.detection.profile.parameters import DAY_S
from veilleur.detection.signals.catalog import GROUP_LIMITS_DB, Group
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Reason
from veilleur.words.money import MICRO_EUROS_PER_EURO, MicroEuro


def suspicion_of_running(
    memory: SiteMemory, calls: tuple[str, ...], at: float, answered_s: float, *, own: float | None = None
) -> tuple[float, tuple[Reason, ...]] | None:
    """The probability that a running call is fraud, and why, where it should be refused now; else None.

    Its odds are weighed again with its length so far, P(it lasts as long | attack) over P(... | honest), and
    with the suspicious calls that came since, unless it stands apart from them. A refusal is given once for
    each call. own: of a call that stands apart, the probability that was said of it at its start.
    """
    by_id = memory.judged.by_id
    name = next((call for call in calls if call in by_id), None)
    if name is None:
        return None
    judged = by_id[name]
    if judged.is_confirmed or judged.is_refused:
        return None
    length = 10 ** (lasting_db(answered_s, judged.log_seconds) / 10.0) if answered_s > 0 else 1.0
    if own is not None:
        odds = length * own / max(1e-9, 1.0 - own)
    else:
        odds = max(memory.filter.reweigh(judged.likelihood, at, length), length * judged.posterior.odds)
    probability = odds / (1.0 + odds)
    burn = judged.price.cost(EXPECTED_FRAUD_CALL_S)
    if probability * burn <= (1.0 - probability) * memory.costs.honest_call_stopped:
        return None
    by_id[name] = judged._replace(is_refused=True)
    seen = Reason("attack_shows", round(10.0 * log10(max(1e-9, odds))))
    lasting = Reason("long_call", round(10.0 * log10(length)))
    return probability, (seen, lasting) if length > 1.3 else (seen,)


def code_keyed(memory: SiteMemory, call: str, at: float, right: bool) -> None:
    """A caller who was asked keyed a code: right shows honesty, wrong or nothing an attacker."""
    judged = memory.judged.by_id.get(call)
    if judged is None or judged.is_confirmed:
        return
    extension, day, standings = judged.likelihood.trace.extension, int(at // DAY_S), memory.profile.standings
    entity = f"{Entity.EXTENSION}:{extension}"
    if right:
        standings.clear_suspect(extension)
        if not standings.has_keyed(extension, day):  # a person who knows the code, knows it the next time too
            memory.filter.correct(judged.likelihood, CODE_KNOWN_TO_ATTACKER, judged.posterior, is_proof=True)
            standings.record_code(extension, day)
            memory.exposure.reset()
        memory.evidence.clear(entity, "wrong_code")
        memory.judged.by_id[call] = judged._replace(is_confirmed=True)
        return
    factor = (1.0 - CODE_KNOWN_TO_ATTACKER) / CODE_WRONG_BY_HONEST
    memory.filter.correct(judged.likelihood, factor, judged.posterior)
    if extension:
        memory.evidence.add(entity, "wrong_code", at)
    standings.mark_suspect(judged.number, extension, day)
    del memory.judged.by_id[call]


def unanswered(memory: SiteMemory, calls: tuple[str, ...]) -> None:
    """A call rang and nobody answered: what it alone made suspicious is believed less."""
    for call in calls:
        judged = memory.judged.by_id.pop(call, None)
        if judged is not None:
            memory.filter.correct(judged.likelihood, UNANSWERED_FACTOR, judged.posterior)
            return


def learn(memory: SiteMemory, facts: CallFacts, answered_s: float, cost: MicroEuro) -> None:
    """Take an honest, answered, finished call as normal, as far as it was not suspicious.

    Its credit is 1 - p / SUSPICIOUS_PROBABILITY, with p the probability of fraud now that its end is known.
    """
    profile, by_id = memory.profile, memory.judged.by_id
    judged = by_id.pop(facts.call, None) or by_id.pop(facts.request, None)
    if judged is None:
        profile.learn(facts, answered_s, UNJUDGED_CREDIT)
        return
    facts = facts._replace(address=judged.address)
    number, day = number_key(facts.destination), int(facts.moment.at // DAY_S)
    if judged.is_confirmed:
        profile.standings.confirm(number, day)
        profile.learn(facts, answered_s, 1.0, confirmed=True)
        return
    length = 1.0
    if facts.vantage is not Vantage.RECORDS:  # of a record, the length was judged with the rest
        least, most = GROUP_LIMITS_DB[Group.DURATION]
        length = 10 ** (max(least, min(most, length_db(answered_s, judged.log_seconds))) / 10.0)
        memory.filter.correct(judged.likelihood, length, judged.posterior)
    ended_at = facts.moment.at + answered_s
    odds = max(length * judged.posterior.odds, memory.filter.reweigh(judged.likelihood, ended_at))
    credit = 1.0 - odds / (1.0 + odds) / SUSPICIOUS_PROBABILITY
    if credit > 0.0 and not judged.is_refused:
        profile.learn(facts, answered_s, credit)
    if credit > 0.0 and profile.is_first_days(facts.moment.at):
        profile.standings.confirm(number, day)
    else:
        profile.standings.spend(number, day, cost / MICRO_EUROS_PER_EURO)
