"""A FastAGI server that behaves as set, and a call that asks it: for what the dialplan does of itself."""

from __future__ import annotations

import socket
import threading
import time

from lab.switch import RealAsterisk

# The end of every dialplan under test: it reports the verdict. Comes after a line that sets it.
VERDICT = "same => n,UserEvent(LabVerdict,Number: ${EXTEN},Go: ${VEILLEUR_GO})\nsame => n,Hangup()\n"


class FakeGuard:
    """behaviour: "closing", "resetting", "nonsense", "frozen" or the exact word it answers."""

    def __init__(self, port: int, behaviour: str = "frozen") -> None:
        self.behaviour = behaviour
        self.asked = 0
        self._listener = socket.create_server(("127.0.0.1", port))
        self._held: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> FakeGuard:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Listen no more."""
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept, which else keeps the port
        self._listener.close()
        for connection in self._held:
            connection.close()

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
                if self.behaviour == "resetting":
                    # Closing with no time to linger sends a reset.
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    continue
                word = "SET NONSENSE" if self.behaviour == "nonsense" else "SET VARIABLE VEILLEUR"
                connection.settimeout(5)
                connection.recv(65536)
                connection.sendall(f"{word} {self.behaviour}\n".encode())
                connection.recv(1024)


def may_leave(switch: RealAsterisk, number: str, context: str = "lab-out") -> tuple[str, float]:
    """Whether the dialplan lets a call leave ("yes", "no"), and after how many seconds."""
    began = time.monotonic()
    switch.send("Originate", Channel=f"Local/{number}@{context}", Application="Wait", Data="5", Async="true")
    event = switch.wait_for("UserEvent", UserEvent="LabVerdict", Number=number)
    return event["Go"], time.monotonic() - began
