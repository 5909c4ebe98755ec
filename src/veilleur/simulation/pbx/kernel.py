"""The kernel of the embedded PBX: virtual time, exchanges with the guard, channels and their AMI events.

In: what is to happen, and when. Out: AMI bytes, open `asks`, lines of the voicemail log, and `facts`.
Pitfall: an `Ask` is answered by whoever drives the switch. If nobody does, its two seconds pass in virtual
time and the fail policy of law 9 decides.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable

from veilleur.simulation.pbx.agi_client import AGI_ANSWER_WITHIN_S, Ask, AskState
from veilleur.simulation.pbx.ami_server import AmiServer
from veilleur.simulation.pbx.ground_truth import CallFact, Channel, Outcome
from veilleur.simulation.pbx.numbering_plan import GARAGE, Company

CAUSE_NORMAL, CAUSE_REJECTED, CAUSE_CONGESTION = "16", "21", "34"


class Kernel:
    """What every part of the switch shares. `asks_first`: whether Veilleur's dialplan pieces are in force."""

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
        self.ami = AmiServer(user, secret)
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

    def drain_asks(self) -> list[Ask]:
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
        within_s: float = AGI_ANSWER_WITHIN_S,
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
        made = Channel(
            name=name,
            unique=unique,
            linked=linked or unique,
            caller=caller,
            exten=exten,
            application=application,
            state=state,
            began=self.now,
        )
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
                name=f"{name};{half}",
                unique=unique,
                linked=linked,
                caller=caller,
                exten=number,
                application=application,
                began=self.now,
                state="0" if half == "1" else "4",
            )
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
