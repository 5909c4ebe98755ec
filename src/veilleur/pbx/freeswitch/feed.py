"""The feed of a FreeSWITCH, and its orders: one event socket that comes back when it is lost.

In: settings. Out: events of the watch; orders as API commands. Pitfall: an order is taken when uuid_kill says
+OK, and believed when CHANNEL_HANGUP_COMPLETE comes; after each connection all channels are listed again.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any

from veilleur.pbx.adapter import GuardHooks
from veilleur.pbx.freeswitch.channels import EVENTS, Channels
from veilleur.pbx.freeswitch.connection import EventSocket
from veilleur.pbx.freeswitch.pieces import contexts_of, pieces_in_force
from veilleur.pbx.freeswitch.settings import NAME, FreeSwitchSettings
from veilleur.pbx.pulse import Pulse
from veilleur.words.errors import SwitchError
from veilleur.words.events import Event, FeedLost, FeedRestored
from veilleur.words.messages import Message
from veilleur.words.plain_json import parsed
from veilleur.words.site import Site

FIRST_PAUSE_S, PAUSE_MAX_S = 0.1, 2.0
CUT_CAUSE = "CALL_REJECTED"
ASKING_FEED = f"{NAME}-questions"
INSPECTED_EACH_S = 60.0
_UUID = re.compile(r"[0-9A-Za-z_.:@-]{1,160}\Z")


# mod_sofia knows an out leg's Call-ID once its INVITE got a first answer, which a gate gives before it asks.
CALL_ID, CALL_ID_TRIES, CALL_ID_EVERY_S = "sip_call_id", 6, 0.03


class FreeSwitchFeed:
    """Reports the events of one FreeSWITCH and gives its orders."""

    def __init__(self, settings: FreeSwitchSettings, site: Site, guard: GuardHooks) -> None:
        self.channels = Channels(settings, site)
        self._settings, self._guard = settings, guard
        self._on_event: Callable[[Event], None] = lambda _event: None
        self._socket: EventSocket | None = None
        self._is_seeing = False
        self._why = ""
        self._pulse = Pulse()
        self.pieces: dict[str, bool] | None = None  # of the dialplan, as far as it was asked
        self._asks: bool | None = None  # as reported last
        self._inspected_at = 0.0

    @property
    def still_s(self) -> float:
        """See `Feed`."""
        return self._pulse.still_s

    @property
    def is_seeing(self) -> bool:
        """Whether its channels have been listed on this connection."""
        return self._is_seeing

    async def run(self, on_event: Callable[[Event], None]) -> None:
        """Connect, report, come back, until cancelled."""
        self._on_event = on_event
        pause_s = FIRST_PAUSE_S
        while True:
            self._pulse.beat()
            why: str
            try:
                await self._one_connection()
                why = Message("the event socket is lost")
            except SwitchError as error:
                why = error.message
            if self._is_seeing:
                pause_s = FIRST_PAUSE_S
            if self._is_seeing or why != self._why:
                now = self._guard.now()
                self._on_event(FeedLost(now, now, NAME, why))
            self._is_seeing, self._why = False, why
            await asyncio.sleep(pause_s * (0.5 + self._guard.chance()))
            pause_s = min(PAUSE_MAX_S, pause_s * 2)

    async def _one_connection(self) -> None:
        """Raises SwitchError when it cannot be reached or falls silent."""
        socket = EventSocket(self._settings, self._take)
        reading = await socket.open()
        self._socket = socket
        try:
            subscribed = await socket.send("event plain", *_subscription())
            if not subscribed.reply.startswith("+OK"):
                raise SwitchError("the event socket does not report events")
            await self._inspect(socket)
            await self._list(socket)
            while not reading.done():
                await asyncio.wait({reading}, timeout=self._settings.quiet_s)
                self._pulse.beat()
                if not reading.done():
                    await socket.api("uptime")
                    if asyncio.get_running_loop().time() - self._inspected_at >= INSPECTED_EACH_S:
                        await self._inspect(socket)
        finally:
            self._socket = None
            await socket.close(reading)

    async def _list(self, socket: EventSocket) -> None:
        now = self._guard.now()
        self._on_event(self.channels.snapshot(rows_of(await socket.api("show channels as json")), now))
        self._is_seeing, self._why = True, ""
        self._on_event(FeedRestored(now, now, NAME))

    async def _inspect(self, socket: EventSocket) -> None:
        """See what of the dialplan is in force: where it does not ask, an unasked call proves nothing."""
        self._inspected_at = asyncio.get_running_loop().time()
        if not self._settings.asks:
            return
        self.pieces = await pieces_in_force(socket, contexts_of(self._settings))
        asks, now = all(self.pieces.values()), self._guard.now()
        if asks is self._asks:
            return
        was, self._asks = self._asks, asks
        if not asks:
            why = Message("the dialplan does not ask yet")
            self._on_event(FeedLost(now, now, ASKING_FEED, why, calls_are_seen=True, is_asked=False))
        elif was is False:
            self._on_event(FeedRestored(now, now, ASKING_FEED))

    def _take(self, headers: Mapping[str, str]) -> None:
        try:
            for event in self.channels.events_of(headers, self._guard.now()):
                self._on_event(event)
        except Exception as error:  # one event that we fail on must not end the watch
            self._guard.on_fault(Message("an event of FreeSWITCH"), error)

    # --- orders (words.ports.Actuator) ---

    async def call_id_of(self, leg: str) -> str:
        """See `Switch`; asked for again while no answer to its INVITE has come."""
        for _try in range(CALL_ID_TRIES):
            if self._socket is None or not _UUID.match(leg):
                break
            said = (await self._socket.api("uuid_getvar", leg, CALL_ID)).strip()
            if said.startswith("-ERR"):
                break
            if said and said != "_undef_":
                return said
            await asyncio.sleep(CALL_ID_EVERY_S)
        raise SwitchError("channel {channel} is not alive on the PBX", channel=leg[:40])

    async def cut_call(self, call: str) -> None:
        """Hang up an out leg."""
        await self.hang_up_channel(call)

    async def hang_up_channel(self, channel: str) -> None:
        """Hang up any channel."""
        if self._socket is None:
            raise SwitchError("the event socket is lost")
        if not _UUID.match(channel):
            raise SwitchError("{name!r} is no channel of FreeSWITCH", name=channel[:40])
        said = await self._socket.api("uuid_kill", channel, CUT_CAUSE)
        if not said.startswith("+OK"):
            raise SwitchError(
                "FreeSWITCH does not hang up {name} ({why})", name=channel, why=said.strip()[:80]
            )

    async def clear_forward(self, extension: str, kind: str) -> None:
        """The event socket shows no forwards."""
        raise _no_forwards()

    async def restore_forward(self, extension: str, kind: str, number: str) -> None:
        """The event socket shows no forwards."""
        raise _no_forwards()


def rows_of(text: str) -> list[dict[str, Any]]:
    """The rows of `show channels as json`.

    Raises:
        SwitchError: when it is none.
    """
    try:
        data = parsed(text)
    except ValueError as error:
        raise SwitchError("FreeSWITCH does not list its channels") from error
    if not isinstance(data, dict) or not isinstance(data.get("row_count"), int):
        raise SwitchError("FreeSWITCH does not list its channels")
    rows = data.get("rows", [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _subscription() -> list[str]:
    plain = [name for name in EVENTS if "::" not in name and name != "CUSTOM"]
    return [*plain, "CUSTOM", *(name for name in EVENTS if "::" in name)]


def _no_forwards() -> SwitchError:
    return SwitchError("FreeSWITCH does not report forwards: change the forward on the PBX")
