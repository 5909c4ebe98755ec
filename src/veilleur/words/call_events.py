"""Events of calls: asked for, dialled, answered, ended, recorded, sent on, and all that are alive.

In: what a switch or its records report. Out: immutable events (`words/events.py` says what all share).
Pitfall: `call` is the out leg's own id and the only key of money; `linked` is a hint that changes.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.words.calls import Direction, Origin
from veilleur.words.money import MicroEuro


class CallRequested(NamedTuple):
    """Somebody wants to call out and the switch waits for our answer (vantage `asked`)."""

    at: float
    seen_at: float
    request: str
    extension: str  # the site's own party answerable for the call; "" when unknown
    number: str  # as dialled
    origin: Origin = Origin.EXTENSION
    outside_caller: str = ""  # the outside party behind a forward, DISA or transfer
    trunk: str = ""
    address: str = ""  # network address of the telephone
    agent: str = ""  # what the telephone says it is
    linked: str = ""
    can_key_digits: bool = False  # a local, authenticated telephone that can be asked for a code
    trunk_full: bool = False  # the switch says that no line is free; reported for emergency calls only


class CallStarted(NamedTuple):
    """A leg towards a trunk is being dialled (vantage `live`)."""

    at: float
    seen_at: float
    call: str
    number: str
    request: str = ""  # the channel that dialled it; where leave was asked, the same id as there
    extension: str = ""
    origin: Origin = Origin.UNKNOWN
    outside_caller: str = ""
    trunk: str = ""
    address: str = ""
    agent: str = ""
    linked: str = ""
    priced_from_dialling: bool = False  # analogue trunk: "answered" means only that it was seized
    outside_line_removed: bool = False  # the number is as the trunk got it, without outside-line digits
    let_pass: bool = False  # the switch says that its own rule let it pass: it was not asked about


class CallAnswered(NamedTuple):
    """The far end answered: money runs from here."""

    at: float
    seen_at: float
    call: str


class CallEnded(NamedTuple):
    """The out leg is gone, whatever the cause: the one door by which calls end."""

    at: float
    seen_at: float
    call: str
    cause: str = ""


class CallRecorded(NamedTuple):
    """A call record, read after the call ended (vantage `records`).

    at: start of the call. seen_at: when the record was read (for an old file: the call's end).
    """

    at: float
    seen_at: float
    call: str
    direction: Direction
    extension: str
    number: str  # the number called, as dialled; for an incoming call the number reached
    origin: Origin = Origin.UNKNOWN
    outside_caller: str = ""
    duration_s: float = 0.0  # from start to end
    billed_s: float = 0.0  # from answer to end; 0 when not answered
    answered: bool = False
    charged: MicroEuro | None = None  # what the record itself says it cost
    trunk: str = ""
    linked: str = ""


class IncomingCall(NamedTuple):
    """A call from outside reached the site."""

    at: float
    seen_at: float
    call: str
    outside_caller: str
    extension: str = ""  # the number or extension it reached first
    trunk: str = ""
    address: str = ""


class CallTransferred(NamedTuple):
    """A running call was sent on by a party of it."""

    at: float
    seen_at: float
    request: str  # the channel that is sent on
    extension: str  # who sent it on
    number: str  # to where, as dialled; "" when not known
    attended: bool = False
    call: str = ""  # the out leg that already runs and now carries the transferred call
    outside_caller: str = ""  # the outside party of the call that is sent on


class LiveCall(NamedTuple):
    """One out leg in a snapshot."""

    call: str
    number: str
    extension: str = ""
    origin: Origin = Origin.UNKNOWN
    trunk: str = ""
    answered_at: float | None = None  # source's time; None while it rings
    linked: str = ""
    request: str = ""


class Snapshot(NamedTuple):
    """All out legs alive on the switch, taken after each connection."""

    at: float
    seen_at: float
    feed: str
    calls: tuple[LiveCall, ...] = ()
