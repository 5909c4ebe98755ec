"""The guard: one process that joins feed, watch, responder and journal.

In: veilleur.toml and a switch. Out: answers to the dialplan, orders to the switch, and a journal. Every
event goes through `take`, in order: watch, journal, orders. What a reader would get wrong: after a
restart the watch is brought back by the journal's own events, so nothing may reach the watch that is
not journalled in the same order.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Callable

from veilleur import __version__
from veilleur.config import Settings
from veilleur.detection import Watch
from veilleur.guard.clock import StepDetector, SystemClock
from veilleur.guard.coalesce import RefusalCoalescer
from veilleur.journal import Journal, JournalReader
from veilleur.pbx.asterisk.fastagi import Answer, FastAgi
from veilleur.pbx.asterisk.feed import AsteriskFeed
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.response import Responder
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.errors import ConfigError
from veilleur.words.events import (
    CallRequested,
    ClockStepped,
    Event,
    GuardStarted,
    MailboxRequested,
    RegistrationRefused,
    Tick,
)
from veilleur.words.ports import Clock

HOUSEKEEPING_S = 1.0
CHECKPOINT_EVERY_EVENTS = 2_000
ALLOWED, REFUSED, ASKED = Answer("allow"), Answer("refuse"), Answer("ask")
_ANSWERS = {DecisionKind.ALLOW: ALLOWED, DecisionKind.REFUSE: REFUSED, DecisionKind.ASK: ASKED}

Listener = Callable[[Event, list[Decision]], None]


class Guard:
    """Watches one Asterisk for as long as `run` runs.

    listener: is told of every event and its decisions, after they were journalled.

    Raises:
        ConfigError: when the configuration names no PBX.
        JournalError: when the journal cannot be written.
    """

    def __init__(
        self, settings: Settings, *, clock: Clock | None = None, listener: Listener | None = None
    ) -> None:
        if settings.asterisk is None:
            source = settings.source or "veilleur.toml"
            raise ConfigError(f"{source}: no PBX is named; add [asterisk] with host and secret_file.")
        self.site = settings.site
        self.clock = clock or SystemClock()
        self.vantage = Vantage.ASKED if settings.asterisk.asks else Vantage.LIVE
        self.agi_port = 0
        self._listener = listener
        self._settings = settings
        self._numbering = settings.numbering()
        asterisk = _asterisk_settings(settings)
        # Jitter of reconnections, not a secret.
        self.feed = AsteriskFeed(asterisk, self.site, self.clock.now, random.random)
        self._agi = FastAgi(
            asterisk,
            self.decide,
            lambda _extension, _number, _digits: False,  # no codes are kept yet: nobody is let through
            self.take,
            self.clock.now,
            self.feed.translator.plan.is_extension,
        )
        self._refusals = RefusalCoalescer()
        self._steps = StepDetector()
        self._since_checkpoint = 0
        self._wake: asyncio.TimerHandle | None = None
        self.journal = Journal(settings.journal.file)
        self.watch = self._bring_back()
        self._responder = Responder(self.feed.actuator, self.take, self.clock)

    async def run(self) -> None:
        """Watch until cancelled; then commit what is left."""
        now = self.clock.now()
        try:
            self.take(GuardStarted(now, now, __version__))
            if self.vantage is Vantage.ASKED:
                self.agi_port = await self._agi.start()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.feed.run(self.take))
                tasks.create_task(self._keep_house())
        finally:
            await self._agi.stop()
            if self._wake is not None:
                self._wake.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._responder.close()
            self._keep_state()
            self.journal.close()

    def take(self, event: Event) -> None:
        """One event on its way: joined with its like, judged, journalled, acted on."""
        if isinstance(event, RegistrationRefused):
            for passed in self._refusals.take(event):
                self._step(passed)
        else:
            self._step(event)

    def decide(self, event: CallRequested | MailboxRequested) -> Answer:
        """The one word for a dialplan that waits. Without a decision nobody is let through."""
        for decision in self._step(event):
            if decision.subject is Subject.REQUEST and decision.target == event.request:
                # What is only observed is not carried out.
                return ALLOWED if decision.observed else _ANSWERS.get(decision.kind, REFUSED)
        return REFUSED

    def _step(self, event: Event) -> list[Decision]:
        decisions = list(self.watch.step(event))
        self.journal.append_event(self.site.name, event)
        for decision in decisions:
            self._responder.carry_out(decision)
            self.journal.append_decision(self.site.name, decision)
        self._since_checkpoint += 1
        self._wake_in_time()
        if self._listener is not None:
            self._listener(event, decisions)
        return decisions

    def _wake_in_time(self) -> None:
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        wake_at = self.watch.wake_at
        if wake_at is not None:
            loop = asyncio.get_running_loop()
            self._wake = loop.call_later(self.clock.wait_s(wake_at), self._tick)

    def _tick(self) -> None:
        now = self.clock.now()
        self._step(Tick(now, now))

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(HOUSEKEEPING_S)
            now = self.clock.now()
            step_s = self._steps.step_s(now, self.clock.wall())
            if step_s:
                self._step(ClockStepped(now, now, step_s))
            for held in self._refusals.due(now):
                self._step(held)
            if self._since_checkpoint >= CHECKPOINT_EVERY_EVENTS:
                self._keep_state()

    def _keep_state(self) -> None:
        self.journal.checkpoint(self.site.name, json.dumps(self.watch.save()))
        self._since_checkpoint = 0

    def _bring_back(self) -> Watch:
        """The watch as it was: the newest kept state, then every event journalled after it."""
        reader = JournalReader(self._settings.journal.file)
        try:
            kept = reader.checkpoint(self.site.name)
            if kept is None:
                after, watch = 0, Watch(self.site, self._numbering, vantage=self.vantage)
            else:
                after = kept[0]
                watch = Watch.load(self.site, self._numbering, json.loads(kept[1]))
            for entry in reader.entries(after=after, site=self.site.name, kind="event"):
                if not entry.forgotten:
                    watch.step(entry.event())
        finally:
            reader.close()
        return watch


def _asterisk_settings(settings: Settings) -> AsteriskSettings:
    section = settings.asterisk
    assert section is not None
    return AsteriskSettings(
        host=section.host,
        port=section.port,
        username=section.username,
        secret=section.secret,
        log_file=section.log_file,
        truncate_log=section.own_log,
        agi_host=section.agi_host,
        agi_port=section.agi_port,
        poll_forwards_s=section.poll_forwards_s,
        trunks=settings.site.trunks,
    )
