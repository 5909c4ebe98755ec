"""What a caller writes hides nothing from the login of set-up, on the real switches."""

from __future__ import annotations

import socket
from collections import Counter

import pytest
from lab.addresses import free_port
from lab.switch import RealAsterisk

from veilleur.pbx.asterisk.ami.protocol import Message, Parser
from veilleur.pbx.asterisk.setup import AsteriskPlan, render

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

HOSTILE = (
    "Event: CEL",
    "Event: VarSet",
    "Event: CEL  Privilege: call\\,all",
    "Channel: Local/u1@veilleur-ask",
    "Channel: Local/u1@veilleur-ask-00000001\\;1  ",
    "Event: DeviceStateChange Device: X",
)
HEARD = ("Newchannel", "Newstate", "Newexten", "DialBegin", "DialEnd", "Hangup", "DTMFEnd", "NewCallerid")
# Everything that somebody outside may fill is filled: name, number, dialled extension, who forwarded, key.
PLAN = """\
[lab]
exten => 1,1,Answer()
@SET@same => n,NoOp(${CALLERID(name)})
same => n,Dial(Local/2@lab/n,5)
exten => 2,1,Answer()
same => n,SendDTMF(12)
same => n,Wait(0.3)
"""


def settings() -> str:
    names = ("CALLERID(name)", "CALLERID(num)", "REDIRECTING(from-name)", "CONNECTEDLINE(name)")
    lines = [f"same => n,Set({name}={text})\nsame => n,NoOp({text})\n" for text in HOSTILE for name in names]
    return "".join(lines)


class Login:
    """A manager session that keeps everything it hears."""

    def __init__(self, port: int, user: str, secret: str) -> None:
        self.heard: list[Message] = []
        self._parser = Parser()
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        # A session is a thread of the switch: unless its answer is awaited, calls may come before it.
        self.ask(f"Login\r\nUsername: {user}\r\nSecret: {secret}")

    def ask(self, action: str) -> None:
        """Send an action and hear everything up to its answer."""
        identity = f"question-{len(self.heard)}"
        self._socket.sendall(f"Action: {action}\r\nActionID: {identity}\r\n\r\n".encode())
        while not any(one.get("actionid") == identity for one in self.heard):
            self.heard += self._parser.feed(self._socket.recv(65536))

    def close(self) -> None:
        self._socket.close()


def test_each_event_of_a_hostile_caller_is_heard(version: str) -> None:
    plan = AsteriskPlan(agi_port=free_port(), version=int(version))
    everything = "[bare]\nsecret=bare\nread=all\n"
    files = {"extensions.conf": PLAN.replace("@SET@", settings())}
    with RealAsterisk(version, files, more_manager=render(plan)["manager.conf"] + everything) as switch:
        logins = [
            Login(switch.ami_port, "bare", "bare"),
            Login(switch.ami_port, plan.ami_user, plan.secret),
        ]
        for text in HOSTILE:
            fields = {"CallerID": f'"{text}" <204>'}
            switch.send(
                "Originate", Channel="Local/1@lab/n", Application="Wait", Data="1", Async="true", **fields
            )
            switch.wait_for("OriginateResponse")
        for _number in range(len(HOSTILE) * 4):  # two Local channels each
            switch.wait_for("Hangup")
        for login in logins:
            login.ask("Ping")
            login.close()
    counts = [Counter(one.name for one in login.heard if one.name in HEARD) for login in logins]
    assert counts[0] == counts[1]
    assert all(counts[0][name] >= len(HOSTILE) for name in HEARD[:6])
