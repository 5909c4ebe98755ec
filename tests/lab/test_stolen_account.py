"""A stolen account calls from an address no telephone of the company ever had, without registering."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lab.account import Account
from lab.attacks import HOSTILE_NUMBERS, call_from_stranger
from lab.company import Company
from lab.outcome import ended

from veilleur.words.events import CallRequested, Registered

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

CALLS = 6
# The judge weighs the hour of a call, so the story has hours of its own, not that of the machine.
EVENING = "2026-11-25 20:00"
HOURS = tuple(f"2026-11-25 {hour}" for hour in ("01:00", "04:30", "07:30", "10:00", "14:00", "23:50"))
Tell = Callable[[str, object], None]


def steal(company: Company) -> Account:
    """Six calls, two at once."""
    for first in range(0, CALLS, 2):
        pair = [call_from_stranger(company, "203", HOSTILE_NUMBERS[first + n], holds_s=2) for n in (0, 1)]
        for call in pair:
            call.wait()
    return Account(ended(company))


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


@pytest.mark.parametrize("at", HOURS)
def test_seen_only_each_call_is_cut_within_a_second(version: str, at: str, record_property: Tell) -> None:
    """At any hour, the first of two calls at once like the second. chan_sip says from where a call came only
    when it is asked: by then its leg may have been dialled, and judged as one of the honest telephone."""
    with Company(version, asks=False, rings_s=0.5, at=at) as company:
        bill = steal(company)
        assert len(bill.calls) < 5
        assert bill.longest_s < company.within(1.0)
        assert company.journal.decisions("cut")
        record_property("account", f"Asterisk {version}, stolen account, seen only, {at[11:]}: {bill}")


def test_an_account_that_has_two_addresses_is_judged_by_that_of_each_call(version: str) -> None:
    """While its own telephone registers again and again: the address last seen is that of the house."""
    with Company(version, asks=False, rings_s=0.5, at=EVENING) as company:
        calls = [call_from_stranger(company, "203", number, holds_s=2) for number in HOSTILE_NUMBERS[:2]]
        for port in range(9000, 9010):
            company.register("203", port=port)
        for call in calls:
            call.wait()
        found = [one.address for one in company.journal.events(Registered) if isinstance(one, Registered)]
        assert {company.stranger, company.address_of("203")} <= set(found)
        assert Account(ended(company)).longest_s < company.within(1.0)
