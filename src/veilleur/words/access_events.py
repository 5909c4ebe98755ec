"""Events of access to a switch: voicemail, forwards, registrations.

In: what a switch reports of attempts to get in. Out: immutable events (`words/events.py` says what all
share). Pitfall: no PIN, code or password is ever part of one; `inferred` ones are read from the
rhythm of keys and not from the switch's own word.
"""

from __future__ import annotations

from typing import NamedTuple


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
    """A telephone registered, or proved its account in another way.

    request: the channel of a call that was placed from this address, where the switch says so only after its
    leg was dialled. number: what is rung where it says that it is reached, should that be no telephone but a
    trunk's own address.
    """

    at: float
    seen_at: float
    account: str
    address: str
    agent: str = ""
    request: str = ""
    number: str = ""
