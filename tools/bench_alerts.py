"""What alerts cost the decisions: p99 of questions with a dead mail server, and with a desk that is killed.

In: nothing. Out: figures, one line each. Pitfall: all guards are asked in turn in one run, so that they meet
the same machine; the baseline is a guard without alerts, and the desk is killed again as soon as it is back.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lab.latency import question_latency
from lab.waiting import until
from tests.cli.conftest import LivingPbx, Site
from tests.cli.guard.test_desk_process import FOREIGN, desk_of

from veilleur.words.events import AlertSent

PER_SECOND, SECONDS, KILLED_EVERY_S = 50.0, 20.0, 1.0
ALERTS = (
    '[judge]\nmode = "enforce"\n[alerts]\nwait_minutes = 0.1\n[alerts.mail]\nserver = "127.0.0.1"\n'
    'port = {port}\nsecurity = "none"\nsender = "veilleur@example.org"\n'
    '[[alerts.person]]\nname = "Paul"\nmail = "paul@example.org"\n'
)


@contextmanager
def watched(folder: Path, extra: str) -> Iterator[Site]:
    """A guard on an embedded PBX."""
    switch = LivingPbx()
    site = Site(folder, switch)
    site.config.write_text(site.config.read_text() + extra)
    try:
        site.guard.start()
        yield site
    finally:
        site.guard.kill()
        switch.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """A mail server that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield listener.getsockname()[1]


@contextmanager
def killing(guard: int) -> Iterator[None]:
    """Kill the desk of a guard again and again."""
    over = threading.Event()

    def kill() -> None:
        while not over.wait(KILLED_EVERY_S):
            desk = desk_of(guard)
            if desk:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(desk, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def main(seconds: float = SECONDS) -> None:
    """Print the figures."""
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = stack.enter_context(silent_server())
        sites = []
        for name, extra in (("none", ""), ("dead", ALERTS), ("killed", ALERTS)):
            folder = root / name
            folder.mkdir()
            sites.append(stack.enter_context(watched(folder, extra.format(port=port))))
        _, dead, killed = sites
        dead.switch.do(lambda: dead.switch.pbx.originate(FOREIGN, 600.0))
        until(lambda: desk_of(killed.guard.pid), "a desk")
        stack.enter_context(killing(killed.guard.pid))
        found = question_latency(tuple(site.agi_port for site in sites), PER_SECOND, seconds)
        for what, one in zip(("without alerts", "mail server dead", "desk killed"), found, strict=True):
            print(f"question, {PER_SECOND:.0f} a second, {what:<17} {one}")
        tries = len(dead.guard.journal.events(AlertSent))
        print(f"{'':>26} mails tried meanwhile {tries}, a desk killed every {KILLED_EVERY_S:g} s")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
