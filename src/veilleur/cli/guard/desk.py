"""`veilleur desk`: alert people while a guard watches. The guard starts it; by itself it serves for trying.

Out: sentences about itself on stderr. Exit 0 when it was stopped, 2 when the configuration cannot be used.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from veilleur.cli.guard.desk_child import GUARD_PID
from veilleur.cli.options import ConfigOption, LangOption, language_or_error, settings_required
from veilleur.language import Sentence, error_in, printable, say
from veilleur.words.errors import ConfigError

PARENT_LOOK_S = 1.0
NICE = 5  # below the guard, which must answer a switch within milliseconds
_READY = Sentence("Les alertes sont prêtes\u00a0: {people}.", "Alerts are ready: {people}.")


def command(config: ConfigOption = None, lang: LangOption = None) -> None:
    """Alert people by what the journal says. `veilleur guard` starts it where [alerts] is configured."""
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    if not settings.wants_desk:
        raise ConfigError(
            "There is nobody to alert and no page; write [[alerts.person]] or [page] in {path}.",
            path=settings.source,
        )

    def complain(sentence: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            print(f"veilleur: {printable(error_in(sentence, language))}", file=sys.stderr, flush=True)

    from veilleur.desk.process import Desk  # late: loads all of mail and HTTP

    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    desk = Desk(settings, language, complain)
    people = ", ".join(person.name for person in settings.alerts.people) or "-"
    complain(say(_READY, {"people": people}, language))
    asyncio.run(_until_stopped(desk.run))


async def _until_stopped(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    task = asyncio.create_task(run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    orphan = asyncio.create_task(_end_with_parent(task, _guard()))
    with contextlib.suppress(asyncio.CancelledError):
        await task
    orphan.cancel()


def _guard() -> int:
    """The process that started us. By its own word: it may be gone by the time that we can ask the kernel."""
    said = os.environ.get(GUARD_PID, "")
    return int(said) if said.isascii() and said.isdecimal() else os.getppid()


async def _end_with_parent(task: asyncio.Task[None], parent: int) -> None:
    """A guard that was killed starts another desk when it is back: two would alert twice."""
    while os.getppid() == parent:  # noqa: ASYNC110 - the kernel sends no event of it
        await asyncio.sleep(PARENT_LOOK_S)
    task.cancel()
