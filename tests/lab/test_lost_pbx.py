"""The PBX is the attacker's: with guard and gate on another machine the loss stays under the cap, people are
alerted within half a minute, and the journal is whole at the witness. `make exercise` prints the figures."""

from __future__ import annotations

import pytest
from lab.lost_company import CAP_EUR, GuardedFromElsewhere
from lab.lost_pbx import as_root, guarded_from_elsewhere, refuse_others
from lab.switch import RealAsterisk

pytestmark = [pytest.mark.lab, pytest.mark.slow]
CALLS = 30


def test_with_guard_and_gate_elsewhere_a_lost_pbx_does_not_win(
    record_property: pytest.RecordProperty,
) -> None:
    outcome = guarded_from_elsewhere(CALLS)
    record_property("account", outcome.row())
    assert outcome.account.euros <= CAP_EUR
    assert outcome.alert_s is not None
    assert outcome.alert_s <= 30
    assert outcome.witnessed


def test_honest_calls_and_112_pass_a_gate_on_another_machine() -> None:
    with GuardedFromElsewhere("22") as company:
        assert "answered" in company.dial("203", "112", holds_s=0.3).wait()
        assert "answered" in company.dial("203", "00199001234", holds_s=0.3).wait()
        company.gate_guard.kill()
        assert "answered" in company.dial("203", "112", holds_s=0.3).wait()


def test_root_who_kills_the_guard_is_reported_by_the_witness_and_their_journal_is_found(
    record_property: pytest.RecordProperty,
) -> None:
    outcome = as_root(10)
    record_property("account", outcome.row())
    assert outcome.alert_s is not None  # how soon, stands in the figures: it is the witness's own patience
    assert outcome.journal == "rewritten, found by the witness"


def test_the_exercise_attacks_no_switch_but_its_own() -> None:
    switch = RealAsterisk("22", {})
    refuse_others(switch)
    switch.home = "/etc/asterisk"
    with pytest.raises(Exception, match="its own alone"):
        refuse_others(switch)
