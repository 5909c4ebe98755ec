"""A caller is asked for a code on the real switches: right, right at last, wrong, silent, hung up.

The dialplan is the company's, with the gate that set-up writes; who answers it here is the FastAGI server
alone, which asks every time. Last, one call through the whole guard.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from lab.attacks import HOSTILE_NUMBERS
from lab.company import Company

from veilleur.guard.passcodes import Passcodes
from veilleur.pbx.adapter import Answer
from veilleur.pbx.asterisk.agi.server import FastAgi
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words import events

pytestmark = [pytest.mark.lab, pytest.mark.slow]

PROMPT_S = 2.5  # the prompt is over by then
AGAIN_S = 4.0  # that it was wrong, and the prompt again
NUMBERS = iter(HOSTILE_NUMBERS)
CODE = f"7{secrets.randbelow(90) + 10}2{secrets.randbelow(10)}"


@pytest.fixture(scope="module", params=["22", "16"])
def company(request: pytest.FixtureRequest) -> Iterator[Company]:
    """A company whose guard has gone, so that its place at the dialplan's side is free."""
    with Company(request.param) as company:
        company.guard.stop()
        yield company


class Asker:
    """Asks every caller for the code. reported: what the server reported; compared: how often it compared."""

    def __init__(self) -> None:
        self.reported: list[events.Event] = []
        self.asked: list[events.CallRequested] = []
        self.compared = 0
        self.has_reported = asyncio.Event()

    def take(self, event: events.Event) -> None:
        """Keep what the server reports."""
        self.reported.append(event)
        self.has_reported.set()

    def decide(self, event: events.CallRequested | events.MailboxRequested) -> Answer:
        """Ask."""
        assert isinstance(event, events.CallRequested)
        self.asked.append(event)
        return Answer("ask")

    def is_right(self, _extension: str, _number: str, digits: str) -> bool:
        """Compare."""
        self.compared += 1
        return secrets.compare_digest(digits, CODE)


@asynccontextmanager
async def asking(company: Company) -> AsyncIterator[Asker]:
    asker = Asker()
    agi = FastAgi(
        AsteriskSettings(agi_port=company.plan.agi_port),
        asker.decide,
        asker.is_right,
        asker.take,
        time.time,
        lambda text: len(text) == 3 and text.startswith("2"),
    )
    await agi.start()
    try:
        yield asker
    finally:
        await agi.stop()


async def call_abroad(company: Company, *keys: tuple[str, float], holds_s: float = 2.0) -> tuple[Asker, bool]:
    """A telephone calls abroad and keys; what the server reported, and whether the carrier answered."""
    number = next(NUMBERS)
    async with asking(company) as asker:
        call = company.dial("201", f"0{number}", keys=keys, holds_s=holds_s)
        await asyncio.to_thread(call.wait)
        async with asyncio.timeout(20):
            await asker.has_reported.wait()  # a hang-up is known to the server a moment later
    return asker, number in company.carrier.answered()


def keyed(asker: Asker) -> events.CodeKeyed:
    (event,) = asker.reported
    assert isinstance(event, events.CodeKeyed)
    assert event.extension == "201"
    assert event.request == asker.asked[0].request
    return event


async def test_the_right_code_lets_the_call_through(company: Company) -> None:
    asker, answered = await call_abroad(company, (f"{CODE}#", PROMPT_S))
    assert keyed(asker).right
    assert answered
    assert asker.asked[0].can_key_digits
    assert (asker.asked[0].address, asker.asked[0].agent) == (company.address_of("201"), "Lab telephone")


async def test_a_mistyped_code_may_be_keyed_again(company: Company) -> None:
    asker, answered = await call_abroad(company, ("55119#", PROMPT_S), (f"{CODE}#", AGAIN_S))
    assert keyed(asker).right
    assert answered
    assert asker.compared == 2


async def test_three_wrong_codes_are_a_refusal(company: Company) -> None:
    guesses = [("55119#", PROMPT_S), ("55118#", AGAIN_S), ("55117#", AGAIN_S)]
    asker, answered = await call_abroad(company, *guesses, holds_s=5)
    assert not keyed(asker).right
    assert not answered
    assert asker.compared == 3


async def test_silence_is_a_refusal_within_fifteen_seconds(company: Company) -> None:
    began = time.monotonic()
    asker, answered = await call_abroad(company, holds_s=30)
    assert not keyed(asker).right
    assert not answered
    assert asker.compared == 0
    assert time.monotonic() - began < 25


async def test_who_hangs_up_has_not_keyed_it(company: Company) -> None:
    asker, answered = await call_abroad(company, holds_s=1.0)
    assert not keyed(asker).right
    assert not answered


@pytest.mark.parametrize("version", ["22", "16"])
def test_the_guard_asks_lets_through_who_knows_the_code_and_writes_it_nowhere(version: str) -> None:
    inclined_to_ask = "attacks_per_site_year = 100\nhonest_call_stopped_eur = 40\nquestion_eur = 0.01\n"
    with Company(version, mode="ask", judge=inclined_to_ask) as company:
        Passcodes.beside(company.journal.path).set("201", CODE)
        number = next(NUMBERS)
        company.dial("201", f"0{number}", keys=((f"{CODE}#", PROMPT_S),), holds_s=2).wait()
        (reported,) = company.journal.events(events.CodeKeyed)
        assert isinstance(reported, events.CodeKeyed)
        assert reported.right
        assert number in company.carrier.answered()
        written = [path.read_bytes() for path in company.journal.path.parent.glob("journal.db*")]
        assert written
        assert not any(CODE.encode() in one for one in written)
