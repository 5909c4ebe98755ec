"""What right codes open: so much for an extension in 30 days, and beyond it the owner's word alone."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

from tests.detection.stories import (
    CUBA,
    DAY_S,
    LATVIA,
    NIGHT,
    SITE,
    Hearing,
    Numbers,
    answered,
    ended,
    started,
    watch,
)

from veilleur.detection import Watch
from veilleur.detection.judge_port import CallFacts, Verdict
from veilleur.words import events as ev
from veilleur.words.decisions import DecisionKind, Reason
from veilleur.words.money import micro_euros
from veilleur.words.site import Limits

ALLOW, ASK, REFUSE = DecisionKind.ALLOW, DecisionKind.ASK, DecisionKind.REFUSE
NOON = NIGHT + 10 * 3600
LIMITS = Limits(closed_hours=None, day=None, month=None, codes=micro_euros(30))
BOUND = replace(SITE, limits=LIMITS, trunk_channels=0)


@dataclass
class AsksOnce(Hearing):
    """Asks about each number until a code confirms it, and lets it pass from then on."""

    because: str = "new_number"
    known: set[str] = field(default_factory=set)

    def code_keyed(self, call: str, at: float, right: bool) -> None:
        self.known.add(self.asked[-1].destination.e164)

    def judge(self, facts: CallFacts) -> Verdict:
        super().judge(facts)
        kind = ALLOW if facts.destination.e164 in self.known else ASK
        return Verdict(kind, 0.0, 0.0, (Reason(self.because, 10),))


class AsksAlways(AsksOnce):
    """Asks about each call, whatever was keyed."""

    def code_keyed(self, call: str, at: float, right: bool) -> None:
        pass


def call(guard: Watch, at: float, name: str, minutes: float, number: str = CUBA) -> tuple[str, float]:
    """One call at a euro a minute, its code keyed if one is asked; the kind of its answer, its minutes."""
    given = guard.step(ev.CallRequested(at, at, name, "104", number, can_key_digits=True))
    (answer,) = (d for d in given if d.target == name)
    if answer.kind is REFUSE:
        return answer.reasons[0].code, 0.0
    if answer.kind is ASK:
        guard.step(ev.CodeKeyed(at, at, name, "104", number, True))
    guard.step(started(at, name, number))
    guard.step(answered(at, name))
    end = at + 60 * minutes - 1
    while guard.wake_at is not None and guard.wake_at < end:
        wake = guard.wake_at
        for decision in guard.step(ev.Tick(wake, wake)):
            if decision.kind is DecisionKind.CUT:
                guard.step(ended(wake + 0.5, name))
                return decision.reasons[0].code, (wake - at) / 60
    guard.step(ended(end, name))
    return answer.kind.value, minutes


def test_a_second_code_for_a_number_does_not_make_its_calls_rest_on_the_first_for_longer() -> None:
    guard = watch(AsksAlways(), site=BOUND)
    assert call(guard, NOON, "a", 10) == ("ask", 10)
    assert call(guard, NOON + 20 * DAY_S, "b", 10) == ("ask", 10)
    assert guard.rooms.openings.covers(guard.rooms.context.numbering.destination(CUBA), NOON + 29 * DAY_S)
    assert not guard.rooms.openings.covers(guard.rooms.context.numbering.destination(CUBA), NOON + 31 * DAY_S)


def test_calls_to_a_number_that_a_code_opened_cost_no_more_than_codes_may_open() -> None:
    guard = watch(AsksOnce(), site=BOUND)
    assert call(guard, NOON, "a", 20) == ("ask", 20)
    code, minutes = call(guard, NOON + DAY_S, "b", 20)
    assert code == "cap_codes"
    assert minutes <= 10
    assert call(guard, NOON + 2 * DAY_S, "c", 5) == ("cap_codes", 0.0)


def test_who_has_spent_what_codes_may_open_is_not_asked_in_vain() -> None:
    guard = watch(AsksOnce(), site=BOUND)
    call(guard, NOON, "a", 40)
    assert call(guard, NOON + 7200, "b", 5, LATVIA) == ("cap_codes", 0.0)


def test_after_thirty_days_codes_open_as_much_again() -> None:
    guard = watch(AsksOnce(), site=BOUND)
    call(guard, NOON, "a", 40)
    assert call(guard, NOON + 29 * DAY_S, "b", 5)[0] == "cap_codes"
    assert call(guard, NOON + 30 * DAY_S, "c", 5)[0] == "allow"


def test_the_owner_opens_what_codes_open_no_more() -> None:
    guard = watch(AsksOnce(), site=BOUND)
    call(guard, NOON, "a", 40)
    at = NOON + 7200
    guard.step(ev.OwnerAnswered(at, at, True, "number", "+" + CUBA[3:], by="owner"))
    assert call(guard, at + 60, "b", 50) == ("allow", 50)


def opened_by(*extensions: str) -> Watch:
    """A guard where each of these keyed a right code for the same number."""
    guard = watch(AsksAlways(), site=BOUND)
    for at, extension in enumerate(extensions, int(NOON)):
        guard.step(ev.CallRequested(at, at, f"c{at}", extension, CUBA, can_key_digits=True))
        guard.step(ev.CodeKeyed(at, at, f"c{at}", extension, CUBA, True))
    return guard


def accepted(guard: Watch, scope: str, value: str) -> bool:
    """Whether calls to the number rest on a code no more after the owner's yes."""
    at = NOON + 7200
    guard.step(ev.OwnerAnswered(at, at, True, scope, value, by="owner"))
    return not guard.rooms.openings.covers(guard.rooms.context.numbering.destination(CUBA), at)


def test_the_owner_vouches_for_each_extension_whose_code_opened_a_number() -> None:
    guard = opened_by("201", "205", "201")
    assert not accepted(guard, "extension", "201"), "what 205 opened stays counted apart"
    guard = Watch.load(BOUND, Numbers(), json.loads(guard.save_as_json()), AsksAlways())
    assert not accepted(guard, "extension", "201")
    assert not accepted(guard, "extension", "202")
    assert accepted(guard, "extension", "205")


def test_the_owner_who_vouches_for_a_number_vouches_for_it_whoever_keyed_a_code() -> None:
    assert not accepted(opened_by("201", "205"), "number", "+" + LATVIA[3:])
    assert accepted(opened_by("201", "205"), "number", "+" + CUBA[3:])


def test_an_opening_of_a_state_of_before_names_one_extension() -> None:
    data = json.loads(opened_by("201").save_as_json())
    for opening in data["openings"].values():
        opening[1] = "201"
    assert not accepted(Watch.load(BOUND, Numbers(), data, AsksAlways()), "extension", "205")
    assert accepted(Watch.load(BOUND, Numbers(), data, AsksAlways()), "extension", "201")


def test_a_code_for_a_number_that_is_known_opens_that_one_call() -> None:
    guard = watch(AsksOnce(because="known_number"), site=BOUND)
    call(guard, NOON, "a", 20)
    assert call(guard, NOON + 7200, "b", 90) == ("allow", 90)
    assert not guard.rooms.openings.covers(Numbers().destination(CUBA), NOON + 7200)


def test_a_new_place_is_opened_as_a_whole() -> None:
    guard = watch(AsksOnce(because="new_territory_site"), site=BOUND)
    call(guard, NOON, "a", 5)
    openings = guard.rooms.openings
    assert openings.covers(Numbers().destination("00053999"), NOON + DAY_S)
    assert not openings.covers(Numbers().destination(LATVIA), NOON + DAY_S)
    assert not openings.covers(Numbers().destination("00053999"), NOON + 31 * DAY_S)


def test_what_codes_opened_outlives_a_restart_and_a_state_of_before_knows_none() -> None:
    guard = watch(AsksOnce(), site=BOUND)
    call(guard, NOON, "a", 29)
    data = json.loads(guard.save_as_json())
    copy = Watch.load(BOUND, Numbers(), data, AsksOnce())
    assert call(copy, NOON + 7200, "b", 20)[0] == "cap_codes"
    del data["openings"]
    for account in data["state"]["ledger"]["accounts"].values():
        del account[-1]
    before = Watch.load(BOUND, Numbers(), data, Hearing())
    assert call(before, NOON + 7200, "b", 20) == ("allow", 20)


def test_written_limits_let_codes_open_half_of_a_day() -> None:
    limits = Limits(closed_hours=None, day=micro_euros(400), month=None)
    guard = watch(AsksOnce(), site=replace(SITE, limits=limits, trunk_channels=0))
    assert guard.rooms.limits.amount("codes") == micro_euros(200)
    no_day = watch(site=replace(SITE, limits=replace(limits, day=None)))
    assert no_day.rooms.limits.amount("codes") is None
