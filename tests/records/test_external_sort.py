"""Records come out in order of start, each once, whether they fit in memory or not."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.records import in_order_of_start
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import InputError
from veilleur.words.events import CallRecorded


def record(at: float, call: str, number: str = "0199000010") -> CallRecorded:
    return CallRecorded(
        at, at + 60.0, call, Direction.OUT, "104", number, Origin.FORWARD, "0639980001", 60.0, 55.0, True, 12
    )


@given(st.lists(st.integers(0, 50), max_size=60), st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_any_order_comes_out_in_order_of_start_and_nothing_is_lost(starts: list[int], memory: int) -> None:
    records = [record(float(at), f"u{place}") for place, at in enumerate(starts)]
    assert list(in_order_of_start(records, memory)) == sorted(records, key=lambda one: one.at)


def test_a_call_of_ten_hours_that_ends_last_comes_first() -> None:
    short = [record(1_000.0 + n, f"u{n}") for n in range(500)]
    long = record(10.0, "long")
    assert next(iter(in_order_of_start([*short, long], 50))) == long


def test_the_same_record_in_two_rotated_files_comes_once() -> None:
    first = [record(float(n), f"u{n}") for n in range(30)]
    # The reader marks the second row with one id.
    again = [one._replace(call=f"{one.call}/2") for one in first[20:]]
    more = [record(40.0, "u40")]
    assert list(in_order_of_start([*first, *again, *more], 7)) == [*first, *more]


def test_two_legs_with_one_id_both_stay() -> None:
    legs = [record(5.0, "u1"), record(5.0, "u1/2", number="0053555001")]
    assert list(in_order_of_start(legs)) == legs


def test_no_room_on_disk_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_words: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("veilleur.records.external_sort.TemporaryFile", full)
    rng = Random(1)
    records = [record(rng.random(), f"u{n}") for n in range(10)]
    with pytest.raises(InputError, match="TMPDIR"):
        list(in_order_of_start(records, 3))
