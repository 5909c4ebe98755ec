"""The attack of the mission on the real switches: PINs guessed, forward set, calls pumped.

Without Veilleur it succeeds, and costs money. With the real guard it does not: refused before it is
dialled where the dialplan asks, cut at once where the guard only sees.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lab.account import Account
from lab.attacks import ATTACKER, HOSTILE_NUMBERS
from lab.company import Company
from lab.configuration import RECEPTION
from lab.outcome import ended

from lab import attacks
from veilleur.words.decisions import DecisionKind, Subject
from veilleur.words.events import ForwardCleared, ForwardSet, PinRefused

pytestmark = [pytest.mark.lab, pytest.mark.slow]

VERSIONS = ["22", "16"]
BOX = f"{RECEPTION}@default"
NUMBER = HOSTILE_NUMBERS[0]
NEW_PIN = "8642"  # the attacker's own
LUCKY, PERSISTENT = 4, 7  # wrong PINs before the right one; six lock a mailbox
PUMPED = 6
HONEST_DAY = (
    ("201", "00199001234", "0199001234"),
    ("202", "00639980001", "0639980001"),
    ("203", "0004930900000", "004930900000"),
)
Story = Callable[[str], str]  # a version -> what the carrier would bill, "" when that is not the point
Tell = Callable[[str, object], None]


def enter(company: Company, wrong: int) -> None:
    """Guess, enter with the right PIN, change it, and forward the reception abroad by remote access."""
    attacks.guess_pins(company, attacks.wrong_pins(company, wrong))
    attacks.change_pin(company, NEW_PIN)
    for pin in (NEW_PIN, company.pins[RECEPTION]):
        attacks.forward_by_remote_access(company, NUMBER, pin)
        if company.forward_of(RECEPTION):
            return


def honest_night(company: Company) -> list[str]:
    """Emergency calls from the very extension under attack, and a national call from another."""
    called = ["112", "15", "0199001299"]
    for extension, dialled in ((RECEPTION, "112"), (RECEPTION, "15"), ("201", "00199001299")):
        assert "answered" in company.dial(extension, dialled, holds_s=0.3).wait()
    return called


def assert_one_incident(company: Company) -> None:
    """All that was decided belongs to one incident, which began with the first wrong PIN."""
    journal = company.journal
    no_stop = {DecisionKind.ALLOW, DecisionKind.LIMIT}
    stopped = [one for one in journal.decisions() if one.kind not in no_stop]
    account = [(one.incident, one.kind.value, one.target, [r.code for r in one.reasons]) for one in stopped]
    assert {incident for incident, *_ in account} == {"i1"}, account
    first = journal.events(PinRefused)[0]
    alert = next(one for one in journal.decisions("alert") if one.incident == "i1")
    assert alert.at >= first.seen_at
    assert "wrong_pin" in [reason.code for reason in alert.reasons]


def is_gone(company: Company) -> bool:
    """Whether the forward was seen, and was taken back, by the switch's own word."""
    seen = company.journal.events(ForwardSet)
    return bool(seen) and len(company.journal.events(ForwardCleared)) == len(seen)


def locked(company: Company, subject: Subject) -> set[str]:
    """What is locked: mailboxes or extensions."""
    return {one.target for one in company.journal.decisions("lock") if one.subject is subject}


def without_veilleur_the_attack_succeeds_and_costs_money(version: str) -> str:
    with Company(version, watched=False) as company:
        enter(company, LUCKY)
        assert company.forward_of(RECEPTION) == f"0{NUMBER}"
        attacks.pump(company, PUMPED).wait()
        bill = Account(company.hostile_calls())
    assert len(bill.calls) >= 4  # each takes two of the eight lines
    assert {call.number for call in bill.calls} == {NUMBER}
    assert bill.minutes > 0.15
    assert bill.euros > 0
    return f"chain, without Veilleur: {bill}"


def asked_a_lucky_attacker_gets_in_and_not_one_call_is_answered(version: str) -> str:
    with Company(version, hours="open") as company:
        for extension, dialled, _called in HONEST_DAY:
            assert "answered" in company.dial(extension, dialled, holds_s=0.3).wait(), dialled
        company.close_for_the_night()
        enter(company, LUCKY)
        pump = attacks.pump(company, PUMPED)
        # The forward may be gone before the first call reaches it.
        company.journal.wait_for(
            lambda j: j.decisions("refuse") or is_gone(company),
            "a forwarded call refused, or the forward gone",
        )
        night = honest_night(company)
        pump.wait()
        company.journal.wait_for(lambda _j: is_gone(company), "the forward gone")
        assert company.forward_of(RECEPTION) == ""
        assert company.hostile_calls() == []
        called = [called for _extension, _dialled, called in HONEST_DAY] + night
        assert company.carrier.answered(len(called)) == called
        assert locked(company, Subject.EXTENSION) == {RECEPTION}
        assert locked(company, Subject.MAILBOX) == {BOX}
        assert_one_incident(company)
        return f"chain, asked: {Account(company.hostile_calls())}"


def a_new_site_that_still_observes_stops_the_proven_chain_all_the_same(version: str) -> str:
    """The defaults of the first fourteen days: the judge only says what it would do, but for a proof."""
    with Company(version, mode="") as company:
        enter(company, LUCKY)
        company.journal.wait_for(lambda _j: is_gone(company), "the forward gone")
        attacks.pump(company, PUMPED).wait()
        assert company.hostile_calls() == []
        assert locked(company, Subject.MAILBOX) == {BOX}
        honest_night(company)
        return f"chain, asked, a new site: {Account(company.hostile_calls())}"


def asked_a_persistent_attacker_finds_the_mailbox_locked_and_no_other_way_out(version: str) -> str:
    with Company(version) as company:
        enter(company, PERSISTENT)
        assert locked(company, Subject.MAILBOX) == {BOX}
        assert company.forward_of(RECEPTION) == "", "the right PIN opens nothing any more"
        # A second door: the web page of the PBX, whose password was found elsewhere.
        attacks.forward_in_database(company, NUMBER)
        attacks.pump(company, 3).wait()
        company.journal.wait_for(lambda _j: is_gone(company), "the forward gone")
        assert company.forward_of(RECEPTION) == ""
        assert company.hostile_calls() == []
        honest_night(company)
        assert_one_incident(company)
        # The lock binds outside callers only: the firm still reads its own messages.
        own = company.dial(RECEPTION, "*98", keys=((f"{company.pins[RECEPTION]}#", 1.0),), holds_s=1.0)
        assert "ended by US" in own.wait()
        return f"chain, asked, mailbox locked: {Account(company.hostile_calls())}"


def seen_only_each_call_is_cut_within_a_second_and_fewer_than_five_are_answered(version: str) -> str:
    with Company(version, asks=False) as company:
        enter(company, LUCKY)
        attacks.pump(company, PUMPED).wait()
        company.journal.wait_for(lambda _j: is_gone(company), "the forward gone")
        assert company.forward_of(RECEPTION) == ""
        bill = Account(ended(company))
        assert len(bill.calls) < 5
        assert bill.longest_s < company.within(1.0)
        honest_night(company)
        assert locked(company, Subject.MAILBOX) == {BOX}
        assert_one_incident(company)
        return f"chain, seen only: {bill}"


def no_pin_and_no_secret_reaches_the_journal_or_the_log(version: str) -> str:
    with Company(version) as company:
        tried = attacks.wrong_pins(company, 3)
        attacks.guess_pins(company, tried)
        company.journal.wait_for(lambda j: len(j.events(PinRefused)) == 3, "three wrong PINs")
        company.guard.stop()
        kept = b"".join(path.read_bytes() for path in company.journal.path.parent.glob("journal.db*"))
        kept += company.guard.said.encode()
        pin_log = company.switch.path(company.plan.log_path).read_text()
    for pin in tried:
        assert f"'{pin}'".encode() not in kept
        assert f"'{pin}'" not in pin_log, "what was read is emptied"
    assert ATTACKER.encode() in kept
    return ""


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "story",
    [
        without_veilleur_the_attack_succeeds_and_costs_money,
        asked_a_lucky_attacker_gets_in_and_not_one_call_is_answered,
        a_new_site_that_still_observes_stops_the_proven_chain_all_the_same,
        asked_a_persistent_attacker_finds_the_mailbox_locked_and_no_other_way_out,
        seen_only_each_call_is_cut_within_a_second_and_fewer_than_five_are_answered,
        no_pin_and_no_secret_reaches_the_journal_or_the_log,
    ],
    ids=lambda story: story.__name__,
)
def test_a_night(story: Story, version: str, record_property: Tell) -> None:
    if account := story(version):
        record_property("account", f"Asterisk {version}, {account}")
