"""Wrong PINs by the rhythm of keys alone: patient people, quick programs, and those who would fool us."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.pbx.asterisk.events.mailbox_visit import MAX_TRIES, Visit

QUICK_S, PROMPT_S = 0.06, 3.0


class Caller:
    """Keys groups of so many digits; counts what the visit says was refused."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.now = 1000.0
        self.refused = 0

    def key(self, digits: int, wait_s: float = PROMPT_S, hash_key: bool = True) -> int:
        """One group of keys; gives the refusals reported meanwhile."""
        self.now += wait_s
        before = self.refused
        for place in range(digits + hash_key):
            self.now += QUICK_S
            self.refused += self.visit.key(self.now, place == digits)
        return self.refused - before

    def leave(self) -> int:
        """Hang up; gives all refusals reported."""
        self.refused += self.visit.refused_at_the_end()
        return self.refused


def test_a_refused_pin_is_told_when_the_mailbox_is_keyed_again() -> None:
    caller = Caller(Visit())
    assert [caller.key(digits) for digits in (3, 4, 3, 4, 3)] == [0, 0, 1, 0, 1]
    assert caller.leave() == 2


def test_behind_a_given_mailbox_each_group_is_a_try() -> None:
    caller = Caller(Visit("104@default", asks_mailbox=False))
    assert [caller.key(4) for _try in range(3)] == [0, 1, 1]
    assert caller.leave() == 3


def test_groups_without_the_hash_key_end_by_a_pause() -> None:
    caller = Caller(Visit("104@default", asks_mailbox=False))
    for _try in range(3):
        caller.key(4, hash_key=False)
    assert caller.leave() == 3


def test_a_program_that_never_pauses_is_counted_when_it_leaves() -> None:
    caller = Caller(Visit())
    for _try in range(3):
        caller.key(3, QUICK_S)
        caller.key(4, QUICK_S)
    assert caller.leave() == 3


def test_who_pretends_to_choose_in_a_menu_is_counted_when_he_leaves() -> None:
    caller = Caller(Visit())
    for _try in range(3):
        caller.key(3)
        caller.key(4)
        caller.key(1, hash_key=False)
    assert caller.leave() == 3


def test_who_was_let_in_has_no_wrong_pin_however_much_he_keys_inside() -> None:
    caller = Caller(Visit())
    caller.key(3)
    caller.key(4)
    for digits in (1, 1, 4, 4, 3, 10):
        caller.key(digits, PROMPT_S, hash_key=digits > 2)
    caller.visit.accepted = True  # the switch reports it at the end of the visit
    assert caller.leave() == 0


@pytest.mark.parametrize(
    ("groups", "changed"),
    [
        ((3, 4, 1, 1, 4, 4), True),  # mailbox, PIN, 0, 5, new PIN twice
        ((3, 4, 2, 6, 6), True),
        ((3, 4, 6, 4), True),  # 0 and 5 and the new PIN in one breath
        ((4, 4, 1, 1), False),  # the mailbox is as long as the PIN
        ((4, 4, 4, 4), False),  # a wrong PIN, then the right one
        ((3, 4, 1, 10), False),  # calls out
        ((3, 4), False),
    ],
)
def test_a_new_pin_is_keyed_twice_after_a_choice(groups: tuple[int, ...], changed: bool) -> None:
    caller = Caller(Visit())
    for digits in groups:
        caller.key(digits)
    assert caller.visit.seems_changed() is changed


def test_a_door_without_a_pin_refuses_nobody() -> None:
    caller = Caller(Visit("104@default", asks_mailbox=False, asks_pin=False))
    caller.key(4)
    caller.key(4)
    assert caller.leave() == 0


@settings(max_examples=200, deadline=None)
@given(
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 12), st.floats(0.0, 20.0), st.booleans()), max_size=120),
)
def test_any_keys_are_counted_within_bounds_and_never_more_than_the_tries(
    asks_mailbox: bool, groups: list[tuple[int, float, bool]]
) -> None:
    caller = Caller(Visit("" if asks_mailbox else "104@default", asks_mailbox=asks_mailbox))
    for digits, wait_s, hash_key in groups:
        caller.key(digits, wait_s, hash_key)
    keys = sum(digits for digits, _wait_s, _hash_key in groups)
    assert caller.leave() <= min(MAX_TRIES, keys // 3)
    assert caller.visit.refused_at_the_end() == 0


@settings(max_examples=100, deadline=None)
@given(st.booleans(), st.integers(0, 6), st.integers(4, 8), st.floats(0.0, 8.0))
def test_every_wrong_pin_is_told_once_at_any_pace(
    asks_mailbox: bool, tries: int, digits: int, wait_s: float
) -> None:
    caller = Caller(Visit("" if asks_mailbox else "104@default", asks_mailbox=asks_mailbox))
    for _try in range(tries):
        if asks_mailbox:
            caller.key(3, wait_s)
        caller.key(digits, wait_s)
    assert caller.leave() == tries
