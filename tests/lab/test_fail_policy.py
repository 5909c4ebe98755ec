"""Law 9 on the real switches: Veilleur absent, closing, babbling or frozen, within 2 seconds."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from lab.switch import RealAsterisk, free_port

from veilleur.pbx.asterisk.setup import dialplan
from veilleur.pbx.asterisk.setup.plan import AsteriskPlan

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NATIONAL, FOREIGN = "0199001234", "0037129011234"
_LAB_OUT = """
[lab-out]
exten => _X!,1,Gosub(veilleur,s,1(${EXTEN},carrier,,))
same => n,UserEvent(LabVerdict,Number: ${EXTEN},Go: ${VEILLEUR_GO})
same => n,Hangup()
"""


class FakeGuard:
    """A FastAGI server that behaves as told: "closing", "nonsense", "frozen" or an exact verdict."""

    def __init__(self, port: int) -> None:
        self.behaviour = "frozen"
        self.asked = 0
        self._listener = socket.create_server(("127.0.0.1", port))
        self._held: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.asked += 1
            if self.behaviour == "frozen":
                self._held.append(connection)
                continue
            with connection:
                if self.behaviour == "closing":
                    continue
                word = "SET NONSENSE" if self.behaviour == "nonsense" else "SET VARIABLE VEILLEUR"
                connection.settimeout(5)
                connection.recv(65536)
                connection.sendall(f"{word} {self.behaviour}\n".encode())
                connection.recv(1024)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept, which else keeps the port
        self._listener.close()
        for connection in self._held:
            connection.close()


@pytest.fixture(scope="module", params=["22", "16"])
def switch(request: pytest.FixtureRequest) -> Iterator[tuple[RealAsterisk, int]]:
    port = free_port()
    plan = AsteriskPlan(agi_port=port, waits_without_us="always", version=int(request.param))
    with RealAsterisk(request.param, {"extensions.conf": dialplan.core(plan) + _LAB_OUT}) as running:
        yield running, port


def dial(switch: RealAsterisk, number: str) -> tuple[str, float]:
    """Whether the call may leave, and after how many seconds."""
    began = time.monotonic()
    switch.send("Originate", Channel=f"Local/{number}@lab-out", Application="Wait", Data="5", Async="true")
    while True:
        event = switch.wait_for("UserEvent")
        if event.get("Number") == number:
            return event["Go"], time.monotonic() - began


def test_with_nobody_listening_national_passes_and_foreign_waits(switch: tuple[RealAsterisk, int]) -> None:
    assert [dial(switch[0], number)[0] for number in (NATIONAL, FOREIGN)] == ["yes", "no"]


@pytest.mark.parametrize("behaviour", ["closing", "nonsense", "frozen"])
def test_a_broken_guard_leaves_the_choice_of_the_site(
    switch: tuple[RealAsterisk, int], behaviour: str
) -> None:
    guard = FakeGuard(switch[1])
    guard.behaviour = behaviour
    try:
        for number, expected in ((NATIONAL, "yes"), (FOREIGN, "no")):
            go, after_s = dial(switch[0], number)
            assert go == expected
            assert after_s < 2.5
        assert guard.asked == 2
    finally:
        guard.close()


@pytest.mark.parametrize(
    ("word", "expected"), [("allow", "yes"), ("refuse", "no"), ("allowed", "no"), ("ALLOW", "no")]
)
def test_only_the_exact_word_lets_a_foreign_call_pass(
    switch: tuple[RealAsterisk, int], word: str, expected: str
) -> None:
    guard = FakeGuard(switch[1])
    guard.behaviour = word
    try:
        assert dial(switch[0], FOREIGN)[0] == expected
    finally:
        guard.close()


def test_emergency_calls_are_never_asked_about(switch: tuple[RealAsterisk, int]) -> None:
    guard = FakeGuard(switch[1])
    guard.behaviour = "refuse"
    try:
        for number in ("112", "15", "0112", "015"):
            assert dial(switch[0], number)[0] == "yes"
        assert guard.asked == 0
    finally:
        guard.close()
