"""How urgent an alert is: what wakes somebody, what is a message by day, what waits for the digest.

In: an alert of the watch. Out: its urgency, and how far the attack has come. Pitfall: nobody is woken to hear
that nothing needs deciding: an attempt that was turned away, or a limit that nears at night, waits.
"""

from __future__ import annotations

from enum import IntEnum

from veilleur.words.decisions import Decision, Subject


class Urgency(IntEnum):
    """What an alert asks of people."""

    DIGEST = 0  # one line at the next opening
    MESSAGE = 1  # one message in opening hours, else the digest
    WAKE = 2  # somebody must answer, at any hour


# Code of an alert's first reason -> urgency and stage. A later stage asks again where a person has answered.
_BY_CODE: dict[str, tuple[Urgency, int]] = {
    "attack_probing": (Urgency.DIGEST, 1),
    "attack_entered": (Urgency.WAKE, 2),
    "forward_found": (Urgency.WAKE, 2),
    "forward_in_telephone": (Urgency.WAKE, 2),
    "attack_calling": (Urgency.WAKE, 3),
    "forward_unconfirmed": (Urgency.WAKE, 4),
    "cut_unconfirmed": (Urgency.WAKE, 4),
    "protection_lost": (Urgency.WAKE, 5),
    "passed_unwatched": (Urgency.MESSAGE, 0),
    "national_alarm": (Urgency.MESSAGE, 0),
    "limit_near": (Urgency.MESSAGE, 0),
    "limit_reached": (Urgency.MESSAGE, 0),
}


def urgency_of(alert: Decision) -> tuple[Urgency, int]:
    """Urgency and stage of an alert. One that only observes wakes nobody."""
    code = alert.reasons[0].code if alert.reasons else ""
    urgency, stage = _BY_CODE.get(code, (Urgency.MESSAGE, 0))
    if code not in _BY_CODE and alert.incident and alert.subject is Subject.CALL:
        # A call judged hostile where nothing could stop it: seen in records, or grown beyond the first alert.
        urgency, stage = Urgency.WAKE, 3
    if alert.observed:
        urgency = min(urgency, Urgency.MESSAGE)
    return urgency, stage
