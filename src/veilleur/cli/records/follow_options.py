"""Options of the commands that follow files, and polling these files.

In: a reader that follows. Out: what each poll brought. Pitfall: Ctrl-C (or a TERM signal) is the ordinary
end, so it breaks nothing off: the poll goes to its end, what still waited is given, and the command says
its last word. A second Ctrl-C ends at once.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from veilleur.cli.records.input_files import STANDARD_INPUT
from veilleur.words.errors import InputError

if TYPE_CHECKING:
    from veilleur.records import FollowedReader
    from veilleur.words.events import CallRecorded

POLL_EVERY_S = 0.5
IDLE_AFTER_S = 2.0  # the rows of one call are written together

FollowOption = Annotated[
    bool, typer.Option("--follow", "-f", help="Read on as the files grow and rotate; Ctrl-C ends it.")
]
UntilIdleOption = Annotated[
    Optional[float],  # noqa: UP045 - typer reads the annotation at run time
    typer.Option(
        "--until-idle", metavar="SECONDS", help="With --follow: end when nothing came for this long."
    ),
]


def refuse_what_cannot_be_followed(files: list[Path], follow: bool, until_idle: float | None) -> None:
    """Raises InputError for standard input, and for an option that only --follow explains."""
    if until_idle is not None and (not follow or until_idle < 0):
        raise InputError("--until-idle goes with --follow and takes seconds, such as --until-idle 60.")
    if follow and STANDARD_INPUT in files:
        raise InputError("--follow reads files; give the name of the file instead of -.")


def polls(reader: FollowedReader, until_idle_s: float | None) -> Iterator[Iterator[CallRecorded]]:
    """What each poll brings, the first at once; the last gives what still waited for its end."""
    with _asked_to_end() as end:
        seen, since = -1, time.monotonic()
        while True:
            idle_s = time.monotonic() - since
            yield reader.news(is_idle=idle_s >= IDLE_AFTER_S)
            if reader.lines_seen != seen:
                seen, since = reader.lines_seen, time.monotonic()
            elif until_idle_s is not None and idle_s >= until_idle_s:
                break
            if end.wait(POLL_EVERY_S if until_idle_s is None else min(POLL_EVERY_S, until_idle_s)):
                break
        yield reader.news()
        yield reader.finish()


@contextmanager
def _asked_to_end() -> Iterator[threading.Event]:
    """An event that is set by the first Ctrl-C or TERM."""
    end = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield end
        return
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}

    def asked(_number: int, _frame: object) -> None:
        end.set()
        restore()

    def restore() -> None:
        for one, handler in before.items():
            signal.signal(one, handler)

    for one in before:
        signal.signal(one, asked)
    try:
        yield end
    finally:
        restore()
