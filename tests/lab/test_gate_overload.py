"""The real gate and the real guard at far more than they may be asked: who needs it gets through."""

from __future__ import annotations

import pytest
from lab.gate_load import SCENARIO, guarded, pss_mb
from lab.gate_overload import ABROAD, NATIONAL, flooded_trunk, hang_up_all, most_borne, under_flood
from lab.trunk import PlayedGuard

pytestmark = [pytest.mark.lab, pytest.mark.slow]

QUESTIONS = 20  # a second at most; the gate treats all above it as when it is full
FLOOD, SECONDS = 400, 4  # calls a second: twenty times as many
GROWN_MB = 100  # far more than all tables full; a leak of each call would pass it at once


@pytest.mark.parametrize("number", [ABROAD, NATIONAL + "5"])
async def test_at_far_more_than_it_bears_emergency_and_decided_calls_keep_their_answers(number: str) -> None:
    """Nothing crashes, grows, or is left over; abroad, and national numbers that pass a full gate unasked."""
    async with flooded_trunk(SCENARIO.read_text(), calls_per_second=QUESTIONS) as at:
        with guarded(at.plan) as pid:
            processes, before = at.gate.pids(), at.gate.memory_kb() / 1024 + pss_mb(pid)
            kept = await under_flood(at, FLOOD, SECONDS, number)
            assert (kept.emergency_answered, kept.decided_answered) == (kept.emergency, kept.decided), kept
            assert at.gate.pids() == processes
            assert at.gate.memory_kb() / 1024 + pss_mb(pid) < before + GROWN_MB
        await hang_up_all(at.pbx)
        looking = PlayedGuard(at.plan)
        await looking.start()
        assert {call.number for call in await looking.alive()} <= {number}, (
            "calls of the flood that was ended"
        )
        await looking.stop()


def test_the_highest_rate_that_holds_is_found_by_doubling_and_halving() -> None:
    tried: list[int] = []

    def holds(rate: int) -> bool:
        tried.append(rate)
        return rate <= 1_700

    assert 1_400 < most_borne(holds, 60.0) <= 1_700
    assert tried[:4] == [400, 800, 1_600, 3_200]
    assert len(tried) <= 8
    assert most_borne(lambda _rate: False, 60.0) == 0
