"""How a call came to leave, and who answers for it: read from the channels behind its out leg. Pure.

The nearest unusual way counts: a transferred call that a telephone then forwards was forwarded last. Pitfall:
an outside caller may transfer *themselves* (a transfer key that the dialplan gives them too), and caller ids
can be forged, so a telephone's own account goes before the number it shows.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.pbx.asterisk.events.channels import Channel, ChannelTable, lineage
from veilleur.pbx.asterisk.events.peer_names import Plan, dialled_number, peer_of
from veilleur.words.calls import Origin


class WayOut(NamedTuple):
    """origin and extension as in CallStarted. outside_caller: the outside party behind it, "" for none."""

    origin: Origin
    extension: str
    outside_caller: str = ""


def way_out(channel: Channel | None, number: str, table: ChannelTable, plan: Plan) -> WayOut:
    """How a call to `number` leaves when this channel dials it; None: nobody dialled it."""
    if channel is None:
        return WayOut(Origin.UNKNOWN, "")
    line = lineage(channel)
    first = line[-1]
    made = list(line)
    if first.born_of and not first.incoming:
        # Nobody dialled it: the call in whose midst it was made is behind it.
        line += [one for one in lineage(table.by_id.get(first.born_of)) if one not in line]
    root = line[-1]
    caller = root.caller if root.incoming else ""
    for one in line:
        if one.way is Origin.TRANSFER and _leads_on(one, number, plan):
            return WayOut(Origin.FORWARD, one.exten, caller)
        if one.way is not None:
            return WayOut(one.way, one.way_extension, caller)
    if root is not first and first.name.startswith("Local/"):
        # A third party is asked before a call is sent on to it (the transfer by key): who asks shows their
        # own number. A forward whose cause is reported late shows that of the caller.
        asks = next((one.caller for one in made if plan.is_extension(one.caller)), "")
        if asks:
            return WayOut(Origin.TRANSFER if root.incoming else Origin.EXTENSION, asks, caller)
    own = extension_of(root, plan)
    for one in reversed(line):
        reached = one.first_extension
        if reached and reached != own and dialled_number(reached) != number:
            return WayOut(Origin.FORWARD, reached, caller)
    if root.incoming:
        # It came in and goes out again, and no telephone of the house had a part in it.
        return WayOut(Origin.FORWARD, "", caller)
    if root.started:
        return WayOut(Origin.UNKNOWN, root.extension, caller)  # an out leg that dials on
    if root.name.startswith("Local/"):
        return WayOut(Origin.UNKNOWN, own, caller)  # originated: nobody at a telephone began it
    return WayOut(Origin.EXTENSION, own, caller)


def _leads_on(channel: Channel, number: str, plan: Plan) -> bool:
    """Whether a call that was sent on to a colleague leaves all the same: it is the colleague's forward."""
    reached = channel.exten
    return (
        plan.is_extension(reached) and reached != channel.way_extension and dialled_number(reached) != number
    )


def extension_of(channel: Channel, plan: Plan) -> str:
    """The extension whose telephone a channel is; "" for an outside party."""
    if channel.incoming or channel.started:
        return ""
    if channel.name.startswith("Local/"):
        return channel.caller if plan.is_extension(channel.caller) else ""
    peer = peer_of(channel.name)
    named = plan.extension_of_peer(peer)
    if named:
        return named
    return channel.caller if plan.is_extension(channel.caller) else peer
