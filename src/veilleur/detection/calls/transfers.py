"""Transfers: who sent a running call on, so that the leg that leaves is known for what it is.

In: `CallTransferred`. Out: requests and legs with their true origin. Pitfall: after a transfer the outside
party stays on the line and the site pays, although a telephone of the site seems to dial; nobody at a
telephone can be asked for a code any more.
"""

from __future__ import annotations

from typing import Any, TypeVar

from veilleur.detection.calls.parameters import SENT_ON_REMEMBERED_S
from veilleur.detection.state.bounded import remember
from veilleur.detection.state.context import WatchContext
from veilleur.words import events as ev
from veilleur.words.calls import Origin

_Leaving = TypeVar("_Leaving", ev.CallRequested, ev.CallStarted)


class Transfers:
    """Calls that were sent on lately."""

    __slots__ = ("_context", "_sent_on")

    def __init__(self, context: WatchContext) -> None:
        self._context = context
        self._sent_on: dict[str, tuple[str, float]] = {}  # request -> extension, when

    def transferred(self, event: ev.CallTransferred) -> None:
        """A running call was sent on."""
        if event.request:
            remember(self._sent_on, event.request, (event.extension, self._context.now))

    def attribute_origin(self, event: _Leaving) -> _Leaving:
        """The same event, with origin transfer when its channel was sent on."""
        if not self._sent_on:
            return event
        sent_on = self._sent_on.get(event.request)
        if sent_on is None or self._context.now - sent_on[1] > SENT_ON_REMEMBERED_S:
            return event
        if event.origin not in (Origin.EXTENSION, Origin.UNKNOWN):
            return event
        extension = event.extension or sent_on[0]
        if isinstance(event, ev.CallRequested):
            return event._replace(origin=Origin.TRANSFER, extension=extension, can_key_digits=False)
        return event._replace(origin=Origin.TRANSFER, extension=extension)

    def forget_expired(self, now: float) -> None:
        """Channels that were sent on long ago."""
        self._sent_on = {
            request: sent for request, sent in self._sent_on.items() if now - sent[1] <= SENT_ON_REMEMBERED_S
        }

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return dict(self._sent_on)

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._sent_on = {request: (extension, at) for request, (extension, at) in data.items()}
