"""The calls alive on a switch, read from a complete answer to CoreShowChannels. Pure.

Pitfall: the list says how long a channel has existed, not how long it was answered, so an answered call is
priced from the start of its channel: too dear rather than too cheap. And it gives no direction: what the
switch dialled is distinguished by the application that holds it.
"""

from __future__ import annotations

from collections.abc import Mapping

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.call_origin import way_out
from veilleur.pbx.asterisk.events.channels import Channel, ChannelTable, lineage
from veilleur.pbx.asterisk.events.peer_names import Plan, bare_of, dialled_number, peer_of
from veilleur.words.events import LiveCall

_OUTGOING = frozenset({"AppDial", "AppDial2", "AppQueue"})
_OVER_IP = ("PJSIP/", "SIP/", "IAX2/")
MAX_ASKED = 100
_DIALLING = frozenset({"Dial", "Queue", "FollowMe", "Page"})


def live_calls(
    rows: list[Message], table: ChannelTable, plan: Plan, at: float, originated: Mapping[str, str]
) -> tuple[LiveCall, ...]:
    """The out legs among the rows; what each channel is found to be is kept in the table.

    originated: unique ids of channels that the switch itself called, with the number where it is known.
    """
    diallers = [row for row in rows if row.get("application") in _DIALLING]
    legs = []
    for row in rows:
        channel = table.by_id.get(row.get("uniqueid"))
        if channel is None:
            continue
        outgoing = row.get("application") in _OUTGOING or "Outgoing Line" in row.get("applicationdata")
        if outgoing:
            dialler = _dialler_of(row, diallers)
            if dialler is not None:
                table.join(table.by_id.get(dialler.get("uniqueid")), channel)
            legs.append((row, channel, dialler))
        elif channel.started or channel.unique in originated:
            legs.append((row, channel, None))
        elif channel.is_trunk:
            channel.incoming = True
    for row, channel, _dialler in legs:
        # The list may not say which channel dialled a Local one: then the call that it belongs to did.
        root, began = lineage(channel)[-1], table.by_id.get(row.get("linkedid"))
        if root.name.startswith("Local/") and began is not None and began.incoming:
            table.join(began, root)
    # Only now, with all of them joined, does it show where each call began.
    calls = []
    for row, channel, dialler in legs:
        number = _number_through(channel, dialler, plan) or originated.get(channel.unique, "")
        if not channel.is_trunk:
            if not number:
                continue
            channel.is_trunk = True
        if channel.incoming:
            continue
        if not channel.started:
            _adopt(channel, row, number, table, plan)
        if row.get("channelstate") == "6" or row.get("channelstatedesc") == "Up":
            # What was seen to be answered keeps its own time: a lost connection must not change its price.
            channel.answered_at = channel.answered_at or at - duration_s(row.get("duration"))
            channel.is_up = channel.answered = True
        calls.append(
            LiveCall(
                call=channel.unique,
                number=channel.number,
                extension=channel.extension,
                origin=channel.origin,
                trunk=peer_of(channel.name),
                answered_at=channel.answered_at if channel.answered else None,
                linked=row.get("linkedid"),
                request=channel.request,
            )
        )
    return tuple(calls)


def may_be_originated(rows: list[Message], table: ChannelTable, plan: Plan) -> list[Message]:
    """Rows of trunk channels that nobody dialled, and that may have come in or been called by the switch.

    Only of trunks over IP: what comes in by them bears the number it came for; an analogue line does not.
    """
    found = []
    for row in rows:
        name, known = row.get("channel"), table.by_id.get(row.get("uniqueid"))
        if not name.startswith(_OVER_IP) or not plan.is_trunk(name):
            continue
        if known is not None and (known.incoming or known.started):
            continue
        if row.get("uniqueid") == row.get("linkedid") and row.get("application") != "AppDial":
            found.append(row)
    return found[:MAX_ASKED]


def duration_s(text: str) -> float:
    """Seconds in `HH:MM:SS` or a number; 0 when it is neither."""
    total = 0.0
    try:
        for part in text.split(":"):
            total = total * 60 + float(part)
    except ValueError:
        return 0.0
    return total if 0 <= total < 1e9 else 0.0


def _adopt(channel: Channel, row: Message, number: str, table: ChannelTable, plan: Plan) -> None:
    """A leg that began unseen becomes a call of ours."""
    channel.number = number or next(
        (one for key in ("calleridnum", "connectedlinenum") if (one := dialled_number(row.get(key)))), ""
    )
    source = channel.parent
    way = way_out(source, channel.number, table, plan)
    channel.extension, channel.origin = way.extension, way.origin
    channel.request = source.unique if source is not None else ""
    channel.started = True


def _dialler_of(row: Message, diallers: list[Message]) -> Message | None:
    """The channel that dialled this one: in the same bridge, or of the same call and towards its peer."""
    bridge, linked, bare = row.get("bridgeid"), row.get("linkedid"), bare_of(row.get("channel"))
    peer = bare.partition("/")[2]
    if bridge:
        for one in diallers:
            if one.get("bridgeid") == bridge:
                return one
    family = [one for one in diallers if one.get("linkedid") == linked]
    near = [one for one in family if peer in one.get("applicationdata")]
    found = near or family
    return found[-1] if found else None


def _number_through(channel: Channel, dialler: Message | None, plan: Plan) -> str:
    """The number in the dial string of this channel; "" when there is none, or it is a telephone's."""
    behind = None if channel.is_trunk else plan.contacts.behind(bare_of(channel.name))
    if behind is not None:
        return behind.number
    if dialler is None:
        return ""
    peer = peer_of(channel.name)
    for piece in dialler.get("applicationdata").split(",", 1)[0].split("&"):
        if peer in piece:
            return dialled_number(piece) if channel.is_trunk else plan.number_through(piece, channel.name)[0]
    return ""
