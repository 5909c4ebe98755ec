"""The FastAGI server: the dialplan asks before it dials, and waits for the one word that allows.

Requests: `ask` (may this number be called), `code` (has a caller the code), `mailbox` (may this caller
enter), `ping`. In: hostile bytes from a socket on loopback. Out: two channel variables. Pitfall: a fault must
never look like an allow. When we are at fault capped calls are refused; when the other side is, nothing is
set and the dialplan's own policy decides (law 9).
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Mapping

from veilleur.pbx.adapter import Answer, CodeIsRight, Decide
from veilleur.pbx.asterisk.agi.code_prompt import Question, command
from veilleur.pbx.asterisk.agi.request import (
    AgiError,
    call_requested,
    mailbox_requested,
    read_request,
    request_of,
)
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words import events
from veilleur.words.errors import SwitchError, system_cause
from veilleur.words.events import Event
from veilleur.words.ports import Numbering

AGI_LINE_MAX_BYTES = 4096
MAX_CONNECTIONS = 500
# A storm of connections waits in the kernel, and is taken a few at a time: what was taken has its request
# read, and other work its turn, before the next are; and nobody has to knock again a second later.
WAITING_CONNECTIONS = 4_096
TAKEN_AT_ONCE = 64
MAX_QUESTIONS = 100  # callers who are being asked for a code at the same time
EXCHANGE_S = 2.0  # the dialplan itself gives up after 2 s
ASKED_S = 60.0  # after the answer "ask" in which a caller may be asked for the code
_WORDS = frozenset({"allow", "refuse", "ask"})
_PROMPT = re.compile(r"[A-Za-z0-9_./&-]{0,200}\Z")


class FastAgi:
    """The server; one connection per request. faults: how often `decide` failed us."""

    def __init__(
        self,
        settings: AsteriskSettings,
        decide: Decide,
        code_is_right: CodeIsRight,
        emit: Callable[[Event], None],
        now: Callable[[], float],
        is_extension: Callable[[str], bool],
        *,
        translator: Translator | None = None,
        numbering: Numbering | None = None,
        unaskable: frozenset[str] = frozenset(),
    ) -> None:
        """decide: answers in less than a millisecond. code_is_right: may take its time, it is called in
        a thread. now: the guard's time, seconds since 1970 UTC. translator: knows the channels that ask.
        numbering: knows what may pass when `decide` fails; without it the dialplan's policy decides.
        unaskable: extensions that cannot key a code (fax, alarm, lift).
        """
        self.faults = 0
        self._settings = settings
        self._decide = decide
        self._code_is_right = code_is_right
        self._emit = emit
        self._now = now
        self._is_extension = is_extension
        self._translator = translator
        self._numbering = numbering
        self._unaskable = unaskable
        self._server: asyncio.Server | None = None
        self._reading: dict[asyncio.Task[None], None] = {}  # connections whose request is not whole yet
        self._serving: set[asyncio.Task[None]] = set()
        self._questioned: set[str] = set()  # extensions that are keying a code now
        self._asked: dict[str, events.CallRequested] = {}

    async def start(self) -> int:
        """Begin to listen; gives the port.

        Raises:
            SwitchError: when the address cannot be used.
        """
        host, port = self._settings.agi_host, self._settings.agi_port
        try:
            listener = socket.create_server((host, port), family=_family(host), backlog=WAITING_CONNECTIONS)
            self._server = await asyncio.start_server(
                self._serve, sock=listener, limit=AGI_LINE_MAX_BYTES, backlog=TAKEN_AT_ONCE
            )
            listener.listen(WAITING_CONNECTIONS)  # asyncio had set the smaller number
        except OSError as error:
            raise SwitchError(
                "cannot listen for the dialplan on {host}:{port} ({why}): is another Veilleur "
                "running, or the address wrong?",
                host=host,
                port=port,
                why=system_cause(error),
            ) from error
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more, and let go of who is still connected."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in (*self._reading, *self._serving):
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._reading) + len(self._serving) >= MAX_CONNECTIONS:
            if not self._reading:
                writer.close()
                return
            # Who has not even asked yet makes room: half requests must not keep a real one out.
            next(iter(self._reading)).cancel()
        self._reading[task] = None
        try:
            async with asyncio.timeout(EXCHANGE_S):
                script, fields = await read_request(reader)
            del self._reading[task]
            self._serving.add(task)
            if script == "code":
                await self._ask_code(fields, reader, writer)
            else:
                async with asyncio.timeout(EXCHANGE_S):
                    await self._answer(script, fields, reader, writer)
        except (AgiError, OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            pass  # nothing was set: the dialplan applies its own policy
        except asyncio.CancelledError:
            pass  # made room for another, or the server stops
        finally:
            self._reading.pop(task, None)
            self._serving.discard(task)
            writer.close()

    async def _answer(
        self,
        script: str,
        fields: Mapping[str, str],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        if script == "ask":
            answer = self._answer_to_call(fields)
        elif script == "mailbox":
            answer = self._answer_to_mailbox(fields)
        elif script == "ping":
            await command(reader, writer, "SET VARIABLE VEILLEUR pong")
            return
        else:
            raise AgiError("unknown script")
        if answer is not None:
            await _set_answer(reader, writer, answer)

    def _answer_to_call(self, fields: Mapping[str, str]) -> Answer | None:
        way = None
        if self._translator is not None:
            way = self._translator.way_out(request_of(fields), fields.get("number", ""))
        event = call_requested(fields, self._now(), self._extension_of_peer, way)
        if event.extension in self._unaskable:
            event = event._replace(can_key_digits=False)
        try:
            answer = self._decide(event)
        except Exception:  # whatever failed in us, the caller waits for a word
            self.faults += 1
            return self._when_at_fault(event.number)
        if answer.word == "ask":
            if not event.can_key_digits:
                return Answer("refuse", answer.prompt)
            self._remember(event)
        return answer

    def _answer_to_mailbox(self, fields: Mapping[str, str]) -> Answer | None:
        outside = None
        if self._translator is not None:
            outside = self._translator.is_outside(request_of(fields))
        try:
            return self._decide(mailbox_requested(fields, self._now(), outside))
        except Exception:  # the dialplan lets in to voicemail when we are at fault
            self.faults += 1
            return None

    def _when_at_fault(self, number: str) -> Answer | None:
        if self._numbering is None:
            return None
        try:
            destination = self._numbering.destination(number)
        except Exception:  # then nothing of ours works, and the dialplan decides
            return None
        return Answer("refuse" if destination.is_capped and not destination.is_emergency else "allow")

    def _extension_of_peer(self, peer: str) -> str:
        if self._translator is not None:
            return self._translator.plan.extension_of_peer(peer)
        return peer if self._is_extension(peer) else ""

    # --- codes ---

    def _remember(self, event: events.CallRequested) -> None:
        if len(self._asked) >= MAX_CONNECTIONS:
            del self._asked[next(iter(self._asked))]
        self._asked[event.request] = event

    def _forget_questions(self, extension: str) -> None:
        """After a wrong code the watch decides again for each call, so that a hundred calls at once have no
        more tries than one after another: wrong codes lock their extension."""
        for request in [name for name, event in self._asked.items() if event.extension == extension]:
            del self._asked[request]

    async def _ask_code(
        self, fields: Mapping[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Only who was just answered "ask" is asked, once, for the number of that question, and one call of
        an extension at a time."""
        asked = self._asked.pop(request_of(fields), None)
        is_open = (
            asked is not None
            and asked.number == fields.get("number", "")
            and self._now() - asked.seen_at <= ASKED_S
            and len(self._questioned) < MAX_QUESTIONS
            and asked.extension not in self._questioned
        )
        if asked is None or not is_open:
            async with asyncio.timeout(EXCHANGE_S):
                await _set_answer(reader, writer, Answer("refuse"))
            return
        self._questioned.add(asked.extension)
        try:
            question = Question(
                reader,
                writer,
                lambda digits: self._code_is_right(asked.extension, asked.number, digits),
                self._settings.code_prompt,
            )
            right = await question.is_answered()
        finally:
            self._questioned.discard(asked.extension)
        if not right:
            self._forget_questions(asked.extension)
        now = self._now()
        self._emit(
            events.CodeKeyed(
                at=now,
                seen_at=now,
                request=asked.request,
                extension=asked.extension,
                number=asked.number,
                right=right,
            )
        )
        async with asyncio.timeout(EXCHANGE_S):
            await _set_answer(reader, writer, Answer("allow" if right else "refuse"))


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


async def _set_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer) -> None:
    word = answer.word if answer.word in _WORDS else "refuse"
    # The reason goes first: the word may be acted on as soon as it is set.
    if answer.prompt and _PROMPT.match(answer.prompt):
        await command(reader, writer, f"SET VARIABLE VEILLEUR_WHY {answer.prompt}")
    await command(reader, writer, f"SET VARIABLE VEILLEUR {word}")
