"""One Asterisk as the guard sees it: events out, orders in, and whether it is blind.

Puts translator, connection, log and forwards together. Pitfall: after each connection the snapshot comes
before FeedRestored, so that the watch sees again with the whole picture.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import StrEnum

from veilleur.pbx.adapter import Protection, unprotected
from veilleur.pbx.asterisk.actuator import AsteriskActuator
from veilleur.pbx.asterisk.ami.connection import AmiConnection, LoginRefusedError
from veilleur.pbx.asterisk.ami.peer_list_actions import PEER_LISTS
from veilleur.pbx.asterisk.ami.permissions import (
    Capability,
    allowed_actions,
    capabilities,
    check,
    missing_to_watch,
    unheard,
)
from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.peer_names import dialled_number
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.pbx.asterisk.forward_poller import ForwardReader
from veilleur.pbx.asterisk.inquiries import Inquiries
from veilleur.pbx.asterisk.log_follower import LogFollower
from veilleur.pbx.asterisk.settings import NAME, AsteriskSettings
from veilleur.pbx.pulse import Pulse
from veilleur.words import events, messages
from veilleur.words.errors import SwitchError
from veilleur.words.events import Event
from veilleur.words.site import Site

FEED = NAME
FLOOD_FEED = "asterisk-steps"
FLOOD_LOOK_S = 0.5
FIRST_WAIT_S = 0.25
RECONNECT_WAIT_MAX_S = 1.5  # what ran meanwhile is cut as soon as the switch is back
TICK_S = 0.1
REMOTE = "CHANNEL(pjsip,remote_uri)"  # whom a dialog was begun with
OLD_REMOTE = "SIP_HEADER(To)"  # the same of chan_sip, whose CHANNEL(uri) is the answer's
CALL_IDS = {"PJSIP": "CHANNEL(pjsip,call-id)", "SIP": "SIPCALLID"}  # by the channel's technology


class FeedState(StrEnum):
    """Whether the feed sees."""

    CONNECTING = "connecting"
    SEEING = "seeing"
    BLIND = "blind"


class AsteriskFeed:
    """Events of one Asterisk, for as long as `run` runs."""

    def __init__(
        self,
        settings: AsteriskSettings,
        site: Site,
        now: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        """now: the guard's time, seconds since 1970 UTC. chance: a number from 0 to 1, for jitter.

        `on_fault` gets a fault of our own: during what, and the exception; the feed goes on.
        """
        self.settings = settings
        self.translator = Translator(site)
        self.actuator = AsteriskActuator(self._act, self._name_of, self._want_forwards)
        self.on_reload: Callable[[], None] = lambda: None  # the switch read its configuration again
        self.on_fault: Callable[[str, BaseException], None] = lambda _during, _error: None
        self.protection: Protection = unprotected
        self.state = FeedState.CONNECTING
        self.why = ""
        self.capabilities: list[Capability] = []
        self._now = now
        self._chance = chance
        self._connection: AmiConnection | None = None
        self._silent_s = 0.0  # how long the last connection had been silent when it was given up
        self._on_event: Callable[[Event], None] = lambda _event: None
        self._forwards = ForwardReader(self.translator)
        self._held: list[Message] | None = None
        self._inquiries = Inquiries(self.translator, self._act, now, lambda event: self._on_event(event))
        self.log = LogFollower(settings, self.translator, now, self._act) if settings.log_file else None
        self._pulse = Pulse()
        self._heard: dict[str, int] = {}
        self._unheard: list[Capability] = []

    async def run(self, on_event: Callable[[Event], None]) -> None:
        """Connect, watch, come back, until cancelled."""
        self._on_event = on_event
        async with asyncio.TaskGroup() as tasks:
            if self.log is not None:
                tasks.create_task(self.log.run(on_event))
            tasks.create_task(self._stay_connected())

    @property
    def still_s(self) -> float:
        """See `Feed`."""
        return max(self._pulse.still_s, self.log.still_s if self.log is not None else 0.0)

    async def call_id_of(self, unique: str) -> str:
        """See `Switch`."""
        name = self._name_of(unique)
        if not name:
            raise SwitchError("channel {channel} is not alive on the PBX", channel=unique)
        variable = CALL_IDS.get(name.partition("/")[0])
        if variable is None:
            return ""
        try:
            answer = (await self._act("Getvar", {"Channel": name, "Variable": variable}))[0]
        except ValueError as error:
            raise SwitchError("channel {channel} is not alive on the PBX", channel=unique) from error
        if not answer.get("value"):
            raise SwitchError("channel {channel} is not alive on the PBX", channel=unique)
        return answer.get("value")

    async def probe(self) -> list[Capability]:
        """Connect once and find out what the login may do.

        Raises:
            SwitchError: when it cannot connect or log in.
        """
        connection = AmiConnection(self.settings, frozenset(), lambda _message: None)
        task = await connection.open()
        try:
            return await check(connection.act)
        finally:
            await connection.close(task)

    async def _stay_connected(self) -> None:
        wait_s = FIRST_WAIT_S
        while True:
            self._pulse.beat()
            try:
                await self._one_connection()
                why = messages.Message("the manager connection is lost")
            except SwitchError as error:
                why = error.message
                if isinstance(error, LoginRefusedError):
                    self.protection("login", why)
            except Exception as error:
                self.on_fault(messages.Message("the manager connection"), error)
                why = messages.Message(
                    "Veilleur itself failed on the manager connection ({kind})", kind=type(error).__name__
                )
            if self.state is FeedState.SEEING:
                wait_s = FIRST_WAIT_S
            if self.state is not FeedState.BLIND or why != self.why:
                now = self._now()
                since = now - self._silent_s if self.state is FeedState.SEEING else 0.0
                self._on_event(events.FeedLost(now, now, FEED, why, since=since))
            self.state, self.why = FeedState.BLIND, why
            await asyncio.sleep(wait_s * (0.5 + self._chance()))
            wait_s = min(RECONNECT_WAIT_MAX_S, wait_s * 2)

    async def _one_connection(self) -> None:
        connection = AmiConnection(self.settings, self.translator.wanted, self._receive)
        self._held = []
        self._forwards.begin()
        before = self.log.before_login() if self.log is not None else None
        reading = await connection.open()
        if self.log is not None and before is not None:
            self.log.logged_in(before)
        orders, answering = await self._second_connection(connection)
        self._connection = orders
        others: list[asyncio.Task[None]] = []
        try:
            allowed = await allowed_actions(orders.act)
            self.capabilities = capabilities(allowed)
            missing = missing_to_watch(self.capabilities)
            if missing:
                raise SwitchError.saying(missing)
            await self._read_peers(orders, allowed)
            rows = await self._list_channels(orders)
            await self._show(orders, allowed, rows)
            held, self._held = self._held, None
            for message in held:
                self._receive(message)
            await self._read_forwards()
            now = self._now()
            self._on_event(events.FeedRestored(now, now, FEED))
            self.state, self.why = FeedState.SEEING, ""
            self.protection("login", None)
            others = [
                asyncio.create_task(connection.keep_alive()),
                asyncio.create_task(connection.beat()),
                asyncio.create_task(self._watch_floods(connection, orders, allowed)),
                asyncio.create_task(self._poll_forwards()),
                asyncio.create_task(self._compare_channels(orders)),
            ]
            watched = {reading, *others} if answering is None else {reading, answering, *others}
            done, _pending = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._connection, self._silent_s = None, connection.silent_s()
            for task in others:
                task.cancel()
            # Not suppressed: were we ourselves cancelled in this moment, the feed would go on for ever.
            try:
                await asyncio.gather(*others, return_exceptions=True)
            finally:
                if answering is not None:
                    await orders.close(answering)
                await connection.close(reading)

    async def _second_connection(
        self, connection: AmiConnection
    ) -> tuple[AmiConnection, asyncio.Task[None] | None]:
        """A connection for orders and questions alone: a switch first sends all events that wait, and only
        then reads what it is asked. The first one again where a login may connect once only."""
        orders = AmiConnection(self.settings, frozenset(), lambda _message: None)
        try:
            return orders, await orders.open()
        except SwitchError:
            return connection, None

    async def _watch_floods(
        self, connection: AmiConnection, orders: AmiConnection, allowed: frozenset[str]
    ) -> None:
        """Returns never. While a call loops, the switch itself sends the events of all others late, by many
        seconds: then its list of calls is read instead, again and again, and what is new in it is shown."""
        counted, is_flooded, shown = 0, False, frozenset[str]()
        while True:
            await asyncio.sleep(FLOOD_LOOK_S)
            self._pulse.beat()
            passed_over, counted = connection.flood.passed_over - counted, connection.flood.passed_over
            now = self._now()
            if passed_over and not is_flooded:
                why = messages.Message(
                    "a call loops through the dialplan: {count} of its steps were counted and passed over",
                    count=passed_over,
                )
                self._on_event(events.FeedLost(now, now, FLOOD_FEED, why, calls_are_seen=True))
            elif is_flooded and not passed_over:
                self._on_event(events.FeedRestored(now, now, FLOOD_FEED))
            is_flooded = bool(passed_over)
            if is_flooded:
                rows = await self._list_channels(orders)
                listed = frozenset(row.get("uniqueid") for row in rows)
                if listed != shown:
                    await self._show(orders, allowed, rows)
                shown = listed

    async def _show(self, orders: AmiConnection, allowed: frozenset[str], rows: list[Message]) -> None:
        originated = await self._originated(orders, allowed, rows)
        for event in self.translator.snapshot(rows, FEED, self._now(), originated):
            self._on_event(event)

    async def _list_channels(self, connection: AmiConnection) -> list[Message]:
        rows = await connection.act("CoreShowChannels", {}, "CoreShowChannelsComplete")
        if rows[0].get("response") == "Error":
            raise SwitchError("Asterisk does not list its calls: {why}", why=rows[0].get("message"))
        return [row for row in rows if row.name == "CoreShowChannel"]

    async def _originated(
        self, connection: AmiConnection, allowed: frozenset[str], rows: list[Message]
    ) -> dict[str, str]:
        """Legs that the switch called by itself, with their number where it has one: an originated leg that
        is answered looks in the list like a call that came in, but nobody dialled a number to reach us."""
        unclear = self.translator.may_be_originated(rows)
        if not unclear or "status" not in allowed:
            return {}
        statuses = await connection.act("Status", {}, "StatusComplete")
        unnumbered = {row.get("uniqueid") for row in statuses if row.name == "Status" and not row.get("dnid")}
        found = {}
        for row in unclear:
            if row.get("uniqueid") in unnumbered:
                self._pulse.beat()  # a busy switch takes its time for each
                is_old = row.get("channel").startswith("SIP/")
                fields = {"Channel": row.get("channel"), "Variable": OLD_REMOTE if is_old else REMOTE}
                answer = (await connection.act("Getvar", fields))[0]
                found[row.get("uniqueid")] = dialled_number(answer.get("value"))
        return found

    async def _read_peers(self, connection: AmiConnection, allowed: frozenset[str]) -> None:
        """Which peers are telephones and where they are, as far as this switch reports it."""
        listed: list[Message] = []
        for one in PEER_LISTS:
            if one.action.lower() not in allowed:
                continue
            try:
                rows = await connection.act(one.action, {}, one.end)
            except SwitchError:
                continue  # a help, no need; a lost connection shows with the next action
            now = self._now()
            rows = [row for row in rows if row.name == one.row]
            for event in self.translator.peers.listed(rows, now, now):
                self._on_event(event)
            listed += rows
        if "sipshowpeer" in allowed:
            self._inquiries.peers_listed(listed)

    async def _compare_channels(self, connection: AmiConnection) -> None:
        """Now and then: does the switch list what it reported? Returns never.

        Raises:
            SwitchError: when it has calls of which it reports nothing, so that we are blind.
        """
        suspects: set[str] = set()
        while True:
            await asyncio.sleep(self.settings.compare_s)
            rows = await self._list_channels(connection)
            missed = self.translator.missed(rows)
            self.capabilities = [one for one in self.capabilities if one.ok or one not in self._unheard]
            self._unheard = unheard(self._heard, missed)
            self.capabilities += self._unheard
            if missed:
                raise SwitchError.saying(self._unheard[0].sentence)
            # Channels created while the list was built are missing from it: drop one after two listings.
            unlisted = self.translator.unlisted(rows)
            for unique in suspects & unlisted:
                for event in self.translator.ended_unseen(unique, self._now()):
                    self._on_event(event)
            suspects = unlisted

    def _receive(self, message: Message) -> None:
        if self._held is not None:
            # Received while the list of calls is being read: they come after it.
            if len(self._held) < 100_000:
                self._held.append(message)
            return
        self._heard[message.name] = self._heard.get(message.name, 0) + 1
        try:
            found = self.translator.step(message, self._now())
        except Exception as error:
            # One message that we read wrong must not make us blind to all others.
            self.on_fault(messages.Message("the manager event {name}", name=message.name), error)
            return
        for event in found:
            self._on_event(event)
        if message.name == "Reload":
            self.on_reload()
        elif message.name == "Newexten" and self.log is not None:
            self.log.step_seen()
        self._inquiries.received(message)

    async def _act(self, name: str, fields: dict[str, str]) -> list[Message]:
        if self._connection is None:
            raise SwitchError("the manager connection is lost: the order cannot be given now")
        return await self._connection.act(name, fields)

    def _name_of(self, unique: str) -> str:
        channel = self.translator.channels.get(unique)
        return channel.name if channel is not None else ""

    # --- forwards ---

    async def _poll_forwards(self) -> None:
        while True:
            waited = 0.0
            while waited < self.settings.poll_forwards_s and not self.translator.forwards.poll_wanted:
                await asyncio.sleep(TICK_S)
                waited += TICK_S
                for event in self.translator.flush(self._now()):
                    self._on_event(event)
            await self._read_forwards()

    def _want_forwards(self) -> None:
        self.translator.forwards.poll_wanted = True

    async def _read_forwards(self) -> None:
        connection = self._connection
        if connection is not None:
            for event in await self._forwards.read(connection.act, self._now):
                self._on_event(event)
