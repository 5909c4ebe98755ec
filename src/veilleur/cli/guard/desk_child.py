"""The desk as a child of the guard: started, and started again when it ends.

In: the configuration. Out: a process of its own. Pitfall: a desk that ends at once, again and again, must not
keep the machine busy, so each start waits longer than the one before; and the guard goes on without it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from typing import NoReturn

from veilleur.config import Settings

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
LONG_LIFE_S = 60.0  # a desk that lived this long had begun well
STOP_WITHIN_S = 3.0
VEILLEUR = (sys.executable, "-m", "veilleur")  # the laboratory gives guard and desk another clock
GUARD_PID = "VEILLEUR_GUARD_PID"  # a variable of the desk: the guard that started it, and with which it ends


async def keep_desk(settings: Settings) -> NoReturn:
    """Keep a desk running until cancelled; then it is ended too."""
    pause, loop = FIRST_PAUSE_S, asyncio.get_running_loop()
    words = [*VEILLEUR, "desk"]
    if settings.source is not None:
        words += ["--config", str(settings.source.absolute())]
    if settings.language:
        words += ["--lang", settings.language]
    while True:
        began = loop.time()
        with contextlib.suppress(OSError):  # no process to be had: tried again
            child = await asyncio.create_subprocess_exec(
                *words,
                stdin=asyncio.subprocess.DEVNULL,
                env={**os.environ, GUARD_PID: str(os.getpid())},
            )
            try:
                await child.wait()
            finally:
                await _end(child)
        pause = FIRST_PAUSE_S if loop.time() - began > LONG_LIFE_S else min(2 * pause, LONGEST_PAUSE_S)
        await asyncio.sleep(pause)


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await child.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
