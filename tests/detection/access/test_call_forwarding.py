"""Forwards: hostile ones go and can come back; old ones and those in a telephone are alerted."""

from __future__ import annotations

from tests.detection.stories import (
    CUBA,
    DAY_S,
    LATVIA,
    NIGHT,
    PARIS,
    Hearing,
    Saying,
    codes,
    kinds,
    ticks,
    watch,
)

from veilleur.detection import Watch
from veilleur.numbering import DialPlan
from veilleur.words import events as ev
from veilleur.words.calls import Mode, Origin, Vantage
from veilleur.words.decisions import DecisionKind, Subject
from veilleur.words.site import Site

FORWARD = ev.ForwardSet(NIGHT, NIGHT, "104", "CF", CUBA)
OLD = FORWARD._replace(found=True)
CLEARED = ev.ForwardCleared(NIGHT + 5, NIGHT + 5, "104", "CF")


def test_a_forward_inside_the_country_is_nobodys_business() -> None:
    judge = Saying()
    assert watch(judge).step(FORWARD._replace(number=PARIS)) == []
    assert judge.heard == []


def test_a_forward_that_was_there_before_the_watch_is_alerted_and_left_alone() -> None:
    guard = watch(Saying(proven=False))
    given = guard.step(OLD)
    assert DecisionKind.UNDO not in kinds(given)
    assert codes(given)[0] == "forward_found"
    assert guard.step(OLD._replace(seen_at=NIGHT + 5)) == []


def test_a_forward_that_was_there_before_the_watch_goes_when_a_break_in_is_proven_behind_it() -> None:
    assert DecisionKind.UNDO in kinds(watch(Saying(proven=True)).step(OLD))


def test_a_forward_set_during_a_short_restart_is_new_and_one_after_a_week_may_be_old() -> None:
    guard = watch(Saying(proven=False))
    guard.step(ev.Tick(NIGHT - 3600, NIGHT - 3600))
    guard.step(ev.GuardStarted(NIGHT, NIGHT))
    assert DecisionKind.UNDO in kinds(guard.step(OLD))
    week = NIGHT + 7 * DAY_S
    guard.step(ev.GuardStarted(week, week))
    later = ev.ForwardSet(week + 1, week + 1, "105", "CF", LATVIA, found=True)
    assert DecisionKind.UNDO not in kinds(guard.step(later))


def test_a_forward_that_was_removed_once_is_no_old_one_when_it_is_found_again() -> None:
    guard = watch(Saying(proven=False))
    assert DecisionKind.UNDO in kinds(guard.step(FORWARD))
    guard.step(CLEARED)
    guard.step(ev.GuardStarted(NIGHT + 60, NIGHT + 60))
    assert DecisionKind.UNDO in kinds(guard.step(OLD._replace(at=NIGHT + 61, seen_at=NIGHT + 61)))


def test_a_forward_in_the_telephone_cannot_be_removed_so_its_extension_is_locked() -> None:
    guard = watch(Saying())
    given = guard.step(FORWARD._replace(kind="phone"))
    assert DecisionKind.UNDO not in kinds(given)
    assert "forward_in_telephone" in codes(given)
    assert [(d.subject, d.target) for d in given if d.kind is DecisionKind.LOCK] == [
        (Subject.EXTENSION, "104")
    ]
    assert guard.step(FORWARD._replace(kind="phone", seen_at=NIGHT + 60)) == []


def test_a_restored_forward_is_repeated_until_it_is_seen_and_not_undone_again() -> None:
    guard = watch(Saying(proven=False))
    undo = guard.step(FORWARD)[0]
    guard.step(CLEARED)
    (restore,) = guard.step(ev.UndoRequested(NIGHT + 10, NIGHT + 10, undo.id))
    assert (restore.kind, restore.number, restore.incident) == (DecisionKind.RESTORE, CUBA, undo.incident)
    assert kinds(ticks(guard, NIGHT + 12)) == [DecisionKind.RESTORE]
    assert guard.step(FORWARD._replace(seen_at=NIGHT + 13)) == []
    assert guard.wake_at is None
    assert guard.step(ev.UndoRequested(NIGHT + 20, NIGHT + 20, undo.id)) == []


def test_calls_by_a_restored_forward_pass() -> None:
    """With the judge of the house: who put the forward back said that its calls are wanted."""
    guard = Watch(Site(outside_line="0", extensions=("1XX",), mode=Mode.ENFORCE), DialPlan(Site()))
    way_out = ev.CallRequested(NIGHT, NIGHT, "r1", "104", CUBA, Origin.FORWARD, outside_caller="0199000001")
    undo = next(d for d in guard.step(FORWARD) if d.kind is DecisionKind.UNDO)
    guard.step(CLEARED)
    assert kinds(guard.step(way_out._replace(seen_at=NIGHT + 9)))[0] is DecisionKind.REFUSE
    guard.step(ev.UndoRequested(NIGHT + 10, NIGHT + 10, undo.id))
    guard.step(FORWARD._replace(at=NIGHT + 11, seen_at=NIGHT + 11))
    later = way_out._replace(at=NIGHT + 600, seen_at=NIGHT + 600, request="r2")
    assert kinds(guard.step(later))[0] is DecisionKind.ALLOW


def test_a_forward_restored_before_its_removal_was_seen_stays() -> None:
    guard = watch(Saying(proven=False))
    undo = guard.step(FORWARD)[0]
    guard.step(ev.UndoRequested(NIGHT + 3, NIGHT + 3, undo.id))
    guard.step(CLEARED)
    assert DecisionKind.UNDO not in kinds(guard.step(FORWARD._replace(seen_at=NIGHT + 6)))


def test_a_repeated_undo_can_be_taken_back_by_either_of_its_ids() -> None:
    guard = watch(Saying(proven=False))
    guard.step(FORWARD)
    (again,) = (d for d in ticks(guard, NIGHT + 1.5) if d.kind is DecisionKind.UNDO)
    guard.step(CLEARED)
    assert kinds(guard.step(ev.UndoRequested(NIGHT + 10, NIGHT + 10, again.id))) == [DecisionKind.RESTORE]


def test_each_number_of_a_follow_me_is_judged_once() -> None:
    judge = Hearing()
    guard = watch(judge)
    for _reading in range(2):
        for number in (CUBA, LATVIA, PARIS):
            guard.step(FORWARD._replace(kind="followme", number=number))
    assert judge.signals() == ["forward_set_abroad"] * 2


def test_what_the_switch_dials_by_itself_to_a_number_nobody_knows_is_cut_where_nobody_is_asked() -> None:
    """Calls made by the manager interface or a call file: no telephone dialled them."""
    site = Site(outside_line="0", extensions=("1XX",), mode=Mode.ENFORCE)
    guard = Watch(site, DialPlan(Site()), vantage=Vantage.LIVE)
    leg = ev.CallStarted(NIGHT, NIGHT, "leg", CUBA)
    assert DecisionKind.CUT in kinds(guard.step(leg))
    of_a_telephone = ev.CallStarted(NIGHT + 1, NIGHT + 1, "leg2", CUBA, request="r", extension="104")
    given = guard.step(of_a_telephone._replace(origin=Origin.EXTENSION))
    assert [one.target for one in given if one.kind is DecisionKind.CUT and one.target == "leg2"] == []
