"""An attacker with the PIN dials abroad through the company's own dial tone (DISA), on the real switches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lab.account import Account
from lab.attacks import HOSTILE_NUMBERS, dial_by_remote_access, guess_pins, wrong_pins
from lab.company import Company
from lab.configuration import RECEPTION
from lab.outcome import ended

from veilleur.words.calls import Origin
from veilleur.words.events import CallRequested, CallStarted

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

Tell = Callable[[str, object], None]


TRIES = 4  # of the attacker for each call: on a busy machine the switch hears not all of their keys


def attack(company: Company) -> Account:
    """Two calls, one after the other."""
    for count, number in enumerate(HOSTILE_NUMBERS[:2], start=1):
        for _try in range(TRIES):
            dial_by_remote_access(company, number, company.pins[RECEPTION], holds_s=6)
            if len(numbers_dialled(company)) >= count:
                break
    return Account(ended(company))


def numbers_dialled(company: Company) -> set[str]:
    """The numbers that got through the dial tone, as the guard or, without one, the carrier knows them."""
    if not company.watched:
        return {call.number for call in company.hostile_calls()}
    return {one.number[-9:] for one in company.journal.events(CallRequested, CallStarted)}


def test_unwatched_every_call_is_answered(version: str, record_property: Tell) -> None:
    with Company(version, watched=False) as company:
        bill = attack(company)
        assert len(bill.calls) == 2
        record_property("account", f"Asterisk {version}, remote access, without Veilleur: {bill}")


def test_where_veilleur_is_asked_no_call_is_ever_answered(version: str, record_property: Tell) -> None:
    with Company(version) as company:
        guess_pins(company, wrong_pins(company, 4))
        bill = attack(company)
        assert bill.calls == ()
        asked = company.journal.events(CallRequested)
        assert {(one.origin, one.can_key_digits) for one in asked} == {(Origin.DISA, False)}
        assert len(numbers_dialled(company)) == 2
        assert {one.incident for one in company.journal.decisions("refuse")} == {"i1"}
        record_property("account", f"Asterisk {version}, remote access, asked: {bill}")


def test_seen_only_each_call_is_cut_within_a_second(version: str, record_property: Tell) -> None:
    with Company(version, asks=False) as company:
        bill = attack(company)
        assert bill.longest_s < company.within(1.0)
        started = company.journal.events(CallStarted)
        assert {one.origin for one in started} == {Origin.DISA}
        assert len(company.journal.decisions("cut")) >= 2
        record_property("account", f"Asterisk {version}, remote access, seen only: {bill}")
