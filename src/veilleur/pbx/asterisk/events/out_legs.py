"""Out legs: dialled, answered, ended. Pure; messages in, events out.

The out leg's own unique id is the call; the channel that dialled it is the request, and where FastAGI asked
it is the same id as there. Pitfall: a leg made by originate or call file has a `DialBegin` without a dialling
channel, and a quick far end answers before `DialBegin` comes.
"""

from __future__ import annotations

from collections.abc import Callable

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.call_origin import extension_of, way_out
from veilleur.pbx.asterisk.events.channels import Channel, ChannelTable, lineage
from veilleur.pbx.asterisk.events.peer_names import (
    Plan,
    bare_of,
    bounded,
    dialled_number,
    dialled_target,
    is_analogue,
    peer_of,
)
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.events import Event

LONGEST_PREFIX = 8  # signs that a carrier wants before each number
EARLY_S = 0.25  # how long an answered leg waits for its DialBegin; 0.1 s was too short for a busy switch


class OutLegs:
    """The legs of one switch that lead out of the site."""

    def __init__(
        self,
        plan: Plan,
        table: ChannelTable,
        address_of: Callable[[str], str],
        agent_of: Callable[[str], str],
    ) -> None:
        """address_of, agent_of: what is known of the telephone of an extension."""
        self._plan = plan
        self._table = table
        self._address_of = address_of
        self._agent_of = agent_of
        self.early: dict[str, tuple[Message, float, float]] = {}

    def dial_begin(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """A leg is dialled."""
        leg = self._table.learn(message, "dest")
        dialler = self._table.learn(message)
        if leg is None:
            return []
        self._table.join(dialler, leg)
        text = message.get("dialstring")
        if leg.incoming or leg.started:
            return []
        number = dialled_number(text) or (dialled_target(text) if leg.is_trunk else "")
        if not leg.is_trunk:
            number, proved = self._plan.number_through(text, leg.name)
            contact = (
                text.partition("/")[2] if "/sip" in text.lower() else ""
            )  # one of several, as it is rung
            behind = None if number else self._plan.contacts.behind(bare_of(leg.name), contact)
            if behind is not None:
                # A telephone that is none: its contact leads out, and nobody is asked who rings it.
                number, leg.let_pass = behind.number, not behind.is_trunk
            if not number:
                self._plan.learn_peer(bare_of(leg.name), False)
                return []
            leg.is_trunk = True
            if proved:
                self._plan.learn_peer(bare_of(leg.name), True)
        elif not number and _names_alone(text, leg.name) and not self._asks_for_outside(dialler):
            # Dialled by its own name or address and nothing else: a telephone that no pattern knows.
            self._plan.learn_peer(bare_of(leg.name), False)
            leg.is_trunk = self._plan.is_trunk(leg.name)
            if not leg.is_trunk:
                self.early.pop(leg.unique, None)
                return []
        asker = _asker(dialler, number)
        if asker is not None:
            number = _without_prefix(number, asker.asked_for)
        found: list[Event] = [self._start(leg, dialler, number, at, seen_at)]
        early = self.early.pop(leg.unique, None)
        if early is not None:
            found += self.answered(leg, *early)
        elif leg.is_up:
            found += self.answered(leg, message, at, seen_at)
        return found

    def dial_end(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """Dialling is over: answered, failed, or sent elsewhere by the telephone itself."""
        leg = self._table.learn(message, "dest")
        if leg is None:
            return []
        forward = message.get("forward")
        if forward and not leg.is_trunk:
            return self._forwarded_by_telephone(leg, forward, message, at, seen_at)
        if message.get("dialstatus") == "ANSWER":
            return self.answered(leg, message, at, seen_at)
        return []

    def dial_old(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """`Dial` of Asterisk 11 and older."""
        if message.get("subevent") != "Begin":
            return []
        fields = message.fields
        fields["destchannel"] = fields.get("destination", "")
        return self.dial_begin(message, at, seen_at)

    def up(self, channel: Channel, message: Message, at: float, seen_at: float) -> list[Event]:
        """A channel is up."""
        channel.is_up = True
        if channel.is_trunk and not channel.incoming and not channel.started:
            # A quick far end answers before DialBegin says who dialled what (seen on 22); on a busy machine
            # what was originated is reported as up before it too.
            self.early.setdefault(channel.unique, (message, at, seen_at))
            return []
        return self.answered(channel, message, at, seen_at)

    def originate_response(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """What was originated is up."""
        leg = self._table.by_id.get(message.get("uniqueid"))
        if leg is None or message.get("response") != "Success":
            return []
        return self.up(leg, message, at, seen_at)

    def flush(self, now: float) -> list[Event]:
        """Answered legs whose DialBegin has not come in time: reported with what is known."""
        found: list[Event] = []
        for unique, (message, at, seen_at) in list(self.early.items()):
            channel = self._table.by_id.get(unique)
            if now - seen_at >= EARLY_S or channel is None:
                del self.early[unique]
                if channel is not None:
                    found += self.answered(channel, message, at, seen_at)
        return found

    def ended(self, channel: Channel, cause: str, at: float, seen_at: float) -> list[Event]:
        """The channel is gone."""
        found: list[Event] = []
        early = self.early.pop(channel.unique, None)
        if early is not None:
            found += self.answered(channel, *early)
        if channel.started:
            found.append(events.CallEnded(at, seen_at, channel.unique, cause))
        return found

    def answered(self, leg: Channel, message: Message, at: float, seen_at: float) -> list[Event]:
        """The far end of a leg answered, if it is a leg and this is news."""
        if not leg.is_trunk or leg.incoming or leg.answered:
            return []
        found: list[Event] = []
        if not leg.started:
            number = message.get("connectedlinenum") or message.get("exten") or leg.exten
            number = dialled_number(number) or dialled_number(leg.caller)
            found.append(self._start(leg, leg.parent, number, at, seen_at))
        self.early.pop(leg.unique, None)
        leg.answered, leg.answered_at = True, at
        for one in lineage(leg.parent):
            one.asked_for, one.let_pass = "", False  # what these channels dial next is another call
        found.append(events.CallAnswered(at, seen_at, leg.unique))
        return found

    def _start(
        self, leg: Channel, dialler: Channel | None, number: str, at: float, seen_at: float
    ) -> events.CallStarted:
        if not number:
            # The dialled string names the trunk alone: the number is what the dialplan was asked for.
            numbers = (
                [dialler.exten, leg.exten, leg.caller] if dialler is not None else [leg.caller, leg.exten]
            )
            number = next((one for one in numbers if dialled_number(one) and len(one) > 1), "")
        way = way_out(dialler, number, self._table, self._plan)
        asker = _asker(dialler, number) or dialler
        leg.started = True
        leg.number, leg.extension, leg.origin = number, way.extension, way.origin
        leg.request = asker.unique if asker is not None else ""
        telephone = way.extension if way.origin is Origin.EXTENSION else ""
        placed_from = lineage(dialler)[-1].placed_from if dialler is not None and telephone else ""
        leg.address = placed_from or self._address_of(telephone)
        return events.CallStarted(
            at,
            seen_at,
            leg.unique,
            number,
            request=leg.request,
            extension=way.extension,
            origin=way.origin,
            outside_caller=way.outside_caller,
            trunk=peer_of(leg.name),
            address=leg.address,
            agent=self._agent_of(telephone),
            linked=leg.linked,
            priced_from_dialling=is_analogue(leg.name),
            let_pass=leg.let_pass or any(one.let_pass for one in lineage(dialler)),
        )

    def _asks_for_outside(self, dialler: Channel | None) -> bool:
        """Whether what was dialled inside is a number that no extension has."""
        if dialler is None or lineage(dialler)[-1].incoming:
            return False
        number = dialled_number(dialler.exten)
        return len(number) > 1 and not self._plan.is_extension(number)

    def _forwarded_by_telephone(
        self, leg: Channel, forward: str, message: Message, at: float, seen_at: float
    ) -> list[Event]:
        extension = extension_of(leg, self._plan)
        dialler = self._table.by_id.get(message.get("uniqueid")) or leg.parent
        number = bounded(dialled_number(forward) or forward)
        if dialler is not None:
            dialler.goes(Origin.FORWARD, extension)
        request = dialler.unique if dialler is not None else ""
        return [
            events.ForwardSet(
                at=at, seen_at=seen_at, extension=extension, kind="phone", number=number, request=request
            )
        ]


def _names_alone(dial_string: str, name: str) -> bool:
    """Whether a dial string holds the peer, or its own address, and nothing behind it."""
    return dial_string.partition("/sip:")[0].partition("/sips:")[0] == peer_of(name)


def _asker(dialler: Channel | None, number: str) -> Channel | None:
    """The channel whose dialplan asked for this very number, where its call passed Local channels since."""
    for one in lineage(dialler):
        if one.asked_for:
            asked = _without_prefix(number, one.asked_for)
            return one if asked == one.asked_for else None
    return None


def _without_prefix(number: str, asked_for: str) -> str:
    """The number that the dialplan asked for, where the trunk gets it behind a prefix of its carrier
    (9999, 1234#): that prefix says who pays, not whom is called. One with which a number may begin (00, +)
    is part of the number, unless a whole number follows it."""
    if not asked_for or not number.endswith(asked_for) or not dialled_number(asked_for):
        return number
    prefix = number[: -len(asked_for)]
    if not prefix or len(prefix) > LONGEST_PREFIX:
        return number
    starts_a_number = prefix.startswith(("0", "+"))
    return number if starts_a_number and not asked_for.startswith(("0", "+")) else asked_for
