"""The switch itself, sans I/O and in virtual time: calls, voicemail, forwards, DISA, trunk, AstDB.

In: bytes of managers and of the FastAGI server, and what people do (`dial`, `voicemail`, ...). Out:
AMI bytes, open `asks`, lines of the voicemail log, and `facts`: what truly happened, for checkers.

The reader's likely mistake: an `Ask` is answered by whoever drives the switch. If nobody does, its two
seconds pass in virtual time and the fail policy of law 9 decides.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable

from veilleur.simulation.pbx.agi_client import ANSWER_WITHIN_S, CODE_WITHIN_S, Ask, AskState
from veilleur.simulation.pbx.ami_server import AmiServer
from veilleur.simulation.pbx.ground_truth import CallFact, Channel, Outcome
from veilleur.simulation.pbx.manager_actions import Orders
from veilleur.simulation.pbx.numbering_plan import GARAGE, Company
from veilleur.simulation.pbx.transfers import SentOn
from veilleur.simulation.pbx.voicemail import Mailboxes
from veilleur.words.calls import Origin

EMERGENCY_RETRY_S = 0.5  # a full trunk is tried again for an emergency call
EMERGENCY_TRIES_MAX = 600  # five minutes: long enough for a guard to make room, and bounded
# What a guard may say; any other word is nonsense, and the fail policy decides (law 9).
WORDS = frozenset({"allow", "ask", "refuse"})
CAUSE_NORMAL, CAUSE_REJECTED, CAUSE_CONGESTION = "16", "21", "34"


class EmbeddedPbx:
    """A small company's PBX. `asks`: whether Veilleur's dialplan pieces are in force."""

    def __init__(
        self,
        at: float,
        company: Company = GARAGE,
        *,
        asks: bool = True,
        user: str = "veilleur",
        secret: str = "",
        pins: dict[str, str] | None = None,
    ) -> None:
        self.now = at
        self.company = company
        self.asks_first = asks
        self.pins = dict(pins or {})  # kept only in memory
        self.database: dict[str, str] = {}
        self.channels: dict[str, Channel] = {}  # by unique id
        self.facts: list[CallFact] = []
        self.asks: list[Ask] = []  # made and not yet taken by the driver
        self.log: list[str] = []  # voicemail log lines not yet taken; they hold tried PINs, as real ones do
        self.events_sent = 0
        self._orders = Orders(self)
        self._mailboxes = Mailboxes(self)
        self._sent_on = SentOn(self)
        self.ami = AmiServer(user, secret, self._orders.handlers())
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self._waiting: list[tuple[Ask, Callable[[Ask], None]]] = []

    # --- time -----------------------------------------------------------------------------------

    def after(self, delay_s: float, what: Callable[[], None]) -> None:
        """Do something `delay_s` virtual seconds from now."""
        self._count += 1
        heapq.heappush(self._timers, (self.now + max(0.0, delay_s), self._count, what))

    @property
    def next_at(self) -> float | None:
        """When the next thing happens by itself; None when nothing is to come."""
        return self._timers[0][0] if self._timers else None

    def step(self) -> bool:
        """Go on to the next thing that happens and let it happen; False when nothing is to come."""
        if not self._timers:
            return False
        at, _order, what = heapq.heappop(self._timers)
        self.now = max(self.now, at)
        what()
        return True

    def advance(self, until: float) -> None:
        """Let everything happen up to and including `until` (seconds since 1970 UTC)."""
        while self._timers and self._timers[0][0] <= until:
            self.step()
        self.now = max(self.now, until)

    # --- asks -----------------------------------------------------------------------------------

    def take_asks(self) -> list[Ask]:
        """The exchanges begun since the last call; the driver carries their bytes."""
        taken, self.asks = self.asks, []
        return taken

    def settle(self) -> None:
        """Go on with each call whose exchange has ended. Call it after feeding bytes to an `Ask`."""
        done = [entry for entry in self._waiting if entry[0].state is not AskState.WAITING]
        self._waiting = [entry for entry in self._waiting if entry[0].state is AskState.WAITING]
        for ask, then in done:
            then(ask)

    def ask(
        self,
        script: str,
        arguments: dict[str, str],
        then: Callable[[Ask], None],
        within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        """Begin an exchange with the guard; `then` goes on when it has ended, however."""
        ask = Ask(script, arguments, self.now, within_s)
        self.asks.append(ask)
        self._waiting.append((ask, then))

        def late() -> None:
            ask.close()
            self.settle()

        self.after(ask.deadline - self.now, late)

    # --- channels -------------------------------------------------------------------------------

    def channel(
        self, technology: str, caller: str, exten: str, application: str, linked: str = ""
    ) -> Channel:
        """A new channel, announced by Newchannel and Newexten."""
        self._count += 1
        unique = f"{int(self.now)}.{self._count}"
        name = f"{technology}-{self._count:08x}"
        # One that comes in is born ringing for an extension, one that goes out is born down.
        state = "0" if application == "AppDial" else "4"
        made = Channel(name, unique, linked or unique, caller, exten, application, state, self.now)
        self.channels[unique] = made
        self.emit("Newchannel", made)
        self.emit("Newexten", made, ("Extension", exten), ("Application", application), ("AppData", exten))
        return made

    def local(self, number: str, caller: str, linked: str) -> tuple[Channel, Channel]:
        """The two halves of a Local channel: the near one is dialled, the far one runs the dialplan."""
        self._count += 1
        name = f"Local/{number}@veilleur-{self._count:08x}"
        halves = []
        for half, application in (("1", "AppDial"), ("2", "Dial")):
            unique = f"{int(self.now)}.{self._count}{half}"
            made = Channel(
                f"{name};{half}", unique, linked, caller, number, application, began=self.now,
                state="0" if half == "1" else "4",
            )  # fmt: skip
            self.channels[unique] = made
            self.emit("Newchannel", made)
            halves.append(made)
        return halves[0], halves[1]

    def emit(self, name: str, channel: Channel, *fields: tuple[str, str]) -> None:
        """An event about a channel."""
        self.events_sent += 1
        words = {"0": "Down", "4": "Ring", "5": "Ringing", "6": "Up"}
        self.ami.event(
            name,
            ("Channel", channel.name),
            ("ChannelState", channel.state),
            ("ChannelStateDesc", words.get(channel.state, "Down")),
            ("CallerIDNum", channel.caller or "<unknown>"),
            ("ConnectedLineNum", "<unknown>"),
            ("Context", "veilleur"),
            ("Exten", channel.exten),
            ("Priority", "1"),
            ("Uniqueid", channel.unique),
            ("Linkedid", channel.linked),
            *fields,
        )

    def hang_up(self, channel: Channel, cause: str = CAUSE_NORMAL, *, cut: bool = False) -> None:
        """End a channel; what was bridged with it ends too. Ending it twice does nothing."""
        if self.channels.pop(channel.unique, None) is None:
            return
        self.emit("Hangup", channel, ("Cause", cause), ("Cause-txt", "Normal Clearing"))
        call = channel.call
        if call is None:
            return
        if call.ended_at is None:
            self._close(call, cut=cut)
        for partner in [one for one in self.channels.values() if one.call is call]:
            self.hang_up(partner, cause)

    def _close(self, call: CallFact, *, cut: bool) -> None:
        call.ended_at = self.now
        call.cut = cut
        if call.answered_at is not None:
            call.cost = self.company.price(call.number).cost(self.now - call.answered_at)
            call.outcome = Outcome.ENDED
        elif call.outcome in (Outcome.TRYING, Outcome.RINGING):
            call.outcome = Outcome.ENDED

    # --- calls out ------------------------------------------------------------------------------

    def dial(
        self,
        extension: str,
        number: str,
        talk_s: float,
        *,
        origin: Origin = Origin.EXTENSION,
        outside_caller: str = "",
        hostile: bool = False,
        address: str = "192.0.2.10",
        ring_s: float = 1.0,
        answers: bool = True,
    ) -> CallFact:
        """A party of the site calls out by the dialplan: asked first where Veilleur's pieces are in force."""
        technology = f"PJSIP/{extension}" if origin is Origin.EXTENSION else f"PJSIP/{self.company.trunk}"
        reached = number if origin is Origin.EXTENSION else extension
        first = "DISA" if origin is Origin.DISA else "Dial"
        caller = self.channel(technology, outside_caller or extension, reached, first)
        if reached != number:
            caller.exten = number
            data = ("AppData", f"Local/{number}@veilleur")
            self.emit("Newexten", caller, ("Extension", number), ("Application", "Dial"), data)
        call = CallFact(
            unique=caller.unique,
            number=number,
            extension=extension,
            origin=origin,
            hostile=hostile,
            emergency=self.company.is_emergency(number),
            at=self.now,
            talk_s=talk_s,
            outside_caller=outside_caller,
            channel=caller.name,
            ring_s=ring_s,
            answers=answers,
        )
        caller.call = call
        self.leave(call, caller, address)
        return call

    def leave(self, call: CallFact, caller: Channel, address: str = "") -> None:
        """The dialplan is about to let a call out: it asks first, where Veilleur's pieces are in force."""
        self.facts.append(call)
        if call.emergency or not self.asks_first:
            self._to_trunk(call, caller)
            return
        arguments = {
            "number": self.company.dialled(call.number),
            "caller": call.outside_caller or call.extension,
            "channel": caller.name,
            "unique": caller.unique,
            "linked": caller.linked,
            "trunk": self.company.trunk,
            "address": address,
            "agent": "Telephone/1.0",
            "forwarder": "" if call.origin is Origin.EXTENSION else call.extension,
            "origin": call.origin.value,
        }
        self.ask("ask", arguments, lambda ask: self._judged(call, caller, ask))

    def originate(self, number: str, talk_s: float, *, hostile: bool = False) -> CallFact:
        """AMI originate, call file or click-to-call: straight to the trunk, and nobody is asked."""
        call = CallFact(
            unique="",
            number=number,
            extension="",
            origin=Origin.UNKNOWN,
            hostile=hostile,
            emergency=self.company.is_emergency(number),
            at=self.now,
            talk_s=talk_s,
        )
        self.facts.append(call)
        self._to_trunk(call, None)
        return call

    def forwarded(self, extension: str, outside_caller: str, talk_s: float, *, hostile: bool) -> bool:
        """An incoming call for an extension with a forward leaves again; False when it has none."""
        target = self.database.get(f"/CF/{extension}")
        if target is None:
            return False
        self.dial(
            extension, target, talk_s,
            origin=Origin.FORWARD, outside_caller=outside_caller, hostile=hostile, address="",
        )  # fmt: skip
        return True

    def transferred(
        self,
        extension: str,
        outside_caller: str,
        number: str,
        talk_s: float,
        *,
        attended: bool = False,
        hostile: bool = False,
    ) -> None:
        """An incoming call is answered by an extension and sent on to a number, blind or attended."""
        way = self._sent_on.attended if attended else self._sent_on.blind
        way(extension, outside_caller, number, talk_s, hostile)

    def moved(
        self, extension: str, outside_caller: str, number: str, talk_s: float, *, hostile: bool = False
    ) -> None:
        """An incoming call is answered by a telephone's own SIP 302 towards a number."""
        self._sent_on.moved(extension, outside_caller, number, talk_s, hostile)

    def _judged(self, call: CallFact, caller: Channel, ask: Ask) -> None:
        if caller.unique not in self.channels:
            return
        call.why = ask.why
        unspoken = ask.word not in WORDS
        if ask.allows:
            self._to_trunk(call, caller)
        elif ask.word == "ask" and ask.script == "ask":
            question = {
                "unique": caller.unique,
                "number": self.company.dialled(call.number),
                "caller": call.extension,
            }
            self.ask("code", question, lambda reply: self._judged(call, caller, reply), CODE_WITHIN_S)
        elif ask.script == "code":
            call.outcome = Outcome.REFUSED  # a question left open is never a yes
            self.hang_up(caller, CAUSE_REJECTED)
        elif unspoken and not (self.company.must_wait(call.number) and not self.company.is_open(self.now)):
            self._to_trunk(call, caller)  # law 9: the site chose to let these pass
        else:
            call.outcome = Outcome.HELD if unspoken else Outcome.REFUSED
            self.hang_up(caller, CAUSE_REJECTED)

    def _to_trunk(self, call: CallFact, caller: Channel | None, tries: int = 1) -> None:
        if caller is not None and caller.unique not in self.channels:
            return
        if self.trunk_legs() >= self.company.trunk_channels:
            if call.emergency and tries < EMERGENCY_TRIES_MAX:
                self.after(EMERGENCY_RETRY_S, lambda: self._to_trunk(call, caller, tries + 1))
                return
            call.outcome = Outcome.CONGESTED
            call.ended_at = self.now
            if caller is not None:
                self.hang_up(caller, CAUSE_CONGESTION)
            return
        linked = caller.linked if caller is not None else ""
        plain = self.company.dialled(call.number)
        leg = self.channel(f"PJSIP/{self.company.trunk}", call.extension, plain, "AppDial", linked)
        leg.call = call
        call.out_leg = leg.unique
        call.unique = call.unique or leg.unique
        call.outcome = Outcome.RINGING
        self.dial_event("DialBegin", caller, leg, ("DialString", f"{plain}@{self.company.trunk}"))
        leg.state = "5"
        self.emit("Newstate", leg)
        if call.answers:
            self.after(call.ring_s, lambda: self._answer(call, caller, leg))
        else:
            self.after(call.ring_s, lambda: self.hang_up(leg))

    def _answer(self, call: CallFact, caller: Channel | None, leg: Channel) -> None:
        if leg.unique not in self.channels:
            return
        leg.state = "6"
        call.answered_at = self.now
        call.outcome = Outcome.ANSWERED
        self.emit("Newstate", leg)
        self.dial_event("DialEnd", caller, leg, ("DialStatus", "ANSWER"))
        self.after(call.talk_s, lambda: self.hang_up(leg))

    def dial_event(self, name: str, caller: Channel | None, leg: Channel, *fields: tuple[str, str]) -> None:
        """DialBegin or DialEnd of a leg."""
        source: tuple[tuple[str, str], ...] = ()
        if caller is not None:
            source = (
                ("Channel", caller.name),
                ("CallerIDNum", caller.caller),
                ("Uniqueid", caller.unique),
                ("Linkedid", caller.linked),
            )
        self.events_sent += 1
        self.ami.event(
            name,
            *source,
            ("DestChannel", leg.name),
            ("DestExten", leg.exten),
            ("DestUniqueid", leg.unique),
            ("DestLinkedid", leg.linked),
            *fields,
        )

    def trunk_legs(self) -> int:
        """Calls the trunk carries now."""
        return sum(
            1
            for channel in self.channels.values()
            if channel.call is not None and channel.unique == channel.call.out_leg
        )

    # --- doors ----------------------------------------------------------------------------------

    def voicemail(
        self, mailbox: str, outside_caller: str, tries: list[str], then: Callable[[], None] | None = None
    ) -> None:
        """An outside call to a mailbox that keys PINs, three at most; `then` follows a right one."""
        self._mailboxes.call(mailbox, outside_caller, tries, then)

    def change_pin(self, mailbox: str, pin: str) -> None:
        """The PIN of a mailbox is changed; the switch tells it in clear, as Asterisk does."""
        self._mailboxes.change_pin(mailbox, pin)

    def set_forward(self, extension: str, number: str) -> None:
        """A forward is written to AstDB; no event tells of it."""
        self.database[f"/CF/{extension}"] = number

    def take_log(self) -> list[str]:
        """Lines for the voicemail log since the last call."""
        lines, self.log = self.log, []
        return lines

    def guessing_at_a_telephone(self, account: str, address: str) -> None:
        """A wrong password for an account, as the security events tell it."""
        fields = (("AccountID", account), ("RemoteAddress", f"IPV4/UDP/{address}/5060"), ("Service", "PJSIP"))
        self.ami.event("InvalidPassword", ("Severity", "Error"), *fields)
