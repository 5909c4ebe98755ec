"""What `veilleur replay` says to a person, in French and English. In: outcomes. Out: lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veilleur.language import clean, clock_in_sentence, day, duration, euros, masked, plural
from veilleur.wording.places import where
from veilleur.words.calls import Vantage
from veilleur.words.money import micro_euros

if TYPE_CHECKING:
    from veilleur.detection.replay import CallOutcome

_DECISIONS = {
    "fr": {"ask": "code demandé", "refuse": "refusé", "cut": "coupé"},
    "en": {"ask": "asked for a code", "refuse": "refused", "cut": "cut"},
}


def call(outcome: CallOutcome, timezone: str, lang: str) -> str:
    """One line on a call that was not simply allowed: when, who, where to, how much, what was done, why."""
    from veilleur.detection.signals.catalog import sentence

    is_french, record = lang == "fr", outcome.record
    reasons = ("\u00a0; " if is_french else "; ").join(
        sentence(reason, lang) for reason in outcome.explained[:3]
    )
    at = " à " if is_french else ", "
    when = f"{day(outcome.at, timezone, lang)}{at}{clock_in_sentence(outcome.at, timezone, lang)}"
    verdict = _DECISIONS[lang][outcome.decision]
    if outcome.billed_seconds:
        verdict += f" {'après' if is_french else 'after'} {duration(outcome.billed_seconds, lang)}"
    who = f"{'poste' if is_french else 'extension'} {clean(record.extension)}, " if record.extension else ""
    number = masked(outcome.destination.e164 or record.number) or "?"
    cost = _cost(outcome, lang)
    colon = "\u00a0:" if is_french else ":"
    place = f"{where(outcome.destination, lang)} ({number})"
    return f"{when}{colon} {who}{place}, {cost}, {verdict}{colon} {reasons}"


def _cost(outcome: CallOutcome, lang: str) -> str:
    """What the call cost, or would have cost without the watch."""
    text = euros(outcome.cost_unwatched, lang)
    return f"{text} sans Veilleur" if lang == "fr" else f"{text} without Veilleur"


def summary(counts: dict[str, Any], vantage: Vantage, lang: str) -> str:
    """The last line: how many calls, what they cost with and without the watch."""
    with_watch = euros(micro_euros(counts["cost_eur"]), lang)
    without = euros(micro_euros(counts["cost_unwatched_eur"]), lang)
    stopped = {key: counts[key] for key in ("ask", "refuse", "cut")}
    if lang == "fr":
        calls = plural(counts["calls"], "appel sortant", "appels sortants", lang)
        parts = [plural(counts["allow"], "passe", "passent", lang)] if counts["allow"] else []
        parts += [
            f"{plural(stopped[key], one, many, lang)}"
            for key, one, many in (
                ("ask", "attend un code", "attendent un code"),
                ("refuse", "est refusé", "sont refusés"),
                ("cut", "est coupé", "sont coupés"),
            )
            if stopped[key]
        ]
        text = (
            f"Sur {calls}\u00a0: {', '.join(parts) or 'rien'}."
            f" Coût avec Veilleur\u00a0: {with_watch}\u00a0; sans\u00a0: {without}."
        )
        late = " Vus après coup, les appels «\u00a0coupés\u00a0» étaient déjà finis."
    else:
        calls = plural(counts["calls"], "outgoing call", "outgoing calls", lang)
        words = (("allow", "let through"), ("ask", "asked for a code"), ("refuse", "refused"), ("cut", "cut"))
        parts = [f"{counts[key]:,} {word}" for key, word in words if counts[key]]
        text = (
            f"Of {calls}: {', '.join(parts) or 'nothing'}."
            f" Cost with Veilleur: {with_watch}; without: {without}."
        )
        late = " Seen afterwards, the calls that are “cut” were already over."
    return text + (late if vantage is Vantage.RECORDS and stopped["cut"] else "")
