"""A made FreeSWITCH: its event socket, and its dialplan that asks over HTTP."""

from __future__ import annotations

from pathlib import Path

from veilleur.conformance.fakes.event_socket import EventSocketServer
from veilleur.conformance.fakes.http_asking import post
from veilleur.conformance.made_switch import CALLER, EXTENSION, MAILBOX, Ability, BaseSwitch

DIGITS = "7391"


class MadeFreeSwitch(BaseSwitch):
    """See `MadeSwitch`."""

    abilities = frozenset(Ability) - {Ability.FORWARDS, Ability.READS_FORWARDS, Ability.RECORDS}

    def __init__(self) -> None:
        super().__init__()
        self._socket = EventSocketServer()
        self._asks_at = self._port = 0
        self._legs: set[str] = set()
        self.ordered = self._socket.killed

    @property
    def obeys(self) -> bool:
        """Whether uuid_kill ends a call."""
        return self._socket.kills

    @obeys.setter
    def obeys(self, obeys: bool) -> None:
        if "_socket" in self.__dict__:
            self._socket.kills = obeys

    def section(self, folder: Path) -> str:
        """See `MadeSwitch`."""
        (folder / "freeswitch-secret").write_text(self._socket.password)
        return f"[freeswitch]\nport = {self._socket.port}\nask_port = 0\n"

    async def start(self) -> None:
        """Open the event socket."""
        await self._socket.start()

    async def stop(self) -> None:
        """Close it."""
        await self._socket.stop()

    async def meets(self, port: int) -> None:
        """The dialplan knows where to ask."""
        self._asks_at = port

    def names_calls(self) -> None:
        """Behind a gate: who asks is given the Call-ID of a leg."""
        self._socket.names_calls = True

    def asker(self, call: str) -> str:
        """The id of the channel that dials."""
        return f"a-{call}"

    def name(self, call: str) -> str:
        """The leg's own id; before there is one, that of the channel that asks."""
        return call if call in self._legs else f"a-{call}"

    async def asks(self, call: str, number: str, extension: str = EXTENSION) -> str:
        """See `MadeSwitch`."""
        self._dials(call, number, extension)
        form = f"request=a-{call}&number={number}".encode("ascii", "replace")
        status, body = await post(self._asks_at, "/v1/authorise", form)
        return body.decode() if status in (200, 403) else ""

    async def begins(self, call: str, number: str, extension: str = EXTENSION) -> None:
        """See `MadeSwitch`."""
        self._dials(call, number, extension)
        self._legs.add(call)
        name = f"sofia/external/{number}@203.0.113.5"
        self._socket.creates(call, name, number, caller=extension, by=f"a-{call}")

    async def is_answered(self, call: str) -> None:
        """See `MadeSwitch`."""
        self._legs.add(call)
        self._socket.answered(call)

    async def ends(self, call: str, busy: bool = False) -> None:
        """See `MadeSwitch`."""
        self._legs.add(call)
        self._socket.rows.pop(f"a-{call}", None)
        self._socket.ends(call, "USER_BUSY" if busy else "NORMAL_CLEARING")

    async def repeats(self) -> None:
        """See `MadeSwitch`."""
        self._socket.sends(self._socket.last)

    async def comes_in(self, call: str) -> None:
        """See `MadeSwitch`."""
        name = f"sofia/external/{CALLER}@203.0.113.5"
        self._socket.creates(call, name, EXTENSION, caller=CALLER, direction="inbound")

    async def enters_pin(self, is_right: bool) -> None:
        """See `MadeSwitch`."""
        self._voicemail("authentication", VM__Auth__Result="success" if is_right else "fail")

    async def changes_pin(self) -> None:
        """See `MadeSwitch`."""
        self._voicemail("change-password", VM__User__Password=DIGITS)

    async def registers(self, is_right: bool) -> None:
        """See `MadeSwitch`."""
        said = {"from-user": EXTENSION, "to-user": EXTENSION, "network-ip": "192.0.2.7", "user-agent": "T46"}
        self._socket.custom("sofia::register" if is_right else "sofia::register_failure", **said)

    async def talks_nonsense(self) -> None:
        """See `MadeSwitch`."""
        self._socket.sends(b"no event\n\nContent-Length: -5\n\n")
        self._port = self._socket.port
        await self._socket.stop()

    async def loses_line(self) -> None:
        """See `MadeSwitch`."""
        self._port = self._socket.port
        await self._socket.stop()

    async def finds_line(self) -> None:
        """See `MadeSwitch`."""
        await self._socket.start(self._port)

    def _dials(self, call: str, number: str, extension: str) -> None:
        """The channel of the telephone, which asks and then dials."""
        if f"a-{call}" not in self._socket.rows:
            name = f"sofia/internal/{extension}@192.0.2.7"
            self._socket.creates(f"a-{call}", name, number, caller=extension, direction="inbound")

    def _voicemail(self, action: str, **more: str) -> None:
        said = {"VM__Action": action, "VM__User": MAILBOX, "VM__Domain": "pbx.example", **more}
        name = f"sofia/external/{CALLER}@203.0.113.5"
        called = {"Unique__ID": "visit", "Channel__Name": name, "Caller__Caller__ID__Number": CALLER}
        self._socket.custom("vm::maintenance", **said, **called)
