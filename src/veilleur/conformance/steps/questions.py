"""Steps of questions: what is answered before a call is dialled."""

from __future__ import annotations

import asyncio
import time

from veilleur.conformance.made_switch import (
    ABROAD,
    EMERGENCY,
    EXTENSION,
    NATIONAL,
    OTHER_ABROAD,
    Ability,
)
from veilleur.conformance.stage import CLOSED, Stage
from veilleur.conformance.step import of_area, require
from veilleur.words.decisions import DecisionKind
from veilleur.words.events import CallEnded, CallRequested, CallStarted

ANSWERED_IN_S = 0.5
QUESTIONS_AT_ONCE = 20
# One number abroad and one premium number of France as PBXs, telephones and attackers write them.
SPELT_ABROAD = (
    "+371 29 99 00 00",
    "0037.1-2999(0000)",
    "+0037129990000",
    "00037129990000",
    "*31#0037129990000",
    "0037129990000p1",
    "0037129990000#",
    "tel:+37129990000",
)
SPELT_PREMIUM = ("08-99-00-12-34", "+33 8 99 00 12 34", "0033899001234", "+33(0)899001234", "#31#0899001234")
SPELT_NATIONAL = ("01.99.00.12.34", "+33 1 99 00 12 34", "0033-199001234")
steps = of_area("Questions", [Ability.ASKS])


async def _is_allowed(stage: Stage, call: str, number: str) -> None:
    word = await stage.made.asks(call, number)
    require(word == "allow", f"{number} is answered {word!r}")


@steps.step()
async def ask_emergency(stage: Stage) -> None:
    """An emergency number is allowed."""
    await _is_allowed(stage, "q1", EMERGENCY)


@steps.step(limit=CLOSED, mode="enforce")
async def ask_emergency_at_limit(stage: Stage) -> None:
    """An emergency number is allowed when nothing else is."""
    require(await stage.made.asks("q1", ABROAD) != "allow", "abroad is allowed")
    await _is_allowed(stage, "q2", EMERGENCY)


@steps.step()
async def ask_national(stage: Stage) -> None:
    """A plain national number is allowed."""
    await _is_allowed(stage, "q1", NATIONAL)


@steps.step()
async def ask_abroad(stage: Stage) -> None:
    """A number abroad within the limits is allowed."""
    await _is_allowed(stage, "q1", ABROAD)


@steps.step()
async def ask_plus(stage: Stage) -> None:
    """A number written with + is the same number."""
    await _is_allowed(stage, "q1", "+" + ABROAD.removeprefix("00"))
    asked = await stage.sees(CallRequested)
    destination = stage.guard.numbering.destination(asked.number)
    require(destination.e164 == "+" + ABROAD.removeprefix("00"), f"it was read as {destination.e164}")


@steps.step(limit=CLOSED, mode="enforce")
async def refuse_at_limit(stage: Stage) -> None:
    """A number abroad beyond the limit is refused."""
    require(await stage.made.asks("q1", ABROAD) != "allow", "it is allowed")
    await stage.decides(DecisionKind.REFUSE, "q1")


@steps.step(limit=CLOSED, mode="enforce")
async def refuse_any_spelling(stage: Stage) -> None:
    """A number that is refused is refused in any spelling: separators, prefixes, parameters, tones."""
    for place, number in enumerate((*SPELT_ABROAD, *SPELT_PREMIUM)):
        word = await stage.made.asks(f"q{place}", number)
        require(word != "allow", f"{number} is allowed")
    for place, number in enumerate(SPELT_NATIONAL):
        await _is_allowed(stage, f"n{place}", number)


@steps.step(limit=CLOSED, mode="enforce")
async def refuse_leaves_national(stage: Stage) -> None:
    """A limit that is reached leaves national calls alone."""
    require(await stage.made.asks("q1", ABROAD) != "allow", "abroad is allowed")
    await _is_allowed(stage, "q2", NATIONAL)


@steps.step()
async def ask_again(stage: Stage) -> None:
    """The same question again gets the same answer, and money is held once."""
    await _is_allowed(stage, "q1", ABROAD)
    await _is_allowed(stage, "q1", ABROAD)
    require(len(stage.guard.watch.rooms.ledger.accounts) == 1, "money is held twice")


@steps.step()
async def ask_other_number(stage: Stage) -> None:
    """The same call may ask for another number."""
    await _is_allowed(stage, "q1", ABROAD)
    await _is_allowed(stage, "q1", OTHER_ABROAD)


@steps.step()
async def ask_at_once(stage: Stage) -> None:
    """Twenty questions at once are all answered."""
    words = await asyncio.gather(*(stage.made.asks(f"q{i}", NATIONAL) for i in range(QUESTIONS_AT_ONCE)))
    require(set(words) == {"allow"}, f"the answers are {sorted(set(words))}")


@steps.step()
async def ask_in_time(stage: Stage) -> None:
    """The answer comes within half a second."""
    began = time.monotonic()
    await _is_allowed(stage, "q1", ABROAD)
    took_s = time.monotonic() - began
    require(took_s < ANSWERED_IN_S, f"it took {took_s:.2f} s")


@steps.step(Ability.NAMES_CALLER)
async def ask_names_extension(stage: Stage) -> None:
    """The extension behind a question is known."""
    await _is_allowed(stage, "q1", ABROAD)
    asked = await stage.sees(CallRequested)
    require(asked.extension == EXTENSION, f"it is {asked.extension!r}")


@steps.step()
async def ask_hostile_text(stage: Stage) -> None:
    """A number that is none harms nothing, and the next question is answered."""
    for number in ("1;DROP TABLE", "%00%0a", "9" * 60, "*21*0037#"):
        await stage.made.asks("q1", number)
    await _is_allowed(stage, "q2", EMERGENCY)


@steps.step(Ability.LIVE)
async def permit_is_used(stage: Stage) -> None:
    """A call that was allowed is no evidence when it leaves, and its money is held once."""
    await _is_allowed(stage, "c1", ABROAD)
    await stage.made.begins("c1", ABROAD)
    await stage.sees(CallStarted, "c1")
    require(len(stage.guard.watch.rooms.ledger.accounts) == 1, "money is held twice")
    require(not stage.decided(DecisionKind.CUT), "it is cut")


@steps.step(Ability.LIVE)
async def permit_is_given_back(stage: Stage) -> None:
    """An allowed call that is over leaves nothing behind."""
    await _is_allowed(stage, "c1", ABROAD)
    await stage.made.begins("c1", ABROAD)
    await stage.sees(CallStarted, "c1")
    await stage.made.ends("c1")
    await stage.sees(CallEnded, "c1")
    require(not stage.money_runs and not stage.running, "something is left")
