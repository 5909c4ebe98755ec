"""The calls of an attack as lines of a time-line: one line for each stretch of calls.

In: proven calls in order of start. Out: steps. Pitfall: a stretch ends where an hour passes without a call,
so a night of pumping is one line or a few, and the list of all calls stands apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from veilleur.evidence.dossier.content import ProvenCall, Step, amounts
from veilleur.evidence.dossier.places import place_name
from veilleur.language import plural

PAUSE_S = 3_600.0
PLACES_NAMED = 4


def waves(calls: Sequence[ProvenCall]) -> list[Step]:
    """One step for each stretch."""
    stretches: list[list[ProvenCall]] = []
    for call in calls:
        if stretches and call.at - stretches[-1][-1].at <= PAUSE_S:
            stretches[-1].append(call)
        else:
            stretches.append([call])
    return [
        Step(
            at=stretch[0].at,
            kind="calls",
            fr=_sentence(stretch, "fr"),
            en=_sentence(stretch, "en"),
            source=stretch[0].source,
            times=len(stretch),
            last_at=stretch[-1].at,
        )
        for stretch in stretches
    ]


def _sentence(stretch: Sequence[ProvenCall], lang: str) -> str:
    total = amounts(stretch)
    places = list(dict.fromkeys(call.place for call in stretch))
    named = ", ".join(place_name(place, lang) for place in places[:PLACES_NAMED])
    more = len(places) - PLACES_NAMED
    minutes = f"{total.seconds / 60:,.1f}"
    if lang == "fr":
        tail = f" et {plural(more, 'autre destination', 'autres destinations', 'fr')}" if more > 0 else ""
        minutes = minutes.replace(",", "\u202f").replace(".", ",")
        answered = plural(total.answered, "appel abouti", "appels aboutis", "fr")
        calls = plural(total.tried, "appel sortant tenté", "appels sortants tentés", "fr")
        return f"{calls}, {answered}, {minutes}\u00a0min\u00a0: {named}{tail}."
    tail = f" and {plural(more, 'more destination', 'more destinations', 'en')}" if more > 0 else ""
    calls = plural(total.tried, "outgoing call attempted", "outgoing calls attempted", "en")
    return f"{calls}, {total.answered} answered, {minutes}\u00a0min: {named}{tail}."
