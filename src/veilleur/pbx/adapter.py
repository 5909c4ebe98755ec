"""The contract of a switch: what the guard, set-up and status need of it, whichever it is.

In: a configuration and the guard's own hooks. Out: a `Switch`: what it reports, where it asks, what it lets
us do, how it is inspected, and its own call records. An adapter is a folder of `pbx/` whose `adapter.py`
holds one `ADAPTER`; `pbx/registry.py` finds it, and nothing else names it. Pitfall: the object is loaded by
every command that reads a configuration, so whatever is heavy behind it is imported when it is called.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from veilleur.config import Settings
from veilleur.config.switch_section import SwitchSection
from veilleur.language import Sentence, say
from veilleur.pbx.audit_port import Audit
from veilleur.pbx.setup_port import Setup, TelephoneSetup
from veilleur.pbx.telephone_port import TelephoneLine
from veilleur.words.calls import Vantage
from veilleur.words.events import CallRecorded, CallRequested, Event, MailboxRequested
from veilleur.words.ports import Actuator, Numbering


class Answer(NamedTuple):
    """What a switch that asked is answered.

    word: allow, refuse or ask; prompt: sound to play, "" for none. reasons: the codes behind it.
    """

    word: str
    prompt: str = ""
    reasons: tuple[str, ...] = ()


Decide = Callable[[CallRequested | MailboxRequested], Answer]
CodeIsRight = Callable[[str, str, str], bool]  # extension, number, keyed digits
MostSeconds = Callable[[str], int | None]  # of a call to this number, as far as limits go; None: no limit


class Feed(Protocol):
    """What reports the events of the switch."""

    async def run(self, on_event: Callable[[Event], None]) -> None:
        """Give events until cancelled; say with FeedLost and FeedRestored whether it sees."""
        ...

    @property
    def still_s(self) -> float:
        """Seconds since it last did any work of its own, such as a try to reach the switch: a feed that is
        blind is not still, one that hangs is, and has the guard started again."""
        ...


class Questions(Protocol):
    """Where the switch asks for leave; started at vantage `asked` alone."""

    async def start(self) -> int:
        """Listen; gives the port.

        Raises:
            SwitchError: when the address cannot be used.
        """
        ...

    async def stop(self) -> None:
        """Listen no more."""
        ...


class Protection(Protocol):
    """Takes that a part of what protects the site is in force, or gone."""

    def __call__(self, what: str, why: str | None, /, *, is_strike: bool = False) -> None:
        """One part: "dialplan", "login", "log" or "gate".

        why: it is gone, None when it is there. is_strike: it was taken away, though it is there again.
        """
        ...


def unprotected(_what: str, _why: str | None, /, *, is_strike: bool = False) -> None:
    """Where nobody keeps the protection."""


class Coverage(NamedTuple):
    """How far what set-up put into the switch is in force.

    pieces: by name, for people; is_complete: every call that can cost money is asked about first;
    holds_alone: while no guard answers, the switch keeps to the rule that the owner chose. holds_in_part:
    not every call is asked about, and those that are keep to that rule.
    """

    pieces: dict[str, bool]
    is_complete: bool
    holds_alone: bool
    holds_in_part: bool = False


class Inspection(Protocol):
    """The inspection of the switch: at the guard's start, after each return, and now and then."""

    @property
    def can_cut(self) -> bool:
        """Whether an order to cut would be taken, as far as was seen."""
        ...

    @property
    def coverage(self) -> Coverage | None:
        """What set-up put there; None while it is not known."""
        ...

    async def first(self) -> None:
        """Inspect once at the start.

        Raises:
            SwitchError: when a person must mend something before the watch can do its work at all.
        """
        ...

    def returned(self) -> None:
        """The switch is seen again: it may have been changed meanwhile."""
        ...

    async def repeat(self) -> None:
        """Inspect again and again, until cancelled."""
        ...


class PastCall(NamedTuple):
    """One outgoing call of the switch's own records.

    channel: id of the channel that dialled it, "" where the records do not give it; sent: the number as
    the trunk got it, "" when the record shows only what was dialled.
    """

    record: CallRecorded
    channel: str
    sent: str


class PastCalls(Protocol):
    """The switch's own call records, from which a gap in the watch is filled."""

    def trouble(self) -> str:
        """Why they could not be read now; "" when they could."""
        ...

    def between(self, began_at: float, ended_at: float) -> list[PastCall]:
        """The outgoing calls of which a part lies between two times (seconds since 1970 UTC).

        Raises:
            VeilleurError: when they cannot be read; one sentence.
        """
        ...


class NoPastCalls:
    """Those of a switch whose own records are not read: what was not reported is not known."""

    def trouble(self) -> str:
        """None."""
        return ""

    def between(self, began_at: float, ended_at: float) -> list[PastCall]:
        """None."""
        return []


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch, put together. feed_name: that of the feed by which its calls are seen.

    call_id_of: the SIP Call-ID of one of its out legs, "" for one that is none of SIP, by which a gate on the
    trunk knows the call; raises SwitchError when it cannot be known now. None where it never can.
    """

    feed_name: str
    feed: Feed
    questions: Questions
    actuator: Actuator
    inspection: Inspection
    past_calls: PastCalls
    vantage: Vantage
    call_id_of: Callable[[str], Awaitable[str]] | None = None


@dataclass(frozen=True, slots=True)
class GuardHooks:
    """What the guard gives an adapter.

    decide: answers a question in less than a millisecond. code_is_right: may take its time. emit: takes an
    event that an answer led to. now: the guard's time, seconds since 1970 UTC. chance: a number from 0 to 1,
    for jitter. say: a sentence for the person who runs the guard. note: keeps a note in the journal.
    on_fault: takes a fault of our own: during what, and the exception; the feed goes on. most_seconds: how
    long a call may last until a limit is reached, for switches that end it by themselves. protection: takes
    that a part of what protects the site is in force (None), or gone and why (guard/protection).
    """

    decide: Decide
    code_is_right: CodeIsRight
    emit: Callable[[Event], None]
    now: Callable[[], float]
    chance: Callable[[], float]
    numbering: Numbering
    say: Callable[[str], None]
    note: Callable[[dict[str, Any]], None]
    on_fault: Callable[[str, BaseException], None]
    most_seconds: MostSeconds = lambda _number: None
    protection: Protection = unprotected


Build = Callable[[Settings, GuardHooks], Switch]
# Puts a gate and the PBX behind it together; the last builds the PBX with hooks of the gate's choice.
Join = Callable[[Settings, GuardHooks, Callable[[GuardHooks], Switch]], Switch]
# Writes the switch's own call records since a time (seconds since 1970 UTC) into a file; gives how many.
ExportRecords = Callable[[Settings, float, Path], int]


class RecordsAtHand(NamedTuple):
    """The switch's own call records of the past, as far as they lie on this machine.

    files: that can be read. is_exported: further ones come from `Adapter.export_records`.
    """

    files: tuple[Path, ...] = ()
    is_exported: bool = False


@dataclass(frozen=True, slots=True)
class Adapter:
    """One kind of switch.

    name: of its section in veilleur.toml, and in `veilleur setup NAME`. title: its proper name, as people
    are spoken to. login: what Veilleur acts with there. build: puts the switch of a configuration together.
    setup: how it is set up; None when nothing is put into such a switch. export_records: None when its own
    call records are files already. records_at_hand: those that lie on this machine. telephone: the line by
    which alerts call people; None when this kind cannot call. telephone_setup: how that is set up.
    """

    name: str
    title: str
    login: Sentence
    section: SwitchSection
    build: Build
    setup: Setup | None = None
    export_records: ExportRecords | None = None
    records_at_hand: Callable[[Settings], RecordsAtHand] | None = None
    audit: Audit | None = None
    telephone: Callable[[Settings], TelephoneLine | None] | None = None
    telephone_setup: TelephoneSetup | None = None
    join: Join | None = None
    names_calls: bool = False

    @property
    def setup_command(self) -> str:
        """The command that sets such a switch up."""
        return f"veilleur setup {self.name}"

    def describe(self, lang: str) -> dict[str, str]:
        """The blanks of sentences that speak of this switch: its name, its login, its set-up command."""
        return {
            "switch": self.title,
            "login": say(self.login, {}, lang),
            "setup": self.setup_command,
        }
