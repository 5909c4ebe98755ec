"""A stolen account calls from an address no telephone of the company ever had, without registering."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lab.account import Account
from lab.attacks import HOSTILE_NUMBERS, call_from_stranger
from lab.company import Company

from veilleur.words.events import CallRequested

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

CALLS = 6
# The judge weighs the hour of a call, so the story has hours of its own, not that of the machine.
EVENING = "2026-11-25 20:00"
LATE = tuple(f"2026-11-25 {hour}" for hour in ("01:00", "04:30", "20:00", "23:50"))
BY_DAY = tuple(f"2026-11-25 {hour}" for hour in ("10:00", "14:00"))
Tell = Callable[[str, object], None]


def steal(company: Company) -> Account:
    """Six calls, two at once."""
    for first in range(0, CALLS, 2):
        pair = [call_from_stranger(company, "203", HOSTILE_NUMBERS[first + n], holds_s=2) for n in (0, 1)]
        for call in pair:
            call.wait()
    return Account(company.hostile_calls())


def test_unwatched_every_call_is_answered(version: str, record_property: Tell) -> None:
    with Company(version, watched=False) as company:
        bill = steal(company)
        assert len(bill.calls) == CALLS
        record_property("account", f"Asterisk {version}, stolen account, without Veilleur: {bill}")


def test_where_veilleur_is_asked_no_call_is_ever_answered(version: str, record_property: Tell) -> None:
    with Company(version, at=EVENING) as company:
        bill = steal(company)
        assert bill.calls == ()
        asked = company.journal.events(CallRequested)
        assert {(one.extension, one.address) for one in asked} == {("203", company.stranger)}
        reasons = {reason.code for one in company.journal.decisions("refuse") for reason in one.reasons}
        assert "new_network" in reasons
        # Its own telephone, at its own address, still calls as ever.
        assert "answered" in company.dial("203", "00199001234", holds_s=0.3).wait()
        record_property("account", f"Asterisk {version}, stolen account, asked: {bill}")


@pytest.mark.parametrize("at", LATE)
def test_seen_only_each_call_is_cut_within_a_second(version: str, at: str, record_property: Tell) -> None:
    """The first of two calls at once is cut like the second; on 16 not each time: a known weakness."""
    with Company(version, asks=False, rings_s=0.5, at=at) as company:
        bill = steal(company)
        assert len(bill.calls) < 5
        if version != "16":
            assert bill.longest_s < 1.0
        assert company.journal.decisions("cut")
        record_property("account", f"Asterisk {version}, stolen account, seen only, {at[11:]}: {bill}")


@pytest.mark.parametrize("at", BY_DAY)
def test_seen_only_by_day_no_call_outlives_an_alert_by_a_second(version: str, at: str) -> None:
    """By day short calls are cheap and may be honest: some are let go, until it shows what they are."""
    with Company(version, asks=False, rings_s=0.5, at=at) as company:
        steal(company)
        calls = company.hostile_calls()
        assert len(calls) < CALLS
        for alert in company.journal.decisions("alert"):
            at = alert.at - company.ahead_s  # the guard's clock is ahead of the carrier's
            outlived = [one for one in calls if one.answered_at < at and (one.ended_at or at) > at + 1.0]
            assert outlived == []
