"""A gate and the PBX behind it as one switch for the guard: calls by the gate, who placed them by the PBX.

In: the gate's settings, and how the PBX is built. Out: one `Switch`. Pitfall: the gate alone answers for its
calls, so the guard does its work with the PBX's login lost, and knows less of who calls.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace

from veilleur.config import Settings
from veilleur.pbx.adapter import Coverage, GuardHooks, Inspection, NoPastCalls, Switch
from veilleur.pbx.gate.call_join import CallJoin
from veilleur.pbx.gate.calls_around import CallsAround
from veilleur.pbx.gate.certificate import CertificateWatch
from veilleur.pbx.gate.line import GateLine
from veilleur.pbx.gate.settings import NAME, GateSettings
from veilleur.pbx.gate.switch import GateInspection
from veilleur.words.calls import Vantage
from veilleur.words.errors import SwitchError
from veilleur.words.events import CallStarted, Event, Snapshot

TICK_S = 0.1
NAMED_AT_ONCE_MAX = 200


def join(settings: Settings, guard: GuardHooks, build_pbx: Callable[[GuardHooks], Switch]) -> Switch:
    """The switch of a configuration that names a gate and the PBX behind it."""
    gate = settings.switch
    assert isinstance(gate, GateSettings)
    line = GateLine(gate, settings.site, guard)
    around = CallsAround(guard, gate.other_trunks, is_only_way=gate.is_only_way)
    certificate = CertificateWatch(gate.directory, guard)
    feed = JoinedFeed(line, guard, around)
    pbx = build_pbx(replace(guard, emit=lambda event: feed.from_pbx(event, guard.emit)))
    feed.watches(pbx)
    return Switch(
        feed_name=NAME,
        feed=feed,
        questions=JoinedQuestions(line, pbx),
        actuator=JoinedActuator(line, pbx),
        inspection=JoinedInspection(GateInspection(line, certificate), pbx.inspection, around),
        past_calls=NoPastCalls(),  # the PBX's records name its legs and not the gate's calls
        vantage=Vantage.ASKED,
    )


class JoinedFeed:
    """Both feeds, each event of the PBX through the join; those of the gate go through it in the line."""

    def __init__(self, line: GateLine, guard: GuardHooks, around: CallsAround) -> None:
        self._line, self._guard, self._around = line, guard, around
        self._on_event: Callable[[Event], None] = guard.emit
        self._naming: set[asyncio.Task[None]] = set()

    def watches(self, pbx: Switch) -> None:
        """The PBX behind the gate."""
        assert pbx.call_id_of is not None, "a PBX whose legs have no Call-ID cannot be watched behind a gate"
        self._pbx, self._call_id_of = pbx.feed, pbx.call_id_of
        self._join = self._line.join = CallJoin(self._of_gates_call, asks=pbx.vantage is Vantage.ASKED)

    @property
    def still_s(self) -> float:
        """See `Feed`."""
        return max(self._line.still_s, self._pbx.still_s)

    async def run(self, on_event: Callable[[Event], None]) -> None:
        """See `Feed`."""
        self._on_event = on_event
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._line.run(on_event))
            tasks.create_task(self._pbx.run(lambda event: self.from_pbx(event, on_event)))
            tasks.create_task(self._look_for_strays())

    def from_pbx(self, event: Event, on_event: Callable[[Event], None]) -> None:
        """One event of the PBX."""
        for passed in self._join.from_pbx(event, self._guard.now()):
            on_event(passed)
        if isinstance(event, CallStarted):
            self._ask_for_call_id(event.call)
        elif isinstance(event, Snapshot):
            for call in event.calls:
                self._ask_for_call_id(call.call)

    def _of_gates_call(self, name: str) -> str:
        call = self._line.calls.called(name)
        return "" if call is None else call.call_id

    def _ask_for_call_id(self, leg: str) -> None:
        if self._join.is_unnamed(leg) and len(self._naming) < NAMED_AT_ONCE_MAX:
            task = asyncio.create_task(self._name(leg, self._call_id_of))
            self._naming.add(task)
            task.add_done_callback(self._naming.discard)

    async def _name(self, leg: str, call_id_of: Callable[[str], Awaitable[str]]) -> None:
        try:
            call_id = await call_id_of(leg)
        except SwitchError:
            return  # gone already, or the connection is: the leg waits for its time
        for passed in self._join.named(leg, call_id):
            self._on_event(passed)
        self._line.leg_is_known(call_id)

    async def _look_for_strays(self) -> None:
        """Legs that did not pass the gate. Returns never."""
        while True:
            await asyncio.sleep(TICK_S)
            for event in self._join.due(self._guard.now()):
                self._on_event(event)
            for leg in self._join.went_around(self._guard.now()):
                if self._line.is_connected:  # else it may have passed the gate, unseen
                    self._around.take(leg)
            if self._join.wants_list:
                with contextlib.suppress(SwitchError):  # the gate names its calls when it is back
                    self._line.ask_list()
                    self._join.wants_list = False


class JoinedQuestions:
    """The gate asks by its line; the PBX's dialplan by its own way, where it does."""

    def __init__(self, line: GateLine, pbx: Switch) -> None:
        self._line, self._pbx = line, pbx

    async def start(self) -> int:
        """See `Questions`."""
        port = await self._line.start()
        return await self._pbx.questions.start() if self._pbx.vantage is Vantage.ASKED else port

    async def stop(self) -> None:
        """See `Questions`."""
        await self._line.stop()
        await self._pbx.questions.stop()


class JoinedActuator:
    """What the gate knows is cut at the gate; all else is the PBX's."""

    def __init__(self, line: GateLine, pbx: Switch) -> None:
        self._line, self._pbx = line, pbx.actuator

    async def cut_call(self, call: str) -> None:
        """See `Actuator`."""
        if self._line.calls.called(call) is not None:
            await self._line.cut_call(call)
        else:
            await self._pbx.cut_call(call)

    async def hang_up_channel(self, channel: str) -> None:
        """See `Actuator`."""
        if self._line.calls.called(channel) is not None:
            await self._line.hang_up_channel(channel)
        else:
            await self._pbx.hang_up_channel(channel)

    async def clear_forward(self, extension: str, kind: str) -> None:
        """See `Actuator`."""
        await self._pbx.clear_forward(extension, kind)

    async def restore_forward(self, extension: str, kind: str, number: str) -> None:
        """See `Actuator`."""
        await self._pbx.restore_forward(extension, kind, number)


class JoinedInspection:
    """The gate's coverage is that of the calls; the PBX is inspected for what a person must mend."""

    def __init__(self, gate: GateInspection, pbx: Inspection, around: CallsAround) -> None:
        self._gate, self._pbx, self._around = gate, pbx, around

    @property
    def can_cut(self) -> bool:
        """See `Inspection`: the gate can."""
        return self._gate.can_cut

    @property
    def coverage(self) -> Coverage | None:
        """See `Inspection`: complete as long as no call went around the gate."""
        return self._around.in_coverage(self._gate.coverage)

    async def first(self) -> None:
        """See `Inspection`."""
        await self._pbx.first()

    def returned(self) -> None:
        """See `Inspection`."""
        self._pbx.returned()

    async def repeat(self) -> None:
        """See `Inspection`."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._gate.repeat())
            tasks.create_task(self._pbx.repeat())
