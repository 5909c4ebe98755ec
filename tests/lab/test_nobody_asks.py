"""A guard that nobody asks accuses nobody, on the real switches: a stall, a lost line, another port."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from lab.addresses import free_port
from lab.company import Company

from veilleur.pbx.asterisk.health import QUESTIONS_FEED
from veilleur.words.events import FeedLost, FeedRestored, GapRead

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

ABROAD = tuple(f"000442000000{n}" for n in range(3))
STALL_S = 3.2  # longer than the dialplan waits, shorter than the feed takes for a silence
WORKDAY = "2026-11-25 10:30"


def is_accused(company: Company) -> bool:
    """Whether an unasked leg, an attack or a locked telephone was seen."""
    codes = {reason.code for one in company.journal.decisions() for reason in one.reasons}
    return bool(codes & {"unasked_leg", "attack_calling", "extension_locked"})


def test_honest_calls_that_pass_during_a_stall_go_on_as_a_gap(version: str) -> None:
    """Three calls abroad in opening hours: the dialplan's rule lets them pass, and nobody is accused."""
    with Company(version, hours="open", at=WORKDAY, waits_without_us="never") as company:
        company.guard.freeze()
        began = time.monotonic()
        calls = [
            company.dial(extension, number, holds_s=4)
            for extension, number in zip(("201", "202", "203"), ABROAD, strict=True)
        ]
        for call in calls:
            call.wait_for("answered")
        time.sleep(max(0.0, STALL_S - (time.monotonic() - began)))
        company.guard.thaw()
        company.journal.wait_for(lambda j: j.events(FeedLost) and j.events(GapRead), "the gap is known")
        assert all("ended by US" in call.wait() for call in calls), "nobody cut them"
        assert not is_accused(company)
        # And then it is asked again: what it knows of these calls, it knows without an accusation.
        assert "answered" in company.dial("201", ABROAD[0], holds_s=0.3).wait()
        assert company.journal.decisions("cut") == []


def without_the_gate(company: Company) -> None:
    """Somebody edits the dialplan and reloads."""
    path = company.switch.path(f"{company.switch.home}/etc/extensions.conf")
    text = path.read_text()
    path.write_text(
        text.replace("Gosub(veilleur-gate,s,1(${EXTEN},carrier,${ORIGIN},${FORWARDER}))", "NoOp()")
    )
    company.switch.ask("Reload", Module="pbx_config")


def test_a_line_lost_by_a_reload_is_noticed_and_nobody_is_accused(version: str) -> None:
    with Company(version, hours="open", at=WORKDAY, waits_without_us="never") as company:
        assert "answered" in company.dial("201", ABROAD[0], holds_s=0.3).wait()
        without_the_gate(company)
        company.journal.wait_for(lambda j: j.events(FeedLost), "the line is missed")
        (lost,) = company.journal.events(FeedLost)
        assert isinstance(lost, FeedLost)
        assert (lost.feed, lost.is_asked) == (QUESTIONS_FEED, False)
        call = company.dial("202", ABROAD[1], holds_s=1.0)
        assert "ended by US" in call.wait()
        assert not is_accused(company)
        assert "cap_guaranteed" not in company.guard.run("status", "--json", "--config", "veilleur.toml")


def test_a_guard_on_another_port_than_the_dialplan_asks_accuses_nobody(version: str) -> None:
    """As when ports differ, or a second guard watches the same PBX."""
    with Company(version, hours="open", at=WORKDAY, waits_without_us="never") as company:
        company.guard.stop()
        settings = company.home / "veilleur.toml"
        moved(settings, company.agi_port, free_port())
        company.guard.start()
        company.journal.wait_for(lambda j: j.events(FeedLost), "the port differs")
        call = company.dial("202", ABROAD[1], holds_s=1.0)
        assert "ended by US" in call.wait()
        assert not is_accused(company)
        assert "cap_guaranteed" not in company.guard.run("status", "--json", "--config", "veilleur.toml")
        restored = [
            one for one in company.journal.events(FeedRestored) if getattr(one, "feed", "") == QUESTIONS_FEED
        ]
        assert restored == []


def moved(settings: Path, port: int, to: int) -> None:
    """The guard listens elsewhere."""
    settings.write_text(settings.read_text().replace(f"agi_port = {port}", f"agi_port = {to}"))
