"""Veilleur dies, freezes and comes back during an attack on the real switches."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lab.account import Account
from lab.attacks import HOSTILE_NUMBERS, forward_in_database, pump
from lab.company import Company
from lab.configuration import RECEPTION
from lab.install import LabError
from lab.outcome import ended
from lab.sip import Sip
from lab.waiting import LIMIT_S

from veilleur.pbx.asterisk.setup import apply
from veilleur.words.decisions import Decision
from veilleur.words.events import (
    CallRecorded,
    CallRequested,
    FeedRestored,
    ForwardCleared,
    ForwardSet,
    GapRead,
)
from veilleur.words.money import euros

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

NUMBER = HOSTILE_NUMBERS[0]
IN_TIME_S = 2.5  # law 9: 2 s, and what a busy machine takes to set up a call


def all_cleared(company: Company, forwards: int) -> bool:
    """Whether this number of `forwards` were seen, and all are gone."""
    journal = company.journal
    return len(journal.events(ForwardSet)) == len(journal.events(ForwardCleared)) == forwards


def test_only_what_passed_while_it_was_dead_differs_and_that_is_reported(version: str) -> None:
    """The owner chose that calls pass without Veilleur (waits_without_us = "never")."""
    with Company(version, waits_without_us="never") as company:
        forward_in_database(company, NUMBER)
        pump(company, 1).wait()
        company.journal.wait_for(lambda _j: all_cleared(company, 1), "the first forward gone")
        assert company.hostile_calls() == []

        company.guard.kill()
        forward_in_database(company, NUMBER)
        long_call = pump(company, 1, holds_s=30)
        long_call.wait_for("answered")
        assert len(company.carrier.answered(1)) == 1, "it passes: nobody is there to ask"
        before = company.journal.last()
        company.start_guard()
        began = company.journal.events(FeedRestored, after=before)[0].seen_at

        company.journal.wait_for(lambda _j: all_cleared(company, 2), "the second forward gone")
        assert "ended by US" not in long_call.wait()
        (passed,) = ended(company, 1)
        assert passed.ended_at is not None
        assert passed.ended_at - began < 1.0
        alerts = company.journal.decisions("alert", after=before)
        assert "passed_unwatched" in [reason.code for one in alerts for reason in one.reasons]
        # And from now on all is as before.
        pump(company, 2).wait()
        assert len(company.hostile_calls()) == 1
        company.guard.stop()
        assert verified(company.journal.path)


def status_of(company: Company) -> dict[str, Any]:
    """What `veilleur status` says."""
    reported: dict[str, Any] = json.loads(company.guard.run("status", "--json", "--config", "veilleur.toml"))
    return reported


def unwatched(decisions: list[Decision]) -> list[dict[str, str]]:
    """What the alerts of times without watch say."""
    reasons = [reason for one in decisions for reason in one.reasons]
    return [dict(reason.values) for reason in reasons if reason.code == "unwatched_calls"]


def test_calls_that_began_and_ended_while_it_was_dead_are_counted_once(version: str) -> None:
    """Reported: as many calls and as much money as the carrier bills, and after another kill no more."""
    with Company(version, waits_without_us="never") as company:
        forward_in_database(company, NUMBER)
        pump(company, 2, holds_s=1.0).wait()
        company.journal.wait_for(lambda _j: all_cleared(company, 1), "the first forward gone")
        seen = len(company.hostile_calls())

        company.guard.kill()
        forward_in_database(company, NUMBER)
        pump(company, 6, holds_s=1.4, per_second=3).wait()
        assert "answered" in company.dial("201", "112", holds_s=1.2).wait()
        assert "answered" in company.dial("201", "00199001234", holds_s=1.2).wait()
        passed = ended(company)[seen:]
        assert len(passed) >= 4, "they pass: nobody is there to ask"
        before = company.journal.last()
        company.start_guard()
        company.journal.wait_for(lambda j: j.events(GapRead, after=before), "the gap was read")

        alerts = company.journal.decisions("alert", after=before)
        (reported,) = unwatched(alerts)
        assert reported["calls"] == str(len(passed))
        bill, step = Account(passed, company.settings), Account(passed[:1], company.settings)
        a_second_each = len(passed) * step.euros / max(1.0, step.calls[0].seconds())
        assert abs(float(euros(int(reported["cost"]))) - bill.euros) <= a_second_each
        status = status_of(company)
        assert status["gap"]["calls"] == len(passed)
        assert "gap_counted" in [law["code"] for law in status["laws"]]

        company.guard.kill()
        before_last = company.journal.last()
        company.start_guard()
        company.journal.wait_for(lambda j: j.events(GapRead, after=before_last), "the second gap was read")
        assert company.journal.events(CallRecorded, after=before_last) == []
        assert unwatched(company.journal.decisions("alert", after=before_last)) == []

        company.guard.kill()
        company.switch.ask("ModuleLoad", Module="cdr_csv.so", LoadType="unload")
        before_last = company.journal.last()
        company.start_guard()
        company.journal.wait_for(
            lambda j: j.events(GapRead, after=before_last), "the third gap was looked at"
        )
        assert "cdr_csv is not loaded" in status_of(company)["gap"]["unknown_why"]


def verified(journal: Path) -> bool:
    """Whether `veilleur verify` finds the journal whole."""
    command = [str(Path(sys.executable).with_name("veilleur")), "verify", str(journal)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def outcome(call: Sip) -> tuple[str, float]:
    """ "answered" or "refused", and after how many seconds that shows: a refusal is said by a voice."""
    began = time.monotonic()
    call.wait_for(r"answered|refused|hears")
    after_s = time.monotonic() - began
    return call.wait_for(r"answered|refused"), after_s


@pytest.mark.parametrize("state", ["frozen", "dead"])
def test_without_its_answer_national_calls_pass_and_foreign_ones_wait(version: str, state: str) -> None:
    with Company(version) as company:
        if state == "frozen":
            company.guard.freeze()
        else:
            company.guard.kill()
        for dialled, expected in (
            ("112", "answered"),
            ("00199001234", "answered"),
            (f"0{NUMBER}", "refused"),
        ):
            word, after_s = outcome(company.dial(RECEPTION, dialled, holds_s=0.3))
            assert word == expected, dialled
            assert after_s < company.within(IN_TIME_S)
        assert company.hostile_calls() == []
        if state == "frozen":
            company.guard.thaw()
        else:
            company.start_guard()
        before = company.journal.last()
        company.dial(RECEPTION, f"0{NUMBER}", holds_s=0.3)
        company.journal.wait_for(lambda j: j.events(CallRequested, after=before), "it is asked again")


def way_out(company: Company, number: str) -> list[str]:
    """The contexts and applications of a call's steps from the house's line out to its Dial."""
    taken = []
    for event in company.switch.events(LIMIT_S):
        if event.get("Event") == "Newexten":
            taken.append(f"{event['Context']} {event['Application']}")
            if event["Extension"] == number and taken[-1] == "out Dial":
                return taken
    raise LabError(f"{number} came to no Dial: {taken}")


def test_emergency_calls_pass_the_gate_of_a_stopped_guard_and_the_site_chooses_the_rest(version: str) -> None:
    """The guard is stopped (SIGSTOP), its sockets stay open, and the gate stands before each Dial."""
    with Company(version) as company:
        etc = company.switch.path(f"{company.switch.home}/etc")
        company.guard.freeze()
        for waits, abroad in (("closed", "refused"), ("always", "refused"), ("never", "answered")):
            apply(etc, replace(company.plan, waits_without_us=waits))
            company.switch.ask("Command", Command="dialplan reload")
            for dialled, number in (("112", "112"), ("15", "15"), ("017", "17"), ("018", "18")):
                call = company.dial(RECEPTION, dialled, holds_s=0.1)
                steps = way_out(company, number)
                assert "veilleur-gate Gosub" in steps, "the gate is called"
                assert not [step for step in steps if "AGI" in step], "and asks nobody"
                assert "answered" in call.wait(), (waits, dialled)
            assert outcome(company.dial(RECEPTION, "00199001234", holds_s=0.1))[0] == "answered", waits
            assert outcome(company.dial(RECEPTION, f"0{NUMBER}", holds_s=0.1))[0] == abroad, waits


def test_while_the_company_is_open_a_foreign_call_passes_a_frozen_guard_in_time(version: str) -> None:
    with Company(version, hours="open") as company:
        company.guard.freeze()
        word, after_s = outcome(company.dial("201", "00044200000000", holds_s=0.3))
        assert word == "answered"
        assert after_s < company.within(IN_TIME_S + 0.5)
