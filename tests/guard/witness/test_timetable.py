"""When a head is due at a witness: each minute, at once after an incident, and less often while it fails."""

from __future__ import annotations

from itertools import pairwise

from veilleur.guard.witness.timetable import AGAIN_AT_MOST_S, OwnHead, Timetable

AT = 1_795_000_000.0


def head(seq: int) -> OwnHead:
    return OwnHead(seq, f"{seq:064x}", AT + seq)


def seqs(
    table: Timetable, seconds: range, *, hurry: tuple[int, ...] = (), fails: range = range(0)
) -> list[int]:
    """The seconds at which a head left, one offered each second."""
    left = []
    for second in seconds:
        table.offer(head(second), float(second))
        if second in hurry:
            table.hurry(float(second))
        due = table.due(float(second))
        if due is None:
            continue
        left.append(second)
        if second in fails:
            table.failed("no answer", float(second))
        else:
            table.delivered(due, float(second))
    return left


def test_a_head_leaves_each_minute_and_the_first_at_once() -> None:
    assert seqs(Timetable(60, 2), range(1, 200)) == [1, 61, 121, 181]


def test_an_incident_sends_the_next_head_which_vouches_for_it() -> None:
    table = Timetable(60, 2)
    assert seqs(table, range(1, 60), hurry=(30,)) == [1, 31]
    assert table.last == head(31)


def test_a_flood_of_incidents_sends_no_flood_of_heads() -> None:
    assert seqs(Timetable(60, 10), range(1, 60), hurry=tuple(range(5, 30))) == [1, 11, 21, 31]


def test_a_witness_that_fails_is_tried_again_and_less_and_less() -> None:
    table = Timetable(60, 2)
    left = seqs(table, range(400), fails=range(300))
    assert left[:6] == [0, 5, 15, 35, 75, 135]
    assert all(after - before <= AGAIN_AT_MOST_S for before, after in pairwise(left))
    assert left[-1] >= 300
    assert (table.is_blind(400.0), table.why) == (False, "")


def test_a_witness_out_of_reach_for_three_minutes_is_blind() -> None:
    table = Timetable(60, 2)
    seqs(table, range(170), fails=range(500))
    assert not table.is_blind(179.0)
    assert table.is_blind(180.0)


def test_an_incident_during_a_failure_waits_no_longer_than_the_next_try() -> None:
    table = Timetable(3_600, 2)
    left = seqs(table, range(60), hurry=(20,), fails=range(20, 25))
    assert left == [0, 21, 26]
