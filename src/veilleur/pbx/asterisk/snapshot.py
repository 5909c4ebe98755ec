"""The calls alive on a switch, read from a complete answer to CoreShowChannels.

Easily got wrong: the list tells how long a channel has existed, not how long it was answered, so an
answered call is priced from the start of its channel: too dear rather than too cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veilleur.pbx.asterisk.ami import Message
from veilleur.pbx.asterisk.channels import dialled_number, peer_of
from veilleur.words.calls import Origin
from veilleur.words.events import LiveCall

if TYPE_CHECKING:
    from veilleur.pbx.asterisk.translate import Translator

_OUTGOING = frozenset({"AppDial", "AppDial2"})


def live_calls(rows: list[Message], translator: Translator, at: float) -> tuple[LiveCall, ...]:
    """The out legs among the rows."""
    diallers = {}
    for row in rows:
        if row.get("application") == "Dial":
            diallers[row.get("linkedid")] = row
    calls = []
    for row in rows:
        unique = row.get("uniqueid")
        channel = translator.channels.get(unique)
        if channel is None or not channel.is_trunk:
            continue
        outgoing = row.get("application") in _OUTGOING or "Outgoing Line" in row.get("applicationdata")
        if channel.incoming or not (outgoing or channel.started):
            channel.incoming = channel.incoming or row.get("application") != ""
            if not channel.started:
                continue
        dialler = diallers.get(row.get("linkedid"))
        number = dialled_number(dialler.get("applicationdata")) if dialler is not None else ""
        number = channel.number or number or dialled_number(row.get("calleridnum"))
        number = number or dialled_number(row.get("connectedlinenum"))
        extension, origin = channel.extension, channel.origin
        if dialler is not None and not channel.started:
            peer = peer_of(dialler.get("channel"))
            if translator.plan.is_extension(peer):
                extension, origin = peer, Origin.EXTENSION
        up = row.get("channelstate") == "6" or row.get("channelstatedesc") == "Up"
        # What was seen to be answered keeps its own time: a lost connection must not change its price.
        answered_at = channel.answered_at or at - duration_s(row.get("duration"))
        calls.append(
            LiveCall(
                unique,
                number,
                extension,
                origin,
                peer_of(channel.name),
                answered_at if up else None,
                row.get("linkedid"),
                dialler.get("uniqueid") if dialler is not None else "",
            )
        )
    return tuple(calls)


def duration_s(text: str) -> float:
    """Seconds in `HH:MM:SS` or a number; 0 when it is neither."""
    total = 0.0
    try:
        for part in text.split(":"):
            total = total * 60 + float(part)
    except ValueError:
        return 0.0
    return total
