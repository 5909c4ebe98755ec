"""Money of what passed while the guard was frozen (SIGSTOP): as the carrier bills it, to a second a call.

Pitfall: the records of the switch bear its own time, so the guard must live in the same."""

from __future__ import annotations

import json
import time

import pytest
from lab.account import Account
from lab.attacks import HOSTILE_NUMBERS, forward_in_database, originate, pump
from lab.company import Company
from lab.outcome import ended

from veilleur.words.decisions import DecisionKind
from veilleur.words.events import CallEnded, GapRead, Snapshot
from veilleur.words.money import euros

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]


def spent_eur(company: Company) -> float:
    """What all incidents of the guard say that they cost."""
    reported = company.guard.run("incidents", "--json", "--config", "veilleur.toml").splitlines()
    return float(sum(json.loads(one)["spent_eur"] for one in reported if one))


def a_second_each(company: Company) -> float:
    """What the clocks of records and lists, which count whole seconds, may add or leave out."""
    calls = company.hostile_calls()
    destination = company.settings.numbering().destination(calls[0].number)
    return float(euros(destination.price.cost(60))) / 60 * len(calls)


def thawed(company: Company) -> None:
    """The guard goes on, has cut what it found running, and has read the records of the gap."""
    before = company.journal.last()
    company.guard.thaw()
    company.journal.wait_for(lambda j: j.events(GapRead, after=before), "the gap was read")
    (listed,) = [one for one in company.journal.events(Snapshot, after=before) if isinstance(one, Snapshot)]
    running = {leg.call for leg in listed.calls}
    company.journal.wait_for(
        lambda j: running <= {getattr(one, "call", "") for one in j.events(CallEnded, after=before)}, "cut"
    )
    ended(company)


def test_legs_found_running_are_charged_from_their_answer(version: str) -> None:
    """Straight to the trunk: nobody was asked, and before the thaw nobody saw them."""
    with Company(version, rings_s=0.5) as company:
        company.guard.freeze()
        for number in HOSTILE_NUMBERS[:3]:
            originate(company, number, seconds=60)
        company.carrier.answered(3)
        time.sleep(6)
        thawed(company)
        bill = Account(company.hostile_calls(), company.settings)
        assert len(bill.calls) == 3
        assert abs(spent_eur(company) - bill.euros) <= a_second_each(company)


def test_what_ended_and_what_runs_is_charged_once_and_no_more(version: str) -> None:
    """By a forward that is set again during the freeze, where the owner lets calls pass without Veilleur."""
    with Company(version, waits_without_us="never", rings_s=0.5) as company:
        company.guard.freeze()
        forward_in_database(company, HOSTILE_NUMBERS[0])
        pump(company, 3, holds_s=6, per_second=1).wait()
        running = pump(company, 2, holds_s=30, per_second=2)
        company.carrier.answered(5)
        thawed(company)
        running.wait()
        bill = Account(company.hostile_calls(), company.settings)
        assert len(bill.calls) == 5
        assert abs(spent_eur(company) - bill.euros) <= a_second_each(company)
        assert company.journal.decisions(DecisionKind.ALERT.value)


def test_calls_that_began_and_ended_within_the_freeze_are_reported_afterwards(version: str) -> None:
    """Straight to the trunk, by the manager: the switch's records know of them, and not whom they called, so
    that they count as a number that nobody knows, at its price."""
    with Company(version, rings_s=0.5) as company:
        company.guard.freeze()
        for number in HOSTILE_NUMBERS[:3]:
            originate(company, number, seconds=2)
        company.carrier.answered(3)
        time.sleep(4)  # a freeze that is noticed
        ended(company)
        thawed(company)
        bill = Account(company.hostile_calls(), company.settings)
        assert len(bill.calls) == 3
        alerts = company.journal.decisions(DecisionKind.ALERT.value)
        gap = [dict(one.values) for alert in alerts for one in alert.reasons if one.code == "unwatched_calls"]
        assert [one["calls"] for one in gap] == ["3"]
        assert float(euros(int(gap[0]["cost"]))) >= bill.euros
