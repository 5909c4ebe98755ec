"""The AMI side of the switch: logged-in sessions, actions in, responses and events out, all as bytes.

A reader might expect events before the login: Asterisk sends none, and an action before it is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

BANNER = b"Asterisk Call Manager/9.0.0\r\n"
INPUT_MAX_BYTES = 65536
Fields = list[tuple[str, str]]


def message(fields: Iterable[tuple[str, str]]) -> bytes:
    """One AMI message. CR and LF inside a value are taken out, as no value can hold them."""
    lines = [f"{key}: {str(value).replace(chr(13), '').replace(chr(10), '')}" for key, value in fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


@dataclass(slots=True)
class Session:
    """One connected manager."""

    challenge: str
    logged_in: bool = False
    closing: bool = False
    input: bytes = b""
    output: bytearray = field(default_factory=lambda: bytearray(BANNER))

    def take_output(self) -> bytes:
        """What is to be sent to this manager now."""
        output = bytes(self.output)
        self.output.clear()
        return output


Handler = Callable[[dict[str, str]], tuple[Fields, list[Fields]]]


class AmiServer:
    """All managers of the switch. `handlers`: action in lower case -> (response, events of a list)."""

    def __init__(self, user: str, secret: str) -> None:
        self.user = user
        self._secret = secret
        self.handlers: dict[str, Handler] = {}
        self.sessions: list[Session] = []

    def connect(self) -> Session:
        """A manager connects; the banner is waiting in its output."""
        session = Session(challenge=str(100000001 + len(self.sessions)))
        self.sessions.append(session)
        return session

    def disconnect(self, session: Session) -> None:
        """A manager has gone."""
        if session in self.sessions:
            self.sessions.remove(session)

    def event(self, name: str, *fields: tuple[str, str]) -> None:
        """Send an event to each manager that has logged in."""
        data = message([("Event", name), ("Privilege", "call,all"), *fields])
        for session in self.sessions:
            if session.logged_in:
                session.output += data

    def receive(self, session: Session, data: bytes) -> None:
        """Bytes of a manager, cut anywhere."""
        session.input += data.replace(b"\r\n", b"\n")
        # A CR at the end of one piece and its LF at the start of the next.
        session.input = session.input.replace(b"\r\n", b"\n")
        while b"\n\n" in session.input:
            block, session.input = session.input.split(b"\n\n", 1)
            pairs = (line.split(":", 1) for line in block.decode("latin-1").split("\n") if ":" in line)
            self._action(session, {key.strip().lower(): value.strip() for key, value in pairs})
        if len(session.input) > INPUT_MAX_BYTES:
            session.closing = True

    def _action(self, session: Session, action: dict[str, str]) -> None:
        name = action.get("action", "").lower()
        mark = [("ActionID", action["actionid"])] if "actionid" in action else []
        if name == "challenge":
            answer: Fields = [("Response", "Success"), *mark, ("Challenge", session.challenge)]
            session.output += message(answer)
        elif name == "login":
            self._login(session, action, mark)
        elif not session.logged_in:
            refused = [("Response", "Error"), *mark, ("Message", "Permission denied")]
            session.output += message(refused)
        elif name == "logoff":
            session.output += message(
                [("Response", "Goodbye"), *mark, ("Message", "Thanks for all the fish.")]
            )
            session.closing = True
        elif name in self.handlers:
            response, listed = self.handlers[name](action)
            session.output += message([response[0], *mark, *response[1:]])
            for fields in listed:
                session.output += message([fields[0], *mark, *fields[1:]])
        else:
            session.output += message([("Response", "Error"), *mark, ("Message", "Invalid/unknown command")])

    def _login(self, session: Session, action: dict[str, str], mark: Fields) -> None:
        # Asterisk's AuthType MD5 is the protocol's own, not a choice of ours.
        expected = hashlib.md5((session.challenge + self._secret).encode(), usedforsecurity=False).hexdigest()
        right = action.get("secret") == self._secret or action.get("key") == expected
        if action.get("username") == self.user and right:
            session.logged_in = True
            session.output += message(
                [("Response", "Success"), *mark, ("Message", "Authentication accepted")]
            )
            session.output += message(
                [("Event", "FullyBooted"), ("Privilege", "system,all"), ("Status", "Fully Booted")]
            )
        else:
            session.output += message([("Response", "Error"), *mark, ("Message", "Authentication failed")])
            session.closing = True
