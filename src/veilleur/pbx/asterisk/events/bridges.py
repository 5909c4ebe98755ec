"""Who speaks with whom: bridges and conferences, and an outsider who meets a leg that the site pays. Pure.

In: who enters and leaves a bridge. Out: `CallTransferred` for each leg that carries an outsider now, as after
an attended transfer. Pitfall: a Local channel is a wire between two bridges; whoever waits (parking, music)
hears nobody; whose own call was forwarded to the leg was judged for it when it left; and a transfer shows as
a meeting a moment before it is reported as what it is, so a meeting is reported a moment late.
"""

from __future__ import annotations

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.call_origin import extension_of
from veilleur.pbx.asterisk.events.channels import Channel, ChannelTable, lineage
from veilleur.pbx.asterisk.events.peer_names import Plan
from veilleur.words import events
from veilleur.words.events import Event

MAX_HOPS = 12  # bridges in a row; a ring of them must not hold us
PROVED_S = 0.25  # a meeting that lasts this long is none of the steps of a transfer
PENDING_MAX = 1_000
_WAITING = "holding_bridge"


class Bridges:
    """The bridges of one switch."""

    def __init__(self, plan: Plan, table: ChannelTable) -> None:
        """table: the channels that meet."""
        self._plan = plan
        self._table = table
        self._in: dict[str, dict[str, None]] = {}  # bridge -> unique ids
        self._bridge_of: dict[str, str] = {}
        self._reported: dict[str, set[str]] = {}  # leg -> outsiders it was reported with
        self.pending: dict[tuple[str, str], float] = {}  # leg and outsider -> since when they meet

    def entered(self, message: Message, _at: float, seen_at: float) -> list[Event]:
        """BridgeEnter: of a call, a conference, or by order of the manager."""
        if message.get("bridgetechnology") != _WAITING:
            self._joins(message, message.get("bridgeuniqueid"), seen_at)
        return []

    def left(self, message: Message, _at: float, _seen_at: float) -> list[Event]:
        """BridgeLeave."""
        if self._bridge_of.get(message.get("uniqueid")) == message.get("bridgeuniqueid"):
            self.gone(message.get("uniqueid"))
        return []

    def meetme_joined(self, message: Message, _at: float, seen_at: float) -> list[Event]:
        """MeetmeJoin, of the older conferences."""
        self._joins(message, _meetme(message.get("meetme")), seen_at)
        return []

    def meetme_left(self, message: Message, _at: float, _seen_at: float) -> list[Event]:
        """MeetmeLeave."""
        self.gone(message.get("uniqueid"))
        return []

    def spies(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """ChanSpyStart: whoever listens in may speak as well."""
        spyer = self._table.learn(message, "spyer")
        spied = self._table.learn(message, "spyee")
        if spyer is None or spied is None or not spyer.incoming:
            return []
        found = []
        for one in self._heard_with(spied):
            for leg in self._legs_of(one):
                found += self._report(leg, spyer, False, at, seen_at)
        return found

    def gone(self, unique: str) -> None:
        """A channel is in no bridge any more."""
        bridge = self._bridge_of.pop(unique, None)
        if bridge is None:
            return
        members = self._in[bridge]
        members.pop(unique, None)
        if not members:
            del self._in[bridge]

    def ended(self, unique: str) -> None:
        """A channel has ended."""
        self.gone(unique)
        self._reported.pop(unique, None)

    def listed(self, rows: list[Message], now: float) -> None:
        """The switch's own list of channels, with the bridge that each is in."""
        self._in.clear()
        self._bridge_of.clear()
        for row in rows:
            bridge, unique = row.get("bridgeid") or _meetme_of(row), row.get("uniqueid")
            if bridge and unique in self._table.by_id:
                self._put(unique, bridge)
        for unique in list(self._bridge_of):
            self._look(self._table.by_id[unique], now)

    def leg_began(self, leg: Channel, seen_at: float) -> None:
        """A leg is dialled: the channel that dials it may stand in a conference already."""
        if self._in:
            for one in lineage(leg):
                self._look(one, seen_at)

    def transferred(self, leg: str) -> None:
        """Who meets on this leg now was reported as a transfer."""
        channel = self._table.by_id.get(leg)
        if channel is None:
            return
        known = self._reported.setdefault(leg, set())
        known |= {met.unique for one in lineage(channel) for met in self._heard_with(one) if met.incoming}
        for pair in [pair for pair in self.pending if pair[0] == leg]:
            del self.pending[pair]

    def flush(self, now: float) -> list[Event]:
        """The meetings that have lasted, as transfers."""
        found: list[Event] = []
        for (leg_id, outsider_id), since in list(self.pending.items()):
            if now < since + PROVED_S:
                continue
            del self.pending[leg_id, outsider_id]
            leg, outsider = self._table.by_id.get(leg_id), self._table.by_id.get(outsider_id)
            if leg is None or outsider is None:
                continue
            party = self._heard_with(outsider)
            if any(leg in self._legs_of(one) for one in party):
                # Who placed the call may still listen to the conference's greeting.
                placed_by = lineage(leg)[-1]
                is_hosted = placed_by.unique in self._table.by_id and self._is_telephone(placed_by)
                is_hosted = is_hosted or any(map(self._is_telephone, party))
                found += self._report(leg, outsider, is_hosted, now, now)
        return found

    # --- inside -------------------------------------------------------------------------------

    def _put(self, unique: str, bridge: str) -> None:
        self.gone(unique)
        self._bridge_of[unique] = bridge
        self._in.setdefault(bridge, {})[unique] = None

    def _joins(self, message: Message, bridge: str, seen_at: float) -> None:
        channel = self._table.learn(message)
        if channel is not None and bridge:
            self._put(channel.unique, bridge)
            self._look(channel, seen_at)

    def _look(self, channel: Channel, seen_at: float) -> None:
        """Whether outsiders and legs meet where this channel is."""
        party = self._heard_with(channel)
        outsiders = [one for one in party if one.incoming]
        if not outsiders:
            return
        for leg in [leg for one in party for leg in self._legs_of(one)]:
            for outsider in outsiders:
                if self._is_news(leg, outsider) and len(self.pending) < PENDING_MAX:
                    self.pending.setdefault((leg.unique, outsider.unique), seen_at)

    def _heard_with(self, channel: Channel) -> list[Channel]:
        """The channel and all that it hears, through Local channels too."""
        by_id = self._table.by_id
        found: dict[str, Channel] = {channel.unique: channel}
        open_, seen = [channel], set[str]()
        for _hop in range(MAX_HOPS):
            fresh = []
            for one in open_:
                half = self._table.other_half(one)
                bridges = {self._bridge_of.get(each.unique, "") for each in (one, half) if each is not None}
                for bridge in bridges - seen - {""}:
                    seen.add(bridge)
                    fresh += [by_id[unique] for unique in self._in[bridge] if unique in by_id]
                if half is not None:
                    fresh.append(half)
            open_ = [one for one in fresh if one.unique not in found]
            found.update((one.unique, one) for one in open_)
            if not open_:
                break
        return list(found.values())

    def _legs_of(self, channel: Channel) -> list[Channel]:
        """The out leg that a channel is, or those that were dialled from it and still run."""
        if channel.started:
            return [channel]
        if channel.incoming:
            return []
        return [one for one in self._table.by_id.values() if one.started and channel in lineage(one)]

    def _is_telephone(self, channel: Channel) -> bool:
        return not (channel.incoming or channel.started or channel.name.startswith("Local/")) and bool(
            extension_of(channel, self._plan)
        )

    def _is_news(self, leg: Channel, outsider: Channel) -> bool:
        return outsider not in lineage(leg) and outsider.unique not in self._reported.get(leg.unique, ())

    def _report(
        self, leg: Channel, outsider: Channel, is_hosted: bool, at: float, seen_at: float
    ) -> list[Event]:
        if not self._is_news(leg, outsider):
            return []
        self._reported.setdefault(leg.unique, set()).add(outsider.unique)
        return [
            events.CallTransferred(
                at,
                seen_at,
                outsider.unique,
                leg.extension,
                leg.number,
                attended=is_hosted,
                call=leg.unique,
                outside_caller=outsider.caller,
            )
        ]


def _meetme(room: str) -> str:
    """An older conference, which is no bridge, as if it were one."""
    return f"meetme {room}" if room else ""


def _meetme_of(row: Message) -> str:
    """The older conference in which a listed channel is; one that was chosen by keys is not in the list."""
    is_there = row.get("application").lower() == "meetme"
    return _meetme(row.get("applicationdata").partition(",")[0].strip()) if is_there else ""
