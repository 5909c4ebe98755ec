"""The FastAGI server: the dialplan asks before it dials, and waits for the one word that allows.

Requests: `ask` (may this number be called), `code` (has a caller the code), `mailbox` (may this caller
enter), `ping`. In: hostile bytes from a socket on loopback. Out: two channel variables. Easily got
wrong: a fault must never look like an allow, so on any fault nothing is set and the dialplan's own
policy decides (law 9). A keyed code is compared and dropped, never kept (law 8).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from veilleur.pbx.asterisk.names import address_of
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words import events
from veilleur.words.calls import INDIRECT_ORIGINS, Origin
from veilleur.words.errors import SwitchError
from veilleur.words.events import Event

MAX_LINE_BYTES = 4096
MAX_HEADERS = 200
MAX_CONNECTIONS = 500
HEADERS_S = 2.0  # the dialplan itself gives up after 2 s
CODE_TRIES = 3
CODE_TOTAL_S = 15.0
CODE_WAIT_MS = 4500
CODE_PROMPT = "vm-password"
_WORDS = frozenset({"allow", "refuse", "ask"})
_PROMPT = re.compile(r"[A-Za-z0-9_./&-]{0,200}\Z")
_RESULT = re.compile(rb"200 result=([0-9*#A-D]*)")


class AgiError(Exception):
    """The bytes are not those of a request that we know."""


class Answer(NamedTuple):
    """What the dialplan is told. word: allow, refuse or ask; prompt: sound to play, "" for none."""

    word: str
    prompt: str = ""


Decide = Callable[[events.CallRequested | events.MailboxRequested], Answer]
CodeIsRight = Callable[[str, str, str], bool]  # extension, number, keyed digits


class FastAgi:
    """The server; one connection per request."""

    def __init__(
        self,
        settings: AsteriskSettings,
        decide: Decide,
        code_is_right: CodeIsRight,
        emit: Callable[[Event], None],
        now: Callable[[], float],
        is_extension: Callable[[str], bool],
    ) -> None:
        """decide: answers in less than a millisecond. now: the guard's time, seconds since 1970 UTC."""
        self._settings = settings
        self._decide = decide
        self._code_is_right = code_is_right
        self._emit = emit
        self._now = now
        self._is_extension = is_extension
        self._server: asyncio.Server | None = None
        self._open = 0

    async def start(self) -> int:
        """Begin to listen; gives the port.

        Raises:
            SwitchError: when the address cannot be used.
        """
        host, port = self._settings.agi_host, self._settings.agi_port
        try:
            self._server = await asyncio.start_server(self._serve, host, port, limit=MAX_LINE_BYTES)
        except OSError as error:
            raise SwitchError(
                f"cannot listen for the dialplan on {host}:{port} ({error.strerror}): "
                "is another Veilleur running, or the address wrong?"
            ) from error
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._open >= MAX_CONNECTIONS:
            writer.close()
            return
        self._open += 1
        try:
            async with asyncio.timeout(HEADERS_S):
                script, fields = await read_request(reader)
            async with asyncio.timeout(CODE_TOTAL_S + 5):
                await self._answer(script, fields, reader, writer)
        except (AgiError, OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            pass  # nothing was set: the dialplan applies its own policy
        finally:
            self._open -= 1
            writer.close()

    async def _answer(
        self,
        script: str,
        fields: Mapping[str, str],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        now = self._now()
        if script == "ask":
            answer = self._decide(call_requested(fields, now, self._is_extension))
            await _set_answer(reader, writer, answer)
        elif script == "mailbox":
            answer = self._decide(mailbox_requested(fields, now))
            await _set_answer(reader, writer, answer)
        elif script == "code":
            await self._ask_code(fields, reader, writer)
        elif script == "ping":
            await _command(reader, writer, "SET VARIABLE VEILLEUR pong")
        else:
            raise AgiError("unknown script")

    async def _ask_code(
        self, fields: Mapping[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        extension, number = _account(fields, self._is_extension), fields.get("number", "")
        right = False
        try:
            async with asyncio.timeout(CODE_TOTAL_S):
                for _try in range(CODE_TRIES):
                    reply = await _command(reader, writer, f"GET DATA {CODE_PROMPT} {CODE_WAIT_MS} 8")
                    found = _RESULT.match(reply)
                    if found is None:
                        break  # hung up
                    if found[1] and self._code_is_right(extension, number, found[1].decode()):
                        right = True
                        break
        except TimeoutError:
            right = False
        now = self._now()
        request = fields.get("unique", "") or fields.get("agi_uniqueid", "")
        self._emit(events.CodeKeyed(now, now, request, extension, number, right))
        await _set_answer(reader, writer, Answer("allow" if right else "refuse"))


async def read_request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
    """Script name and fields (`agi_` headers, and the arguments `name=value`).

    Raises:
        AgiError: for anything but a bounded, well-formed request.
    """
    fields: dict[str, str] = {}
    for _number in range(MAX_HEADERS):
        line = await reader.readline()
        if not line.endswith(b"\n"):
            raise AgiError("the request was cut off")
        text = line.decode("utf-8", "replace").strip("\r\n")
        if not text:
            break
        key, colon, value = text.partition(":")
        if not colon or not key.startswith("agi_"):
            raise AgiError("a line is no header")
        fields.setdefault(key, value.strip())
    else:
        raise AgiError("too many headers")
    request = fields.get("agi_request", "")
    script = fields.get("agi_network_script", "")
    if not script and request.startswith("agi://"):
        script = request[6:].partition("/")[2]
    name, _comma, inline = script.partition(",")
    pieces = inline.split(",") if inline else []
    pieces += [fields[f"agi_arg_{n}"] for n in range(1, 40) if f"agi_arg_{n}" in fields]
    for piece in pieces:
        key, equals, value = piece.partition("=")
        if equals and not key.startswith("agi_"):
            fields.setdefault(key, value)
    return name.strip("/").partition("?")[0], fields


def call_requested(
    fields: Mapping[str, str], now: float, is_extension: Callable[[str], bool]
) -> events.CallRequested:
    """The event for an `ask`."""
    try:
        origin = Origin(fields.get("origin") or "extension")
    except ValueError:
        origin = Origin.UNKNOWN
    forwarder = fields.get("forwarder", "")
    if forwarder and origin is Origin.EXTENSION:
        origin = Origin.FORWARD
    # The `caller` of a forwarded call names the trunk it came by; who called is in the AGI header.
    caller = fields.get("agi_callerid", "") or fields.get("caller", "")
    account = _account(fields, is_extension)
    indirect = origin in INDIRECT_ORIGINS
    own_telephone = _is_telephone(fields) and is_extension(account)
    return events.CallRequested(
        now,
        now,
        fields.get("unique") or fields.get("agi_uniqueid", ""),
        forwarder or account,
        fields.get("number", ""),
        origin,
        outside_caller=caller if indirect and not is_extension(caller) else "",
        trunk=fields.get("trunk", ""),
        address=address_of(fields.get("address", "")),
        agent=fields.get("agent", ""),
        linked=fields.get("linked", ""),
        can_key_digits=origin is Origin.EXTENSION and own_telephone,
    )


def mailbox_requested(fields: Mapping[str, str], now: float) -> events.MailboxRequested:
    """The event for a `mailbox`."""
    outside = fields.get("outside", "1") != "0"
    mailbox = fields.get("mailbox", "")
    if mailbox and "@" not in mailbox:
        mailbox += "@default"
    return events.MailboxRequested(
        now,
        now,
        fields.get("unique") or fields.get("agi_uniqueid", ""),
        mailbox,
        fields.get("caller", "") if outside else "",
        outside,
        address_of(fields.get("address", "")),
    )


def _is_telephone(fields: Mapping[str, str]) -> bool:
    channel = fields.get("channel") or fields.get("agi_channel", "")
    return "/" in channel and not channel.startswith("Local/")


def _account(fields: Mapping[str, str], is_extension: Callable[[str], bool]) -> str:
    """The extension: by the channel's own account first, since a caller id can be forged."""
    channel = fields.get("channel") or fields.get("agi_channel", "")
    if _is_telephone(fields):
        peer = channel.partition("/")[2].rpartition("-")[0]
        if is_extension(peer):
            return peer
    caller = fields.get("caller", "")
    return caller if is_extension(caller) else ""


async def _set_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer) -> None:
    word = answer.word if answer.word in _WORDS else "refuse"
    # The reason goes first: the word may be acted on as soon as it is set.
    if answer.prompt and _PROMPT.match(answer.prompt):
        await _command(reader, writer, f"SET VARIABLE VEILLEUR_WHY {answer.prompt}")
    await _command(reader, writer, f"SET VARIABLE VEILLEUR {word}")


async def _command(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: str) -> bytes:
    writer.write(line.encode() + b"\n")
    reply = await reader.readline()
    while reply.startswith(b"HANGUP"):
        reply = await reader.readline()
    return reply
