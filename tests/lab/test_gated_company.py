"""Real Asterisk behind the real gate, with nothing of Veilleur in its dialplan: the attack by every door."""

from __future__ import annotations

from functools import partial

import pytest
from lab.attacks import (
    ATTACKER,
    HOSTILE_NUMBERS,
    attended_transfer,
    blind_transfer,
    forward_in_database,
    pump,
    redirect,
)
from lab.configuration import MAIN_NUMBER, RECEPTION
from lab.doors import DOORS
from lab.gated_company import GatedCompany
from lab.guard import JournalView
from lab.waiting import until

from veilleur.words.calls import Origin
from veilleur.words.events import CallEnded, CallRequested, CallStarted, ForwardCleared, ForwardSet

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

NATIONAL = "0199001234"
TRIES = 4


def is_answered(company: GatedCompany, number: str) -> bool:
    """Whether the carrier answered a call to it."""
    return any(call.number == number for call in company.carrier.calls())


def started_in(journal: JournalView) -> list[str]:
    """The calls that left, by the name that the guard has for each."""
    return [event.call for event in journal.events(CallStarted)]  # type: ignore[union-attr]


def test_no_hostile_call_is_answered_by_whatever_door(version: str) -> None:
    numbers = iter(HOSTILE_NUMBERS)
    tried = {"telephone": next(numbers)} | {door: next(numbers) for door in DOORS}
    with GatedCompany(version) as company:
        assert "answered" not in company.dial("203", f"0{tried['telephone']}").wait()
        for door, places_call in DOORS.items():
            places_call(company, tried[door])
        tried["forward"] = next(numbers)
        forward_in_database(company, tried["forward"])
        pump(company, 2, holds_s=1).wait()
        company.switch.ask("DBDel", Family="CF", Key=RECEPTION)
        tried["transfer"] = next(numbers)
        blind_transfer(company, tried["transfer"], holds_s=2).wait()
        tried["redirect"] = next(numbers)
        redirect(company, tried["redirect"], holds_s=2).wait()

        def unasked() -> list[str]:
            asked = {event.number for event in company.gate_guard.journal.events(CallRequested)}
            return [door for door, number in tried.items() if number not in asked]

        company.gate_guard.journal.wait_for(lambda _journal: not unasked(), "a question for every door")
        assert company.hostile_calls() == []
        assert "answered" in company.dial("203", "112", holds_s=0.3).wait()


def test_with_a_login_on_the_pbx_it_knows_who_calls_and_each_call_is_one(version: str) -> None:
    """The gate sees the caller's number on a call that is sent on, and the manager interface who sent it."""
    with GatedCompany(version, joined=True) as company:
        journal, (forwarded, tried) = company.gate_guard.journal, HOSTILE_NUMBERS[:2]
        assert "ended by US" in company.dial("203", f"0{NATIONAL}", holds_s=0.5).wait()
        for _try in range(TRIES):  # the guard may have taken the forward off before a call reaches it
            forward_in_database(company, forwarded)
            pump(company, 2, holds_s=1).wait()
            if any(event.number == forwarded for event in journal.events(CallRequested)):
                break
        DOORS["manager"](company, tried)
        journal.wait_for(lambda j: any(e.number == tried for e in j.events(CallRequested)), "the question")
        # Else the guard, which is on its way to take the attacker's forward off, might take this one off.
        until(lambda: not company.forward_of(RECEPTION), "the switch has no forward")
        journal.wait_for(
            lambda j: j.events(ForwardCleared) and len(j.events(ForwardSet)) == len(j.events(ForwardCleared)),
            "the attacker's forward is gone",
        )
        company.switch.ask("DBPut", Family="CF", Key=RECEPTION, Val=f"0{NATIONAL}")
        pump(company, 2, holds_s=1).wait()
        journal.wait_for(lambda j: len(started_in(j)) >= 3, "three calls")
        journal.wait_for(
            lambda j: set(started_in(j)) <= {one.call for one in j.events(CallEnded)}, "all calls ended"
        )
        asked = {(one.number, one.extension, one.origin) for one in journal.events(CallRequested)}
        assert (NATIONAL, "203", Origin.EXTENSION) in asked
        assert (forwarded, RECEPTION, Origin.FORWARD) in asked
        assert (NATIONAL, RECEPTION, Origin.FORWARD) in asked
        sent_on = [one for one in journal.events(CallRequested) if one.origin is Origin.FORWARD]
        assert {one.outside_caller for one in sent_on} == {ATTACKER}
        started = started_in(journal)
        assert len(started) == len(set(started)) == len(company.carrier.calls()) == 3
        assert company.hostile_calls() == []


def test_honest_calls_pass_both_ways_and_112_whatever_the_guard_does(version: str) -> None:
    with GatedCompany(version) as company:
        journal = company.gate_guard.journal
        assert "ended by US" in company.dial("203", f"0{NATIONAL}", holds_s=0.5).wait()
        journal.wait_for(lambda j: j.events(CallEnded), "the call ended")
        (started,) = journal.events(CallStarted)
        assert started.extension == "203"
        telephone = company.answering_telephone(RECEPTION)
        assert "answered" in company.outside_call(MAIN_NUMBER, caller="0199005678", holds_s=0.5).wait()
        telephone.stop()
        for transfer, number in ((blind_transfer, "0199001235"), (attended_transfer, "0199001236")):
            caller = transfer(company, number)
            until(partial(is_answered, company, number), f"{number} is answered")
            caller.stop()
        company.gate_guard.freeze()
        assert "answered" in company.dial("203", "112", holds_s=0.3).wait()
        assert "answered" in company.dial("203", f"0{NATIONAL}", holds_s=0.3).wait()
        assert "answered" not in company.dial("203", f"0{HOSTILE_NUMBERS[0]}", holds_s=0.3).wait()
        company.gate_guard.kill()
        assert "answered" in company.dial("203", "112", holds_s=0.3).wait()
        assert company.hostile_calls() == []
