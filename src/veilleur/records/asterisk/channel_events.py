"""Asterisk's channel events (CEL) -> calls: one for each leg that left, else one for the whole.

In: events of any layout.
Pitfall: events of one call may stand in any order (a database prints the newest first), so a call is put
together only when it is whole.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

from veilleur.records.asterisk.cdr_rows import _dialled, _peer
from veilleur.records.format import NOT_UNDERSTOOD, BadLine, Context, ParsedRecord, call_record, cause_of
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.messages import Message

CALLS_REMEMBERED = 4096
_NUMBER = re.compile(r"\+?[0-9*#]{2,}$")
_FORWARD_TO = re.compile(r"NUM:([^,\"]+)")


class ChannelEvent(NamedTuple):
    """One event of one channel."""

    line: int
    kind: str
    at: float  # seconds since 1970 UTC
    channel: str
    unique: str
    linked: str
    caller: str = ""
    exten: str = ""
    context: str = ""
    application: str = ""
    data: str = ""
    extra: str = ""


class _Channel:
    """What the events of one channel say."""

    def __init__(self, first: ChannelEvent) -> None:
        self.name, self.unique, self.line = first.channel, first.unique, first.line
        self.began, self.caller, self.exten, self.context = first.at, first.caller, first.exten, first.context
        self.answered: float | None = None
        self.bridged = False
        self.ended = first.at
        self.sent = ""

    def add(self, one: ChannelEvent) -> None:
        self.ended = max(self.ended, one.at)
        if one.kind == "ANSWER" and self.answered is None:
            self.answered = one.at
        if one.kind.startswith("BRIDGE"):
            self.bridged = True
        if not self.caller:
            self.caller = one.caller
        number, _ = _dialled(one.application.upper(), one.data)
        self.sent = number or self.sent


class ChannelCalls:
    """Collects events by call and gives the calls."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._calls: OrderedDict[str, list[ChannelEvent]] = OrderedDict()
        self.are_zones_unknown = False  # a print of a table names no zone; the id of a call is a true epoch

    def add(self, one: ChannelEvent) -> Iterator[ParsedRecord | BadLine]:
        """What is complete after this event: the oldest call, when too many are held."""
        self._calls.setdefault(one.linked or one.unique, []).append(one)
        if len(self._calls) > CALLS_REMEMBERED:
            yield from self._whole(*self._calls.popitem(last=False))

    def remaining(self) -> Iterator[ParsedRecord | BadLine]:
        """All calls still held."""
        for linked, events in self._calls.items():
            yield from self._whole(linked, events)
        self._calls.clear()

    def _whole(self, linked: str, events: list[ChannelEvent]) -> Iterator[ParsedRecord | BadLine]:
        """The calls of the events that belong together; one odd value costs these alone."""
        try:
            yield from list(self._calls_of(linked, events))
        except NOT_UNDERSTOOD as error:
            first = min(events, key=lambda one: one.line)
            yield BadLine(first.line, cause_of(error), f"{first.kind} {first.channel} {first.exten}")

    def _calls_of(self, linked: str, events: list[ChannelEvent]) -> Iterator[ParsedRecord | BadLine]:
        line = min(one.line for one in events)
        if self.are_zones_unknown:
            events = _in_true_time(events, linked)
        events.sort(key=lambda one: (one.at, one.line))
        channels: OrderedDict[str, _Channel] = OrderedDict()
        forwarded, forwarder = "", ""
        for one in events:
            if not one.channel:
                continue
            channels.setdefault(one.unique, _Channel(one)).add(one)
            target = _FORWARD_TO.search(one.extra) if one.kind == "XIVO_USER_FWD" else None
            if target is not None:
                forwarded, forwarder = target.group(1).strip(), one.exten
        if not channels:
            yield BadLine(line, Message("no channel in the events of this call"), "")
            return
        first = channels.get(linked) or next(iter(channels.values()))
        origin = next((_origin_of(one) for one in events if _origin_of(one)), None)
        left = [leg for leg in channels.values() if leg is not first and self._is_trunk(leg)]
        first_inside = not self._is_trunk(first)
        sent = next((channel.sent for channel in channels.values() if channel.sent), "")
        for leg in left:
            far_end = leg.exten if _NUMBER.match(leg.exten) else leg.caller
            number = shown_digits(sent or self._dialled(first, channels) or far_end)
            extension, outside = first.caller, ""
            kind = origin or Origin.EXTENSION
            if not first_inside:
                kind = origin or Origin.FORWARD
                outside, extension = first.caller, forwarder or first.exten
                extension = extension if self._context.is_extension(extension) else ""
            elif forwarded:
                kind = Origin.FORWARD
            billed = leg.ended - leg.answered if leg.answered is not None else 0.0
            yield ParsedRecord(
                leg.line,
                call_record(
                    context=self._context,
                    line=leg.line,
                    at=leg.began,
                    direction=Direction.OUT,
                    extension=extension,
                    number=number,
                    duration=leg.ended - leg.began,
                    billed=billed,
                    answered=leg.answered is not None,
                    origin=kind,
                    outside=outside,
                    trunk=_peer(leg.name),
                    call=leg.unique,
                    linked="" if leg.unique == linked else linked,
                ),
            )
        if not left:
            yield self._stayed(first, channels, first_inside, line)

    def _stayed(
        self, first: _Channel, channels: OrderedDict[str, _Channel], first_inside: bool, line: int
    ) -> ParsedRecord:
        others = [one for one in channels.values() if one is not first and one.answered and one.bridged]
        answered = first.answered if others or len(channels) == 1 else None
        billed = first.ended - answered if answered is not None else 0.0
        number = first.exten
        return ParsedRecord(
            line,
            call_record(
                context=self._context,
                line=line,
                at=first.began,
                direction=Direction.INTERNAL if first_inside else Direction.IN,
                extension=first.caller
                if first_inside
                else (number if self._context.is_extension(number) else ""),
                number=number,
                duration=first.ended - first.began,
                billed=billed,
                answered=answered is not None,
                origin=Origin.EXTENSION if first_inside else Origin.UNKNOWN,
                outside="" if first_inside else first.caller,
                call=first.unique,
                trunk="" if first_inside else _peer(first.name),
            ),
        )

    def _is_trunk(self, channel: _Channel) -> bool:
        if channel.name.startswith("Local/"):
            return False
        if "from-extern" in channel.context or "from-trunk" in channel.context:
            return True
        peer = _peer(channel.name)
        inside = self._context.is_extension(peer) or (peer.isdecimal() and 2 <= len(peer) <= 6)
        if inside or channel.context in ("default", "internal", "user", "from-internal"):
            return False
        return not self._context.is_extension(channel.caller)

    def _dialled(self, first: _Channel, channels: OrderedDict[str, _Channel]) -> str:
        locals_ = [one.exten for one in channels.values() if one.name.startswith("Local/")]
        found = next((number for number in locals_ if _NUMBER.match(number) and len(number) > 6), "")
        return found or (first.exten if _NUMBER.match(first.exten) else "")


def _origin_of(one: ChannelEvent) -> Origin | None:
    application = one.application.upper()
    if application == "DISA" or "disa" in one.context.lower():
        return Origin.DISA
    if application in ("VOICEMAIL", "VOICEMAILMAIN"):
        return Origin.VOICEMAIL
    if one.kind in ("BLINDTRANSFER", "ATTENDEDTRANSFER"):
        return Origin.TRANSFER
    return None


def _in_true_time(events: list[ChannelEvent], linked: str) -> list[ChannelEvent]:
    """The events shifted by the whole hours that part their first from the epoch in the id of the call."""
    head = linked.rpartition("-")[2].partition(".")[0]
    if not (head.isascii() and head.isdigit() and len(head) <= 10):
        return events
    epoch = float(head)
    began = min(one.at for one in events)
    shift = round((began - epoch) / 3600) * 3600
    return [one._replace(at=one.at - shift) for one in events] if shift else events
