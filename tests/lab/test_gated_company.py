"""Real Asterisk behind the real gate, with nothing of Veilleur in its dialplan: the attack by every door."""

from __future__ import annotations

import subprocess

import pytest
from lab.attacks import (
    HOSTILE_NUMBERS,
    blind_transfer,
    call_file,
    forward_in_database,
    originate,
    pump,
    redirect,
)
from lab.configuration import MAIN_NUMBER, RECEPTION
from lab.gated_company import GatedCompany
from lab.waiting import at_a_rate

from veilleur.words.events import CallEnded, CallRequested, CallStarted

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]


def by_a_script(company: GatedCompany, number: str) -> None:
    """As a web shell does that runs as the PBX's own user: no login, no dialplan, no file of ours."""
    command = f"channel originate {company.trunk_channel(number)} application Wait 3"
    home = company.switch.home
    root = str(company.switch.path("/"))
    subprocess.run(
        ["chroot", root, "asterisk", "-C", f"{home}/etc/asterisk.conf", "-rx", command],
        check=True,
        capture_output=True,
    )


def test_no_hostile_call_is_answered_by_whatever_door(version: str) -> None:
    numbers = iter(HOSTILE_NUMBERS)
    with GatedCompany(version) as company:
        assert "answered" not in company.dial("203", f"0{next(numbers)}").wait()
        for _try in at_a_rate((1, 2), per_second=3):
            originate(company, next(numbers))
            call_file(company, next(numbers))
        by_a_script(company, next(numbers))
        company.switch.send(
            "Originate",
            Channel=f"Local/0{next(numbers)}@internal/n",
            Application="Wait",
            Data="3",
            Async="true",
        )
        forward_in_database(company, next(numbers))
        pump(company, 2, holds_s=1).wait()
        company.switch.ask("DBDel", Family="CF", Key=RECEPTION)
        blind_transfer(company, next(numbers), "202", holds_s=2)
        redirect(company, next(numbers), RECEPTION, holds_s=2).wait()
        assert company.hostile_calls() == []
        journal = company.gate_guard.journal
        journal.wait_for(lambda j: len(j.events(CallRequested)) >= 9, "nine questions")
        assert "answered" in company.dial("203", "112", holds_s=0.3).wait()


def test_honest_calls_pass_both_ways_and_112_whatever_the_guard_does(version: str) -> None:
    with GatedCompany(version) as company:
        journal = company.gate_guard.journal
        assert "ended by US" in company.dial("203", "00199001234", holds_s=0.5).wait()
        journal.wait_for(lambda j: j.events(CallEnded), "the call ended")
        (started,) = journal.events(CallStarted)
        assert started.extension == "203"
        telephone = company.answering_telephone(RECEPTION)
        assert "answered" in company.outside_call(MAIN_NUMBER, caller="0199005678", holds_s=0.5).wait()
        telephone.stop()
        company.gate_guard.freeze()
        assert "answered" in company.dial("203", "112", holds_s=0.3).wait()
        assert "answered" in company.dial("203", "00199001234", holds_s=0.3).wait()
        assert "answered" not in company.dial("203", f"0{HOSTILE_NUMBERS[0]}", holds_s=0.3).wait()
        company.gate_guard.kill()
        assert "answered" in company.dial("203", "112", holds_s=0.3).wait()
        assert company.hostile_calls() == []
