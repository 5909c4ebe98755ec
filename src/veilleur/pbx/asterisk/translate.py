"""Manager messages -> events of the watch. No I/O, no clock; bounded state.

Covers Asterisk 11 (`Dial` with `SubEvent`) to 22. Easily got wrong: the out leg's own unique id is the
call; the channel that dialled it is the request, and where FastAGI asked it is the same id as there.
A leg made by originate or call file has a `DialBegin` without a dialling channel, or none at all.
"""

from __future__ import annotations

from collections.abc import Callable

from veilleur.pbx.asterisk.ami import Message
from veilleur.pbx.asterisk.channels import (
    MAX_CHANNELS,
    Channel,
    Plan,
    dialled_number,
    is_analogue,
    peer_of,
)
from veilleur.pbx.asterisk.doors import Doors
from veilleur.pbx.asterisk.snapshot import live_calls
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.events import Event
from veilleur.words.site import Site

EARLY_S = 0.1  # how long an answered leg waits for its DialBegin
_MAX_DEPTH = 12  # Local channels in a row; a loop of them must not hold us


class Translator:
    """One switch's messages -> events."""

    def __init__(self, site: Site, trunks: tuple[str, ...] = ()) -> None:
        """trunks: channel name patterns; none means those of the site."""
        self.plan = Plan(site, trunks)
        self.channels: dict[str, Channel] = {}
        self.doors = Doors(self.plan, self.channels, self.outside_caller)
        self._by_name: dict[str, str] = {}
        self._early: dict[str, tuple[Message, float, float]] = {}
        self._handlers: dict[str, Callable[[Message, float, float], list[Event]]] = {
            "Newchannel": self._new_channel,
            "Newstate": self._new_state,
            "Newexten": self._new_exten,
            "Rename": self._rename,
            "DialBegin": self._dial_begin,
            "DialEnd": self._dial_end,
            "Dial": self._dial_old,
            "OriginateResponse": self._originate_response,
            "LocalBridge": self._local_bridge,
            "Hangup": self._hangup,
            "BlindTransfer": self._blind_transfer,
            "AttendedTransfer": self._attended_transfer,
            "Transfer": self._transfer_old,
            "ParkedCall": self._parked,
            "DTMFEnd": self._key,
            "DTMF": self._key_old,
            "MessageWaiting": self.doors.message_waiting,
            "VoicemailPasswordChange": self.doors.pin_changed,
            "DeviceStateChange": self._device_state,
            "PeerStatus": self.doors.peer_status,
            "ContactStatus": self.doors.contact_status,
        }
        for name in (
            "InvalidPassword",
            "ChallengeResponseFailed",
            "InvalidAccountID",
            "FailedACL",
            "SuccessfulAuth",
        ):
            self._handlers[name] = self.doors.security

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
        stamp = message.get("timestamp")
        if stamp:
            try:
                at = float(stamp)
            except ValueError:
                at = seen_at
            if not 0 < at < 1e11:
                at = seen_at
        if self._early:
            return [*handler(message, at, seen_at), *self.flush(seen_at)]
        return handler(message, at, seen_at)

    def snapshot(self, rows: list[Message], feed: str, at: float) -> Event:
        """The complete answer to CoreShowChannels; channels that are gone are forgotten."""
        alive = {row.get("uniqueid") for row in rows}
        for unique in [one for one in self.channels if one not in alive]:
            self._forget(unique)
        for row in rows:
            self._learn(row)
        calls = live_calls(rows, self, at)
        for call in calls:
            channel = self.channels[call.call]
            channel.started = True
            channel.answered = call.answered_at is not None
            channel.answered_at = call.answered_at or 0.0
            channel.number, channel.extension, channel.origin = call.number, call.extension, call.origin
        return events.Snapshot(at, at, feed, calls)

    # --- channels ---

    def _learn(self, message: Message, prefix: str = "") -> Channel | None:
        unique = message.get(prefix + "uniqueid")
        if not unique:
            return None
        channel = self.channels.get(unique)
        if channel is None:
            name = message.get(prefix + "channel")
            channel = Channel(unique, name, is_trunk=self.plan.is_trunk(name))
            self.channels[unique] = channel
            self._by_name[name] = unique
            if len(self.channels) > MAX_CHANNELS:
                self._forget(next(iter(self.channels)))
        fields = message.fields
        channel.linked = fields.get(prefix + "linkedid") or channel.linked
        if not channel.caller:
            caller = fields.get(prefix + "calleridnum", "")
            channel.caller = "" if caller == "<unknown>" else caller
        exten = fields.get(prefix + "exten") or fields.get(prefix + "extension", "")
        if exten:
            channel.exten = exten
            if not channel.first_extension and self.plan.is_extension(exten):
                channel.first_extension = exten
        return channel

    def _forget(self, unique: str) -> None:
        channel = self.channels.pop(unique, None)
        if channel is not None:
            self.doors.forgotten(channel)
            if self._by_name.get(channel.name) == unique:
                del self._by_name[channel.name]

    def _new_channel(self, message: Message, at: float, seen_at: float) -> list[Event]:
        known = message.get("uniqueid") in self.channels
        channel = self._learn(message)
        if channel is None or known or not channel.is_trunk:
            return []
        # A channel that comes in is born ringing for an extension; one that goes out is born down.
        if message.get("channelstate") == "4" or (channel.exten and message.get("channelstate") != "0"):
            channel.incoming = True
            return [
                events.IncomingCall(
                    at, seen_at, channel.unique, channel.caller, channel.exten, peer_of(channel.name)
                )
            ]
        return []

    def _new_state(self, message: Message, at: float, seen_at: float) -> list[Event]:
        channel = self._learn(message)
        if channel is None or message.get("channelstate") != "6":
            return []
        if channel.is_trunk and not channel.incoming and not channel.started:
            # A quick far end answers before DialBegin tells who dialled what (seen on 22).
            self._early[channel.unique] = (message, at, seen_at)
            return []
        return self._answered(channel, message, at, seen_at)

    def flush(self, now: float) -> list[Event]:
        """Answered legs whose DialBegin has not come in time: told with what is known."""
        found: list[Event] = []
        for unique, (message, at, seen_at) in list(self._early.items()):
            channel = self.channels.get(unique)
            if now - seen_at >= EARLY_S or channel is None:
                del self._early[unique]
                if channel is not None:
                    found += self._answered(channel, message, at, seen_at)
        return found

    def _new_exten(self, message: Message, at: float, seen_at: float) -> list[Event]:
        channel = self._learn(message)
        if channel is None:
            return []
        application = message.get("application").lower()
        data = message.get("appdata") or message.get("applicationdata")
        if application == "voicemailmain":
            return self.doors.entered(channel, data, at, seen_at)
        found = self.doors.left(channel, at, seen_at)
        if application == "voicemail":
            channel.voicemail = True
        elif application == "disa":
            channel.disa = True
        return found

    def _rename(self, message: Message, _at: float, _seen_at: float) -> list[Event]:
        channel = self.channels.get(message.get("uniqueid"))
        if channel is not None:
            self._by_name.pop(channel.name, None)
            channel.name = message.get("newname")
            self._by_name[channel.name] = channel.unique
        return []

    def _local_bridge(self, message: Message, _at: float, _seen_at: float) -> list[Event]:
        self._learn(message, "localone")
        self._learn(message, "localtwo")
        return []

    def _other_half(self, channel: Channel) -> Channel | None:
        if channel.name.startswith("Local/") and channel.name[-2:] in (";1", ";2"):
            other = channel.name[:-1] + ("2" if channel.name[-1] == "1" else "1")
            return self.channels.get(self._by_name.get(other, ""))
        return None

    def lineage(self, channel: Channel) -> list[Channel]:
        """The channel and those behind it, back to the one where it all began."""
        line = [channel]
        while len(line) < _MAX_DEPTH:
            last = line[-1]
            before = self.channels.get(last.parent) if last.parent else None
            if before is None and last.name.endswith(";2"):
                before = self._other_half(last)
            if before is None or before in line:
                break
            line.append(before)
        return line

    def outside_caller(self, channel: Channel) -> str:
        """The outside party behind a channel, "" when there is none."""
        root = self.lineage(channel)[-1]
        return root.caller if root.incoming else ""

    # --- out legs ---

    def _dial_begin(self, message: Message, at: float, seen_at: float) -> list[Event]:
        leg = self._learn(message, "dest")
        dialler = self._learn(message)
        if leg is None:
            return []
        if dialler is not None:
            leg.parent = dialler.unique
        text = message.get("dialstring")
        if not leg.is_trunk or leg.incoming or leg.started:
            return []
        found: list[Event] = [self._start(leg, dialler, dialled_number(text), at, seen_at)]
        early = self._early.pop(leg.unique, None)
        return found + self._answered(leg, *early) if early is not None else found

    def _start(
        self, leg: Channel, dialler: Channel | None, number: str, at: float, seen_at: float
    ) -> events.CallStarted:
        leg.started = True
        line = self.lineage(dialler) if dialler is not None else []
        if not number:
            # The dialled string names the trunk alone: the number is what the dialplan was asked for.
            numbers = [one.exten for one in line] + [leg.caller, leg.exten]
            number = next((one for one in numbers if dialled_number(one) and len(one) > 1), "")
        origin, extension = self._origin(line, number)
        leg.number, leg.extension, leg.origin = number, extension, origin
        root = line[-1] if line else None
        return events.CallStarted(
            at,
            seen_at,
            leg.unique,
            number,
            request=dialler.unique if dialler is not None else "",
            extension=extension,
            origin=origin,
            outside_caller=root.caller if root is not None and root.incoming else "",
            trunk=peer_of(leg.name),
            address=self.doors.addresses.get(extension, ""),
            linked=leg.linked,
            priced_from_dialling=is_analogue(leg.name),
        )

    def _origin(self, line: list[Channel], number: str) -> tuple[Origin, str]:
        """How the call came to leave, and which extension answers for it."""
        if not line:
            return Origin.UNKNOWN, ""
        for channel in line:
            if channel.transferred_by:
                return Origin.TRANSFER, channel.transferred_by
        for channel in line:
            if channel.disa:
                return Origin.DISA, ""
            if channel.voicemail:
                return Origin.VOICEMAIL, channel.mailbox.partition("@")[0] or channel.first_extension
        for channel in line:
            if channel.forwarder:
                return Origin.FORWARD, channel.forwarder
        root = line[-1]
        own = self._extension_of(root)
        for channel in reversed(line):
            reached = channel.first_extension
            if reached and reached != own and reached != number:
                return Origin.FORWARD, reached
        if root.incoming:
            return Origin.UNKNOWN, ""
        if root.name.startswith("Local/"):
            return Origin.UNKNOWN, own  # originated: nobody at a telephone began it
        return Origin.EXTENSION, own

    def _extension_of(self, channel: Channel) -> str:
        if channel.incoming:
            return ""
        peer = peer_of(channel.name)
        if channel.name.startswith("Local/"):
            peer = ""
        for one in (peer, channel.caller):
            if self.plan.is_extension(one):
                return one
        return peer or channel.caller

    def _answered(self, leg: Channel, message: Message, at: float, seen_at: float) -> list[Event]:
        if not leg.is_trunk or leg.incoming or leg.answered:
            return []
        found: list[Event] = []
        if not leg.started:
            number = message.get("connectedlinenum") or message.get("exten") or leg.exten
            number = dialled_number(number) or dialled_number(leg.caller)
            found.append(self._start(leg, self.channels.get(leg.parent), number, at, seen_at))
        self._early.pop(leg.unique, None)
        leg.answered, leg.answered_at = True, at
        found.append(events.CallAnswered(at, seen_at, leg.unique))
        return found

    def _dial_end(self, message: Message, at: float, seen_at: float) -> list[Event]:
        leg = self._learn(message, "dest")
        if leg is None:
            return []
        forward = message.get("forward")
        if forward and not leg.is_trunk:
            extension = self._extension_of(leg)
            dialler = self.channels.get(message.get("uniqueid") or leg.parent)
            if dialler is not None:
                dialler.forwarder = extension
            number = dialled_number(forward) or forward
            request = dialler.unique if dialler is not None else ""
            return [events.ForwardSet(at, seen_at, extension, "phone", number, request)]
        if message.get("dialstatus") == "ANSWER":
            return self._answered(leg, message, at, seen_at)
        return []

    def _dial_old(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """`Dial` of Asterisk 11 and older."""
        if message.get("subevent") != "Begin":
            return []
        fields = message.fields
        fields["destchannel"] = fields.get("destination", "")
        return self._dial_begin(message, at, seen_at)

    def _originate_response(self, message: Message, at: float, seen_at: float) -> list[Event]:
        leg = self.channels.get(message.get("uniqueid"))
        if leg is None or message.get("response") != "Success":
            return []
        return self._answered(leg, message, at, seen_at)

    def _hangup(self, message: Message, at: float, seen_at: float) -> list[Event]:
        channel = self.channels.get(message.get("uniqueid"))
        if channel is None:
            return []
        found = self.doors.left(channel, at, seen_at)
        early = self._early.pop(channel.unique, None)
        if early is not None:
            found += self._answered(channel, *early)
        if channel.started:
            found.append(events.CallEnded(at, seen_at, channel.unique, message.get("cause")))
        self._forget(channel.unique)
        return found

    # --- transfers ---

    def _transferred(
        self, by: str, sent_on: str, number: str, attended: bool, at: float, seen_at: float
    ) -> list[Event]:
        transferer = self.channels.get(by)
        extension = self._extension_of(transferer) if transferer is not None else ""
        channel = self.channels.get(sent_on)
        if channel is not None:
            channel.transferred_by = extension or "?"
        return [events.CallTransferred(at, seen_at, sent_on or by, extension, number, attended)]

    def _blind_transfer(self, message: Message, at: float, seen_at: float) -> list[Event]:
        by = message.get("transfereruniqueid")
        sent_on = message.get("transfereeuniqueid")
        return self._transferred(by, sent_on, message.get("extension"), False, at, seen_at)

    def _attended_transfer(self, message: Message, at: float, seen_at: float) -> list[Event]:
        by = message.get("origtransfereruniqueid")
        return self._transferred(by, message.get("transfereeuniqueid"), "", True, at, seen_at)

    def _transfer_old(self, message: Message, at: float, seen_at: float) -> list[Event]:
        attended = message.get("transfertype") == "Attended"
        by, sent_on = message.get("uniqueid"), message.get("targetuniqueid")
        return self._transferred(by, sent_on, message.get("transferexten"), attended, at, seen_at)

    def _parked(self, message: Message, at: float, seen_at: float) -> list[Event]:
        by = self._by_name.get(message.get("parkerdialstring"), "")
        sent_on = message.get("parkeeuniqueid")
        return self._transferred(by, sent_on, "", False, at, seen_at) if sent_on else []

    # --- keys and states ---

    def _key(self, message: Message, at: float, seen_at: float) -> list[Event]:
        channel = self.channels.get(message.get("uniqueid"))
        if channel is None or message.get("direction") != "Received":
            return []
        return self.doors.key(channel, at, seen_at)

    def _key_old(self, message: Message, at: float, seen_at: float) -> list[Event]:
        return self._key(message, at, seen_at) if message.get("end") == "Yes" else []

    def _device_state(self, message: Message, _at: float, _seen_at: float) -> list[Event]:
        self.doors.device_state(message)
        return []
