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

from veilleur.detection import Watch
from veilleur.detection.judge_port import CallFacts, Entity, Verdict
from veilleur.detection.state.incident_tracker import Level
from veilleur.words import events as ev
from veilleur.words.calls import Origin, Vantage
from veilleur.words.codec import decode_event, encode_event
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.site import Limits

ALLOW, CUT, REFUSE = DecisionKind.ALLOW, DecisionKind.CUT, DecisionKind.REFUSE
UNLIMITED = replace(SITE, limits=Limits(None, None, None, national_alarm_day=None), trunk_channels=0)


def cuts(given: list[Decision]) -> list[str]:
    return [d.target for d in given if d.kind is CUT]


def _attacked(guard: Watch, extension: str) -> None:
    """An attack is reported that got into an account."""
    reporter = guard.rooms.reporter
    reporter.record("unasked_leg", ((Entity.EXTENSION, extension),), Level.ENTERED, is_hostile=True)


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


def test_a_full_trunk_makes_room_for_the_alert_by_the_riskiest_call_at_night() -> None:
    judge = Saying(kind=ALLOW, proven=False, probability=0.4)
    guard = watch(judge)
    call(guard, NIGHT, "home", PARIS)
    assert cuts(guard.step(ev.AlertCallPlaced(NIGHT + 1, NIGHT + 1, "Paul"))) == []  # a line is free
    call(guard, NIGHT + 2, "risky", CUBA)
    placed = ev.AlertCallPlaced(NIGHT + 3, NIGHT + 3, "Paul")
    given = guard.step(placed)
    assert [(d.target, codes([d])) for d in given if d.kind is CUT] == [("leg-risky", ["alert_needs_line"])]
    assert cuts(guard.step(placed._replace(at=NIGHT + 3.1, seen_at=NIGHT + 3.1, trunk_full=True))) == []
    guard.step(ended(NIGHT + 3.2, "risky"))
    call(guard, NIGHT + 4, "home2", PARIS)
    again = placed._replace(at=NIGHT + 5, seen_at=NIGHT + 5)
    assert cuts(guard.step(again)) == ["leg-home2"]


def test_by_day_no_customer_makes_room_for_the_alert() -> None:
    """Cheap calls that nobody judged and calls that the judge vouched for go on: the owner has other ways."""
    judge = Saying(kind=ALLOW, proven=False, probability=0.01)
    guard, day = watch(judge), NIGHT + 8 * 3600
    call(guard, day, "home", PARIS)
    call(guard, day + 1, "customer", LATVIA)
    placed = ev.AlertCallPlaced(day + 2, day + 2, "Paul", trunk_full=True)
    assert cuts(guard.step(placed)) == []
    judge.probability = 0.4
    call(guard, day + 3, "risky", CUBA)
    assert cuts(guard.step(placed._replace(at=day + 4, seen_at=day + 4))) == ["leg-risky"]


def test_what_the_switch_alone_says_of_the_trunk_cuts_calls_of_an_attacked_account_only() -> None:
    """An operator in trouble answers like a full trunk: nobody's call ends for that."""
    for channels in (0, 5):
        judge = Saying(kind=ALLOW, proven=False, probability=0.4)
        guard = watch(judge, site=replace(UNLIMITED, trunk_channels=channels))
        call(guard, NIGHT, "suspected", CUBA)
        call(guard, NIGHT, "home", PARIS)
        call(guard, NIGHT, "stolen", PARIS, "105")
        placed = ev.AlertCallPlaced(NIGHT + 1, NIGHT + 1, "Paul", trunk_full=True)
        assert cuts(guard.step(placed)) == []
        _attacked(guard, "105")
        assert cuts(guard.step(placed._replace(at=NIGHT + 3, seen_at=NIGHT + 3))) == ["leg-stolen"]


def test_a_call_cut_for_a_line_is_no_fraud_that_was_stopped_unless_its_account_is_attacked() -> None:
    """Another account is attacked meanwhile: what was cut for a line is none of that incident's."""
    needs_line = (request(NIGHT + 3, "help", AMBULANCE), ev.AlertCallPlaced(NIGHT + 3, NIGHT + 3, "Paul"))
    for event in needs_line:
        for account in ("104", "105"):
            guard = watch(Saying(kind=ALLOW, proven=False, probability=0.01))
            call(guard, NIGHT, "abroad", CUBA)
            call(guard, NIGHT + 1, "home", PARIS)
            _attacked(guard, account)
            (cut,) = [d for d in guard.step(event) if d.kind is CUT]
            assert cut.target == "leg-abroad"
            (incident,) = guard.incidents
            is_booked = account == "104"
            assert (cut.incident == incident.id, cut.saved_cost > 0) == (is_booked, is_booked)
            assert (incident.calls_stopped, incident.saved_cost > 0) == (int(is_booked), is_booked)
            assert guard.rooms.calls.alive["leg-abroad"].is_vouched is not is_booked


def test_nothing_makes_room_for_the_alert_while_the_guard_is_paused() -> None:
    guard = watch()
    for name in ("stolen", "stolen2"):
        call(guard, NIGHT, name, PARIS)
    _attacked(guard, "104")
    guard.step(ev.Paused(NIGHT + 1, NIGHT + 1, NIGHT + 600))
    assert cuts(guard.step(ev.AlertCallPlaced(NIGHT + 2, NIGHT + 2, "Paul", trunk_full=True))) == []
    guard.step(ev.Resumed(NIGHT + 3, NIGHT + 3))
    assert len(cuts(guard.step(ev.AlertCallPlaced(NIGHT + 4, NIGHT + 4, "Paul", trunk_full=True)))) == 1


def test_while_the_judge_only_observes_a_call_of_an_attacked_account_alone_makes_room() -> None:
    judge = Saying(kind=ALLOW, proven=False, probability=0.4)
    guard = watch(judge, site=replace(SITE, mode=SITE.mode.OBSERVE))
    call(guard, NIGHT, "suspected", CUBA)
    call(guard, NIGHT, "stolen", PARIS, "105")
    assert cuts(guard.step(ev.AlertCallPlaced(NIGHT + 1, NIGHT + 1, "Paul"))) == []
    _attacked(guard, "105")
    assert cuts(guard.step(ev.AlertCallPlaced(NIGHT + 2, NIGHT + 2, "Paul"))) == ["leg-stolen"]


def test_a_call_on_which_no_verdict_was_given_is_not_suspected() -> None:
    """It began while nobody looked: that it was let pass is all that is known of it."""
    guard, day = watch(Saying(kind=ALLOW, proven=False, probability=0.4)), NIGHT + 8 * 3600
    guard.step(request(day - 90, "adopted", LATVIA))
    guard.step(ev.Tick(day, day))
    running = ev.LiveCall("leg-adopted", LATVIA, "104", request="adopted", answered_at=day - 90)
    guard.step(ev.Snapshot(day + 1, day + 1, "ami", (running,)))
    call(guard, day + 2, "home", PARIS)
    assert set(guard.rooms.calls.alive) == {"leg-adopted", "leg-home"}
    assert cuts(guard.step(ev.AlertCallPlaced(day + 3, day + 3, "Paul"))) == []


def test_a_call_that_alerts_somebody_makes_no_room_for_the_next() -> None:
    guard = watch()
    call(guard, NIGHT, "alert", PARIS)
    call(guard, NIGHT - 1, "home", PARIS)
    placed = ev.AlertCallPlaced(NIGHT + 2, NIGHT + 2, "Nadia", alert_legs=("leg-alert", "leg-home"))
    assert cuts(guard.step(placed)) == []
    placed = placed._replace(at=NIGHT + 3, seen_at=NIGHT + 3, alert_legs=("leg-alert",))
    assert cuts(guard.step(decode_event(encode_event(placed)))) == ["leg-home"]


def test_an_emergency_call_makes_no_room_for_the_alert() -> None:
    guard = watch()
    for name in ("help", "help2"):
        guard.step(ev.CallStarted(NIGHT, NIGHT, f"leg-{name}", AMBULANCE, name))
    assert cuts(guard.step(ev.AlertCallPlaced(NIGHT + 1, NIGHT + 1, "Paul", trunk_full=True))) == []


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
