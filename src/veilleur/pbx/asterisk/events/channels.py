"""What is remembered of the channels of a switch, and how one came from another. Pure.

State is bounded: the oldest channel is forgotten first. Pitfall: a linked id changes when calls are bridged,
so it is never a key; a Local channel is two channels, `;1` and `;2`; and who began a call may have hung up
before its last leg is dialled, so a channel keeps those it came from.
"""

from __future__ import annotations

from dataclasses import dataclass

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.mailbox_visit import Visit
from veilleur.pbx.asterisk.events.peer_names import MAX_NUMBER_CHARACTERS, Plan, bounded
from veilleur.words.calls import Origin

MAX_CHANNELS = 20_000
MAX_GONE = 4_000  # ended channels that are remembered, so that a late message brings none back
LINEAGE_MAX = 12  # Local channels in a row; a loop of them must not hold us
_NO_CALLER = frozenset({"", "<unknown>"})


@dataclass(slots=True, eq=False)
class Channel:
    """One channel of the switch."""

    unique: str
    name: str
    linked: str = ""
    caller: str = ""
    first_extension: str = ""  # the first extension of the site that it reached
    exten: str = ""
    is_trunk: bool = False
    incoming: bool = False
    parent: Channel | None = None  # the channel that dialled it, or the other half of a Local channel
    depth: int = 0  # how many came before it
    born_of: str = ""  # unique id of the call in whose midst it was made, where nobody dialled it
    way: Origin | None = None  # how a call leaves from it, once it went an unusual way
    way_extension: str = ""  # the extension that answers for that
    is_up: bool = False
    started: bool = False  # an out leg that CallStarted has reported
    number: str = ""  # of an out leg, as CallStarted reported it; likewise the next four
    extension: str = ""
    origin: Origin = Origin.UNKNOWN
    request: str = ""
    address: str = ""
    answered: bool = False
    answered_at: float = 0.0
    asked_for: str = ""  # the number that its dialplan put to the gate, until a leg to it is answered
    let_pass: bool = False  # the gate's own rule let it pass unasked, until a leg is answered
    placed_from: str = ""  # of a telephone that calls: its network address, once the switch was asked
    visit: Visit | None = None  # while it is in voicemail, in front of or behind the PIN

    def goes(self, way: Origin, extension: str) -> None:
        """From here on a call that leaves through this channel does so in this way."""
        self.way, self.way_extension = way, extension


class ChannelTable:
    """The channels alive."""

    def __init__(self, plan: Plan) -> None:
        """An empty table."""
        self.by_id: dict[str, Channel] = {}
        self._plan = plan
        self._halves: dict[str, Channel] = {}  # Local channels by name
        self._gone: dict[str, None] = {}

    def learn(self, message: Message, prefix: str = "") -> Channel | None:
        """The channel a message is about, new when unseen; None for none, or one that has ended."""
        fields = message.fields
        unique = fields.get(prefix + "uniqueid")
        if not unique:
            return None
        channel = self.by_id.get(unique)
        if channel is None:
            channel = self._new(unique, fields.get(prefix + "channel", ""))
            if channel is None:
                return None
        linked = fields.get(prefix + "linkedid")
        if linked:
            channel.linked = linked
        if not channel.caller:
            caller = fields.get(prefix + "calleridnum", "")
            if caller not in _NO_CALLER:
                channel.caller = caller[:MAX_NUMBER_CHARACTERS]
        exten = fields.get(prefix + "exten") or fields.get(prefix + "extension", "")
        if exten and exten != channel.exten:
            channel.exten = bounded(exten)
            if not channel.first_extension and self._plan.is_extension(exten):
                channel.first_extension = exten
        return channel

    def _new(self, unique: str, name: str) -> Channel | None:
        if unique in self._gone:
            return None
        channel = Channel(unique, name, is_trunk=self._plan.is_trunk(name))
        self.by_id[unique] = channel
        if name.startswith("Local/"):
            self._halves[name] = channel
            if name.endswith(";2"):
                self.join(self._halves.get(name[:-1] + "1"), channel)
        if len(self.by_id) > MAX_CHANNELS:
            self.forget(next(iter(self.by_id)))
        return channel

    def forget(self, unique: str) -> Channel | None:
        """The channel has ended; gives it."""
        channel = self.by_id.pop(unique, None)
        if channel is not None:
            if self._halves.get(channel.name) is channel:
                del self._halves[channel.name]
            self._gone[unique] = None
            if len(self._gone) > MAX_GONE:
                del self._gone[next(iter(self._gone))]
        return channel

    def only(self, alive: set[str]) -> None:
        """These channels alone are alive: the switch itself has listed them."""
        for unique in [one for one in self.by_id if one not in alive]:
            self.forget(unique)
        for unique in alive:
            self._gone.pop(unique, None)

    def rename(self, channel: Channel, name: str) -> None:
        """The switch gave a channel another name."""
        if self._halves.get(channel.name) is channel:
            del self._halves[channel.name]
        channel.name = name
        if name.startswith("Local/"):
            self._halves[name] = channel

    def other_half(self, channel: Channel) -> Channel | None:
        """The other half of a Local channel."""
        name = channel.name
        if not name.startswith("Local/") or name[-2:] not in (";1", ";2"):
            return None
        return self._halves.get(name[:-1] + ("2" if name.endswith("1") else "1"))

    def named(self, name: str) -> Channel | None:
        """The living channel of a name, or of a name without its running number."""
        for channel in reversed(self.by_id.values()):
            if channel.name == name or channel.name.rpartition("-")[0] == name:
                return channel
        return None

    def join(self, before: Channel | None, after: Channel | None) -> None:
        """`after` was dialled by `before`, or is the half of a Local channel behind it."""
        if before is None or after is None or before is after or after.parent is not None:
            return
        line = lineage(before)
        if after in line:
            return
        # A chain of transfers may go on for ever: beyond a depth only where it began is kept.
        after.parent = before if before.depth < LINEAGE_MAX else line[-1]
        after.depth = after.parent.depth + 1


def lineage(channel: Channel | None) -> list[Channel]:
    """The channel and those behind it, back to the one where it all began."""
    line: list[Channel] = []
    while channel is not None and len(line) <= LINEAGE_MAX and channel not in line:
        line.append(channel)
        channel = channel.parent
    return line


def outside_caller(channel: Channel) -> str:
    """The outside party behind a channel, "" when there is none."""
    root = lineage(channel)[-1]
    return root.caller if root.incoming else ""
