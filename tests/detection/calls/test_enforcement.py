"""Enforcement: cuts and their repeats, the owner's no, transfers, lines for emergency calls."""

from __future__ import annotations

from dataclasses import replace

from tests.detection.stories import (
    AMBULANCE,
    ATTACKER,
    CUBA,
    LATVIA,
    NIGHT,
    PARIS,
    SITE,
    Hearing,
    Saying,
    answered,
    call,
    codes,
    ended,
    request,
    started,
    ticks,
    watch,
)

from veilleur.detection.judge_port import CallFacts, Verdict
from veilleur.words import events as ev
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.site import Limits

ALLOW, CUT, REFUSE = DecisionKind.ALLOW, DecisionKind.CUT, DecisionKind.REFUSE
UNLIMITED = replace(SITE, limits=Limits(None, None, None, national_alarm_day=None), trunk_channels=0)


def cuts(given: list[Decision]) -> list[str]:
    return [d.target for d in given if d.kind is CUT]


def test_a_cut_is_not_repeated_in_the_step_that_brings_its_end() -> None:
    guard = watch()
    guard.step(ev.CallStarted(NIGHT, NIGHT, "x", CUBA))
    assert guard.step(ev.CallEnded(NIGHT + 5, NIGHT + 5, "x")) == []


def test_an_order_the_switch_did_not_take_is_given_again_soon_but_not_without_a_pause() -> None:
    guard = watch()
    (cut, _alert) = guard.step(ev.CallStarted(NIGHT, NIGHT, "x", CUBA))
    at, orders = NIGHT, 1
    while at < NIGHT + 60:
        guard.step(ev.ActionFailed(at, at, cut.id, "no"))
        assert guard.wake_at is not None
        at = max(at, guard.wake_at)
        repeated = [d for d in guard.step(ev.Tick(at, at)) if d.kind is CUT]
        orders += len(repeated)
        cut = repeated[0] if repeated else cut
    assert 5 < orders < 15


def test_a_voicemail_caller_whose_end_is_never_reported_is_given_up_a_call_never() -> None:
    guard = watch(Hearing())
    for n in range(6):
        guard.step(ev.PinRefused(NIGHT + n, NIGHT + n, "104@default", "v", ATTACKER, True))
    guard.step(ev.CallStarted(NIGHT + 6, NIGHT + 6, "x", CUBA))
    given = ticks(guard, NIGHT + 7200, confirmed_after=None)
    last = {
        subject: max(d.at for d in given if d.kind is CUT and d.subject is subject)
        for subject in (Subject.CHANNEL, Subject.CALL)
    }
    assert last[Subject.CHANNEL] < NIGHT + 1200
    assert last[Subject.CALL] > NIGHT + 7000


def test_the_owners_no_cuts_what_runs_of_that_kind_and_nothing_else() -> None:
    for scope, value in (("number", "+5312345678"), ("territory", "CU"), ("extension", "104")):
        guard = watch(site=replace(UNLIMITED, mode=SITE.mode.OBSERVE))
        call(guard, NIGHT, "hostile", CUBA)
        call(guard, NIGHT, "other", LATVIA, "105")
        call(guard, NIGHT, "home", PARIS)
        given = guard.step(ev.OwnerAnswered(NIGHT + 9, NIGHT + 9, False, scope, value))
        assert [(d.target, d.observed, codes([d])) for d in given] == [
            ("leg-hostile", False, ["owner_refused"])
        ]
        assert guard.step(ev.OwnerAnswered(NIGHT + 9.5, NIGHT + 9.5, False, "number", "")) == []


def test_an_outside_caller_joined_to_a_running_call_abroad_makes_it_be_judged_again() -> None:
    judge = Saying(kind=ALLOW, proven=False, probability=0.01)
    guard = watch(judge)
    call(guard, NIGHT, "a", CUBA)
    call(guard, NIGHT, "b", LATVIA)
    judge.kind, judge.probability = REFUSE, 0.99
    joined = ev.CallTransferred(NIGHT + 60, NIGHT + 60, "in", "104", "", True, "leg-a", ATTACKER)
    assert cuts(guard.step(joined)) == ["leg-a"]
    assert judge.asked[-1].outside_caller == ATTACKER


def test_the_riskiest_call_makes_room_as_the_judge_saw_it_when_it_was_asked() -> None:
    judge = Saying(kind=ALLOW, proven=False, probability=0.4)
    guard = watch(judge)
    call(guard, NIGHT, "risky", CUBA)
    judge.probability = 0.01
    call(guard, NIGHT + 1, "fine", LATVIA)
    given = guard.step(request(NIGHT + 2, "help", AMBULANCE))
    assert cuts(given) == ["leg-risky"]
    assert cuts(guard.step(request(NIGHT + 2.1, "help2", AMBULANCE))) == []  # a line is being freed
    guard.step(ended(NIGHT + 2.2, "risky"))
    guard.step(ev.CallStarted(NIGHT + 2.3, NIGHT + 2.3, "leg-help", AMBULANCE, "help"))
    assert cuts(guard.step(request(NIGHT + 3, "help3", AMBULANCE))) == ["leg-fine"]


def test_national_calls_make_room_when_there_is_nothing_else() -> None:
    guard = watch()
    call(guard, NIGHT, "a", PARIS)
    call(guard, NIGHT + 1, "b", PARIS)
    assert cuts(guard.step(request(NIGHT + 2, "help", AMBULANCE))) == ["leg-b"]


def test_where_the_lines_are_not_counted_congestion_of_the_emergency_call_itself_makes_room() -> None:
    guard = watch(site=UNLIMITED)
    call(guard, NIGHT, "a", CUBA)
    call(guard, NIGHT, "b", PARIS)
    assert cuts(guard.step(request(NIGHT + 1, "help", AMBULANCE))) == []
    guard.step(started(NIGHT + 1, "help", AMBULANCE))
    assert cuts(guard.step(ended(NIGHT + 1.5, "help", "34"))) == ["leg-a"]


def test_after_congestion_of_any_call_an_emergency_finds_a_dear_call_cut_but_never_a_national_one() -> None:
    guard = watch(site=UNLIMITED)
    call(guard, NIGHT, "a", CUBA)
    call(guard, NIGHT, "b", PARIS)
    guard.step(request(NIGHT + 1, "c", PARIS))
    guard.step(started(NIGHT + 1, "c", PARIS))
    guard.step(ended(NIGHT + 1, "c", "34"))
    assert cuts(guard.step(request(NIGHT + 2, "help", AMBULANCE))) == ["leg-a"]
    guard.step(ended(NIGHT + 2, "a"))
    assert cuts(guard.step(request(NIGHT + 3, "help2", AMBULANCE))) == []


class Located(Saying):
    """Finds fraud in what 104 calls alone; looked at again while an attack shows, everything looks like it,
    but for a call of which it is said that it stands apart."""

    def judge(self, facts: CallFacts) -> Verdict:
        if facts.extension == "104":
            return super().judge(facts)
        self.asked.append(facts)
        return Verdict(ALLOW, 0.02, 0.0, ())

    def reconsider(
        self, calls: tuple[str, ...], at: float, answered_s: float, *, own: float | None = None
    ) -> Verdict:
        if own is not None:
            return Verdict(ALLOW, own, 0.0, ())
        return Verdict(REFUSE, 0.9, 20.0, (Reason("attack_shows", 20),))


def test_an_attack_that_was_reported_cuts_no_call_of_a_telephone_that_nothing_touched() -> None:
    guard = watch(Located(), Vantage.LIVE, UNLIMITED)
    guard.step(started(NIGHT, "honest", LATVIA, extension="105")._replace(origin=Origin.EXTENSION))
    guard.step(answered(NIGHT + 1, "honest"))
    assert cuts(guard.step(started(NIGHT + 10, "hostile", CUBA))) == ["leg-hostile"]  # and it is reported
    again = guard.step(started(NIGHT + 20, "hostile2", CUBA))
    assert "leg-honest" not in cuts([*again, *ticks(guard, NIGHT + 60)])


def test_a_call_that_no_telephone_placed_is_weighed_with_the_attack() -> None:
    for origin in (Origin.FORWARD, Origin.DISA, Origin.UNKNOWN):
        guard = watch(Located(), Vantage.LIVE, UNLIMITED)
        guard.step(started(NIGHT, "sent-on", LATVIA, extension="105")._replace(origin=origin))
        guard.step(answered(NIGHT + 1, "sent-on"))
        given = guard.step(started(NIGHT + 10, "hostile", CUBA))
        assert set(cuts(given)) == {"leg-hostile", "leg-sent-on"}


def test_before_anything_is_reported_each_call_is_weighed_with_the_suspicious_ones() -> None:
    guard = watch(Located(proven=False, probability=0.3, code="burst"), Vantage.LIVE, UNLIMITED)
    guard.step(started(NIGHT, "first", LATVIA, extension="105"))
    guard.step(answered(NIGHT + 1, "first"))
    assert "leg-first" in cuts(guard.step(started(NIGHT + 10, "second", CUBA)))
