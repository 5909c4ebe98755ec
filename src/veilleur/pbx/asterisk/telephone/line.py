"""The telephone line of an Asterisk: originates one call, and talks to whoever picks up over FastAGI.

In: a number. Out: how the ringing ended; the talk goes on. Pitfall: the login may originate and nothing else,
so nothing is reported to it: each call bears a token of its own, and the dialplan brings it back, once, over
FastAGI when the call is answered or has failed.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from veilleur.pbx.asterisk.agi.request import AgiError, read_request
from veilleur.pbx.asterisk.agi.server import AGI_LINE_MAX_BYTES, EXCHANGE_S
from veilleur.pbx.asterisk.ami.connection import AmiConnection
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.telephone.talk import Patience, Reached, Talk, nothing
from veilleur.pbx.telephone_port import Answered, MakeMenu, Outcome
from veilleur.words.errors import SwitchError, system_cause

CONTEXT = "veilleur-telephone"
SCRIPT = "telephone"
TOKEN_VARIABLE = "VEILLEUR_CALL"  # noqa: S105 - the name of a variable
RING_S = 25.0  # below what most mailboxes wait
SAID_WITHIN_S = 15.0  # beyond the ringing: a switch that was asked says how it ended
TALKS_MAX = 200
LOGINS_MAX = 8  # at once; a manager takes no more than a few that have not proved themselves
_NO_ANSWER, _BUSY, _CONGESTED = "3", "5", "8"  # REASON of a failed originate (Asterisk's control frames)


@dataclass(slots=True)
class _Call:
    """A call that rings. outcome: set once."""

    number: str
    menu: MakeMenu
    answered: Answered
    outcome: asyncio.Future[Outcome]


class AsteriskLine:
    """See `TelephoneLine`. dial: the channel to originate, with {number} in it; caller: the number shown.

    login: of the manager, with the name and secret of the login that may originate. port: of our FastAGI
    server; 0 takes a free one, which `port` then is. sounds: folder of the prompts as the switch sees it.
    """

    def __init__(
        self,
        login: AsteriskSettings,
        *,
        dial: str,
        caller: str,
        port: int,
        sounds: str,
        ring_s: float = RING_S,
        patience: Patience | None = None,
        reached: Callable[[str], Reached] = lambda _number: nothing,
    ) -> None:
        self._login = replace(login, agi_port=port)
        self._dial, self._caller, self._sounds = dial, caller, sounds
        self._ring_s, self._patience, self._reached = ring_s, patience, reached
        self._ringing: dict[str, _Call] = {}
        self._talking: dict[asyncio.Task[None], str] = {}
        self._connections = 0
        self._logins = asyncio.Semaphore(LOGINS_MAX)
        self._server: asyncio.Server | None = None
        self.port = port

    async def start(self) -> None:
        """Listen.

        Raises:
            SwitchError: when the port cannot be used.
        """
        try:
            self._server = await asyncio.start_server(
                self._serve, self._login.agi_host, self._login.agi_port, limit=AGI_LINE_MAX_BYTES
            )
        except OSError as error:
            raise SwitchError(
                "cannot listen for calls to people on {host}:{port} ({why}); write another port in "
                "[alerts.telephone]",
                host=self._login.agi_host,
                port=self._login.agi_port,
                why=system_cause(error),
            ) from error
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def run(self) -> None:
        """See `TelephoneLine`."""
        if self._server is None:
            await self.start()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.stop()

    def stop(self) -> None:
        """Listen no more; running talks end."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in self._talking:
            task.cancel()

    def is_engaged(self, number: str) -> bool:
        """Whether a call to this number rings or talks."""
        return number in self._talking.values() or any(one.number == number for one in self._ringing.values())

    async def over(self, number: str) -> None:
        """Wait until nobody talks on this number any more."""
        running = [task for task, talks_to in self._talking.items() if talks_to == number]
        if running:
            await asyncio.wait(running)

    async def call(self, number: str, menu: MakeMenu, answered: Answered) -> Outcome:
        """See `TelephoneLine`."""
        if self.is_engaged(number):
            return Outcome.BUSY
        token = secrets.token_hex(16)
        call = _Call(number, menu, answered, asyncio.get_running_loop().create_future())
        self._ringing[token] = call
        try:
            async with self._logins:
                await self._originate(number, token)
            async with asyncio.timeout(self._ring_s + SAID_WITHIN_S):
                return await call.outcome
        except TimeoutError:
            raise SwitchError(
                "Asterisk does not say how the call ended; is its dialplan loaded again?"
            ) from None
        finally:
            self._ringing.pop(token, None)

    async def _originate(self, number: str, token: str) -> None:
        connection = AmiConnection(self._login, frozenset(), lambda _message: None)
        reading = await connection.open()
        try:
            fields = {
                "Channel": self._dial.replace("{number}", number),
                "Context": CONTEXT,
                "Exten": "s",
                "Priority": "1",
                "Timeout": str(round(self._ring_s * 1000)),
                "CallerID": f'"Veilleur" <{self._caller}>' if self._caller else "",
                "Variable": f"{TOKEN_VARIABLE}={token}",
                "Async": "true",
            }
            answer = (await connection.act("Originate", {key: one for key, one in fields.items() if one}))[0]
            if answer.get("response") != "Success":
                raise SwitchError("Asterisk does not place the call: {why}", why=answer.get("message"))
        finally:
            await connection.close(reading)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections += 1
        try:
            if self._connections > TALKS_MAX:
                return
            async with asyncio.timeout(EXCHANGE_S):
                script, fields = await read_request(reader)
            call = self._ringing.pop(fields.get("token", ""), None) if script == SCRIPT else None
            if call is None:
                return
            reason = fields.get("reason")
            if reason is not None:
                self._failed(call, reason)
                return
            self._talking[task] = call.number
            if not call.outcome.done():
                call.outcome.set_result(Outcome.ANSWERED)
            talk = Talk(
                reader, writer, self._sounds, patience=self._patience, reached=self._reached(call.number)
            )
            await talk.hold(call.menu, call.answered)
        except (AgiError, OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            pass  # whoever connected is no dialplan that brings a token back
        except asyncio.CancelledError:
            pass  # the line stops
        finally:
            self._connections -= 1
            self._talking.pop(task, None)
            writer.close()

    @staticmethod
    def _failed(call: _Call, reason: str) -> None:
        if call.outcome.done():
            return
        if reason == _NO_ANSWER:
            call.outcome.set_result(Outcome.NO_ANSWER)
        elif reason == _BUSY:
            call.outcome.set_result(Outcome.BUSY)
        elif reason == _CONGESTED:
            call.outcome.set_result(Outcome.NO_LINE)
        else:
            call.outcome.set_exception(SwitchError("no line was free, or the number cannot be reached"))
