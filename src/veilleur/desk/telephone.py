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
from typing import NamedTuple

from veilleur.alerts.book import KEEP, SEEN, UNKNOWN
from veilleur.alerts.channels.message import Button, ChannelError, Outgoing, Send
from veilleur.alerts.escalation import DRILL
from veilleur.config.alerts_section import Person, Telephone
from veilleur.desk.guard_line import GuardLine
from veilleur.pbx.telephone_port import (
    Answered,
    MakeMenu,
    Menu,
    Option,
    Outcome,
    Reply,
    TelephoneLine,
    name_sound,
)
from veilleur.words.errors import SwitchError

NAME = "telephone"
ALLOW, MOVED = "allow", "moved"
DAY_S = 86_400.0
KEYS = "123456789"  # 0 is what people type to reach somebody
SERVE_AGAIN_S = 10.0
BEYOND_RING_S = 20.0  # until the switch has said how the ringing ended
NO_LINE_TRIES, NO_LINE_PAUSE_S = 2, 1.5  # a line that was cut is free within a second
_OPTIONS: dict[str, tuple[str, ...]] = {
    KEEP: ("telephone-keep",),
    UNKNOWN: ("telephone-unknown",),
    SEEN: ("telephone-seen",),
}
_REPLIES = {KEEP: "telephone-kept", UNKNOWN: "telephone-next", SEEN: "telephone-noted"}
SETTLED, WRONG_CODE, ALLOWED = "telephone-settled", "telephone-wrong-code", "telephone-allowed"
SETTLED_BY, WHO = "telephone-settled-by", "telephone-who"
_SETTLED_HOW = {KEEP: "telephone-settled-keep", ALLOW: "telephone-settled-allow"}

Pressed = Callable[[str, str], Awaitable[bool]]


class Settled(NamedTuple):
    """Who settled a question, and how. by: as the people are named; "" for somebody else."""

    by: str
    answer: str

    @property
    def sounds(self) -> tuple[str, ...]:
        """How it is said. The first sound is as old as the telephone: a PBX whose set-up was not run again
        since an upgrade has none of the others, and passes over what it has not."""
        who = (SETTLED_BY, name_sound(self.by)) if self.by else ()
        how = _SETTLED_HOW.get(self.answer)
        return (SETTLED, *who, how) if how else (SETTLED, *who)


class TelephoneChannel:
    """Calls people through the PBX. pressed: takes the token of an answer; False when it is settled already.

    pick: a key out of some, by chance. settled: by whom a conversation was settled; None while it is not.
    """

    def __init__(
        self,
        telephone: Telephone,
        line: TelephoneLine,
        guard: GuardLine,
        pressed: Pressed,
        now: Callable[[], float],
        pick: Callable[[str], str] = secrets.choice,
        settled: Callable[[str], Settled | None] = lambda _conversation: None,
        pause_s: float = NO_LINE_PAUSE_S,
    ) -> None:
        self._telephone, self._line, self._guard = telephone, line, guard
        self._pressed, self._now, self._pick, self._pause_s = pressed, now, pick, pause_s
        self._settled = settled
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
        is_question = outgoing.attempt.step not in (DRILL, MOVED)  # nobody's call is cut for a rehearsal
        has_code = await self._guard.calls(person.name, makes_room=is_question)
        territory = outgoing.territory if has_code else ""
        buttons = {button.answer: button for button in outgoing.buttons}

        async def answered(answer: str, code: str) -> Reply:
            if answer == ALLOW:
                return await self._allow(territory, code, person)
            return await self._take(buttons[answer], outgoing.attempt.conversation)

        try:
            tries = NO_LINE_TRIES if is_question else 1
            return await self._ring(person, lambda: self._menu(outgoing, territory), answered, tries)
        except SwitchError as error:
            raise ChannelError.saying(error.message) from error

    async def _ring(self, person: Person, menu: MakeMenu, answered: Answered, tries: int) -> str:
        """Ring; where the trunk is full, once more when the guard has made room: no second call is cut."""
        for left in range(tries - 1, -1, -1):
            outcome = await self._line.call(person.telephone, menu, answered)
            if outcome is not Outcome.NO_LINE:
                return outcome.value
            if left:
                await self._guard.calls(person.name, makes_room=True, trunk_full=True)
                await asyncio.sleep(self._pause_s)
        raise ChannelError("no line was free, or the number cannot be reached")

    def _count(self) -> None:
        """Calls of a day are bounded, whatever an attacker makes."""
        now = self._now()
        while self._called_at and abs(now - self._called_at[0]) > DAY_S:
            self._called_at.popleft()
        if len(self._called_at) >= self._telephone.calls_a_day:
            raise ChannelError("{count} calls today already", count=len(self._called_at))
        self._called_at.append(now)

    def _menu(self, outgoing: Outgoing, territory: str) -> Menu:
        settled = self._settled(outgoing.attempt.conversation)
        if settled is not None:  # while it rang
            return Menu((WHO, *settled.sounds), ())
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

    async def _take(self, button: Button, conversation: str) -> Reply:
        if await self._pressed(button.token, NAME):
            return Reply((_REPLIES[button.answer],))
        settled = self._settled(conversation)
        return Reply(settled.sounds if settled is not None else (SETTLED,))

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
