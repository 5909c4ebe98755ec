"""Locks: of extensions broken into and the keying of codes, and the counts behind all of them."""

from __future__ import annotations

import pytest
from tests.detection.stories import (
    AMBULANCE,
    ATTACKER,
    CUBA,
    DAY_S,
    NIGHT,
    PARIS,
    Saying,
    answered,
    ask,
    call,
    codes,
    kinds,
    request,
    started,
    ticks,
    watch,
)

from veilleur.detection import Watch
from veilleur.detection.judge_port import Verdict
from veilleur.detection.state.lockouts import ENTRIES_MAX, Lockouts
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject

ALLOW, ASK, REFUSE = DecisionKind.ALLOW, DecisionKind.ASK, DecisionKind.REFUSE


def locks(decisions: list[Decision]) -> list[tuple[Subject, str]]:
    return [(d.subject, d.number or d.target) for d in decisions if d.kind is DecisionKind.LOCK]


# --- extensions -------------------------------------------------------------------------------


@pytest.mark.parametrize("vantage", [Vantage.ASKED, Vantage.LIVE])
def test_an_extension_proven_broken_into_reaches_no_dear_number_but_every_other(vantage: Vantage) -> None:
    guard = watch(Saying(), vantage)
    stopped: list[Decision] = []
    for n in range(4):
        if vantage is Vantage.ASKED:
            stopped += guard.step(request(NIGHT + n, f"a{n}", CUBA))
        else:
            stopped += guard.step(started(NIGHT + n, f"a{n}", CUBA))
    assert locks(stopped) == [(Subject.EXTENSION, "104")]
    assert guard.is_extension_locked("104", NIGHT + 60)
    assert ask(guard, request(NIGHT + 60, "n", PARIS)).kind is ALLOW
    assert ask(guard, request(NIGHT + 61, "e", AMBULANCE)).kind is ALLOW
    guard.step(started(NIGHT + 61, "e", AMBULANCE))
    assert "leg-e" not in {d.target for d in ticks(guard, NIGHT + 200, confirmed_after=None)}
    assert not guard.is_extension_locked("104", NIGHT + 1805)


def test_what_runs_from_an_extension_is_cut_when_the_break_in_is_proven() -> None:
    judge = Saying(kind=ALLOW, proven=False, probability=0.1)
    guard = watch(judge)
    call(guard, NIGHT, "first", CUBA)
    call(guard, NIGHT, "home", PARIS)
    call(guard, NIGHT, "other", CUBA, "105")
    judge.kind, judge.proven = REFUSE, True
    given = guard.step(request(NIGHT + 30, "second", CUBA))
    assert [d.target for d in given if d.kind is DecisionKind.CUT] == ["leg-first"]


def test_who_opens_an_extension_says_that_its_calls_are_honest() -> None:
    answers: list[tuple[bool, str, str]] = []

    class Answering(Saying):
        def answered(self, accepted: bool, scope: str, value: str, until: float | None, once: bool) -> None:
            answers.append((accepted, scope, value))
            self.kind, self.proven = ALLOW, False

    guard = watch(Answering())
    given = guard.step(request(NIGHT, "a", CUBA))
    lock = next(d for d in given if d.kind is DecisionKind.LOCK)
    assert kinds(guard.step(ev.UndoRequested(NIGHT + 1, NIGHT + 1, lock.id))) == [DecisionKind.UNLOCK]
    assert answers == [(True, "extension", "104")]
    assert ask(guard, request(NIGHT + 2, "b", CUBA)).kind is ALLOW


def test_what_the_owner_accepted_passes_a_lock_and_what_they_refused_locks_nothing() -> None:
    judge = Saying()
    guard = watch(judge)
    guard.step(request(NIGHT, "a", CUBA))
    judge.kind, judge.proven, judge.code = ALLOW, False, "owner_accepted"
    assert ask(guard, request(NIGHT + 1, "b", CUBA)).kind is ALLOW
    judge.kind, judge.proven, judge.code = REFUSE, True, "owner_refused"
    given = guard.step(request(NIGHT + 2, "c", CUBA, "105"))
    assert kinds(given) == [REFUSE]


def test_the_owners_yes_to_an_extension_opens_its_lock() -> None:
    guard = watch(Saying())
    guard.step(request(NIGHT, "a", CUBA))
    assert guard.is_extension_locked("104", NIGHT + 1)
    guard.step(ev.OwnerAnswered(NIGHT + 1, NIGHT + 1, True, "extension", "104"))
    assert not guard.is_extension_locked("104", NIGHT + 2)


# --- codes ------------------------------------------------------------------------------------


def asked_once(guard: Watch, at: float, name: str, right: bool) -> list[Decision]:
    given: list[Decision] = []
    if ask(guard, request(at, name, CUBA)).kind is ASK:
        given += guard.step(ev.CodeKeyed(at + 10, at + 10, name, "104", CUBA, right))
    return given


def test_the_right_code_lets_the_call_go_on_and_a_retry_is_not_asked_again() -> None:
    guard = watch(Saying(kind=ASK, proven=False, probability=0.2))
    asked_once(guard, NIGHT, "a", right=True)
    assert ask(guard, request(NIGHT + 11, "a", CUBA)).kind is ALLOW
    assert guard.step(started(NIGHT + 12, "a", CUBA)) == []


def test_the_wrong_code_refuses_and_three_lock_the_keying_of_this_extension_alone() -> None:
    judge = Saying(kind=ASK, proven=False, probability=0.2)
    guard = watch(judge)
    asked_once(guard, NIGHT, "a", right=False)
    assert ask(guard, request(NIGHT + 11, "a", CUBA)).kind is REFUSE
    assert DecisionKind.CUT in kinds(guard.step(started(NIGHT + 12, "a", CUBA)))
    asked_once(guard, NIGHT + 20, "b", right=False)
    given = asked_once(guard, NIGHT + 40, "c", right=False)
    assert locks(given) == [(Subject.CODE, "104")]
    locked = ask(guard, request(NIGHT + 60, "d", CUBA))
    assert (locked.kind, codes([locked])) == (REFUSE, ["code_locked"])
    assert ask(guard, request(NIGHT + 60, "e", CUBA, "105")).kind is ASK
    assert ask(guard, request(NIGHT + DAY_S, "f", CUBA)).kind is ASK


def test_a_wrong_code_makes_running_calls_be_judged_again() -> None:
    class Doubting(Saying):
        def reconsider(
            self, calls: tuple[str, ...], at: float, answered_s: float, *, own: float | None = None
        ) -> Verdict:
            return Verdict(REFUSE, 0.9, 10.0, (Reason("attack_shows", 20),))

    judge = Doubting(kind=ALLOW, proven=False, probability=0.1)
    guard = watch(judge)
    guard.step(request(NIGHT, "a", CUBA))
    guard.step(started(NIGHT + 1, "a", CUBA))
    judge.kind = ASK
    given = asked_once(guard, NIGHT + 20, "b", right=False)
    assert [one.target for one in given if one.kind is DecisionKind.CUT] == ["leg-a"]


def test_a_code_for_another_number_or_nobodys_question_opens_nothing() -> None:
    guard = watch(Saying(kind=ASK, proven=False, probability=0.2))
    guard.step(request(NIGHT, "a", CUBA))
    guard.step(ev.CodeKeyed(NIGHT + 1, NIGHT + 1, "a", "104", CUBA + "9", True))
    guard.step(ev.CodeKeyed(NIGHT + 1, NIGHT + 1, "z", "104", CUBA, True))
    assert DecisionKind.CUT in kinds(guard.step(started(NIGHT + 2, "a", CUBA)))
    assert DecisionKind.CUT in kinds(guard.step(started(NIGHT + 2, "z", CUBA)))


def test_a_code_keyed_twice_holds_one_reservation() -> None:
    guard = watch(Saying(kind=ASK, proven=False, probability=0.2))
    for n in range(8):  # 8 reservations of 1 euro, the cap of the night is 10
        name = f"r{n}"
        guard.step(request(NIGHT + n, name, CUBA))
        for _twice in range(2):
            guard.step(ev.CodeKeyed(NIGHT + n, NIGHT + n, name, "104", CUBA, True))
        guard.step(started(NIGHT + n, name, CUBA))
        guard.step(answered(NIGHT + n, name))
    assert ask(guard, request(NIGHT + 20, "last", CUBA)).kind is ASK


def test_a_night_of_made_up_mailboxes_opens_no_lock_of_an_extension() -> None:
    lockouts = Lockouts()
    lockouts.lock(NIGHT, "extension 104")
    lockouts.lock(NIGHT, "code 105")
    for n in range(3 * ENTRIES_MAX):
        lockouts.lock(NIGHT + 1 + n / 10_000, f"mailbox {n:05}@default")
    assert lockouts.is_locked(NIGHT + 60, "extension 104")
    assert lockouts.is_locked(NIGHT + 60, "code 105")
    assert len(lockouts.save()[-1]) == ENTRIES_MAX


def test_a_lock_that_is_over_makes_room_before_one_that_holds() -> None:
    lockouts = Lockouts()
    lockouts.lock(NIGHT, "mailbox 104@default")
    lockouts.lock(NIGHT + 1, "mailbox 104@default")  # the second lasts longer than those of the crowd
    for n in range(ENTRIES_MAX - 1):
        lockouts.lock(NIGHT + 2, f"caller {n:05}")
    later = NIGHT + 2 + 1_900
    lockouts.lock(later, "caller new")
    assert lockouts.is_locked(later, "mailbox 104@default")
    assert lockouts.is_locked(later, "caller new")


# --- the counts alone ---------------------------------------------------------------------------


def test_each_lock_of_one_name_lasts_twice_as_long_up_to_a_day_and_a_month_of_quiet_makes_it_short() -> None:
    lockouts, at, lengths = Lockouts(), NIGHT, []
    for _ in range(8):
        until = lockouts.lock(at, "mailbox 104@default")
        lengths.append(until - at)
        assert lockouts.is_locked(until - 0.001, "mailbox 104@default")
        assert not lockouts.is_locked(until, "mailbox 104@default")
        at = until + 3600
    assert lengths == [60.0 * minutes for minutes in (30, 60, 120, 240, 480, 960, 1440, 1440)]
    quiet = at + 31 * DAY_S
    assert lockouts.lock(quiet, "mailbox 104@default") == quiet + 1800
    assert list(lockouts.held(quiet)) == [("mailbox 104@default", quiet + 1800)]


def test_the_sixth_wrong_pin_of_a_mailbox_locks_it_and_the_ninth_of_a_caller_locks_them() -> None:
    lockouts = Lockouts()
    found = [lockouts.record_wrong_pin(NIGHT + n, "104@default", "") for n in range(7)]
    assert [one.wrong for one in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [one.lock_mailbox for one in found] == [False] * 5 + [True] * 2
    assert not any(one.lock_caller for one in found)  # a withheld number is many people
    lockouts = Lockouts()
    two = ["104@default", "105@default"] * 5
    found = [lockouts.record_wrong_pin(NIGHT + n, box, ATTACKER) for n, box in enumerate(two)]
    assert [one.lock_caller for one in found] == [False] * 8 + [True] * 2
    assert not any(one.is_sweep for one in found)


def test_wrong_pins_are_forgotten_a_day_after_the_last() -> None:
    lockouts = Lockouts()
    for n in range(3):
        lockouts.record_wrong_pin(NIGHT + n, "104@default", ATTACKER)
    last = NIGHT + 2
    assert lockouts.wrong_pins_behind(last + DAY_S, "104@default", "") == 3
    assert lockouts.wrong_pins_behind(last + DAY_S, "109@default", ATTACKER) == 3  # of the caller, anywhere
    assert lockouts.wrong_pins_behind(last + DAY_S + 1, "104@default", ATTACKER) == 0
    assert lockouts.record_wrong_pin(last + DAY_S + 1, "104@default", ATTACKER).wrong == 1


def test_three_mailboxes_of_one_caller_are_a_sweep_and_five_of_all_callers_within_an_hour() -> None:
    boxes = [f"{n}@default" for n in range(101, 106)]
    lockouts = Lockouts()
    by_one = [lockouts.record_wrong_pin(NIGHT + n, box, ATTACKER).is_sweep for n, box in enumerate(boxes[:3])]
    assert by_one == [False, False, True]
    for wait, swept in ((900.0, True), (901.0, False)):  # the first of five lies an hour back, or more
        lockouts = Lockouts()
        found = [
            lockouts.record_wrong_pin(NIGHT + n * wait, box, f"061{n}").is_sweep
            for n, box in enumerate(boxes)
        ]
        assert found == [False] * 4 + [swept]


def test_three_wrong_codes_lock_the_keying_and_unlocking_forgets_them() -> None:
    lockouts = Lockouts()
    assert [lockouts.record_wrong_code(NIGHT + n, "104") for n in range(3)] == [False, False, True]
    assert not lockouts.record_wrong_code(NIGHT, "105")
    lockouts.lock(NIGHT + 3, "code 104")
    lockouts.unlock("code 104")
    assert not lockouts.is_locked(NIGHT + 4, "code 104")
    assert not lockouts.record_wrong_code(NIGHT + 5, "104")
