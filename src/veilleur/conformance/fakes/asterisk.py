"""A made Asterisk: manager interface, FastAGI client and log of the embedded PBX."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from pathlib import Path

from veilleur.conformance.made_switch import CALLER, EXTENSION, MAILBOX, Ability, BaseSwitch
from veilleur.simulation.pbx.agi_client import Ask, AskState
from veilleur.simulation.pbx.ami_server import Fields
from veilleur.simulation.pbx.ground_truth import Channel
from veilleur.simulation.pbx.loopback_sockets import LoopbackPbx
from veilleur.simulation.pbx.switch import EmbeddedPbx

SECRET = "of-the-manager"  # noqa: S105 - of a made switch
DIGITS = "7391"
FOREVER_S = 1e9
FORWARDS_READ_S = 0.2
AGI_MADE_WITHIN_S = 2.0
MADE_SPEED = 20.0  # of its own time: keying a PIN takes seconds


class MadeAsterisk(BaseSwitch):
    """See `MadeSwitch`."""

    abilities = frozenset(Ability) - {Ability.RECORDS}

    def __init__(self) -> None:
        super().__init__()
        self._pbx = EmbeddedPbx(time.time(), secret=SECRET, pins={MAILBOX: "8264"})
        self._line = LoopbackPbx(self._pbx, 0)
        self._running: asyncio.Task[None] | None = None
        self._legs: dict[str, Channel] = {}
        self._askers: dict[str, Channel] = {}
        self._agi_port = 0
        self._port = 0
        self._hangup = self._pbx.ami.handlers["hangup"]
        self._pbx.ami.handlers["hangup"] = self._obey
        self._rows = self._pbx.ami.handlers["coreshowchannels"]
        self._pbx.ami.handlers["coreshowchannels"] = self._list
        self._said: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self._send = self._pbx.ami.event
        self._pbx.ami.event = self._event  # type: ignore[method-assign]

    def section(self, folder: Path) -> str:
        """See `MadeSwitch`."""
        log = self._line.log_file = folder / "voicemail.log"
        log.touch()
        (folder / "asterisk-secret").write_text(SECRET)
        return (
            f'[asterisk]\nport = {self._line.ami_port}\nsecret_file = "asterisk-secret"\n'
            f'agi_port = {free_port()}\nlog_file = "{log}"\n'
            f"poll_forwards_s = {FORWARDS_READ_S}\n"
        )

    async def start(self) -> None:
        """Open the manager interface."""
        await self._line.start()
        self._running = asyncio.create_task(self._line.run(self._pbx.now + FOREVER_S, MADE_SPEED))

    async def stop(self) -> None:
        """Close it."""
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
        await self._line.stop()

    async def meets(self, port: int) -> None:
        """The dialplan knows where to ask."""
        self._agi_port = port
        self._line.agi_port = port

    def names_calls(self) -> None:
        """Behind a gate: who asks is given the Call-ID of a leg, which is the call's name in the steps."""
        self._pbx.ami.handlers["getvar"] = self._call_id

    def asker(self, call: str) -> str:
        """The id of the channel that dials."""
        return self._askers[call].unique if call in self._askers else call

    def name(self, call: str) -> str:
        """The leg's own id; before there is one, that of the channel that asks."""
        channel = self._legs.get(call) or self._askers.get(call)
        return channel.unique if channel is not None else call

    async def asks(self, call: str, number: str, extension: str = EXTENSION) -> str:
        """See `MadeSwitch`."""
        self._begin_report()
        caller = self._caller(call, number, extension)
        values = {
            "number": number,
            "caller": extension,
            "channel": caller.name,
            "unique": caller.unique,
            "linked": caller.linked,
            "trunk": self._pbx.company.trunk,
            "origin": "extension",
        }
        ask = Ask("ask", values, self._pbx.now)
        try:
            async with asyncio.timeout(AGI_MADE_WITHIN_S):
                reader, writer = await asyncio.open_connection("127.0.0.1", self._agi_port)
                while True:
                    writer.write(ask.take_output())
                    data = await reader.read(65_536)
                    if not data:
                        break
                    ask.receive(data)
                writer.close()
        except (OSError, TimeoutError):
            pass
        return ask.word if ask.state is AskState.ANSWERED else ""

    async def begins(self, call: str, number: str, extension: str = EXTENSION) -> None:
        """See `MadeSwitch`."""
        self._begin_report()
        caller = self._caller(call, number, extension)
        trunk = self._pbx.company.trunk
        leg = self._pbx.channel(f"PJSIP/{trunk}", extension, number, "AppDial", caller.linked)
        self._legs[call] = leg
        self._pbx.dial_event("DialBegin", caller, leg, ("DialString", f"{number}@{trunk}"))
        leg.state = "5"
        self._pbx.emit("Newstate", leg)

    async def is_answered(self, call: str) -> None:
        """See `MadeSwitch`."""
        self._begin_report()
        leg = self._legs.get(call) or self._stranger(call)
        leg.state = "6"
        self._pbx.emit("Newstate", leg)
        self._pbx.dial_event("DialEnd", self._askers.get(call), leg, ("DialStatus", "ANSWER"))

    async def ends(self, call: str, busy: bool = False) -> None:
        """See `MadeSwitch`."""
        self._begin_report()
        leg = self._legs.get(call)
        cause = "17" if busy else "16"
        if leg is None:
            self._pbx.emit("Hangup", self._stranger(call), ("Cause", cause))
            return
        self._pbx.hang_up(leg, cause)
        if call in self._askers:
            self._pbx.hang_up(self._askers[call], cause)

    async def repeats(self) -> None:
        """See `MadeSwitch`."""
        for name, fields in list(self._said):
            self._event(name, *fields)

    async def comes_in(self, call: str) -> None:
        """See `MadeSwitch`."""
        self._begin_report()
        self._pbx.channel(f"PJSIP/{self._pbx.company.trunk}", CALLER, EXTENSION, "Dial")

    async def enters_pin(self, is_right: bool) -> None:
        """See `MadeSwitch`."""
        self._pbx.voicemail(MAILBOX, CALLER, [self._pbx.pins[MAILBOX] if is_right else DIGITS])

    async def changes_pin(self) -> None:
        """See `MadeSwitch`."""
        self._pbx.change_pin(MAILBOX, DIGITS)

    async def registers(self, is_right: bool) -> None:
        """See `MadeSwitch`."""
        if not is_right:
            self._pbx.refuse_registration(EXTENSION, "192.0.2.7")
            return
        said = {
            "AOR": EXTENSION,
            "EndpointName": EXTENSION,
            "URI": f"sip:{EXTENSION}@192.0.2.7:5060",
            "ContactStatus": "Reachable",
        }
        self._pbx.ami.event("ContactStatus", *said.items())

    async def forwards(self, number: str) -> None:
        """Written into its database, which no event reports."""
        if number:
            self._pbx.set_forward(EXTENSION, number)
        else:
            del self._pbx.database[f"/CF/{EXTENSION}"]

    async def talks_nonsense(self) -> None:
        """See `MadeSwitch`."""
        for session in self._pbx.ami.sessions:
            session.output += b"\x00\xff: no message\r\n\r\n" + b"Event: \r\n\r\n"
        await self.loses_line()

    async def loses_line(self) -> None:
        """See `MadeSwitch`."""
        self._port = self._line.ami_port
        for session in self._pbx.ami.sessions:
            session.closing = True
        await self._line.stop()

    async def finds_line(self) -> None:
        """See `MadeSwitch`."""
        await self._line.start(self._port)

    def _caller(self, call: str, number: str, extension: str) -> Channel:
        if call not in self._askers:
            self._askers[call] = self._pbx.channel(f"PJSIP/{extension}", extension, number, "Dial")
        return self._askers[call]

    def _stranger(self, call: str) -> Channel:
        """A channel that was never announced."""
        return Channel(
            name=f"PJSIP/{self._pbx.company.trunk}-{call}",
            unique=call,
            linked=call,
            caller=EXTENSION,
            exten="",
            application="AppDial",
        )

    def _begin_report(self) -> None:
        self._said.clear()

    def _event(self, name: str, *fields: tuple[str, str]) -> None:
        if (name, fields) not in self._said:
            self._said.append((name, fields))
        self._send(name, *fields)

    def _list(self, action: dict[str, str]) -> tuple[Fields, list[Fields]]:
        """All channels, each that dials with its dial string, as Asterisk shows it."""
        said, rows = self._rows(action)
        for row in rows:
            values = dict(row)
            if values.get("Application") == "Dial":
                dialled = f"PJSIP/{values['Exten']}@{self._pbx.company.trunk},60"
                row[:] = [
                    *(pair for pair in row if pair[0] != "ApplicationData"),
                    ("ApplicationData", dialled),
                ]
        return said, rows

    def _call_id(self, action: dict[str, str]) -> tuple[Fields, list[Fields]]:
        name = action.get("channel", "")
        found = [
            call
            for call, leg in self._legs.items()
            if leg.name == name and leg in self._pbx.channels.values()
        ]
        if not found:
            return [("Response", "Error"), ("Message", "No such channel")], []
        return [("Response", "Success"), ("Variable", action.get("variable", "")), ("Value", found[0])], []

    def _obey(self, action: dict[str, str]) -> tuple[Fields, list[Fields]]:
        channel = action.get("channel", "")
        found = next((one for one in self._pbx.channels.values() if one.name == channel), None)
        self.ordered.append(found.unique if found is not None else channel)
        if not self.obeys:
            return [("Response", "Success"), ("Message", "Channel Hungup")], []
        return self._hangup(action)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
