"""systemd hears that the guard works, and nothing when something in it hangs."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from veilleur.guard.service_manager import FEED_STILL_MAX_S, JOURNAL_STILL_MAX_S, ServiceManager


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5)
        yield listener


def heard(listener: socket.socket) -> list[str]:
    listener.setblocking(False)
    words = []
    try:
        while True:
            words.append(listener.recv(100).decode())
    except BlockingIOError:
        return words


def service(listener: socket.socket, **more: str) -> ServiceManager:
    return ServiceManager({"NOTIFY_SOCKET": listener.getsockname(), "WATCHDOG_USEC": "15000000", **more})


def test_it_says_when_it_watches_and_when_it_stops(manager: socket.socket) -> None:
    one = service(manager)
    one.ready()
    one.stopping()
    assert heard(manager) == ["READY=1", "STOPPING=1"]


def test_it_pings_twice_within_the_time_that_systemd_waits(manager: socket.socket) -> None:
    one = service(manager)
    for second in range(31):
        one.ping(float(second), 0.5)
    assert heard(manager) == ["WATCHDOG=1"] * 4  # after 0, 8, 16 and 24 s


def test_a_journal_that_hangs_is_not_called_alive(manager: socket.socket) -> None:
    one = service(manager)
    one.ping(100.0, JOURNAL_STILL_MAX_S + 1)
    assert heard(manager) == []


def test_a_feed_that_hangs_is_not_called_alive(manager: socket.socket) -> None:
    one = service(manager)
    one.ping(100.0, 0.0, FEED_STILL_MAX_S + 1)
    assert heard(manager) == []
    one.ping(101.0, 0.0, 0.5)
    assert heard(manager) == ["WATCHDOG=1"]


def test_without_a_service_manager_or_for_another_process_nothing_is_sent(manager: socket.socket) -> None:
    ServiceManager({}).ready()
    other = service(manager, WATCHDOG_PID=str(os.getpid() + 1))
    other.ping(100.0, 0.0)
    assert heard(manager) == []


def test_a_socket_that_is_gone_does_no_harm(tmp_path: Path) -> None:
    ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "gone"), "WATCHDOG_USEC": "1000000"}).ping(5.0, 0.0)
