"""`veilleur guard`: watch the configured PBX until it is to stop (SIGTERM, Ctrl-C, a closed terminal).

Out: one line on stdout for each decision that is not an allow (of a flood one line a second, with their
number), sentences about itself on stderr. Exit 0 when it was stopped, 2 when the PBX, the journal or
the configuration cannot be used.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from veilleur.cli.guard.desk_child import keep_desk
from veilleur.cli.guard.hostile_addresses import HostileAddresses
from veilleur.cli.guard.prompt_answers import answer_before_others, keep_start
from veilleur.cli.guard.rate_limited_printer import RateLimitedPrinter
from veilleur.cli.options import ConfigOption, LangOption, language_or_error, settings_required
from veilleur.config import Settings
from veilleur.config.exposed_files import exposed_files
from veilleur.language import clean, error_in, masked, say
from veilleur.wording.decisions import SAY, decision_line
from veilleur.wording.places import where
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.events import Event, FeedLost, FeedRestored
from veilleur.words.incidents import Incident
from veilleur.words.ports import Numbering

SILENT = {DecisionKind.ALLOW}


def command(config: ConfigOption = None, lang: LangOption = None) -> None:
    """Watch the configured PBX for good. One line for each decision that is not an allow."""
    settings = settings_required(config)
    printer = _Printer(settings, language_or_error(lang, settings))
    for sentence in exposed_files(settings):
        printer.print_sentence(sentence)
    answer_before_others()
    try:
        if asyncio.run(_watch(settings, printer)):
            sys.stdout.flush()
            os.execv(sys.executable, [sys.executable, "-m", "veilleur", *sys.argv[1:]])  # noqa: S606 - ourselves
    except BaseExceptionGroup as group:
        # A task group wraps what ended it; people get the sentence inside.
        raise _innermost(group) from None


async def _watch(settings: Settings, printer: _Printer) -> bool:
    """Whether it is to begin again with another configuration."""
    from veilleur.guard import Guard

    guard = Guard(settings, listener=printer.listen, say=printer.print_sentence)
    keep_start(guard.numbering)
    if settings.name_addresses:
        printer.name_addresses_of(lambda: guard.watch.incidents)
    task = asyncio.create_task(guard.run())
    loop = asyncio.get_running_loop()
    stopping = False

    def stop() -> None:
        # A second signal must not break off what the first one began: committing.
        nonlocal stopping
        if not stopping:
            stopping = True
            task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop)
    desk = asyncio.create_task(keep_desk(settings)) if settings.wants_desk else None
    printer.say("watching", site=guard.site.name, journal=str(settings.journal.file))
    with contextlib.suppress(asyncio.CancelledError):
        await task
    if desk is not None:
        desk.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await desk
    printer.stop()
    printer.say("stopped")
    return guard.wants_restart


def _innermost(group: BaseException) -> BaseException:
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group


class _Printer:
    """Prints what happens, in one language and the site's time."""

    def __init__(self, settings: Settings, language: str) -> None:
        self._language = language
        self._zone = ZoneInfo(settings.site.timezone)
        self._settings = settings
        self._flood = RateLimitedPrinter(self._print)
        self._incidents: Callable[[], list[Incident]] | None = None
        self._hostile = HostileAddresses()

    def name_addresses_of(self, incidents: Callable[[], list[Incident]]) -> None:
        """From now on, a line for each address of an announced incident."""
        self._incidents = incidents

    def say(self, code: str, **blanks: str) -> None:
        """One of our own sentences, on stderr."""
        self.print_sentence(say(SAY[code], blanks, self._language))

    def print_sentence(self, sentence: str) -> None:
        """A sentence about Veilleur itself."""
        with contextlib.suppress(OSError, ValueError):
            print(error_in(sentence, self._language), file=sys.stderr, flush=True)

    def listen(self, event: Event, decisions: list[Decision]) -> None:
        """What the guard saw and decided."""
        if isinstance(event, FeedLost):
            why = clean(error_in(event.why.rstrip("."), self._language))
            self.say("blind", clock=self._clock(event.seen_at), feed=event.feed, why=why)
        elif isinstance(event, FeedRestored):
            self.say("sees", clock=self._clock(event.seen_at), feed=event.feed)
        for decision in decisions:
            if decision.kind not in SILENT:
                self._flood.show(decision)
        if self._incidents is not None and decisions:
            for line in self._hostile.new_lines(self._incidents()):
                print(line, flush=True)

    def stop(self) -> None:
        """Say what was only counted so far."""
        self._flood.end()

    def _print(self, decision: Decision, more: int) -> None:
        line = decision_line(decision, self._language, self._shown, self._place)
        if more > 1:
            line = say(SAY["more"], {"line": line, "count": more}, self._language)
        print(f"{self._clock(decision.at)} {line}", flush=True)

    @cached_property
    def _numbering(self) -> Numbering:
        return self._settings.numbering()  # when the first decision is printed: it takes a moment to read

    def _shown(self, number: str) -> str:
        return masked(self._numbering.destination(number).e164 or number)

    def _place(self, number: str) -> str:
        return where(self._numbering.destination(number), self._language)

    def _clock(self, at: float) -> str:
        return datetime.fromtimestamp(at, self._zone).strftime("%Y-%m-%d %H:%M:%S")
