"""Ports: what rooms need of one another, as Protocols. Guard and commands put the real ones together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from veilleur.words.decisions import Decision
from veilleur.words.destinations import Destination
from veilleur.words.events import Event


class Numbering(Protocol):
    """The numbers of one site: digits -> destination. Never raises, never drops."""

    def destination(self, dialled: str, outside_line_removed: bool = False) -> Destination:
        """The meaning and price of a string dialled on this site; outside_line_removed: as a trunk got it."""
        ...


class Watching(Protocol):
    """The pure watch of one site, as the shell uses it."""

    @property
    def wake_at(self) -> float | None:
        """When (seen_at time) the watch wants a Tick; None when it needs none."""
        ...

    def step(self, event: Event) -> Sequence[Decision]:
        """Take one event in and give the decisions it leads to, in order."""
        ...


class Actuator(Protocol):
    """What a switch lets us do. Each order returns when the switch has accepted it; the proof that
    it happened comes back as an event. Raises SwitchError when the order cannot be given."""

    async def cut_call(self, call: str) -> None:
        """Hang up an out leg."""
        ...

    async def hang_up_channel(self, channel: str) -> None:
        """Hang up any other channel, such as a caller in voicemail."""
        ...

    async def clear_forward(self, extension: str, kind: str) -> None:
        """Remove a forward of an extension."""
        ...

    async def restore_forward(self, extension: str, kind: str, number: str) -> None:
        """Put a forward back."""
        ...


class Clock(Protocol):
    """The guard's time. Only the shell has one."""

    def now(self) -> float:
        """Seconds since 1970 UTC that never go back and never jump (monotonic after start)."""
        ...

    def wall(self) -> float:
        """Seconds since 1970 UTC by the wall clock, which may be set."""
        ...

    def wait_s(self, until: float) -> float:
        """Real seconds to wait until `now()` reads `until`; 0 when it already does."""
        ...
