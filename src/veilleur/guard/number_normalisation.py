"""Normalisation of numbers that a switch reports as its trunk gets them.

In: events of a switch. Out: the same, with a number that could be read in two ways written as +....
Pitfall: 00 677 123456 on a trunk is the Solomon Islands; behind the outside line 0 the same
digits are a French mobile. The dialplan asks, and the trunk is dialled, without the outside line; forwards
and transfers are written as people dial, so they are left alone. A code that sets a forward is no matter of
the house once it is dialled out: the operator then sends every call on, where no switch sees it. It counts
as a call to where it forwards.
"""

from __future__ import annotations

from typing import TypeVar

from veilleur.words.events import CallRequested, CallStarted, CodeKeyed, Event, Snapshot
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

_INTERNATIONAL = "00"  # of most countries; others have no number that begins with their outside line too
_CODES = ("*", "#")
_Numbered = TypeVar("_Numbered", CallRequested, CallStarted, CodeKeyed)


class NumberNormaliser:
    """Rewrites what one site's switch reports."""

    def __init__(self, site: Site, numbering: Numbering) -> None:
        self._outside = site.outside_line
        self._numbering = numbering

    def normalise(self, event: Event) -> Event:
        """The event with numbers that mean the same however they are read."""
        if isinstance(event, CallRequested):
            return self._one(event)
        if isinstance(event, CallStarted):
            return self._one(event)
        if isinstance(event, CodeKeyed):
            return self._one(event)
        if isinstance(event, Snapshot) and event.calls:
            calls = tuple(call._replace(number=self.normalise_number(call.number)) for call in event.calls)
            return event._replace(calls=calls)
        return event

    def normalise_number(self, number: str) -> str:
        """The number, as +... where the outside line in front of it could be misread."""
        target = self._numbering.destination(number).forward_target if number[:1] in _CODES else ""
        if target and self._numbering.destination(target).is_capped:
            return target
        if not self._outside or not number.startswith(self._outside):
            return number
        as_dialled = self._numbering.destination(number)
        on_trunk = self._numbering.destination(number, True)
        if as_dialled.e164 == on_trunk.e164 and as_dialled.number_class is on_trunk.number_class:
            return number
        if number.startswith(_INTERNATIONAL):
            return "+" + number[len(_INTERNATIONAL) :]
        return on_trunk.e164 or number

    def _one(self, event: _Numbered) -> _Numbered:
        number = self.normalise_number(event.number)
        return event if number == event.number else event._replace(number=number)
