"""Decisions: what the watch wants done, always with its reasons. The whole language back to the world."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from veilleur.words.money import MicroEuro


class DecisionKind(StrEnum):
    """What is decided."""

    ALLOW = "allow"
    ASK = "ask"
    REFUSE = "refuse"
    CUT = "cut"
    UNDO = "undo"  # remove a forward
    RESTORE = "restore"  # put back what an undo removed
    LOCK = "lock"  # a mailbox or an extension
    UNLOCK = "unlock"
    ALERT = "alert"
    LIMIT = "limit"  # from here on another amount is in force for a cap


class Subject(StrEnum):
    """What the target of a decision is."""

    REQUEST = "request"  # answer to a CallRequested or MailboxRequested
    CALL = "call"  # an out leg
    CHANNEL = "channel"  # another channel of the switch, such as a caller in voicemail
    FORWARD = "forward"
    MAILBOX = "mailbox"
    EXTENSION = "extension"
    SITE = "site"
    CALLER = "caller"  # an outside caller, at mailboxes; by `number`; `target`: its last four digits
    CODE = "code"  # the keying of codes by an extension


class Reason(NamedTuple):
    """One reason, ready to be said in French or English.

    code: of the signal or rule. weight_db: its evidence in decibans, 0 for a rule.
    values: the blanks of its sentence, as (name, text).
    """

    code: str
    weight_db: int = 0
    values: tuple[tuple[str, str], ...] = ()


class Decision(NamedTuple):
    """One decision of the watch.

    id: counts up per site ("d17"); the same events give the same ids.
    at: the watch's time, seconds since 1970 UTC.
    target: id of the request, call or channel; the mailbox; the extension; for a forward
        "extension/kind" such as "104/CF"; for a limit its window: "closed_hours", "day", "month", or
        "class" with a class of numbers, such as "class premium".
    number: the dialled string or forward target it is about; "" when none.
    until: when a lock or a limit ends by itself; None when not a matter of time.
    incident: id of the incident it belongs to ("i3"); "" when none.
    attempt: 1 for the first time, more when repeated for want of a confirmation.
    observed: True when mode `observe` keeps this from being carried out; it says what would be.
    saved_cost: micro-euros that were at stake, where that can be said; `spared` in data.
    amount: micro-euros that a cap lets be spent from here on, for a limit; None when there is no cap.
    """

    id: str
    at: float
    kind: DecisionKind
    subject: Subject
    target: str
    reasons: tuple[Reason, ...] = ()
    number: str = ""
    extension: str = ""
    until: float | None = None
    incident: str = ""
    attempt: int = 1
    observed: bool = False
    saved_cost: MicroEuro = 0
    amount: MicroEuro | None = None
