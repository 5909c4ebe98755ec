"""The table of the protection: every pair of state and sign, and the stories that it makes."""

from __future__ import annotations

from itertools import product

import pytest

from veilleur.guard.protection.losses import GRACE_OF, TABLE, Loss, ProtectionLosses, Sign, State

AT = 1_795_000_000.0
GRACE_S = GRACE_OF["dialplan"]
EXPECTED = {
    State.UNKNOWN: {Sign.BACK: State.HELD},
    State.HELD: {Sign.GONE: State.LOST},
    State.LOST: {
        Sign.BACK: State.HELD,
        Sign.GRACE_OVER: State.ATTACK,
        Sign.WINDOW_BEGAN: State.EXCUSED,
    },
    State.EXCUSED: {Sign.BACK: State.HELD, Sign.WINDOW_ENDED: State.LOST},
    State.ATTACK: {Sign.BACK: State.HELD, Sign.WINDOW_BEGAN: State.EXCUSED},
}


@pytest.mark.parametrize(("state", "sign"), list(product(State, Sign)))
def test_every_pair_is_as_it_is_meant(state: State, sign: Sign) -> None:
    assert TABLE.get((state, sign), state) is EXPECTED[state].get(sign, state)


def held(what: str = "dialplan") -> ProtectionLosses:
    losses = ProtectionLosses()
    losses.back(what, AT)
    return losses


def test_what_is_gone_for_longer_than_a_reload_takes_is_an_attack_once() -> None:
    losses = held()
    losses.gone("dialplan", "missing: gate", AT + 10)
    assert losses.due(AT + 10) == []
    assert losses.due(AT + 10 + GRACE_S) == [Loss("dialplan", "missing: gate")]
    losses.gone("dialplan", "missing: gate", AT + 40)
    assert losses.due(AT + 60) == []
    assert losses.lost == {"dialplan": "missing: gate"}
    losses.back("dialplan", AT + 70)
    assert losses.due(AT + 70) == [Loss("dialplan", "missing: gate", is_back=True)]


def test_a_reload_is_none() -> None:
    losses = held("gate")
    losses.gone("gate", "no answer", AT + 10)
    losses.back("gate", AT + 11)
    assert losses.due(AT + 60) == []


def test_what_was_never_held_cannot_be_lost() -> None:
    losses = ProtectionLosses()
    losses.gone("log", "not configured", AT)
    assert losses.due(AT + 60) == []


def test_a_window_excuses_what_happens_in_it_and_not_what_is_left_when_it_ends() -> None:
    losses = held()
    losses.window(AT + 600, AT)
    losses.gone("dialplan", "missing: gate", AT + 10)
    losses.struck("journal", "moved", AT + 20)
    assert losses.due(AT + 599) == []
    assert losses.due(AT + 600) == []
    assert losses.due(AT + 600 + GRACE_S) == [Loss("dialplan", "missing: gate")]


def test_the_owner_may_say_afterwards_that_it_was_maintenance() -> None:
    losses = held()
    losses.gone("dialplan", "missing: gate", AT)
    assert losses.due(AT + GRACE_S)
    losses.window(AT + 600, AT + 30)
    assert (losses.lost, losses.state("dialplan")) == ({}, State.EXCUSED)


def test_a_window_that_is_ended_early_excuses_nothing_more() -> None:
    losses = held()
    losses.window(AT + 600, AT)
    losses.window(AT + 10, AT + 10)
    losses.gone("dialplan", "missing: gate", AT + 20)
    losses.due(AT + 20)
    assert losses.due(AT + 20 + GRACE_S)


def test_a_strike_is_an_attack_though_it_is_mended_at_once() -> None:
    losses = ProtectionLosses()
    losses.struck("journal", "moved", AT)
    assert losses.due(AT) == [Loss("journal", "moved")]
