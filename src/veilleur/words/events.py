"""Events: what happened on a site. The whole language from the world to the watch.

Each event is immutable and begins with two times, in seconds since 1970 UTC:
`at`, the source's own time, and `seen_at`, when the guard saw it. `seen_at` runs on the guard's
monotonic clock, so money counted by it does not follow the steps of a wall clock. Nothing in the
core reads a clock: time comes in as events, and a `Tick` says that it has passed.

Identifiers: `call` is the id of the out leg, the only key of money. `request` is the id of the
channel on which leave to call was asked, before an out leg exists. `linked` is a hint only: it
changes when calls are bridged.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from veilleur.words.calls import Direction, Origin
from veilleur.words.money import MicroEuro

# --- calls ------------------------------------------------------------------------------------


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
    trunk_full: bool = False  # the switch says that no line is free; told for emergency calls only


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


# --- doors: voicemail, forwards, registrations --------------------------------------------------


class MailboxRequested(NamedTuple):
    """A caller wants to enter a mailbox and the switch waits for our answer."""

    at: float
    seen_at: float
    request: str
    mailbox: str  # number@context
    outside_caller: str
    outside: bool
    address: str = ""


class MailboxEntered(NamedTuple):
    """A caller is in the voicemail application, in front of the question for a PIN."""

    at: float
    seen_at: float
    request: str
    mailbox: str  # "" when it is not yet keyed
    outside_caller: str = ""
    outside: bool = False
    address: str = ""


class MailboxLeft(NamedTuple):
    """The caller has left the voicemail application."""

    at: float
    seen_at: float
    request: str
    mailbox: str = ""


class PinRefused(NamedTuple):
    """A wrong PIN for a mailbox. The PIN itself is never part of an event."""

    at: float
    seen_at: float
    mailbox: str
    request: str = ""
    outside_caller: str = ""
    outside: bool = False
    inferred: bool = False  # from the rhythm of digits, not from the switch's own word


class PinAccepted(NamedTuple):
    """A right PIN for a mailbox."""

    at: float
    seen_at: float
    mailbox: str
    request: str = ""
    outside_caller: str = ""
    outside: bool = False
    inferred: bool = False


class PinChanged(NamedTuple):
    """The PIN of a mailbox was changed."""

    at: float
    seen_at: float
    mailbox: str
    request: str = ""
    outside_caller: str = ""
    outside: bool = False
    inferred: bool = False  # from the rhythm of keys, not from the switch's own word


class ForwardSet(NamedTuple):
    """An extension now forwards its calls. `kind` names the store: CF, CFB, CFU, followme, phone."""

    at: float
    seen_at: float
    extension: str
    kind: str
    number: str
    request: str = ""
    found: bool = False  # it was there already when we began to look: it may be years old


class ForwardCleared(NamedTuple):
    """An extension no longer forwards its calls."""

    at: float
    seen_at: float
    extension: str
    kind: str
    number: str = ""


class RegistrationRefused(NamedTuple):
    """Somebody tried to register or call as an account and failed.

    tries: how many tries this stands for; the guard joins the tries of one source and minute, so
    that a scan cannot fill the disk.
    """

    at: float
    seen_at: float
    account: str
    address: str
    agent: str = ""
    unknown_account: bool = False
    tries: int = 1


class Registered(NamedTuple):
    """A telephone registered, or proved its account in another way."""

    at: float
    seen_at: float
    account: str
    address: str
    agent: str = ""


# --- the watch itself ---------------------------------------------------------------------------


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


class FeedLost(NamedTuple):
    """A source of events is blind from here on."""

    at: float
    seen_at: float
    feed: str
    why: str = ""
    calls_are_seen: bool = False  # it only helped, as a log of wrong PINs does: calls are seen all the same
    since: float = 0.0  # the last sign that came from it, on the guard's clock; 0 when not known


class FeedRestored(NamedTuple):
    """A source of events sees again."""

    at: float
    seen_at: float
    feed: str


class Tick(NamedTuple):
    """Time has passed: delivered when the watch asked to be woken."""

    at: float
    seen_at: float


class ClockStepped(NamedTuple):
    """The guard's wall clock was set; `step_s` seconds forward (negative: back)."""

    at: float
    seen_at: float
    step_s: float


class GuardStarted(NamedTuple):
    """The guard began to watch, with the state it had kept.

    last_sign_at: when its journal ended before, seconds since 1970 UTC; 0 when it was empty.
    """

    at: float
    seen_at: float
    version: str = ""
    last_sign_at: float = 0.0


class GapRead(NamedTuple):
    """The switch's own call records of a time without watch were read: what passed unseen was told before
    this, as `CallRecorded`. Or they could not be read.

    began_at, ended_at: that time, on the guard's clock. why: why they cannot be read, "" when they were.
    is_final: no record of it is expected any more.
    """

    at: float
    seen_at: float
    began_at: float
    ended_at: float
    why: str = ""
    is_final: bool = True


class ActionFailed(NamedTuple):
    """A decision could not be carried out; the watch decides whether to try again."""

    at: float
    seen_at: float
    decision: str  # Decision.id
    why: str = ""


# --- people -------------------------------------------------------------------------------------


class CodeKeyed(NamedTuple):
    """A caller who was asked keyed a code (or nothing, three times). The code is no part of it."""

    at: float
    seen_at: float
    request: str
    extension: str
    number: str
    right: bool


class OwnerAnswered(NamedTuple):
    """The owner accepted or refused a kind of call.

    scope: "number", "territory" or "extension"; value: the E.164 number, ISO code, or extension.
    until: seconds since 1970 UTC; None means for good. once: holds for one call only.
    """

    at: float
    seen_at: float
    accepted: bool
    scope: str
    value: str
    until: float | None = None
    once: bool = False
    by: str = ""


class AnswerWithdrawn(NamedTuple):
    """An earlier answer of the owner holds no more."""

    at: float
    seen_at: float
    scope: str
    value: str
    by: str = ""


class Paused(NamedTuple):
    """The judge stands aside until `until` (seconds since 1970 UTC). Caps and law 1 go on."""

    at: float
    seen_at: float
    until: float
    by: str = ""


class Resumed(NamedTuple):
    """The judge is back before the pause ended by itself."""

    at: float
    seen_at: float
    by: str = ""


class UndoRequested(NamedTuple):
    """A person wants a decision taken back: a forward restored, a lock opened."""

    at: float
    seen_at: float
    decision: str  # Decision.id
    by: str = ""


Event: TypeAlias = (
    CallRequested
    | CallStarted
    | CallAnswered
    | CallEnded
    | CallRecorded
    | IncomingCall
    | CallTransferred
    | MailboxRequested
    | MailboxEntered
    | MailboxLeft
    | PinRefused
    | PinAccepted
    | PinChanged
    | ForwardSet
    | ForwardCleared
    | RegistrationRefused
    | Registered
    | Snapshot
    | FeedLost
    | FeedRestored
    | Tick
    | ClockStepped
    | GuardStarted
    | GapRead
    | ActionFailed
    | CodeKeyed
    | OwnerAnswered
    | AnswerWithdrawn
    | Paused
    | Resumed
    | UndoRequested
)
