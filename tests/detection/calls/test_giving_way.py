"""Giving way: by day a fitting limit does not cut an honest call that runs; it gives way a little."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from tests.detection.stories import (
    CUBA,
    NIGHT,
    SITE,
    Hearing,
    Numbers,
    Saying,
    answered,
    codes,
    ended,
    request,
    started,
    ticks,
    watch,
)

from veilleur.detection import Watch
from veilleur.detection.judge_port import CallFacts, Verdict
from veilleur.detection.watch import AllowingJudge
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason
from veilleur.words.money import micro_euros
from veilleur.words.site import FITTING_WINDOWS, Limits

NOON = NIGHT + 10 * 3600  # Friday, open until 18:30
FITTING = replace(
    SITE, limits=Limits(fitting=FITTING_WINDOWS, usual_month=0), trunk_channels=0
)  # 50 EUR a day
ALLOW, CUT, LIMIT = DecisionKind.ALLOW, DecisionKind.CUT, DecisionKind.LIMIT


def running(guard: Watch, at: float, name: str, extension: str = "104") -> list[Decision]:
    """A call to Cuba, at a euro a minute, that is answered at once."""
    given = guard.step(request(at, name, CUBA, extension))
    return given + guard.step(started(at, name, CUBA, extension)) + guard.step(answered(at, name))


def days(given: list[Decision]) -> list[int]:
    """What the decisions say of the day's limit, in euros."""
    return [d.amount // 1_000_000 for d in given if d.kind is LIMIT and d.target == "day" and d.amount]


def cuts(given: list[Decision]) -> list[str]:
    return codes([d for d in given if d.kind is CUT])


def test_an_honest_call_goes_on_past_the_day_as_far_as_a_code_would_open_it_and_no_further() -> None:
    guard = watch(site=FITTING)
    given = running(guard, NOON, "a") + ticks(guard, NOON + 4 * 3600)
    assert days(given) == [50, 62, 75, 87, 100]
    assert codes([d for d in given if d.kind is LIMIT and d.target == "day"])[1:] == ["limit_gave_way"] * 4
    assert cuts(given) == ["cap_day"]
    (cut,) = (d for d in given if d.kind is CUT)
    assert 98 <= (cut.at - NOON) / 60 <= 100
    assert guard.rooms.ledger.spent(guard.rooms.context.now)[1] <= micro_euros(100)


def test_a_conference_of_four_lines_ends_by_itself() -> None:
    guard = watch(site=FITTING)
    given: list[Decision] = []
    for n in range(4):
        given += running(guard, NOON + n, f"line-{n}", f"10{n}")
    given += ticks(guard, NOON + 20 * 60)  # 80 EUR in all
    assert cuts(given) == []
    for n in range(4):
        given += guard.step(ended(NOON + 20 * 60 + n, f"line-{n}"))
    assert days(given)[-1] == 87


def test_whoever_calls_next_is_asked_as_before() -> None:
    guard = watch(site=FITTING)
    running(guard, NOON, "a")
    ticks(guard, NOON + 55 * 60)
    late = NOON + 55 * 60 + 1
    given = guard.step(ev.CallRequested(late, late, "next", "105", CUBA, can_key_digits=True))
    assert [(d.kind, d.reasons[0].code) for d in given if d.target == "next"] == [
        (DecisionKind.ASK, "cap_day")
    ]


def test_in_closed_hours_at_written_limits_and_at_the_ceiling_a_call_is_cut() -> None:
    written = replace(SITE, limits=Limits(), trunk_channels=0)
    ceiling = replace(FITTING, limits=replace(FITTING.limits, ceiling_month=micro_euros(50)))
    for site, at, code in (
        (FITTING, NIGHT, "cap_closed_hours"),
        (written, NOON, "cap_day"),
        (ceiling, NOON, "cap_day"),
    ):
        guard = watch(site=site)
        given = running(guard, at, "a") + ticks(guard, at + 3 * 3600)
        assert cuts(given) == [code]
        assert "limit_gave_way" not in codes(given)


def test_a_suspicious_call_is_cut_and_so_is_one_that_looks_suspicious_by_then() -> None:
    suspicious = Saying(kind=ALLOW, probability=0.3, proven=False, code="new_number")
    for judge in (suspicious, Turning()):
        guard = watch(judge, site=FITTING)
        given = running(guard, NOON, "a") + ticks(guard, NOON + 3 * 3600)
        assert cuts(given)
        assert "limit_gave_way" not in codes(given)


class Turning(AllowingJudge):
    """Finds a call honest when it begins, and refuses it when it is looked at again."""

    def reconsider(
        self, calls: tuple[str, ...], at: float, answered_s: float, *, own: float | None = None
    ) -> Verdict:
        return Verdict(DecisionKind.REFUSE, 0.9, 10.0, (Reason("long_call", 12),))


@dataclass
class Foreseeing(Hearing):
    """Says of each call beforehand what it was made to say."""

    probability: float = 0.0

    def preview(self, facts: CallFacts) -> Verdict:
        return Verdict(ALLOW, self.probability, 0.0)


def test_where_nobody_is_asked_an_honest_call_begins_at_a_full_limit_and_a_suspicious_one_is_cut() -> None:
    for probability, kept in ((0.01, True), (0.3, False)):
        guard = watch(Foreseeing(probability=probability), Vantage.LIVE, FITTING)
        guard.step(started(NOON, "a", CUBA))
        guard.step(answered(NOON, "a"))
        guard.step(ended(NOON + 49.5 * 60, "a"))  # 50 EUR: the day is full
        given = guard.step(started(NOON + 3600, "b", CUBA, "105"))
        assert (cuts(given) == []) is kept
        assert days(given) == ([62] if kept else [])


def test_a_limit_that_gave_way_is_known_after_a_restart_and_comes_back_at_midnight() -> None:
    guard = watch(site=FITTING)
    running(guard, NOON, "a")
    ticks(guard, NOON + 55 * 60)
    copy = Watch.load(FITTING, Numbers(), json.loads(json.dumps(guard.save())), AllowingJudge())
    limits = copy.rooms.limits
    assert (limits.amount("day"), limits.why("day").code) == (micro_euros(62.5), "limit_gave_way")
    copy.step(ended(NOON + 56 * 60, "a"))
    given = copy.step(ev.Tick(NOON + 13 * 3600, NOON + 13 * 3600))
    assert guard.rooms.limits.amount("month") == micro_euros(300)
    assert [d.reasons[0].code for d in given if d.target == "day"] in (
        ["limit_fitted"],
        ["limit_window_ended"],
    )
