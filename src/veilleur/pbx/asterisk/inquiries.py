"""What events leave out, asked of the switch itself: from where a call comes, where a telephone is reached.

In: channels and registrations as they are reported. Out: what the answers mean, as events. Pitfall: an answer
comes after the events behind the question, so the legs of such a call may have been dialled already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.registrations import NO_ADDRESS
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.words.errors import SwitchError
from veilleur.words.events import Event

# chan_sip only; without a peer the caller chooses the name of the channel.
ACCOUNT = "CHANNEL(peername)"
CALLED_FROM = "CHANNEL(recvip)"  # of chan_sip: where a call really came from, whatever is registered
PJSIP_CALLED_FROM = "CHANNEL(pjsip,remote_addr)"
AT_ONCE_MAX = 100

LOOK_UP_S = 3.0  # for one name
Act = Callable[[str, dict[str, str]], Awaitable[list[Message]]]


async def addresses_of(name: str) -> frozenset[str]:
    """The addresses of a machine; none where nobody says them in time."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(LOOK_UP_S):
            found = await loop.getaddrinfo(name, None)
    except (OSError, TimeoutError, UnicodeError):
        return frozenset()
    return frozenset(str(one[4][0]) for one in found)


class Inquiries:
    """The open questions to one switch."""

    def __init__(
        self,
        translator: Translator,
        act: Act,
        now: Callable[[], float],
        on_event: Callable[[Event], None],
        addresses: Callable[[str], Awaitable[frozenset[str]]] = addresses_of,
    ) -> None:
        """act: does one action of the manager. on_event: takes what the answers mean. addresses: of a machine
        by its name."""
        self._translator, self._act, self._now, self._on_event = translator, act, now, on_event
        self._addresses = addresses
        self._open: set[asyncio.Task[None]] = set()
        self._looking_up: set[str] = set()

    def received(self, message: Message) -> None:
        """An event came in: ask what it leaves out."""
        if message.name == "Newchannel" and message.get("channel").startswith(("SIP/", "PJSIP/")):
            channel = self._translator.channels.get(message.get("uniqueid"))
            if message.get("exten") and channel is not None and not channel.is_trunk:
                self._ask(self._source(message.get("uniqueid"), message.get("channel")))
        elif message.name == "ContactStatus":
            self._look_up_names()
        elif message.name == "PeerStatus" and message.get("peerstatus") == "Registered":
            technology, _slash, peer = message.get("peer").partition("/")
            if technology == "SIP":
                self._ask(self._contacts([peer]))

    def peers_listed(self, rows: list[Message]) -> None:
        """The switch has listed its telephones, those of chan_sip without the user part of their contacts."""
        self._translator.plan.contacts.forget_names()
        self._ask(
            self._contacts(
                [
                    row.get("objectname")
                    for row in rows
                    if row.name == "PeerEntry"
                    and row.get("dynamic") == "yes"
                    and row.get("ipaddress") not in NO_ADDRESS
                ]
            )
        )

        self._look_up_names()

    def _look_up_names(self) -> None:
        """A contact may be written by name, and so may a trunk: both are compared by address."""
        names = [one for one in self._translator.plan.contacts.names() if one not in self._looking_up]
        if names:
            self._looking_up.update(names)
            self._ask(self._names(names))

    async def _names(self, names: list[str]) -> None:
        contacts = self._translator.plan.contacts
        try:
            for name in names:
                contacts.looked_up(name, await self._addresses(name))
        finally:
            self._looking_up.difference_update(names)
        now = self._now()
        self._report(self._translator.accounts.led_out(now, now))

    def _ask(self, question: Coroutine[None, None, None]) -> None:
        if len(self._open) >= AT_ONCE_MAX:
            question.close()
            return
        task = asyncio.create_task(question)
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _value(self, channel: str, variable: str) -> Message:
        return (await self._act("Getvar", {"Channel": channel, "Variable": variable}))[0]

    async def _source(self, unique: str, name: str) -> None:
        """Events say at most where an account was last seen, and a stolen one is used from two places."""
        is_old = name.startswith("SIP/")
        try:
            if is_old:
                account = await self._value(name, ACCOUNT)
                if account.get("response") == "Success" and not account.get("value"):
                    self._report(self._translator.called_without_account(unique, self._now()))
                    return
            answer = await self._value(name, CALLED_FROM if is_old else PJSIP_CALLED_FROM)
        except (SwitchError, ValueError):
            return  # gone already, or the connection is
        self._report(self._translator.placed_from(unique, answer.get("value"), self._now()))

    async def _contacts(self, peers: list[str]) -> None:
        """PJSIP reports each contact; chan_sip only the address it stands for, and never the user part."""
        for peer in peers:
            try:
                answer = (await self._act("SIPshowpeer", {"Peer": peer}))[0]
            except (SwitchError, ValueError):
                return
            now, contact = self._now(), answer.get("reg-contact")
            self._report(self._translator.accounts.reached_at("SIP", peer, contact, now, now))

    def _report(self, found: Iterable[Event]) -> None:
        for event in found:
            self._on_event(event)
