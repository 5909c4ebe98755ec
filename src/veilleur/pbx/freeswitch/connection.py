"""One connection to an event socket: log in, subscribe, command, and be given its events.

In: settings. Out: messages of events to a callback, answers to commands. Pitfall: answers bear no number;
they come in the order of the commands, and events come in between.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping

from veilleur.pbx.freeswitch.protocol import EVENT, EslError, EslParser, Message, command
from veilleur.pbx.freeswitch.settings import FreeSwitchSettings
from veilleur.words.errors import SwitchError, system_cause

ESL_READ_BYTES = 65_536
COMMANDS_WAITING_MAX = 1_000
_ANSWERS = frozenset({"command/reply", "api/response"})


class EventSocket:
    """One connection, from login to loss."""

    def __init__(self, settings: FreeSwitchSettings, on_event: Callable[[Mapping[str, str]], None]) -> None:
        self._settings, self._on_event = settings, on_event
        self._parser = EslParser()
        self._waiting: deque[asyncio.Future[Message]] = deque()
        self._writer: asyncio.StreamWriter | None = None
        self._greeted = asyncio.Event()
        self._is_turned_away = False

    async def open(self) -> asyncio.Task[None]:
        """Connect and log in; gives the task that reads, which ends when the connection is lost.

        Raises:
            SwitchError: one sentence for each way in which this can fail.
        """
        s = self._settings
        try:
            async with asyncio.timeout(s.answer_s):
                reader, self._writer = await asyncio.open_connection(s.host, s.port)
        except (OSError, TimeoutError) as error:
            raise SwitchError(
                "no event socket answers on {host}:{port} ({why}): is FreeSWITCH running, with "
                "mod_event_socket?",
                host=s.host,
                port=s.port,
                why=system_cause(error) if isinstance(error, OSError) else "",
            ) from error
        task = asyncio.create_task(self._read(reader))
        try:
            await self._login(task)
        except BaseException:
            await self.close(task)
            raise
        return task

    async def _login(self, task: asyncio.Task[None]) -> None:
        s = self._settings
        greeted = asyncio.create_task(self._greeted.wait())
        await asyncio.wait({greeted, task}, timeout=s.answer_s, return_when=asyncio.FIRST_COMPLETED)
        greeted.cancel()
        if not self._greeted.is_set():
            if self._is_turned_away:
                raise SwitchError(
                    "the event socket on {host}:{port} turns this address away: see apply-inbound-acl in "
                    "event_socket.conf.xml",
                    host=s.host,
                    port=s.port,
                )
            raise SwitchError("what answers on {host}:{port} is no event socket", host=s.host, port=s.port)
        reply = (await self.send("auth", s.secret)).reply
        if not reply.startswith("+OK"):
            raise SwitchError(
                "the event socket on {host}:{port} refuses the password: it is in event_socket.conf.xml",
                host=s.host,
                port=s.port,
            )

    async def close(self, task: asyncio.Task[None]) -> None:
        """End the connection."""
        if self._writer is not None:
            self._writer.close()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)  # our own cancellation is not taken for its

    async def api(self, *words: str) -> str:
        """The answer to an API command.

        Raises:
            SwitchError: when there is none.
        """
        return (await self.send("api", *words)).body

    async def send(self, *words: str) -> Message:
        """The answer to a command.

        Raises:
            SwitchError: when the connection is lost, or nothing comes in time.
        """
        if self._writer is None or self._writer.is_closing() or len(self._waiting) >= COMMANDS_WAITING_MAX:
            raise SwitchError("the event socket is lost")
        try:
            data = command(*words)
        except EslError as error:
            raise SwitchError("the event socket takes no such command") from error
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        self._writer.write(data)
        try:
            async with asyncio.timeout(self._settings.answer_s):
                return await answer
        except TimeoutError as error:
            self._writer.close()  # a later answer would be taken for that of another command
            raise SwitchError("the event socket gives no answer") from error

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while data := await reader.read(ESL_READ_BYTES):
                for message in self._parser.feed(data):
                    self._take(message)
        except (OSError, EslError):
            pass
        finally:
            if self._writer is not None:
                self._writer.close()
            for waiting in self._waiting:
                if not waiting.done():
                    waiting.set_exception(SwitchError("the event socket is lost"))
            self._waiting.clear()

    def _take(self, message: Message) -> None:
        if message.kind == EVENT:
            self._on_event(message.headers)
        elif message.kind == "auth/request":
            self._greeted.set()
        elif message.kind == "text/rude-rejection":
            self._is_turned_away = True
        elif message.kind in _ANSWERS and self._waiting:
            answer = self._waiting.popleft()
            if not answer.done():
                answer.set_result(message)
