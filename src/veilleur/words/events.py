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

from typing import TypeAlias

from veilleur.words.access_events import (
    ForwardCleared,
    ForwardSet,
    MailboxEntered,
    MailboxLeft,
    MailboxRequested,
    PinAccepted,
    PinChanged,
    PinRefused,
    Registered,
    RegistrationRefused,
)
from veilleur.words.alert_events import AlertAnswered, AlertCallPlaced, AlertSent, DrillRequested
from veilleur.words.call_events import (
    CallAnswered,
    CallEnded,
    CallRecorded,
    CallRequested,
    CallStarted,
    CallTransferred,
    IncomingCall,
    LiveCall,
    Snapshot,
)
from veilleur.words.control_events import (
    ActionFailed,
    AnswerWithdrawn,
    ClockStepped,
    CodeKeyed,
    ConfigurationChanged,
    FeedLost,
    FeedRestored,
    GapRead,
    GuardStarted,
    HoursOrdered,
    LimitOrdered,
    OwnerAnswered,
    PastLearned,
    Paused,
    ProtectionLost,
    ProtectionRestored,
    Resumed,
    Tick,
    UndoRequested,
)

__all__ = [
    "ActionFailed",
    "AlertAnswered",
    "AlertCallPlaced",
    "AlertSent",
    "AnswerWithdrawn",
    "CallAnswered",
    "CallEnded",
    "CallRecorded",
    "CallRequested",
    "CallStarted",
    "CallTransferred",
    "ClockStepped",
    "CodeKeyed",
    "ConfigurationChanged",
    "DrillRequested",
    "Event",
    "FeedLost",
    "FeedRestored",
    "ForwardCleared",
    "ForwardSet",
    "GapRead",
    "GuardStarted",
    "HoursOrdered",
    "IncomingCall",
    "LimitOrdered",
    "LiveCall",
    "MailboxEntered",
    "MailboxLeft",
    "MailboxRequested",
    "OwnerAnswered",
    "PastLearned",
    "Paused",
    "PinAccepted",
    "PinChanged",
    "PinRefused",
    "ProtectionLost",
    "ProtectionRestored",
    "Registered",
    "RegistrationRefused",
    "Resumed",
    "Snapshot",
    "Tick",
    "UndoRequested",
]

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
    | ProtectionLost
    | ProtectionRestored
    | Tick
    | ClockStepped
    | GuardStarted
    | GapRead
    | ConfigurationChanged
    | ActionFailed
    | CodeKeyed
    | OwnerAnswered
    | AnswerWithdrawn
    | Paused
    | Resumed
    | LimitOrdered
    | HoursOrdered
    | PastLearned
    | UndoRequested
    | AlertSent
    | AlertAnswered
    | DrillRequested
    | AlertCallPlaced
)
