"""Who is woken, and what status says, when the PBX reaches its operator around the gate."""

from __future__ import annotations

import pytest

from veilleur.numbering import DialPlan
from veilleur.pbx.adapter import Answer, Coverage, GuardHooks
from veilleur.pbx.gate.calls_around import AGAIN_AFTER_S, KNOWN_FOR_S, CallsAround
from veilleur.words.events import CallStarted
from veilleur.words.site import Site

WHOLE = Coverage({"gate": True}, is_complete=True, holds_alone=True)


class Around:
    """One, and what it said to whom."""

    def __init__(self, others: tuple[str, ...] = (), *, is_only_way: bool = False) -> None:
        self.now, self.said, self.notes, self.strikes = 1_000.0, [], [], []  # type: ignore[var-annotated]
        hooks = GuardHooks(
            decide=lambda _event: Answer("allow"),
            code_is_right=lambda *_words: False,
            emit=lambda _event: None,
            now=lambda: self.now,
            chance=lambda: 0.0,
            numbering=DialPlan(Site()),
            say=self.said.append,
            note=self.notes.append,
            on_fault=lambda *_words: None,
            protection=lambda what, why, *, is_strike=False: self.strikes.append((what, why, is_strike)),
        )
        self.calls = CallsAround(hooks, others, is_only_way=is_only_way)

    def leg(self, number: str = "00493012345", trunk: str = "sip-old") -> None:
        self.calls.take(CallStarted(at=self.now, seen_at=self.now, call="p1", number=number, trunk=trunk))


def test_a_call_around_the_gate_is_said_and_status_calls_the_coverage_incomplete() -> None:
    around = Around()
    assert around.calls.in_coverage(WHOLE) == WHOLE
    around.leg()
    assert "sip-old" in around.said[0]
    assert around.notes == [{"note": "around_gate", "trunk": "sip-old", "call": "p1"}]
    assert around.strikes == [], "nobody is woken unless the owner says that the gate is the only way"
    coverage = around.calls.in_coverage(WHOLE)
    assert coverage is not None
    assert (coverage.is_complete, coverage.pieces) == (False, {"gate": True, "gate: sip-old": False})
    assert coverage.holds_in_part, "what passes the gate still keeps to its rule"


def test_where_the_gate_is_the_only_way_the_owner_is_woken() -> None:
    around = Around(is_only_way=True)
    around.leg()
    ((what, why, is_strike),) = around.strikes
    assert (what, is_strike) == ("gate", True)
    assert "sip-old" in why


@pytest.mark.parametrize(
    ("number", "trunk"), [("112", "sip-old"), ("15", "sip-old"), ("00493012345", "ISDN/g1")]
)
def test_emergency_numbers_and_trunks_that_the_owner_named_may_go_past_it(number: str, trunk: str) -> None:
    around = Around(("isdn/G1",), is_only_way=True)
    around.leg(number, trunk)
    assert (around.said, around.notes, around.strikes) == ([], [], [])


def test_a_thousand_calls_are_said_once_an_hour_and_hold_no_memory() -> None:
    around = Around()
    for _call in range(1_000):
        around.leg()
    assert len(around.said) == 1
    around.now += AGAIN_AFTER_S
    around.leg()
    assert len(around.said) == 2
    for trunk in range(1_000):
        around.leg(trunk=f"t{trunk}")
    coverage = around.calls.in_coverage(WHOLE)
    assert coverage is not None
    assert len(coverage.pieces) <= 51


def test_a_trunk_that_was_mended_leaves_the_coverage_complete_again() -> None:
    around = Around()
    around.leg()
    around.now += KNOWN_FOR_S / 2
    around.leg()
    around.now += KNOWN_FOR_S - 1
    coverage = around.calls.in_coverage(WHOLE)
    assert coverage is not None
    assert not coverage.is_complete, "counted from the last call by it"
    around.now += 1
    assert around.calls.in_coverage(WHOLE) == WHOLE


def test_a_gate_that_is_not_seen_has_no_coverage_at_all() -> None:
    around = Around()
    around.leg()
    assert around.calls.in_coverage(None) is None
