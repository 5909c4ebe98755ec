"""What is true on the embedded PBX: channels alive, and the truth about each outgoing call.

In: nothing. Out: plain records that the switch changes.
Pitfall: `CallFact` is what happened, whatever was reported to a manager or a guard.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from veilleur.words.calls import Origin
from veilleur.words.money import MicroEuro


class Outcome(StrEnum):
    """How an outgoing call went."""

    TRYING = "trying"
    REFUSED = "refused"  # by the guard's word
    HELD = "held"  # by the fail policy
    CONGESTED = "congested"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


@dataclass(slots=True)
class CallFact:
    """The truth about one outgoing call, whatever was reported. Times: seconds since 1970 UTC."""

    unique: str  # the channel that dials; for an unasked leg the out leg's own
    number: str
    extension: str
    origin: Origin
    hostile: bool
    emergency: bool
    at: float
    talk_s: float
    outside_caller: str = ""
    outcome: Outcome = Outcome.TRYING
    out_leg: str = ""
    answered_at: float | None = None
    ended_at: float | None = None
    cut: bool = False
    cost: MicroEuro = 0
    channel: str = ""
    why: str = ""
    ring_s: float = 1.0
    answers: bool = True  # whether the far end ever takes the call


@dataclass(slots=True)
class Channel:
    """One channel alive on the switch."""

    name: str
    unique: str
    linked: str
    caller: str
    exten: str
    application: str
    state: str = "0"
    began: float = 0.0
    call: CallFact | None = None
