"""The FastAGI port is looked at before it is written: free, our own guard's, or refused with another one."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator

import pytest
from lab.addresses import free_port

from veilleur.pbx.asterisk.setup import AsteriskPlan
from veilleur.pbx.asterisk.wizard.port import must_be_free
from veilleur.words.errors import ConfigError


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


class Pong(socketserver.StreamRequestHandler):
    """Answers as a guard does to whoever only looks whether it is there."""

    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(b'VERBOSE "VEILLEUR pong" 1\n')


def test_a_port_on_which_another_program_listens_is_refused_with_a_free_one(taken: int) -> None:
    with pytest.raises(ConfigError, match=f"--agi-port {taken}: another program listens"):
        must_be_free(taken, is_freepbx=False)


def test_a_free_port_may_be_taken() -> None:
    must_be_free(free_port(), is_freepbx=True)


def test_the_port_of_our_own_guard_may_be_taken_again() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), Pong) as guard:
        threading.Thread(target=guard.serve_forever, daemon=True).start()
        must_be_free(guard.server_address[1], is_freepbx=False)
        guard.shutdown()


def test_freepbx_keeps_its_own_port_while_its_server_is_down_too() -> None:
    with pytest.raises(ConfigError, match="FreePBX's own FastAGI server"):
        must_be_free(4573, is_freepbx=True)


def test_the_port_that_set_up_takes_is_none_that_a_pbx_uses() -> None:
    assert AsteriskPlan().agi_port != 4573
