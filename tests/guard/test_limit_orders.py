"""Orders of the owner about limits, as the running guard takes them: journalled events, under the ceiling."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from veilleur.config import load_text
from veilleur.detection import Watch
from veilleur.detection.view import view
from veilleur.guard.commands import GuardCommands
from veilleur.guard.guard_port import GuardPort
from veilleur.history.status import limits_of
from veilleur.words import events as ev
from veilleur.words.calls import Direction
from veilleur.words.decisions import Decision
from veilleur.words.errors import InputError

NOON = 1_773_399_600.0  # Friday 13 March 2026, 12:00 in Paris
SETTINGS = load_text('[site]\nname = "G"\n[limits]\nusual_month_eur = 0\n')


class RunningGuard:
    """A guard as far as its commands need one; keeps the events that it was ordered to take."""

    def __init__(self, text: str = "") -> None:
        self.settings = load_text(text) if text else SETTINGS
        self.clock = SimpleNamespace(now=lambda: NOON)
        self.watch = Watch(self.settings.site, self.settings.numbering())
        self.journal = SimpleNamespace(flush=lambda _seconds: True)
        self.ordered: list[ev.Event] = []
        self.watch.step(ev.Tick(NOON, NOON))

    def order(self, event: ev.Event) -> list[Decision]:
        self.ordered.append(event)
        return self.watch.step(event)

    def do(self, **request: Any) -> dict[str, Any]:
        return asyncio.run(GuardCommands(cast(GuardPort, self)).do(request, 0))


def test_a_limit_is_raised_for_a_time_by_an_event_and_reset() -> None:
    guard = RunningGuard()
    answer = guard.do(do="limit", way="raise", window="month", amount_eur=900, hours=48)
    assert (answer["limit_eur"], answer["until"], answer["on_disk"]) == (900.0, NOON + 48 * 3600, True)
    (order,) = guard.ordered
    assert isinstance(order, ev.LimitOrdered)
    assert (order.window, order.amount, order.by) == ("month", 900_000_000, "root")
    assert guard.do(do="limit", way="reset", window="month")["limit_eur"] == 300.0


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"way": "raise", "window": "month", "amount_eur": 5000}, "above the ceiling of 3000 EUR"),
        ({"way": "raise", "window": "day", "amount_eur": 40}, "would not raise it: 50 EUR are in force"),
        ({"way": "lower", "window": "day", "amount_eur": 60}, "would not lower it: 50 EUR are in force"),
        ({"way": "raise", "window": "year", "amount_eur": 60}, "A limit is of a day, a month"),
        ({"way": "raise", "window": "day", "amount_eur": True}, "is no amount"),
        ({"way": "raise", "window": "day", "amount_eur": 80, "hours": 10**6}, "write a number from 1"),
    ],
)
def test_an_order_that_does_not_do_what_it_says_is_refused_in_one_sentence(
    request_: dict[str, Any], sentence: str
) -> None:
    guard = RunningGuard()
    with pytest.raises(InputError, match=sentence):
        guard.do(**{"do": "limit", "hours": 24, **request_})
    assert guard.ordered == []


def test_a_pause_and_an_answer_say_which_limits_stop_calls_all_the_same() -> None:
    guard = RunningGuard()
    record = ev.CallRecorded(
        NOON, NOON, "u1", Direction.OUT, "104", "0053555123456", duration_s=6000, billed_s=6000, answered=True
    )
    guard.watch.step(record)
    assert "day" in guard.do(do="pause", minutes=30)["limits_reached"]
    answer = guard.do(do="answer", scope="number", value="+53555123456", accepted=True)
    assert "day" in answer["limits_reached"]


def test_an_answer_about_an_extension_says_that_its_own_limit_stops_it_all_the_same() -> None:
    guard = RunningGuard('[site]\nname = "G"\n[limits]\nusual_month_eur = 0\nextension_30_days_eur = 5\n')
    called = ev.CallRecorded(
        NOON, NOON, "u1", Direction.OUT, "204", "0053555123456", duration_s=180, billed_s=180, answered=True
    )
    guard.watch.step(called)
    guard.watch.step(ev.CallRequested(NOON, NOON, "r1", "204", "0053555123456"))
    answer = guard.do(do="answer", scope="extension", value="204", accepted=True)
    assert answer["limits_reached"] == ["extension 204"]
    assert guard.do(do="pause", minutes=30)["limits_reached"] == ["extension 204"]


def test_a_limit_raised_for_seven_days_gives_way_and_is_back_on_the_eighth() -> None:
    guard = RunningGuard()
    guard.do(do="limit", way="raise", window="day", amount_eur=90, hours=7 * 24)
    for days, limit in ((6.9, 90.0), (7.1, 50.0)):
        at = NOON + days * 86_400
        guard.watch.step(ev.Tick(at, at))
        (day,) = (one for one in view(guard.watch, at).caps if one.window == "day")
        assert day.limit == limit * 1_000_000


def test_the_status_names_each_limit_and_why_it_is_what_it_is() -> None:
    guard = RunningGuard()
    guard.do(do="limit", way="lower", window="day", amount_eur=30, hours=24)
    found = limits_of(view(guard.watch, NOON))
    assert found["ceiling_eur"] == 3000.0
    day, month, *classes = found["windows"]
    assert (day["window"], day["limit_eur"], day["why"], day["until"]) == (
        "day",
        30.0,
        "limit_ordered",
        NOON + 86_400,
    )
    assert (month["why"], month["fitting"], month["spent_eur"]) == ("limit_least", True, 0.0)
    assert {one["window"] for one in classes} >= {"class international", "class premium"}


def test_an_audit_is_noted_by_the_running_guard_with_who_asked() -> None:
    guard, kept = RunningGuard(), []
    guard.journal = SimpleNamespace(flush=lambda _s: True, append_note=lambda *words: kept.append(words))
    assert guard.do(do="audit", note={"note": "audit", "score": 90}) == {"on_disk": True}
    assert kept == [("G", NOON, {"note": "audit", "score": 90, "by": "root"})]
    for wrong in (None, 3, {"note": "page"}):
        with pytest.raises(InputError):
            guard.do(do="audit", note=wrong)


def test_the_company_is_open_for_a_time_by_an_event_and_at_its_hours_again() -> None:
    guard = RunningGuard()
    answer = guard.do(do="hours", minutes=180)
    assert (answer["open_until"], answer["on_disk"]) == (NOON + 3 * 3600, True)
    (order,) = guard.ordered
    assert isinstance(order, ev.HoursOrdered)
    assert (order.until, order.by) == (NOON + 3 * 3600, "root")
    assert view(guard.watch, NOON + 1).open_until == NOON + 3 * 3600
    assert guard.do(do="hours")["open_until"] is None
    assert view(guard.watch, NOON + 1).open_until is None


@pytest.mark.parametrize("minutes", [0, -5, 24 * 60 + 1, True, "60"])
def test_a_time_that_is_none_or_longer_than_a_day_opens_nothing(minutes: object) -> None:
    guard = RunningGuard()
    with pytest.raises(InputError):
        guard.do(do="hours", minutes=minutes)
    assert not guard.ordered
