"""What `veilleur replay` says to a person, in French and English. In: outcomes. Out: lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veilleur.language import clean, clock, day, duration, euros, plural
from veilleur.words.calls import Vantage
from veilleur.words.money import micro_euros

if TYPE_CHECKING:
    from veilleur.detection.replay import CallOutcome

_DECISIONS = {
    "fr": {"ask": "code demandé", "refuse": "refusé", "cut": "coupé"},
    "en": {"ask": "asked for a code", "refuse": "refused", "cut": "cut"},
}


def call(outcome: CallOutcome, timezone: str, lang: str) -> str:
    """One line on a call that was not simply allowed."""
    from veilleur.detection.signals.catalog import sentence

    reasons = ", ".join(sentence(reason, lang) for reason in outcome.explained[:3])
    when = f"{day(outcome.at, timezone, lang)} {clock(outcome.at, timezone, lang)}"
    verdict = _DECISIONS[lang][outcome.decision]
    after = ""
    if outcome.billed_seconds:
        billed = duration(outcome.billed_seconds, lang)
        after = f" après {billed}" if lang == "fr" else f" after {billed}"
    colon = "\u00a0:" if lang == "fr" else ":"
    return f"{when}  {clean(outcome.id)}  {verdict}{after}{colon} {reasons}"


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
