"""An event socket as a FreeSWITCH has it: login, subscription, events, and the commands of a guard.

In: what is to happen. Out: bytes in the layout of FreeSWITCH 1.11. Pitfall: an answer to a command bears no
number, and events may come before it.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import quote

PASSWORD = "of-the-event-socket"  # noqa: S105 - of a made switch
# What of Veilleur's dialplan it has loaded.
LOADED = {
    "module_exists mod_curl": "true",
    "xml_locate dialplan context name veilleur": "veilleur-200",
    "xml_locate dialplan context name default": "veilleur_asks",
}
_SAFE = " -_.!~*'():/@+,;=&$?"


class EventSocketServer:
    """The socket of one made FreeSWITCH. killed: channels to be hung up so far; kills: whether it does."""

    def __init__(self, password: str = PASSWORD) -> None:
        self.password = password
        self.port = 0
        self.rows: dict[str, dict[str, Any]] = {}  # of `show channels`, by uuid
        self.answers = dict(LOADED)  # to other commands
        self.killed: list[str] = []
        self.kills = self.speaks = True
        self.names_calls = False  # whether legs have Call-IDs
        self.subscribed: list[str] = []
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._sequence = 0
        self.last = b""  # what was sent last

    async def start(self, port: int = 0) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more, and let go of who is connected."""
        if self._server is not None:
            self._server.close()
        for writer in tuple(self._writers):
            writer.close()

    def happens(self, name: str, uuid: str, **headers: str) -> None:
        """Report one event of a channel."""
        self.sends(self.event({"Event-Name": name, "Unique-ID": uuid, **_dashed(headers)}))

    def custom(self, subclass: str, **headers: str) -> None:
        """Report one event of a module."""
        self.sends(self.event({"Event-Subclass": subclass, "Event-Name": "CUSTOM", **_dashed(headers)}))

    def event(self, headers: dict[str, str]) -> bytes:
        """The bytes of an event."""
        self._sequence += 1
        whole = {
            **headers,
            "Core-UUID": "00000000-0000-4000-8000-000000000000",
            "Event-Calling-Function": "made",
            "Event-Sequence": str(self._sequence),
        }
        body = "".join(f"{name}: {quote(value, safe=_SAFE)}\n" for name, value in whole.items()) + "\n"
        return f"Content-Length: {len(body)}\nContent-Type: text/event-plain\n\n{body}".encode()

    def sends(self, data: bytes) -> None:
        """Bytes to everybody who is logged in."""
        self.last = data
        for writer in self._writers:
            writer.write(data)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Content-Type: auth/request\n\n")
        try:
            while line := (await reader.readuntil(b"\n\n")).decode().strip():
                if self.speaks:
                    writer.write(self._answer(line, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    def _answer(self, line: str, writer: asyncio.StreamWriter) -> bytes:
        verb, _space, rest = line.partition(" ")
        if verb == "auth":
            if rest != self.password:
                return _reply("-ERR invalid")
            self._writers.add(writer)
            return _reply("+OK accepted")
        if writer not in self._writers:
            return _reply("-ERR command not found")
        if verb == "event":
            self.subscribed = rest.split()
            return _reply("+OK event listener enabled plain")
        return _response(self._api(rest))

    def _api(self, words: str) -> str:
        if words == "show channels as json":
            rows = list(self.rows.values())
            return json.dumps({"row_count": len(rows), **({"rows": rows} if rows else {})})
        if words.startswith("uuid_kill "):
            uuid = words.split()[1]
            self.killed.append(uuid)
            if uuid not in self.rows:
                return "-ERR No such channel!\n"
            if self.kills:
                self.ends(uuid, "CALL_REJECTED")
            return "+OK\n"
        if words.startswith("uuid_getvar ") and words.endswith(" sip_call_id") and self.names_calls:
            return words.split()[1]  # behind a gate the Call-ID is the call's name in the steps
        return self.answers.get(words, "-ERR no reply\n" if words != "uptime" else "42\n")

    # --- a call ---

    def creates(
        self,
        uuid: str,
        name: str,
        number: str,
        *,
        caller: str = "1001",
        direction: str = "outbound",
        by: str = "",
    ) -> None:
        """A channel begins. by: the channel that dials it."""
        self.rows[uuid] = {
            "uuid": uuid,
            "direction": direction,
            "created_epoch": "1795467640",
            "name": name,
            "state": "CS_EXECUTE",
            "cid_num": caller,
            "ip_addr": "127.0.0.1",
            "dest": number,
            "presence_id": "",
            "callstate": "RINGING",
            "call_uuid": by or uuid,
        }
        other = {"Other-Type": "originator", "Other-Leg-Unique-ID": by} if by else {}
        self.sends(self.event(self._channel("CHANNEL_CREATE", uuid) | other))

    def answered(self, uuid: str) -> None:
        """Somebody answers it."""
        if uuid in self.rows:
            self.rows[uuid]["callstate"] = "ACTIVE"
        self.sends(self.event(self._channel("CHANNEL_ANSWER", uuid) | {"Answer-State": "answered"}))

    def ends(self, uuid: str, cause: str = "NORMAL_CLEARING") -> None:
        """It is over."""
        headers = self._channel("CHANNEL_HANGUP_COMPLETE", uuid) | {"Hangup-Cause": cause}
        self.rows.pop(uuid, None)
        self.sends(self.event(headers))

    def _channel(self, event: str, uuid: str) -> dict[str, str]:
        row = self.rows.get(uuid, {})
        return {
            "Event-Name": event,
            "Unique-ID": uuid,
            "Channel-Name": str(row.get("name", "")),
            "Call-Direction": str(row.get("direction", "")),
            "Caller-Destination-Number": str(row.get("dest", "")),
            "Caller-Caller-ID-Number": str(row.get("cid_num", "")),
        }


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("__", "-"): value for name, value in headers.items()}


def _reply(text: str) -> bytes:
    return f"Content-Type: command/reply\nReply-Text: {text}\n\n".encode()


def _response(body: str) -> bytes:
    data = body.encode()
    return b"Content-Type: api/response\nContent-Length: %d\n\n%b" % (len(data), data)
