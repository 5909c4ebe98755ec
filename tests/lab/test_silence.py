"""The manager falls silent while the switch goes on: noticed in three seconds, made good at its return."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest
from lab.addresses import free_port
from lab.attacks import HOSTILE_NUMBERS, originate
from lab.company import Company
from lab.outcome import outcome

from veilleur.words.events import FeedLost

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

SILENT_S = 6.0
NOTICED_S = 3.0 + 0.5  # and what a busy machine takes
CUT_AFTER_S = 2.5  # at most 1.5 s until the next try, and the time of a cut


class Line:
    """A connection through us, on which nothing passes while it is cut, and which stays open all the same."""

    def __init__(self, to: int) -> None:
        self.port, self._to = free_port(), to
        self.passes = threading.Event()
        self.passes.set()
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _address = self._listener.accept()
                there = socket.create_connection(("127.0.0.1", self._to))
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self.passes.wait(60)
                other.sendall(data)
        for side in (one, other):
            side.close()


def test_a_silent_manager_is_noticed_and_what_ran_meanwhile_is_cut_at_its_return(version: str) -> None:
    with Company(version) as company, Line(company.switch.ami_port) as line:
        company.guard.stop()
        settings = company.home / "veilleur.toml"
        settings.write_text(
            settings.read_text().replace(f"port = {company.switch.ami_port}", f"port = {line.port}", 1)
        )
        company.guard.start()
        line.passes.clear()
        began = time.time()
        for number in HOSTILE_NUMBERS[:3]:
            originate(company, number, 30)
        company.journal.wait_for(lambda j: j.events(FeedLost), "the silence is noticed")
        assert company.journal.events(FeedLost)[0].seen_at - began < NOTICED_S
        time.sleep(max(0.0, began + SILENT_S - time.time()))
        line.passes.set()
        returned = time.time()
        calls = outcome(company).hostile
        assert len(calls) == 3
        assert max(one.ended_at or 0 for one in calls) - returned < CUT_AFTER_S
