"""One talk with whoever picked up: the opening, the keys by name, and what was typed after that.

In: an AGI connection to a channel that is up. Out: an answer, or none. Pitfall: a mailbox, a screening voice
or music picks up as a person does. Keys that come before the first one is named are not read at all; the keys
are other ones in each round; and a run of different keys is a machine that dials, not an answer.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from veilleur.pbx.asterisk.agi.code_prompt import command
from veilleur.pbx.telephone_port import Answered, MakeMenu, Menu, Reply

ROUNDS = 3  # of the menu; then a mailbox is full of it, and a person asleep again
KEY_WAIT_MS = 5_000  # of silence after the menu
BURST_MS = 700  # within which a second key belongs to the first
BURST_KEYS = 8
CODE_TRIES = 3
ALERT_CODE_WAIT_MS = 6_000
CODE_DIGITS_MAX = 8
TALK_S = 150.0
UP = 6  # Asterisk's state of a channel that was answered
ANY_KEY = "0123456789*#"
CODE, AGAIN, UNHEARD, NO_CODE = "telephone-code", "telephone-again", "telephone-unheard", "telephone-no-code"
_RESULT = re.compile(rb"200 result=(-?[0-9]{1,9})")
_DIGITS = re.compile(rb"200 result=([0-9*#]*)(?:\s|\Z)")
_SOUND = re.compile(r"[A-Za-z0-9_.-]{1,60}\Z")

Reached = Callable[[str], Awaitable[None]]


class HungUpError(Exception):
    """The other side has gone."""


async def nothing(_step: str) -> None:
    """Learn of a step and do nothing."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a talk waits. The defaults are for people; tests have less."""

    rounds: int = ROUNDS
    key_wait_ms: int = KEY_WAIT_MS
    burst_ms: int = BURST_MS
    code_wait_ms: int = ALERT_CODE_WAIT_MS


class Talk:
    """One talk. sounds: folder of the prompts as the switch sees it; reached: learns of each step first."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        sounds: str,
        *,
        patience: Patience | None = None,
        reached: Reached = nothing,
    ) -> None:
        self._reader, self._writer, self._sounds = reader, writer, sounds
        self._patience, self._reached = patience or Patience(), reached

    async def hold(self, make_menu: MakeMenu, answered: Answered) -> str:
        """Ask until an answer was taken; "" when there was none, whatever was heard."""
        try:
            async with asyncio.timeout(TALK_S):
                return await self._ask(make_menu, answered)
        except (HungUpError, TimeoutError, OSError, ValueError, asyncio.IncompleteReadError):
            return ""

    async def _ask(self, make_menu: MakeMenu, answered: Answered) -> str:
        menu = make_menu()
        await self._reached("opening")
        await self._open(menu)
        for number in range(self._patience.rounds):
            if number:
                menu = make_menu()
                if not menu.options:  # settled since
                    await self._open(menu)
            if not menu.options:
                return ""
            keys = await self._keys(menu, f"{number + 1}")
            if keys and len(set(keys)) == 1:
                for option in menu.options:
                    if option.digit == keys[0]:
                        return await self._take(option.answer, answered)
            if keys:
                await self._play(AGAIN, "")
        await self._play(UNHEARD, "")
        return ""

    async def _open(self, menu: Menu) -> None:
        for sound in menu.opening:
            await self._play(sound, "")

    async def _keys(self, menu: Menu, number: str) -> str:
        """What was typed once the first key had been named, "" for nothing. number: of the round."""
        await self._reached(f"menu {number}")
        keys, listens_to = "", ""
        for option in menu.options:
            for sound in option.sounds:
                keys = keys or await self._play(sound, listens_to)
            listens_to = ANY_KEY  # from here on a key can be meant
            keys = keys or await self._play(f"telephone-key-{option.digit}", listens_to)
            if keys:
                break
            await self._reached(f"named {option.answer} {number}")
        if not keys:
            await self._reached(f"waits {number}")
            keys = await self._key(self._patience.key_wait_ms)
        while keys and len(keys) < BURST_KEYS:
            more = await self._key(self._patience.burst_ms)
            if not more:
                break
            keys += more
        return keys

    async def _take(self, answer: str, answered: Answered) -> str:
        reply = await answered(answer, "")
        await self._say(reply)
        for _number in range(CODE_TRIES):
            if not reply.asks_code:
                return answer
            code = await self._code()
            if not code:
                break
            reply = await answered(answer, code)
            await self._say(reply)
        if reply.asks_code:
            await self._play(NO_CODE, "")
            return ""
        return answer

    async def _say(self, reply: Reply) -> None:
        for sound in reply.sounds:
            await self._play(sound, "")

    async def _play(self, sound: str, listens_to: str) -> str:
        """Play a prompt; the key that broke it off, "" for none."""
        if not _SOUND.match(sound):
            raise ValueError(sound)
        try:
            return await self._result(f'STREAM FILE {self._sounds}/{sound} "{listens_to}"')
        except HungUpError:
            if await self._is_up():
                return ""  # a prompt that is not there answers like a hang-up
            raise

    async def _is_up(self) -> bool:
        found = _RESULT.match(await command(self._reader, self._writer, "CHANNEL STATUS"))
        return found is not None and int(found[1]) == UP

    async def _key(self, wait_ms: int) -> str:
        return await self._result(f"WAIT FOR DIGIT {wait_ms}")

    async def _result(self, line: str) -> str:
        found = _RESULT.match(await command(self._reader, self._writer, line))
        number = int(found[1]) if found is not None else -1
        if number < 0:
            raise HungUpError
        return chr(number) if 0 < number < 128 else ""

    async def _code(self) -> str:
        await self._reached("code")
        line = f"GET DATA {self._sounds}/{CODE} {self._patience.code_wait_ms} {CODE_DIGITS_MAX}"
        found = _DIGITS.match(await command(self._reader, self._writer, line))
        if found is None:
            raise HungUpError
        return found[1].decode()
