"""The channel that calls a person: an alert spoken by the PBX, answered by keys.

In: one message. Out: a call, and what was typed, which goes where a pressed button goes. Pitfall: the keys
are other ones in each round, chosen by chance, so that a machine which types the same key again and again is
not taken for a person; and the desk lets nothing through: the guard compares the code.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable

from veilleur.alerts.book import KEEP, SEEN, UNKNOWN
from veilleur.alerts.channels.message import Button, ChannelError, Outgoing, Send
from veilleur.config.alerts_section import Person, Telephone
from veilleur.desk.guard_line import GuardLine
from veilleur.pbx.telephone_port import Menu, Option, Reply, TelephoneLine
from veilleur.words.errors import SwitchError

NAME = "telephone"
ALLOW, MOVED = "allow", "moved"
DAY_S = 86_400.0
KEYS = "123456789"  # 0 is what people type to reach somebody
SERVE_AGAIN_S = 10.0
BEYOND_RING_S = 20.0  # until the switch has said how the ringing ended
_OPTIONS: dict[str, tuple[str, ...]] = {
    KEEP: ("telephone-keep",),
    UNKNOWN: ("telephone-unknown",),
    SEEN: ("telephone-seen",),
}
_REPLIES = {KEEP: "telephone-kept", UNKNOWN: "telephone-next", SEEN: "telephone-noted"}
SETTLED, WRONG_CODE, ALLOWED = "telephone-settled", "telephone-wrong-code", "telephone-allowed"

Pressed = Callable[[str, str], Awaitable[bool]]


class TelephoneChannel:
    """Calls people through the PBX. pressed: takes the token of an answer; False when it is settled already.

    pick: a key out of some, by chance.
    """

    def __init__(
        self,
        telephone: Telephone,
        line: TelephoneLine,
        guard: GuardLine,
        pressed: Pressed,
        now: Callable[[], float],
        pick: Callable[[str], str] = secrets.choice,
    ) -> None:
        self._telephone, self._line, self._guard = telephone, line, guard
        self._pressed, self._now, self._pick = pressed, now, pick
        self._called_at: deque[float] = deque()

    @property
    def bound_s(self) -> float:
        """How long one call may take until its ringing has ended."""
        return self._telephone.ring_s + BEYOND_RING_S

    def connect(self, person: Person) -> Send | None:
        """The telephone of a person; None when they have none."""
        if not person.telephone:
            return None

        async def send(outgoing: Outgoing) -> str:
            return await self._call(person, outgoing)

        return send

    async def run(self) -> None:
        """Serve the line until cancelled."""
        await self._line.run()

    async def _call(self, person: Person, outgoing: Outgoing) -> str:
        if not (outgoing.buttons or outgoing.attempt.step == MOVED):
            raise ChannelError("nothing to be answered: nobody is called")
        self._count()
        has_code = await self._guard.calls(person.name)
        territory = outgoing.territory if has_code else ""
        buttons = {button.answer: button for button in outgoing.buttons}

        async def answered(answer: str, code: str) -> Reply:
            if answer == ALLOW:
                return await self._allow(territory, code, person)
            return await self._take(buttons[answer])

        try:
            outcome = await self._line.call(
                person.telephone, lambda: self._menu(outgoing, territory), answered
            )
        except SwitchError as error:
            raise ChannelError.saying(error.message) from error
        return outcome.value

    def _count(self) -> None:
        """Calls of a day are bounded, whatever an attacker makes."""
        now = self._now()
        while self._called_at and abs(now - self._called_at[0]) > DAY_S:
            self._called_at.popleft()
        if len(self._called_at) >= self._telephone.calls_a_day:
            raise ChannelError("{count} calls today already", count=len(self._called_at))
        self._called_at.append(now)

    def _menu(self, outgoing: Outgoing, territory: str) -> Menu:
        options = [(button.answer, _OPTIONS[button.answer]) for button in outgoing.buttons]
        if territory and all(button.answer != SEEN for button in outgoing.buttons):
            where = f"telephone-to-{territory}"
            options.append((ALLOW, ("telephone-allow", where, "telephone-type")))
        left, menu = KEYS, []
        for answer, sounds in options:
            key = self._pick(left)
            left = left.replace(key, "")
            menu.append(Option(answer, sounds, key))
        return Menu(outgoing.spoken, tuple(menu))

    async def _take(self, button: Button) -> Reply:
        is_taken = await self._pressed(button.token, NAME)
        return Reply((_REPLIES[button.answer] if is_taken else SETTLED,))

    async def _allow(self, territory: str, code: str, person: Person) -> Reply:
        if not code:
            return Reply(asks_code=True)
        if await self._guard.allow(territory, code, f"{person.name} ({NAME})"):
            return Reply((ALLOWED,))
        return Reply((WRONG_CODE,), asks_code=True)


async def serve(channel: TelephoneChannel, complain: Callable[[str], None]) -> None:
    """Serve the line; where its port cannot be used, say so and try again: alerts go on without it."""
    while True:
        try:
            await channel.run()
        except SwitchError as error:
            complain(str(error.message))
        await asyncio.sleep(SERVE_AGAIN_S)
