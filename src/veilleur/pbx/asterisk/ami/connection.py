"""The manager connection: logs in, asks for what is alive, keeps itself alive, comes back.

Bytes of a socket in, messages to a callback out. Pitfall: a frozen manager keeps its connection open, so
silence is asked about with a Ping, and no answer means blind.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from itertools import count

from veilleur.config.switch_section import LOOPBACK
from veilleur.pbx.asterisk.ami.flood import FloodGate
from veilleur.pbx.asterisk.ami.peer_list_actions import PEER_LISTS
from veilleur.pbx.asterisk.ami.protocol import Message, Parser, encode_action
from veilleur.pbx.asterisk.ami.tls import context_of, handshake_failed, refuse_other_certificate
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words import messages
from veilleur.words.errors import SwitchError

MAX_LIST_ROWS = 100_000
BEAT_S = 0.25
# We stood still for longer: what is read then is old, and says nothing of when it was. The dialplan itself
# waits two seconds for us.
STOOD_STILL_S = 2.0


def lived_s() -> float:
    """Seconds of this machine, a suspend included: the loop's own clock stands still in one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class LoginRefusedError(SwitchError):
    """Asterisk knows no such login, or not from here: waiting does not help."""


class AmiConnection:
    """One connection, from login to loss."""

    def __init__(
        self,
        settings: AsteriskSettings,
        wanted: frozenset[bytes],
        on_event: Callable[[Message], None],
    ) -> None:
        """wanted: names of events that `on_event` is given; with none the switch sends none."""
        self._settings = settings
        self._wanted_names = frozenset(name.decode() for name in wanted)
        self.flood = FloodGate()
        self.behind_s = 0.0  # how late we read what the switch says
        self._parser = Parser(wanted | _LIST_EVENTS, flood=self.flood)
        self._on_event = on_event
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._numbers = count(1)
        self._waiting: dict[str, asyncio.Future[list[Message]]] = {}
        self._rows: dict[str, list[Message]] = {}
        self._ends: dict[str, str] = {}
        self._heard = asyncio.Event()
        self._heard_at = 0.0  # on the loop's clock
        self._beat_at = 0.0  # of `lived_s`
        self._unseen_s = 0.0

    def silent_s(self) -> float:
        """Seconds since anything came that was read in time."""
        return max(self._unseen_s, asyncio.get_running_loop().time() - self._heard_at)

    async def open(self) -> asyncio.Task[None]:
        """Connect and log in; gives the task that reads, which ends when the connection is lost.

        Raises:
            SwitchError: one sentence for each way in which this can fail.
        """
        s = self._settings
        encryption = context_of(s)
        try:
            async with asyncio.timeout(s.answer_s):
                self._reader, self._writer = await asyncio.open_connection(s.host, s.port, ssl=encryption)
        except (OSError, TimeoutError) as error:
            if encryption is not None and not isinstance(error, ConnectionRefusedError):
                raise handshake_failed(s, error) from error
            raise SwitchError(
                "no manager interface answers on {host}:{port}: is Asterisk running, and "
                "'enabled = yes' in manager.conf?",
                host=s.host,
                port=s.port,
            ) from error
        if encryption is not None:
            try:
                refuse_other_certificate(s, self._writer)
            except SwitchError:
                await self.close()
                raise
        task = asyncio.create_task(self._read())
        try:
            login = {
                "Username": s.username,
                "Events": "on" if self._wanted_names else "off",
                **await self._proof_of_secret(),
            }
            answer = (await self.act("Login", login))[0]
        except SwitchError as error:
            await self.close(task)
            ended_by = task.exception() if task.done() and not task.cancelled() else None
            if isinstance(ended_by, SwitchError):
                raise SwitchError.saying(ended_by.message) from error
            raise
        except BaseException:
            await self.close(task)
            raise
        if answer.get("response") != "Success":
            await self.close(task)
            raise LoginRefusedError(
                "Asterisk on {host}:{port} refuses the manager login '{user}' ({why}): check "
                "its name, its secret and the 'permit' lines in manager.conf",
                host=s.host,
                port=s.port,
                user=s.username,
                why=answer.get("message") or messages.Message("no reason given"),
            )
        return task

    async def _proof_of_secret(self) -> dict[str, str]:
        """What proves at the login that we know the secret, without sending it.

        Raises:
            SwitchError: when the manager of another machine takes nothing but the secret itself.
        """
        s = self._settings
        offer = (await self.act("Challenge", {"AuthType": "MD5"}))[0]
        challenge = offer.get("challenge")
        if offer.get("response") == "Success" and challenge:
            key = hashlib.md5((challenge + s.secret).encode(), usedforsecurity=False).hexdigest()
            return {"AuthType": "MD5", "Key": key}
        if s.host in LOOPBACK or s.tls:
            return {"Secret": s.secret}
        raise SwitchError(
            "the manager on {host}:{port} takes the secret in clear text alone, so nothing is sent to it "
            "over the network: let Veilleur run on that machine, allow challenges there, or use its TLS port",
            host=s.host,
            port=s.port,
        )

    async def close(self, task: asyncio.Task[None] | None = None) -> None:
        """Hang up the connection."""
        if self._writer is not None:
            self._writer.close()
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)  # our own cancellation is not taken for its

    async def act(
        self, name: str, fields: Mapping[str, str], list_end: str = "", wait_s: float = 0.0
    ) -> list[Message]:
        """Do an action: its answer first, then the rows of its list when `list_end` names its end.
        wait_s: for the answer, when not as long as usual.

        Raises:
            SwitchError: when no answer comes in time or the connection is lost.
        """
        if self._writer is None or self._writer.is_closing():
            raise SwitchError("the manager connection is lost")
        ident = f"veilleur-{next(self._numbers)}"
        data = encode_action(name, {"ActionID": ident, **fields})
        future: asyncio.Future[list[Message]] = asyncio.get_running_loop().create_future()
        wait_s = wait_s or self._settings.answer_s
        self._waiting[ident] = future
        self._rows[ident] = []
        if list_end:
            self._ends[ident] = list_end
        try:
            self._writer.write(data)
            async with asyncio.timeout(wait_s):
                return await future
        except (TimeoutError, OSError) as error:
            raise SwitchError(
                "Asterisk did not answer {name} in {seconds:g} s", name=name, seconds=wait_s
            ) from error
        finally:
            self._waiting.pop(ident, None)
            self._rows.pop(ident, None)
            self._ends.pop(ident, None)

    async def keep_alive(self) -> None:
        """Returns never; raises when the manager has gone silent, or is read too late.

        Raises:
            SwitchError: when a Ping stays unanswered.
        """
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._settings.quiet_s)
            self._heard.clear()
            asked_at = loop.time()
            try:
                await self.act("Ping", {}, wait_s=self._settings.ping_s)
            except SwitchError as error:
                if not self._heard.is_set():
                    raise
                self._unseen_s = loop.time() - asked_at
                raise SwitchError(
                    "Asterisk reports so much that it is read {seconds:g} s late or more",
                    seconds=self._settings.ping_s,
                ) from error
            self.behind_s = loop.time() - asked_at

    async def beat(self) -> None:
        """Returns never; raises when we ourselves stood still, so that what waits to be read is old.

        Raises:
            SwitchError: then.
        """
        self._beat_at = lived_s()
        while True:
            await asyncio.sleep(BEAT_S)
            self._refuse_stale()
            self._beat_at = lived_s()

    def _refuse_stale(self) -> None:
        stood_still_s = lived_s() - self._beat_at - BEAT_S if self._beat_at else 0.0
        if stood_still_s > STOOD_STILL_S:
            self._unseen_s = stood_still_s
            raise SwitchError("Veilleur itself stood still for {seconds:.0f} s", seconds=stood_still_s)

    async def _read(self) -> None:
        assert self._reader is not None
        try:
            while data := await self._reader.read(65536):
                now = asyncio.get_running_loop().time()
                self._refuse_stale()
                self._heard.set()
                self._heard_at = now
                self.flood.time_is(now)
                for message in self._parser.feed(data):
                    self._receive(message)
        except OSError:
            pass
        finally:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(SwitchError("the manager connection is lost"))

    def _receive(self, message: Message) -> None:
        if message.name in self._wanted_names:
            self._on_event(message)
            return
        ident = message.get("actionid")
        future = self._waiting.get(ident)
        if future is None or future.done():
            return
        rows = self._rows[ident]
        if len(rows) < MAX_LIST_ROWS:
            rows.append(message)
        end = self._ends.get(ident)
        failed = not message.name and message.get("response") == "Error"
        if failed or not end or message.name == end:
            future.set_result(rows)


_LIST_EVENTS = frozenset(
    {
        b"CoreShowChannel",
        b"CoreShowChannelsComplete",
        b"DBGetTreeResponse",
        b"DBGetTreeComplete",
        b"DBGetResponse",
        b"DBGetComplete",
        b"ListDialplan",
        b"ShowDialPlanComplete",
        b"Status",
        b"StatusComplete",
        b"EndpointDetail",
        b"AorDetail",
        b"IdentifyDetail",
        b"TransportDetail",
        b"EndpointDetailComplete",
        b"VoicemailUserEntry",
        b"VoicemailUserEntryComplete",
        *(name.encode() for one in PEER_LISTS for name in (one.row, one.end)),
    }
)
