"""Law 1 on the real switches: 112 gets a line, although hostile calls have taken them all."""

from __future__ import annotations

import pytest
from lab.attacks import HOSTILE_NUMBERS, pump
from lab.company import Company
from lab.configuration import RECEPTION

from veilleur.words.events import CallAnswered, CallRequested

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

LINES = 2


def test_a_call_to_112_finds_the_trunk_full_of_hostile_calls_and_gets_a_line(version: str) -> None:
    """The site only observes, so that the calls are let go: law 1 does not ask for the mode."""
    with Company(version, mode="observe", channels=LINES) as company:
        hostile = [company.dial("203", f"0{number}", holds_s=15) for number in HOSTILE_NUMBERS[:LINES]]
        for call in hostile:
            call.wait_for("answered")
        emergency = company.dial(RECEPTION, "112", holds_s=0.5)
        assert "answered" in emergency.wait()
        assert company.carrier.answered(LINES + 1)[-1] == "112"
        (cut,) = company.journal.decisions("cut")
        assert [reason.code for reason in cut.reasons] == ["emergency_needs_line"]
        asked = [one for one in company.journal.events(CallRequested) if one.number == "112"]
        assert [one.trunk_full for one in asked] == [True]
        assert sum(call.is_running for call in hostile) == LINES - 1, "one line is enough"


def test_incoming_calls_of_a_pump_take_lines_too(version: str) -> None:
    """Each forwarded call fills two lines; the emergency call gets both of one."""
    with Company(version, mode="observe", channels=LINES) as company:
        company.switch.ask("DBPut", Family="CF", Key=RECEPTION, Val=f"0{HOSTILE_NUMBERS[0]}")
        pumping = pump(company, 1, holds_s=15)
        company.journal.wait_for(lambda j: j.events(CallAnswered), "the pump answered")
        assert "answered" in company.dial("202", "15", holds_s=0.5).wait()
        assert company.carrier.answered(2) == [HOSTILE_NUMBERS[0], "15"]
        assert "ended by US" not in pumping.written()


def test_with_lines_free_an_emergency_call_waits_for_nothing_and_stops_nobody(version: str) -> None:
    with Company(version, mode="observe", channels=LINES) as company:
        honest = company.dial("203", "00199001234", holds_s=3)
        honest.wait_for("answered")
        assert "answered" in company.dial(RECEPTION, "112", holds_s=0.3).wait()
        assert company.journal.decisions("cut") == []
        assert "ended by US" in honest.wait()
