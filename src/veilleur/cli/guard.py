"""`veilleur guard`: watch the configured PBX until it is told to stop (SIGTERM, Ctrl-C)."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from veilleur.cli.options import ConfigOption, settings_required
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.events import Event, FeedLost, FeedRestored

SILENT = {DecisionKind.ALLOW}


def command(config: ConfigOption = None) -> None:
    """Watch the configured PBX for good. One line for each decision that is not an allow."""
    from veilleur.guard import Guard

    settings = settings_required(config)
    zone = ZoneInfo(settings.site.timezone)

    def tell(event: Event, decisions: list[Decision]) -> None:
        clock = datetime.fromtimestamp(event.seen_at, zone).strftime("%Y-%m-%d %H:%M:%S")
        if isinstance(event, FeedLost):
            print(f"{clock} {event.feed}: blind. {event.why}", flush=True)
        elif isinstance(event, FeedRestored):
            print(f"{clock} {event.feed}: sees.", flush=True)
        for decision in decisions:
            if decision.kind not in SILENT:
                codes = ", ".join(reason.code for reason in decision.reasons)
                would = "would " if decision.observed else ""
                print(f"{clock} {would}{decision.kind.value} {decision.subject.value}: {codes}", flush=True)

    async def watch() -> None:
        guard = Guard(settings, listener=tell)
        task = asyncio.create_task(guard.run())
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, task.cancel)
        print(f"Watching {guard.site.name}; journal {settings.journal.file}.", file=sys.stderr, flush=True)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    try:
        asyncio.run(watch())
    except* Exception as group:
        # A task group wraps what ended it; people get the sentence inside.
        raise group.exceptions[0] from None
