"""Events of alerts: what went to whom, and who answered. The proof of when somebody knew.

In: what the desk sent, and what people did with it. Out: immutable events (`words/events.py` says what all
share). Pitfall: "accepted" means that the next program took a message, never that a person saw it; only an
`AlertAnswered` proves a person.
"""

from __future__ import annotations

from typing import NamedTuple


class AlertSent(NamedTuple):
    """One message to one person by one channel.

    conversation: id of the incident ("i3"), or "limit day", "blind pbx", "drill 1764480000".
    step: "first", "reminder", "again", "news", "over", "digest", "drill", "week", "settled", "morning"
    or "moved". person: as
    veilleur.toml names them, "" for a program. turn: which turn of the escalation it was. why: why the
    channel did not take it, "" when it did. outcome: of a call ("answered", "no_answer", "busy"), "" of a
    message.
    """

    at: float
    seen_at: float
    conversation: str
    step: str
    person: str
    channel: str
    turn: int = 0
    why: str = ""
    outcome: str = ""


class AlertAnswered(NamedTuple):
    """A person answered an alert.

    answer: "keep" (all stays blocked), "allow" (an `OwnerAnswered` says what), "unknown" (the next person is
    called), "seen" (a drill) or "unproven" ("keep", from a device not known: the next person is alerted).
    by: the person, or the user of this machine.
    """

    at: float
    seen_at: float
    conversation: str
    answer: str
    channel: str = ""
    by: str = ""


class DrillRequested(NamedTuple):
    """A harmless rehearsal of the whole chain of alerts is wanted. conversation: its id."""

    at: float
    seen_at: float
    conversation: str
    by: str = ""


class AlertCallPlaced(NamedTuple):
    """The PBX is about to call somebody who was alerted, and a full trunk is to make room for that call.

    trunk_full: such a call was just refused because no line was free. alert_legs: legs that are calls to
    people who are alerted, so that none is cut for the next.
    """

    at: float
    seen_at: float
    person: str
    trunk_full: bool = False
    alert_legs: tuple[str, ...] = ()
