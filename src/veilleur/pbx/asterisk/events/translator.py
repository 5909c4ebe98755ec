"""Manager messages -> events of the watch. No I/O, no clock; bounded state.

Covers Asterisk 11 (`Dial` with `SubEvent`) to 22. Here stands which message goes where; what it means is in
`legs`, `transfers`, `voicemail`, `accounts` and `forwards`. Pitfall: messages come late, twice and out of
order, so whatever has ended stays ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.bridges import Bridges
from veilleur.pbx.asterisk.events.call_origin import WayOut, extension_of, way_out
from veilleur.pbx.asterisk.events.channels import Channel, ChannelTable, lineage, outside_caller
from veilleur.pbx.asterisk.events.forward_store import Forwards
from veilleur.pbx.asterisk.events.out_legs import OutLegs
from veilleur.pbx.asterisk.events.peer_lists import Peers
from veilleur.pbx.asterisk.events.peer_names import MAX_NUMBER_CHARACTERS, Plan, address_of, peer_of
from veilleur.pbx.asterisk.events.registrations import NO_ADDRESS, REFUSALS, Accounts
from veilleur.pbx.asterisk.events.snapshot import duration_s, live_calls, may_be_originated
from veilleur.pbx.asterisk.events.transfers import Transfers
from veilleur.pbx.asterisk.events.voicemail import Voicemail, is_outside
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.events import Event
from veilleur.words.site import Site

Handler = Callable[[Message, float, float], list[Event]]
_UP, _RINGING_IN = "6", "4"
_LATEST_TIME = 1e11
_CALLS = ("PJSIP/", "SIP/", "IAX2/", "DAHDI/")
_ASKS = re.compile(r"veilleur(?:-gate)?,s,1\(([^,);]*)")
SETTLED_S = 5.0  # a listed call this old must have been reported


class Translator:
    """One switch's messages -> events."""

    def __init__(self, site: Site) -> None:
        self.plan = Plan(site)
        self._table = ChannelTable(self.plan)
        self.channels = self._table.by_id
        self.accounts = Accounts(self.plan)
        self.forwards = Forwards(self.plan)
        self.peers = Peers(self.plan, self.accounts)
        self.voicemail = Voicemail(self._address_behind)
        self._legs = OutLegs(
            self.plan,
            self._table,
            lambda extension: self.accounts.addresses.get(extension, ""),
            lambda extension: self.accounts.agents.get(extension, ""),
        )
        self.bridges = Bridges(self.plan, self._table)
        transfers = Transfers(self.plan, self._table)
        self._handlers: dict[str, Handler] = {
            "Newchannel": self._new_channel,
            "Newstate": self._new_state,
            "Newexten": self._new_exten,
            "Rename": self._rename,
            "DialBegin": self._dial_begin,
            "DialEnd": self._legs.dial_end,
            "Dial": self._legs.dial_old,
            "OriginateResponse": self._legs.originate_response,
            "LocalBridge": self._local_bridge,
            "Hangup": self._hangup,
            "BlindTransfer": transfers.blind,
            "AttendedTransfer": self._joined(transfers.attended),
            "Transfer": transfers.old,
            "ParkedCall": transfers.parked,
            "UnParkedCall": self._joined(transfers.taken_up),
            "BridgeEnter": self.bridges.entered,
            "BridgeLeave": self.bridges.left,
            "MeetmeJoin": self.bridges.meetme_joined,
            "MeetmeLeave": self.bridges.meetme_left,
            "ChanSpyStart": self.bridges.spies,
            "DTMFEnd": self._key,
            "DTMF": self._key_old,
            "MessageWaiting": self.voicemail.message_waiting,
            "VoicemailPasswordChange": self.voicemail.pin_changed,
            "DeviceStateChange": self._device_state,
            "UserEvent": self._of_dialplan,
            "Reload": lambda _message, _at, _seen_at: [],  # wanted: the feed has the dialplan looked at
            "PeerStatus": self.accounts.peer_status,
            "ContactStatus": self.accounts.contact_status,
            "SuccessfulAuth": self.accounts.security,
            **dict.fromkeys(REFUSALS, self.accounts.security),
        }

    @property
    def wanted(self) -> frozenset[bytes]:
        """Names of the events that say something to us; the parser skips all others unread."""
        return frozenset(name.encode() for name in self._handlers)

    def step(self, message: Message, seen_at: float) -> list[Event]:
        """The events in one message."""
        handler = self._handlers.get(message.name)
        if handler is None:
            return []
        at = seen_at
        stamp = message.fields.get("timestamp")
        if stamp:
            at = _time(stamp, seen_at)
        if self._legs.early:
            return [*handler(message, at, seen_at), *self._legs.flush(seen_at)]
        return handler(message, at, seen_at)

    def flush(self, now: float) -> list[Event]:
        """Events that waited for a message which has not come in time."""
        if self.bridges.pending:
            return [*self._legs.flush(now), *self.bridges.flush(now)]
        return self._legs.flush(now)

    def snapshot(
        self, rows: list[Message], feed: str, at: float, originated: Mapping[str, str] = MappingProxyType({})
    ) -> list[Event]:
        """The complete answer to CoreShowChannels, as a Snapshot at the end of what it makes known:
        channels that are gone are forgotten, and with them their visits to voicemail.

        originated: channels that the switch itself called, with the number where it is known.
        """
        alive = {row.get("uniqueid") for row in rows}
        found: list[Event] = []
        for channel in list(self.channels.values()):
            if channel.unique not in alive:
                found += self.voicemail.left(channel, at, at, ended=True)
        self._table.only(alive)
        for row in rows:
            self._table.learn(row)
        for row in rows:
            visitor = self.channels.get(row.get("uniqueid"))
            if visitor is not None and row.get("application").lower() == "voicemailmain":
                found += self.voicemail.entered(visitor, row.get("applicationdata"), at, at)
        calls = live_calls(rows, self._table, self.plan, at, originated)
        self.bridges.listed(rows, at)
        return [*found, events.Snapshot(at, at, feed, calls)]

    def may_be_originated(self, rows: list[Message]) -> list[Message]:
        """Listed channels of which only their own number shows whether they came in."""
        return may_be_originated(rows, self._table, self.plan)

    def missed(self, rows: list[Message]) -> int:
        """How many listed calls the switch has never reported, although they are not of this moment."""
        return sum(
            1
            for row in rows
            if row.get("channel").startswith(_CALLS)
            and duration_s(row.get("duration")) >= SETTLED_S
            and row.get("uniqueid") not in self.channels
        )

    def unlisted(self, rows: list[Message]) -> set[str]:
        """Channels thought alive that the switch does not list; a new one may be among them."""
        return set(self.channels) - {row.get("uniqueid") for row in rows}

    def ended_unseen(self, unique: str, at: float) -> list[Event]:
        """A channel is gone although nothing reported its end."""
        return self._gone(unique, "", at, at)

    def called_without_account(self, unique: str, now: float) -> list[Event]:
        """The switch says that whoever calls by this channel has no account: no telephone of the house."""
        channel = self.channels.get(unique)
        if channel is None or channel.incoming or channel.started or channel.parent is not None:
            return []
        channel.incoming = True
        return [
            events.IncomingCall(now, now, unique, channel.caller, channel.exten, trunk=peer_of(channel.name))
        ]

    def placed_from(self, unique: str, text: str, now: float) -> list[Event]:
        """The switch says from which address the call of this channel came. Its legs may be dialled already,
        and were then reported with the address at which the account was last seen."""
        channel, address = self.channels.get(unique), address_of(text)
        if channel is None or address in NO_ADDRESS:
            return []
        channel.placed_from = address
        found = self.accounts.called_from(channel.name, address, now, now)
        late = {
            one.request: one.extension
            for one in self.channels.values()
            if one.started
            and one.origin is Origin.EXTENSION
            and one.address != address
            and lineage(one)[-1] is channel
        }
        return [
            *found,
            *(events.Registered(now, now, who, address, request=request) for request, who in late.items()),
        ]

    def way_out(self, unique: str, number: str) -> WayOut | None:
        """How a call that this channel asks for would leave; None while the channel is not known."""
        channel = self.channels.get(unique)
        return None if channel is None else way_out(channel, number, self._table, self.plan)

    def is_outside(self, unique: str) -> bool | None:
        """Whether the call of this channel came from outside; None while the channel is not known."""
        channel = self.channels.get(unique)
        return None if channel is None else is_outside(channel)

    # --- channels ---

    def _new_channel(self, message: Message, at: float, seen_at: float) -> list[Event]:
        fields = message.fields
        known = fields.get("uniqueid") in self.channels
        self.plan.learn_context(fields.get("channel", ""), fields.get("context", ""))
        channel = self._table.learn(message)
        if channel is None or known:
            return []
        if channel.linked != channel.unique:
            channel.born_of = channel.linked
        return self._came_in(channel, message, at, seen_at)

    def _new_state(self, message: Message, at: float, seen_at: float) -> list[Event]:
        channel = self._table.learn(message)
        if channel is None:
            return []
        if message.fields.get("channelstate") == _UP:
            return self._legs.up(channel, message, at, seen_at)
        return self._came_in(channel, message, at, seen_at)

    def _came_in(self, channel: Channel, message: Message, at: float, seen_at: float) -> list[Event]:
        """A trunk's channel is ringing at us: reported at its creation by PJSIP, a moment later by chan_sip.

        A channel that we ring has another state (5), and is dialled by somebody.
        """
        from_outside = channel.is_trunk or self.plan.is_stranger(channel.name)
        if not from_outside or channel.incoming or channel.started or channel.parent is not None:
            return []
        if message.fields.get("channelstate") != _RINGING_IN:
            return []
        channel.incoming = True
        trunk = peer_of(channel.name)
        return [
            events.IncomingCall(
                at=at,
                seen_at=seen_at,
                call=channel.unique,
                outside_caller=channel.caller,
                extension=channel.exten,
                trunk=trunk,
            )
        ]

    def _dial_begin(self, message: Message, at: float, seen_at: float) -> list[Event]:
        found = self._legs.dial_begin(message, at, seen_at)
        leg = self.channels.get(message.get("destuniqueid")) if found else None
        if leg is not None:
            self.bridges.leg_began(leg, seen_at)
        return found

    def _joined(self, handler: Handler) -> Handler:
        """A transfer is no mere meeting, although it shows as one first."""

        def handle(message: Message, at: float, seen_at: float) -> list[Event]:
            found = handler(message, at, seen_at)
            for event in found:
                if isinstance(event, events.CallTransferred) and event.call:
                    self.bridges.transferred(event.call)
            return found

        return handle

    def _new_exten(self, message: Message, at: float, seen_at: float) -> list[Event]:
        channel = self._table.learn(message)
        if channel is None:
            return []
        fields = message.fields
        application = fields.get("application", "").lower()
        if application == "voicemailmain":
            return self.voicemail.entered(channel, _data_of(message), at, seen_at)
        if application == "vmauthenticate":
            return self.voicemail.entered(channel, _data_of(message), at, seen_at, is_gate=True)
        found = self.voicemail.left(channel, at, seen_at) if channel.visit is not None else []
        if application == "voicemail":
            self.voicemail.greeted(channel, _data_of(message))
        elif application == "disa":
            channel.goes(Origin.DISA, "")
        elif application == "gosub":
            asks = _ASKS.match(_data_of(message))
            if asks:
                channel.asked_for = asks[1][:MAX_NUMBER_CHARACTERS]
                channel.let_pass = False
        return found

    def _of_dialplan(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """The gate lets an emergency call pass without asking, and reports it: room may be needed. So does
        it where nobody answered and its own rule let the call pass."""
        channel = self._table.learn(message)
        if channel is None:
            return []
        if message.get("userevent") == "VeilleurAlone":
            channel.let_pass = True
        if message.get("userevent") != "VeilleurEmergency":
            return []
        number, full = message.get("number"), message.get("full") == "yes"
        extension = extension_of(channel, self.plan)
        return [events.CallRequested(at, seen_at, channel.unique, extension, number, trunk_full=full)]

    def _rename(self, message: Message, _at: float, _seen_at: float) -> list[Event]:
        channel = self.channels.get(message.get("uniqueid"))
        if channel is not None:
            self._table.rename(channel, message.get("newname"))
        return []

    def _local_bridge(self, message: Message, _at: float, _seen_at: float) -> list[Event]:
        one, two = self._table.learn(message, "localone"), self._table.learn(message, "localtwo")
        self._table.join(one, two)
        return []

    def _hangup(self, message: Message, at: float, seen_at: float) -> list[Event]:
        return self._gone(message.get("uniqueid"), message.get("cause"), at, seen_at)

    def _gone(self, unique: str, cause: str, at: float, seen_at: float) -> list[Event]:
        channel = self._table.forget(unique)
        if channel is None:
            return []
        self.bridges.ended(unique)
        found = self.voicemail.left(channel, at, seen_at, ended=True) if channel.visit is not None else []
        return found + self._legs.ended(channel, cause, at, seen_at)

    def _address_behind(self, channel: Channel) -> str:
        if outside_caller(channel):
            return ""
        return self.accounts.addresses.get(extension_of(channel, self.plan), "")

    # --- keys and states ---

    def _key(self, message: Message, at: float, seen_at: float) -> list[Event]:
        channel = self.channels.get(message.get("uniqueid"))
        if channel is None or channel.visit is None or message.get("direction") != "Received":
            return []
        return self.voicemail.key(channel, message.get("digit") == "#", at, seen_at)

    def _key_old(self, message: Message, at: float, seen_at: float) -> list[Event]:
        return self._key(message, at, seen_at) if message.get("end") == "Yes" else []

    def _device_state(self, message: Message, _at: float, _seen_at: float) -> list[Event]:
        self.forwards.device_state(message)
        return []


def _data_of(message: Message) -> str:
    return message.get("appdata") or message.get("applicationdata")


def _time(stamp: str, otherwise: float) -> float:
    try:
        at = float(stamp)
    except ValueError:
        return otherwise
    return at if 0 < at < _LATEST_TIME else otherwise
