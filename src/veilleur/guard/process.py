"""The guard: one process that joins feed, watch, responder and journal.

In: veilleur.toml and a switch. Out: answers to the switch, orders to it, and a journal. Every event goes
through `receive`, in order: watch, journal, orders. Pitfall: after a restart the watch is brought back by
the journal's own events, so nothing may reach the watch that is not journalled in the same order; and no
single event may end the guard, whatever is wrong with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from typing import Any

from veilleur import __version__
from veilleur.config import Settings
from veilleur.control.server import ControlServer
from veilleur.detection import Watch
from veilleur.detection.view import limits_due, most_seconds, wall_ahead_s
from veilleur.guard import fail_safe
from veilleur.guard.alerting.alert_calls import AlertCalls
from veilleur.guard.backfill import Backfill
from veilleur.guard.clock import StepDetector, SystemClock, uptime
from veilleur.guard.commands import GuardCommands
from veilleur.guard.configuration.watching import ConfigurationWatch
from veilleur.guard.event_coalescing import EventCoalescer
from veilleur.guard.internal_errors import InternalErrors
from veilleur.guard.number_normalisation import NumberNormaliser
from veilleur.guard.passcodes import Passcodes
from veilleur.guard.protection.monitor import ProtectionMonitor
from veilleur.guard.service_manager import ServiceManager
from veilleur.guard.unnamed_lines import UnnamedLines
from veilleur.guard.upkeep.journal_care import JournalCare, SendHead, clock_is_behind, to_syslog
from veilleur.history.page_orders import page_server
from veilleur.journal import Journal, JournalReader
from veilleur.journal.restore import bring_back
from veilleur.pbx import registry
from veilleur.pbx.adapter import Answer, GuardHooks
from veilleur.response import Responder
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.events import (
    CallRequested,
    ClockStepped,
    Event,
    FeedLost,
    FeedRestored,
    GuardStarted,
    MailboxRequested,
    Tick,
)
from veilleur.words.messages import Message
from veilleur.words.ports import Clock

HOUSEKEEPING_S = 1.0
CHECKPOINT_EVERY_EVENTS = 2_000
# Keeping the state takes some 15 ms, in which no question is answered: under load it waits for these
# bounds, and what came since is replayed at a restart.
CHECKPOINT_AT_LEAST_S = 30.0
CHECKPOINT_AT_MOST_EVENTS = 20_000
RESTART_AFTER_S = 0.3  # so that who ordered it gets an answer
RESTART_FEED_AFTER_S = 1.0  # when it ended by a fault of ours
TICK_AT_LEAST_S = 0.005  # between two ticks: a watch that always wants one must not fill the disk
Listener = Callable[[Event, list[Decision]], None]
Say = Callable[[str], None]


class Guard:
    """Watches one switch for as long as `run` runs, whichever adapter the configuration names.

    listener: gets every event and its decisions, after they were journalled. say: gets each sentence for
    the person who runs the guard.

    Raises:
        ConfigError: when the configuration names no PBX, or several sites.
        JournalError: when the journal cannot be read or written.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        listener: Listener | None = None,
        say: Say | None = None,
        send_head: SendHead | None = None,
    ) -> None:
        self.site = settings.site
        self.settings = settings
        self.clock = clock or SystemClock()
        self.questions_port = 0
        self.feeds: dict[str, FeedLost | FeedRestored] = {}
        self._errors = InternalErrors()
        self.started_at = self.clock.now()
        self._listener, self._say = listener, say or (lambda _text: None)
        self.numbering = settings.numbering()
        self.passcodes = Passcodes.beside(settings.journal.file)
        settings.refuse_several_sites()
        self.protection = ProtectionMonitor(settings, self.receive, self._note, codes=self.passcodes)
        self._switch = registry.build(settings, self._hooks())
        self.feed, self.inspection = self._switch.feed, self._switch.inspection
        self.vantage = self._switch.vantage
        self._coalescer = EventCoalescer()
        self._normaliser = NumberNormaliser(self.site, self.numbering)
        self._unnamed = UnnamedLines(settings.privacy.unnamed_extensions, self.numbering)
        self._since_checkpoint, self._kept_at = 0, self.clock.now()
        self._wake: asyncio.TimerHandle | None = None
        self.journal_care = JournalCare(settings, self._say, send_head or to_syslog, self.protection.trouble)
        self.journal = Journal(settings.journal.file, on_trouble=self.journal_care.trouble)
        try:
            self.watch = self._bring_back()
        except BaseException:
            self.journal.close()
            raise
        self.backfill = Backfill(
            self.site,
            self.numbering,
            self.watch,
            self.journal,
            self._switch.past_calls,
            step=self._step,
            now=self.clock.now,
        )
        self.wants_restart = False
        self._running: asyncio.Task[None] | None = None
        self._service = ServiceManager()
        actuator = self._switch.actuator
        self._responder = Responder(actuator, self.receive, self.clock)
        self.alert_calls = AlertCalls(
            settings.alerts, self.passcodes, self.numbering, actuator, self.clock, self._note
        )
        orders = GuardCommands(self).do
        self.configuration = ConfigurationWatch(
            settings, self._note, self.receive, self._say, on_fault=self._report_fault, now=self.clock.now
        )
        self._control = ControlServer(settings.control_socket, orders)
        self._page = page_server(settings, orders)

    def _hooks(self) -> GuardHooks:
        return GuardHooks(
            decide=self.decide,
            code_is_right=self.passcodes.is_right,
            emit=self.receive,
            now=self.clock.now,
            chance=random.random,  # jitter of reconnections, not a secret
            numbering=self.numbering,
            say=self._say,
            note=self._note,
            protection=self.protection.seen,
            on_fault=self._report_fault,
            most_seconds=lambda number: most_seconds(
                self.watch, self.numbering.destination(number), self.clock.now()
            ),
        )

    @property
    def error_count(self) -> int:
        """How many faults of Veilleur's own there were."""
        return self._errors.count

    def gap_trouble(self) -> str:
        """Why calls of a gap in the watch would stay unknown; "" when they would not."""
        return self.backfill.trouble()

    async def run(self) -> None:
        """Watch until cancelled; then commit what is left.

        Raises:
            SwitchError: when the PBX refuses the login, gives it too few rights, or a port is taken.
            ConfigError: when the control socket cannot be made.
        """
        asyncio.get_running_loop().set_exception_handler(self._stray_fault)
        self._running = asyncio.current_task()
        try:
            await self.inspection.first()
            now = self.clock.now()
            self.receive(GuardStarted(now, now, __version__, self._last_sign_at))
            self.protection.begins(self.watch.rooms.context.blind, now)
            self._check_clock()
            await self._control.start()
            if self._page is not None:
                await self._page.start()
            if self.vantage is Vantage.ASKED:
                self.questions_port = await self._switch.questions.start()
            self._service.ready()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch_switch())
                tasks.create_task(self._keep_house())
                if self.vantage is not Vantage.RECORDS:
                    tasks.create_task(self._read_gaps())
                tasks.create_task(self.inspection.repeat())
                tasks.create_task(self.configuration.run())
        finally:
            await self._stop()

    def receive(self, event: Event) -> None:
        """One event on its way: joined with its like, judged, journalled, acted on."""
        for passed in self._coalescer.admit(event):
            self._step(passed)
        self.alert_calls.take(event)

    def decide(self, event: CallRequested | MailboxRequested) -> Answer:
        """The one word for a switch that waits. Without a decision nobody is let through."""
        decisions = self._step(event)
        if decisions is None:
            return fail_safe.answer(self.numbering, event)
        for decision in decisions:
            if decision.subject is Subject.REQUEST and decision.target == event.request:
                # What is only observed is not carried out.
                answer = fail_safe.ANSWERS.get(decision.kind, fail_safe.REFUSED)
                if decision.observed:
                    answer = fail_safe.ALLOWED
                if not decision.reasons:
                    return answer
                return answer._replace(reasons=tuple(reason.code for reason in decision.reasons))
        return fail_safe.REFUSED

    def restart(self) -> None:
        """End soon, once the answer to who ordered it is sent; the command then begins again."""
        self.wants_restart = True
        if self._running is not None:
            asyncio.get_running_loop().call_later(RESTART_AFTER_S, self._running.cancel)

    def order(self, event: Event) -> list[Decision]:
        """An event that a person ordered; gives the decisions it led to."""
        return self._step(event) or []

    def keep_state(self) -> None:
        """Keep the watch's state, so that the next start need not replay all events."""
        try:
            state = self.watch.save_as_json()
        except Exception as error:
            self._report_fault(Message("the state"), error)
        else:
            self.journal.checkpoint(self.site.name, self.clock.now(), state)
        self._since_checkpoint, self._kept_at = 0, self.clock.now()

    def _step(self, event: Event) -> list[Decision] | None:
        """None when the watch failed on the event."""
        decisions: list[Decision] | None
        try:
            event = self._unnamed.hide(self._normaliser.normalise(event))
            event = self.backfill.with_true_loss(event)
            decisions = list(self.watch.step(event))
        except Exception as error:
            decisions = None
            self._report_fault(type(event).__name__, error)
        if isinstance(event, FeedLost | FeedRestored):
            if isinstance(event, FeedRestored) and event.feed in self.feeds:
                self.inspection.returned()
            if isinstance(event, FeedRestored) and event.feed == self._switch.feed_name:
                self.backfill.came_back(event)
            self.feeds[event.feed] = event
        try:
            self.journal.append_event(self.site.name, event)
            for decision in decisions or ():
                for order in self._unnamed.as_the_switch_knows(decision):
                    self._responder.carry_out(order)
                self.journal.append_decision(self.site.name, decision)
                if decision.kind is DecisionKind.ALERT:
                    self.journal_care.alerted(self.journal, self.clock.now())
                    self.configuration.alerted(decision.incident)
        except Exception as error:
            self._report_fault(Message("the journal's entry of {event}", event=type(event).__name__), error)
        self._since_checkpoint += 1
        self._wake_in_time(failed=decisions is None)
        if self._listener is not None:
            try:
                self._listener(event, decisions or [])
            except Exception as error:
                self._listener = None  # a closed terminal is no reason to watch less
                self._report_fault(Message("what is shown"), error)
        return decisions

    def _wake_in_time(self, *, failed: bool) -> None:
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        try:
            wake_at = self.watch.wake_at
        except Exception as error:
            self._report_fault(Message("the wake-up time"), error)
            wake_at, failed = self.clock.now(), True
        if wake_at is not None:
            at_least = HOUSEKEEPING_S if failed else TICK_AT_LEAST_S
            wait_s = max(self.clock.wait_s(wake_at), at_least)
            self._wake = asyncio.get_running_loop().call_later(wait_s, self._tick)

    def _tick(self) -> None:
        now = self.clock.now()
        self._step(Tick(now, now))

    async def _watch_switch(self) -> None:
        while True:
            try:
                await self.feed.run(self.receive)
            except Exception as error:
                self._report_fault(Message("the PBX's messages"), error)
                now = self.clock.now()
                self.receive(FeedLost(now, now, self._switch.feed_name, Message("a fault of Veilleur's own")))
            await asyncio.sleep(RESTART_FEED_AFTER_S)

    async def _read_gaps(self) -> None:
        while True:
            try:
                await self.backfill.run()
            except Exception as error:
                self._report_fault(Message("the call records"), error)
            await asyncio.sleep(RESTART_FEED_AFTER_S)

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(HOUSEKEEPING_S)
            now = self.clock.now()
            self._service.ping(uptime(), self.journal.still_s, self.feed.still_s)
            self.backfill.alive(now)
            self._check_clock()
            if now >= limits_due(self.watch):  # a new day: its limits are named without waiting for a call
                self._tick()
            for held in self._coalescer.drain_due(now):
                self._step(held)
            if self._is_checkpoint_due(now):
                self.keep_state()
            self.protection.each_second(now)
            self._look_after_the_journal(now)

    def _look_after_the_journal(self, now: float) -> None:
        try:
            kept_from = self.journal_care.each_second(self.journal, now)
            if kept_from is not None:
                self.watch.forget_before(kept_from)
                self.configuration.forget_before(kept_from)
                self.keep_state()
        except Exception as error:
            self._report_fault(Message("the journal's upkeep"), error)

    def _check_clock(self) -> None:
        now = self.clock.now()
        if step_s := self._steps.step_s(now, self.clock.wall()):
            self._step(ClockStepped(now, now, step_s))

    def _is_checkpoint_due(self, now: float) -> bool:
        waited = now - self._kept_at >= CHECKPOINT_AT_LEAST_S
        due = self._since_checkpoint >= CHECKPOINT_EVERY_EVENTS
        return due and (waited or self._since_checkpoint >= CHECKPOINT_AT_MOST_EVENTS)

    async def _stop(self) -> None:
        self._service.stopping()
        await self._control.stop()
        if self._page is not None:
            await self._page.stop()
        await self._switch.questions.stop()
        with contextlib.suppress(asyncio.CancelledError):
            await self._responder.close()
        if self._wake is not None:
            self._wake.cancel()
        self._note({"note": "guard_stopped"})
        self.keep_state()
        self.journal_care.close(self.journal, self.clock.now())

    def _bring_back(self) -> Watch:
        reader = JournalReader(self.settings.journal.file)
        wall = self.clock.wall() if isinstance(self.clock, SystemClock) else None
        try:
            recovered = bring_back(reader, self.site, self.numbering, self.vantage, wall)
            last_seq, _last_at = reader.last()
            self.protection.brought_back(reader, recovered.last_at)
            is_strange = last_seq > 0 and next(reader.entries(site=self.site.name), None) is None
        finally:
            reader.close()
        self._since_checkpoint = recovered.replayed  # many: they need not be replayed a second time
        self._last_sign_at = recovered.last_at
        if isinstance(self.clock, SystemClock):
            behind = clock_is_behind(self.clock.wall(), recovered.last_at)
            if behind is not None:
                self._say(behind)
            self.clock.begin_after(recovered.last_at)
            self.started_at = self.clock.now()
        self.journal_care.started(self.journal, recovered, self.started_at, is_strange=is_strange)
        # The wall clock may have been set while the guard was away.
        self._steps = StepDetector(wall_ahead_s(recovered.watch))
        return recovered.watch

    def _note(self, note: dict[str, Any]) -> None:
        self.journal.append_note(self.site.name, self.clock.now(), note)

    def _report_fault(self, during: str, error: BaseException) -> None:
        now = self.clock.now()
        fault = self._errors.record(during, error, now)
        if fault is None:
            return
        self._say(fault.sentence)
        with contextlib.suppress(Exception):
            self.journal.append_note(self.site.name, now, {"note": "guard_fault", **fault._asdict()})

    def _stray_fault(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What failed where nobody waits for it: reported like any fault, never as a traceback."""
        self._report_fault(Message("a task"), context.get("exception") or RuntimeError())
