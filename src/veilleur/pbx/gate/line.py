"""The guard's end of the line to the gate: feed, questions and orders are one TCP connection.

In: the gate's frames. Out: events, answers, orders. Pitfall: only the word allow lets a call through;
whatever fails here is answered by nothing, and after half a second the gate's own rule decides (law 9).
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

from veilleur.pbx.adapter import GuardHooks
from veilleur.pbx.gate import reserved_port
from veilleur.pbx.gate.call_join import CallJoin
from veilleur.pbx.gate.calls import GateCalls
from veilleur.pbx.gate.frames import Frame, FrameError, FrameParser, hexadecimal, netstring
from veilleur.pbx.gate.settings import NAME, GateSettings
from veilleur.pbx.pulse import Pulse
from veilleur.words.errors import SwitchError, system_cause
from veilleur.words.events import CallAnswered, Event, FeedLost, FeedRestored
from veilleur.words.messages import Message
from veilleur.words.site import Site

AT_ONCE_BYTES = 65_536
LINE_OPENS_S = 2.0
SIGN_EVERY_S = 1.0  # the gate asks nobody who gave no sign for 3 s
ANSWER_SETTLES_S = 0.1  # the answer passes to the PBX, and its ACK comes back
CUT_AGAIN_S, CUTS_MAX = 0.2, 5
FIRST_WAIT_S, WAIT_MAX_S = 0.1, 1.5
LEG_WITHIN_S = 0.2  # a question waits this long for what the PBX knows of its call; the gate waits 0.5 s
QUESTIONS_WAITING_MAX = 500


class GateLine:
    """One gate. refused, asked: how many questions there were since the start."""

    def __init__(self, settings: GateSettings, site: Site, guard: GuardHooks) -> None:
        self.calls = GateCalls(site)
        self.asked = self.refused = 0
        self._settings, self._guard = settings, guard
        self._on_event: Callable[[Event], None] = lambda _event: None
        self._writer: asyncio.StreamWriter | None = None
        self._pulse = Pulse()
        self._is_seeing = False
        self._why = ""
        self._settled_at: dict[str, float] = {}  # calls that were answered a moment ago
        self.join: CallJoin | None = None  # with the PBX's own view of the calls, where it is watched too
        self._waiting: dict[str, Frame] = {}  # questions whose call the PBX has not shown yet, by their id

    @property
    def is_connected(self) -> bool:
        """Whether the gate has named its calls on this connection."""
        return self._is_seeing

    @property
    def still_s(self) -> float:
        """See `Feed`."""
        return self._pulse.still_s

    async def start(self) -> int:
        """Questions come by the same line; gives the gate's port."""
        return self._settings.port

    async def stop(self) -> None:
        """Answer no more: the gate's own rule decides."""
        if self._writer is not None:
            self._writer.close()

    async def run(self, on_event: Callable[[Event], None]) -> None:
        """Connect, answer, come back, until cancelled."""
        self._on_event = on_event
        wait_s = FIRST_WAIT_S
        while True:
            self._pulse.beat()
            try:
                await self._one_connection()
                why = Message("the line to the gate is lost")
            except SwitchError as error:
                why = error.message
            if self._is_seeing:
                wait_s = FIRST_WAIT_S
            self._guard.protection(NAME, why)
            if self._is_seeing or why != self._why:
                now = self._guard.now()
                self._on_event(FeedLost(now, now, NAME, why))
            self._is_seeing, self._why = False, why
            await asyncio.sleep(wait_s * (0.5 + self._guard.chance()))
            wait_s = min(WAIT_MAX_S, wait_s * 2)

    async def _one_connection(self) -> None:
        """Raises SwitchError when the gate cannot be reached or talks nonsense."""
        host, port = self._settings.host, self._settings.port
        try:
            async with asyncio.timeout(LINE_OPENS_S):
                reserved = await reserved_port.connect(host, port)
                reader, writer = reserved or await asyncio.open_connection(host, port)
        except (OSError, TimeoutError) as error:
            raise SwitchError(
                "the gate does not answer on {host}:{port} ({why})",
                host=host,
                port=port,
                why=system_cause(error) if isinstance(error, OSError) else Message("no answer"),
            ) from error
        self._writer = writer
        signs = asyncio.create_task(self._give_signs(writer))
        try:
            self.calls.begin_list()
            self._waiting.clear()
            writer.write(netstring("hello", self._settings.secret))
            await self._read(reader, writer)
            if reserved is None and not self._is_seeing:
                raise SwitchError(
                    "the gate takes connections from ports under 1024 alone, and this guard may use none: "
                    "run it as the service that `veilleur setup service` writes, or as root"
                )
        except FrameError as error:
            raise SwitchError("the gate sent what is no message of a gate") from error
        except (OSError, TimeoutError) as error:
            raise SwitchError("the gate gives no sign") from error
        finally:
            self._writer = None
            writer.close()
            signs.cancel()
            # Not suppressed: were we ourselves cancelled in this moment, the line would go on for ever.
            await asyncio.gather(signs, return_exceptions=True)

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        parser = FrameParser()
        line = writer.get_extra_info("socket")
        while True:
            async with asyncio.timeout(self._settings.silent_s):
                data = await reader.read(AT_ONCE_BYTES)
            if not data:
                return
            # The gate keeps a question back until what it sent before is acknowledged: at once, not in 40 ms.
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            for frame in parser.feed(data):
                try:
                    self._take(frame)
                except Exception as error:  # one message that we fail on must not end the watch
                    self._guard.on_fault(Message("a message of the gate"), error)

    async def _give_signs(self, writer: asyncio.StreamWriter) -> None:
        while True:
            await asyncio.sleep(SIGN_EVERY_S)
            self._pulse.beat()
            writer.write(netstring("alive"))
            for event in self.calls.overdue(self._guard.now()):
                self._on_event(event)

    def _take(self, frame: Frame) -> None:
        now = self._guard.now()
        if frame.kind == "ask":
            self._ask(frame, now)
            return
        if frame.kind == "ended":  # given up before it was answered: nobody waits for leave
            gone = frame["c"], frame["t"]
            for key in [key for key, one in self._waiting.items() if (one["c"], one["t"]) == gone]:
                del self._waiting[key]
        for event in self.calls.events_of(frame, now):
            if isinstance(event, CallAnswered):
                self._settles(event.call)
            for passed in [event] if self.join is None else self.join.from_gate(event, frame["c"]):
                self._on_event(passed)
        if frame.kind == "listed" and not self._is_seeing:
            self._is_seeing, self._why = True, ""
            self._guard.protection(NAME, None)
            self._on_event(FeedRestored(now, now, NAME))

    def _ask(self, frame: Frame, now: float) -> None:
        """Answer, as soon as it is known who asks: the PBX shows its leg within milliseconds, or never."""
        if self.join is None or self.join.knows(frame["c"]) or len(self._waiting) >= QUESTIONS_WAITING_MAX:
            self._answer(frame, now)
            return
        self._waiting[frame["id"]] = frame
        asyncio.get_running_loop().call_later(LEG_WITHIN_S, self._answer_waiting, frame["id"])

    def leg_is_known(self, call_id: str) -> None:
        """The PBX has shown the call with this Call-ID."""
        for key in [key for key, frame in self._waiting.items() if frame["c"] == call_id]:
            self._answer_waiting(key)

    def _answer_waiting(self, key: str) -> None:
        frame = self._waiting.pop(key, None)
        if frame is None:
            return
        try:
            self._answer(frame, self._guard.now())
        except SwitchError:
            return  # the line was lost meanwhile: the gate's own rule decided
        except Exception as error:
            self._guard.on_fault(Message("a message of the gate"), error)

    def ask_list(self) -> None:
        """Have the gate name its calls.

        Raises:
            SwitchError: when the line is lost.
        """
        self._send("list")

    def _settles(self, call: str) -> None:
        """A call was answered just now."""
        time = asyncio.get_running_loop().time()
        self._settled_at = {name: at for name, at in self._settled_at.items() if at > time}
        self._settled_at[call] = time + ANSWER_SETTLES_S

    def _answer(self, frame: Frame, now: float) -> None:
        index, _bar, label = frame["id"].partition("|")
        if not (index.isdecimal() and label.isdecimal()):
            return
        self.asked += 1
        event = self.calls.requested(frame, now)
        if self.join is not None:
            before, event = self.join.request(event, frame["c"])
            for passed in before:
                self._on_event(passed)
        word = self._guard.decide(event).word
        if word == "allow":
            self._send("allow", index, label)
            return
        self.refused += 1
        # Nobody can be asked for a code on a trunk: the owner is asked, and the call is refused meanwhile.
        self._send("refuse", index, label, "ask" if word == "ask" else "refused")

    def _send(self, *words: str) -> None:
        if self._writer is None or self._writer.is_closing():
            raise SwitchError("the line to the gate is lost")
        self._writer.write(netstring(*words))

    # --- orders (words.ports.Actuator) ---

    async def cut_call(self, call: str) -> None:
        """End a call on both sides; the gate reports its end as proof."""
        known = self.calls.called(call)
        if known is None:
            raise SwitchError("call {call} is not alive on the gate", call=call)
        if self._writer is None or self._writer.is_closing():
            raise SwitchError("the line to the gate is lost")
        # A call that is being answered at this very moment is in between two states of the proxy, and its BYE
        # would reach the PBX before the answer does: it is cut when both sides know of it. The order is given
        # again until the call's end is reported.
        loop = asyncio.get_running_loop()
        settles_s = self._settled_at.get(call, 0.0) - loop.time()
        if settles_s > 0.0:
            loop.call_later(settles_s, self._cut_again, call, 0)
        else:
            self._cut_again(call, 0)

    def _cut_again(self, call: str, times: int) -> None:
        known = self.calls.called(call)
        if known is None or times > CUTS_MAX:
            return
        with contextlib.suppress(SwitchError):  # after a new connection the watch orders it again
            self._send("kill", hexadecimal(known.call_id), hexadecimal(known.from_tag), known.sequence)
        asyncio.get_running_loop().call_later(CUT_AGAIN_S, self._cut_again, call, times + 1)

    async def hang_up_channel(self, channel: str) -> None:
        """The gate knows calls alone."""
        await self.cut_call(channel)

    async def clear_forward(self, extension: str, kind: str) -> None:
        """The gate sees no forwards."""
        raise _no_forwards()

    async def restore_forward(self, extension: str, kind: str, number: str) -> None:
        """The gate sees no forwards."""
        raise _no_forwards()


def _no_forwards() -> SwitchError:
    return SwitchError("a gate sees calls and no forwards: change the forward on the PBX")
