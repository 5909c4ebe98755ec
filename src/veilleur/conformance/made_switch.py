"""What a step asks of a made switch, whichever adapter it plays for.

In: the words of a step. Out: bytes to the guard. Pitfall: a made switch says only what its kind can say;
what it has no `Ability` for is never asked of it, and stands as "not offered" in the table.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Protocol

ABROAD, OTHER_ABROAD, NATIONAL, EMERGENCY = "0037129990000", "003225550000", "0145678901", "112"
EXTENSION, CALLER, MAILBOX = "101", "0612345678", "101"


class Ability(StrEnum):
    """What an adapter lets its switch say or do."""

    ASKS = "asks"  # it asks before a call is dialled
    ASKS_WITHOUT_FEED = "asks_without_feed"  # questions have a way of their own
    LIVE = "live"  # it says when a call begins, is answered and ends
    CUTS = "cuts"
    SNAPSHOT = "snapshot"  # it names all that runs, after a time without line
    NAMES_CALLER = "names_caller"  # the extension behind a call
    INCOMING = "incoming"
    VOICEMAIL = "voicemail"
    CHANGED_PIN = "changed_pin"
    FORWARDS = "forwards"
    READS_FORWARDS = "reads_forwards"  # it is asked which there are
    REGISTRATIONS = "registrations"
    RECORDS = "records"  # it prints a call when it is over


class MadeSwitch(Protocol):
    """A switch that does what a step says. ordered: the calls that were to be cut, by the guard's own id.

    obeys: whether an order to cut ends the call. feeds: those that see before a step begins.
    """

    abilities: frozenset[Ability]
    ordered: list[str]
    obeys: bool
    feeds: frozenset[str]

    def section(self, folder: Path) -> str:
        """Its section of veilleur.toml; files that it names are written."""
        ...

    async def start(self) -> None:
        """Be there, before the guard is."""
        ...

    async def stop(self) -> None:
        """Be gone."""
        ...

    async def meets(self, port: int) -> None:
        """The guard runs. port: where it listens for questions, 0 when it does not."""
        ...

    def name(self, call: str) -> str:
        """How the guard names a call of the steps."""
        ...

    async def asks(self, call: str, number: str, extension: str = EXTENSION) -> str:
        """The word that the guard answers; "" for none."""
        ...

    async def begins(self, call: str, number: str, extension: str = EXTENSION) -> None:
        """A leg towards the trunk is dialled, by the channel that asked for it if one did."""
        ...

    async def is_answered(self, call: str) -> None:
        """The far end answers."""
        ...

    async def ends(self, call: str, busy: bool = False) -> None:
        """The leg is gone."""
        ...

    async def repeats(self) -> None:
        """What was reported last is reported a second time, byte by byte."""
        ...

    async def comes_in(self, call: str) -> None:
        """A call from outside reaches the site."""
        ...

    async def enters_pin(self, is_right: bool) -> None:
        """A caller from outside tries a PIN."""
        ...

    async def changes_pin(self) -> None:
        """A PIN is changed."""
        ...

    async def registers(self, is_right: bool) -> None:
        """A telephone proves its account, or does not."""
        ...

    async def forwards(self, number: str) -> None:
        """An extension forwards its calls to a number; "" for no more."""
        ...

    async def prints(self, call: str, number: str) -> None:
        """The record of a call that is over."""
        ...

    async def talks_nonsense(self) -> None:
        """Bytes that are no message of its kind."""
        ...

    async def loses_line(self) -> None:
        """The line to the guard is cut; calls go on."""
        ...

    async def finds_line(self) -> None:
        """The line is there again."""
        ...


class BaseSwitch:
    """What no kind of made switch does by itself."""

    abilities: frozenset[Ability] = frozenset()
    feeds: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.ordered: list[str] = []
        self.obeys = True

    async def start(self) -> None:
        """Nothing is to be there before the guard."""

    async def stop(self) -> None:
        """Nothing is left."""

    async def meets(self, port: int) -> None:
        """Nothing is to be done when the guard is there."""

    def name(self, call: str) -> str:
        """The same."""
        return call

    async def asks(self, call: str, number: str, extension: str = EXTENSION) -> str:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def begins(self, call: str, number: str, extension: str = EXTENSION) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def is_answered(self, call: str) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def ends(self, call: str, busy: bool = False) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def repeats(self) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def comes_in(self, call: str) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def enters_pin(self, is_right: bool) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def changes_pin(self) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def registers(self, is_right: bool) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def forwards(self, number: str) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def prints(self, call: str, number: str) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def talks_nonsense(self) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def loses_line(self) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError

    async def finds_line(self) -> None:
        """See `MadeSwitch`."""
        raise NotImplementedError
