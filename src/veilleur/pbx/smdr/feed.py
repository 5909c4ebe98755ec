"""One old PABX as the guard sees it: call records out, and whether it is blind.

The way of a record: source -> spool (on disk) -> framer -> format -> `on_event`. Pitfall: after a start the
whole spool is read again, since a format may need what stood before (the day, the year, an open call); what
was handed on before is counted and passed over.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import deque
from collections.abc import Callable, Iterable
from itertools import chain

from veilleur.pbx.pulse import Pulse
from veilleur.pbx.smdr.daily_budget import BYTES_A_DAY, DailyBudget
from veilleur.pbx.smdr.framing import Framer
from veilleur.pbx.smdr.parsing import LiveReader, Outcome, count_outcomes, live_context
from veilleur.pbx.smdr.recognition import Recogniser, text_of
from veilleur.pbx.smdr.settings import SmdrSettings, Way
from veilleur.pbx.smdr.sources import Place, Source, source_of
from veilleur.pbx.smdr.spool import Spool
from veilleur.records import BadLine, Format, ParsedRecord
from veilleur.records.registry import named_format
from veilleur.words import events
from veilleur.words.errors import InputError, SwitchError, system_cause
from veilleur.words.events import Event
from veilleur.words.messages import Message
from veilleur.words.site import Site

FEED = "smdr"
FIRST_WAIT_S = 0.25
SOURCE_WAIT_MAX_S = 30.0
IDLE_AFTER_S = 2.0
SAVE_EVERY_S = 0.5
REJECTED_KEPT = 200
QUIET_S = 600.0  # the line is let go for a moment then, and no record is cut in two
FORGET_EVERY_S = 86_400.0
_LONG_NULS = re.compile(rb"\0{64,}")  # a line that is held low; text has none


class _BeginAgain(Exception):  # noqa: N818 - not an error
    pass


class SmdrFeed:
    """Call records of one PABX, for as long as `run` runs.

    now: the guard's time, seconds since 1970 UTC. chance: a number from 0 to 1, for jitter.
    rejected: the last lines that were not understood. format_name: "" while it is not recognised.

    Raises:
        InputError: when the spool cannot be written or no format has the configured name.
    """

    def __init__(
        self, settings: SmdrSettings, site: Site, now: Callable[[], float], chance: Callable[[], float]
    ) -> None:
        self.settings = settings
        self.format_name = ""
        self.counts = {"read": 0, "rejected": 0}
        self.rejected: deque[BadLine] = deque(maxlen=REJECTED_KEPT)
        self._site, self._now, self._chance = site, now, chance
        self._form: Format | None = named_format(settings.format_name) if settings.format_name else None
        self.source: Source = source_of(settings)
        self._on_event: Callable[[Event], None] = lambda _event: None
        self._look_again_at = 0.0
        self._budget = DailyBudget()
        self._is_flooded = False
        self._pulse = Pulse()
        self._begin()

    def _begin(self) -> None:
        self._spool = Spool(self.settings.spool, self.settings.way is Way.FILE)
        self._forget_old()
        self._is_over = False
        self._framer = Framer()
        self._reader: LiveReader | None = None
        self._recogniser = Recogniser(self._known_form())
        self._outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
        self._to_pass_over = self._spool.position
        self._last_bytes_at = 0.0
        self._is_seeing = False
        self._is_blind = True

    @property
    def place(self) -> Place:
        """How far a followed file is kept."""
        return self._spool.place

    @property
    def still_s(self) -> float:
        """See `Feed`."""
        return self._pulse.still_s

    async def run(self, on_event: Callable[[Event], None]) -> None:
        """Read, come back after a lost line, until cancelled; then save what is left."""
        self._on_event = on_event
        self._loop = asyncio.get_running_loop()
        is_blind = True
        while True:
            if self._is_over:
                self._begin()
                self._is_blind = is_blind
            try:
                for piece in self._spool.kept():
                    self._frame(piece)
                    self._pulse.beat()
                    await asyncio.sleep(0)  # a long spool must not keep signals and others waiting
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._hand_on())
                    tasks.create_task(self._keep_house())
                    tasks.create_task(self._stay_connected())
            except* _BeginAgain:
                is_blind = self._is_blind
            finally:
                if self._reader is not None:
                    self._reader.close()
                self._spool.close()
                self._is_over = True

    def _forget_old(self) -> None:
        """Raw lines hold numbers of people: they are kept no longer than the settings say."""
        before = self._now() - self.settings.keep_s
        if not self._spool.is_old(before):
            return
        with contextlib.suppress(OSError):  # tried again at the next start; nothing is lost
            self._spool.forget(before, self._outcomes_of)

    def _outcomes_of(self, pieces: Iterable[bytes]) -> int:
        framer = Framer()
        lines = (line for piece in pieces for line in framer.feed(piece))
        recogniser = Recogniser(self._known_form())
        for line in lines:
            form = recogniser.add(line).form
            if form is not None:
                self._spool.format_name = form.name
                context = live_context(self._site, self._spool.generation, self._spool.born_at)
                every = ((one.offset, text_of(one.data)) for one in chain(recogniser.waiting, lines))
                return count_outcomes(form, recogniser.texts, every, context)
        return 0

    def _known_form(self) -> Format | None:
        """The configured format, or that of the lines that were forgotten."""
        if self._form is None and self._spool.format_name:
            with contextlib.suppress(InputError):
                return named_format(self._spool.format_name)
        return self._form

    async def _stay_connected(self) -> None:
        wait_s = FIRST_WAIT_S
        reported = ""
        while True:
            self._is_seeing = False
            try:
                await self.source.run(self)
                why = ""
            except SwitchError as error:
                why = error.message
            if self._is_seeing:
                wait_s, reported = FIRST_WAIT_S, ""
            if why and why != reported:
                reported, self._is_blind = why, True
                now = self._now()
                self._on_event(events.FeedLost(now, now, FEED, why))
            await asyncio.sleep(wait_s * (0.5 + self._chance()) if why else 0.0)
            wait_s = min(SOURCE_WAIT_MAX_S, wait_s * 2)

    async def seeing(self, is_new_line: bool) -> None:
        """There is a line again."""
        self._is_seeing = True
        if is_new_line and self._framer.has_half_a_line:
            # What was cut off will not go on here; a format may still join the halves.
            await self.keep(b"\n")
        if self._is_blind:
            self._is_blind = False
            now = self._now()
            self._on_event(events.FeedRestored(now, now, FEED))

    async def keep(self, data: bytes, place: Place | None = None) -> None:
        """Bytes of the PABX; returns when they are on disk.

        Raises:
            SwitchError: when they cannot be kept.
        """
        data = _LONG_NULS.sub(b"", data)
        if not self._budget.allows(len(data), self._now()):
            self._report_flood()
            self._spool.noted(0, place)
            return
        if self._is_flooded:
            self._is_flooded = False
            await self.seeing(False)  # a new day
        try:
            await asyncio.to_thread(self._spool.keep, data)
        except OSError as error:
            raise SwitchError(
                "{path}: cannot be written ({why})", path=self._spool.folder, why=system_cause(error)
            ) from error
        self._spool.noted(len(data), place)
        self._frame(data)

    def _report_flood(self) -> None:
        if self._is_flooded:
            return
        self._is_flooded = self._is_blind = True
        now = self._now()
        why = Message(
            "the line sent more than {megabytes} MB today; what comes until midnight UTC is passed over",
            megabytes=BYTES_A_DAY >> 20,
        )
        self._on_event(events.FeedLost(now, now, FEED, why))

    def _frame(self, data: bytes) -> None:
        self._last_bytes_at = self._loop.time()
        for line in self._framer.feed(data):
            if self._reader is not None:
                self._reader.put(line.offset, text_of(line.data))
            else:
                found = self._recogniser.add(line)
                if found.set_aside is not None:
                    # Not records, or a heading first: the oldest is set aside and the rest goes on.
                    aside = found.set_aside
                    reason = Message("no format is known for it")
                    self._reject(BadLine(aside.offset, reason, text_of(aside.data)))
                if found.form is not None:
                    self._begin_reading(found.form)

    def _begin_reading(self, form: Format) -> None:
        self.format_name = form.name
        context = live_context(self._site, self._spool.generation, self._spool.born_at)
        loop, outcomes = self._loop, self._outcomes

        def give(outcome: Outcome) -> None:
            # The loop may be closed already: what is not handed on is read again at the next start.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(outcomes.put_nowait, outcome)

        self._reader = LiveReader(form, context, give)
        self._reader.start(self._recogniser.texts)
        for line in self._recogniser.waiting:
            self._reader.put(line.offset, text_of(line.data))
        self._recogniser.waiting.clear()

    async def _hand_on(self) -> None:
        while True:
            outcome = await self._outcomes.get()
            if self._to_pass_over > 0:
                self._to_pass_over -= 1
                continue
            if isinstance(outcome, ParsedRecord):
                self.counts["read"] += 1
                self._on_event(outcome.event._replace(seen_at=self._now()))
            else:
                self._reject(outcome)
            self._spool.position += 1

    async def _keep_house(self) -> None:
        was_idle = True
        while True:
            await asyncio.sleep(SAVE_EVERY_S)
            self._pulse.beat()
            idle = self._loop.time() - self._last_bytes_at >= IDLE_AFTER_S
            if idle and not was_idle and self._reader is not None:
                self._reader.idle()
            was_idle = idle
            self._spool.mark(self._now())
            if self._may_begin_again():
                raise _BeginAgain
            with contextlib.suppress(OSError):  # reported when bytes cannot be kept
                await asyncio.to_thread(self._spool.save, self._spool.state())

    def _may_begin_again(self) -> bool:
        """Once a day, when nothing has come for long: whether there are old lines to forget."""
        now = self._loop.time()
        if now - self._last_bytes_at < QUIET_S or now < self._look_again_at or not self._outcomes.empty():
            return False
        self._look_again_at = now + FORGET_EVERY_S
        return self._spool.is_old(self._now() - self.settings.keep_s)

    def _reject(self, bad: BadLine) -> None:
        self.counts["rejected"] += 1
        self.rejected.append(bad)
