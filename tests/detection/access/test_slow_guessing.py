"""Months of patience, simulated: the tries of a year are few, whatever the pace, and so are the alerts."""

from __future__ import annotations

import pytest
from tests.detection.stories import DAY_S, NIGHT, Hearing, right_pin, watch, wrong_pin

from veilleur.detection import Watch
from veilleur.words import events as ev
from veilleur.words.decisions import Decision, DecisionKind

HOUR_S = 3_600.0
BOXES = tuple(f"{number}@default" for number in range(100, 130))


def tried(guard: Watch, boxes: tuple[str, ...], every_s: float, days: float) -> tuple[int, list[Decision]]:
    """How many PINs could be tried at a pace, from a new number each time; what was decided."""
    made, given, at, call = 0, [], NIGHT, 0
    while at < NIGHT + days * DAY_S:
        call += 1
        box, caller, request = boxes[call % len(boxes)], f"+2637{call:08}", f"v{call}"
        entered = ev.MailboxRequested(at, at, request, box, caller, outside=True)
        answers = guard.step(entered)
        given += answers
        if any(one.kind is DecisionKind.ALLOW and one.target == request for one in answers):
            made += 1
            given += guard.step(wrong_pin(at + 5, box, caller, request))
            given += guard.step(ev.MailboxLeft(at + 6, at + 6, request, box))
        at += every_s
    return made, given


def alerts(given: list[Decision]) -> int:
    return sum(one.kind is DecisionKind.ALERT for one in given)


@pytest.mark.parametrize(
    ("boxes", "every_s"),
    [
        (BOXES, 3 * HOUR_S),
        (BOXES[:5], HOUR_S),
        (BOXES[:5], 5 * HOUR_S),
        (BOXES[:1], 25 * HOUR_S),
        (BOXES, 25 * HOUR_S),
    ],
)
def test_in_a_year_at_most_sixty_tries_are_made_and_few_alerts_given(
    boxes: tuple[str, ...], every_s: float
) -> None:
    guard = watch(Hearing())
    made, given = tried(guard, boxes, every_s, 365)
    assert made <= 60
    assert 1 <= alerts(given) <= 5
    assert sum(one.is_announced for one in guard.incidents) <= 5


def test_people_who_slip_and_then_get_it_right_are_never_locked_out() -> None:
    """Two years, a slip each day at five mailboxes, from whatever telephone."""
    guard, given = watch(Hearing()), []
    for day in range(730):
        at, box, caller = NIGHT + day * DAY_S, BOXES[day % 5], f"+336{day:08}"
        given += guard.step(wrong_pin(at, box, caller, f"v{day}"))
        given += guard.step(right_pin(at + 9, box, caller, f"v{day}"))
    assert [one for one in given if one.kind is DecisionKind.LOCK] == []


def test_the_owner_opens_a_lock_of_months_and_it_stays_open() -> None:
    guard = watch(Hearing())
    _made, given = tried(guard, BOXES[:1], 25 * HOUR_S, 40)
    (lock,) = (one for one in given if one.kind is DecisionKind.LOCK)
    assert lock.until is not None
    assert lock.until > lock.at + 90 * DAY_S
    at = NIGHT + 41 * DAY_S
    guard.step(ev.UndoRequested(at, at, lock.id))
    given = guard.step(wrong_pin(at + 60, BOXES[0], "+33612345678", "w"))
    assert [one for one in given if one.kind is DecisionKind.LOCK] == []


def test_a_sweep_is_one_incident_that_names_and_locks_the_box_that_opened() -> None:
    guard, given = watch(Hearing()), []
    for number, box in enumerate(BOXES):
        at, caller = NIGHT + number, f"+2637{number:08}"
        given += guard.step(wrong_pin(at, box, caller, f"v{number}"))
        if number == 20:
            given += guard.step(right_pin(at + 0.5, box, caller, f"v{number}"))
        given += guard.step(ev.MailboxLeft(at + 0.6, at + 0.6, f"v{number}", box))
    announced = [one for one in guard.incidents if one.is_announced]
    assert len(announced) == 1
    assert BOXES[20] in announced[0].mailboxes
    assert BOXES[20] in [one.target for one in given if one.kind is DecisionKind.LOCK]
    assert alerts(given) == 2  # somebody tries; somebody is in
    assert "pin_after_guessing" in {line.reason.code for line in announced[0].evidence}


def test_a_restart_forgets_no_try() -> None:
    guard = watch(Hearing())
    tried(guard, BOXES[:1], 25 * HOUR_S, 20)
    context = guard.rooms.context
    again = Watch.load(context.site, context.numbering, guard.save(), Hearing())
    assert again.save() == guard.save()
    assert again.rooms.locks.lockouts.slow.mailboxes == [BOXES[0]]
