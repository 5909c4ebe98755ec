"""Looking at the watch: the money of now, and nothing is changed by looking."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.config import load_text
from veilleur.detection import Watch
from veilleur.detection.view import view
from veilleur.words import events as ev
from veilleur.words.calls import Vantage

SETTINGS = load_text(
    '[site]\nname = "G"\nextensions = ["10X"]\n[hours]\nmon-fri = "08:00-18:30"\n'
    '[judge]\nmode = "enforce"\n[limits]\nclosed_hours_eur = 20\n'
)
NUMBERING = SETTINGS.numbering()
NIGHT = 1_795_212_000.0  # Friday 20 November 2026, 23:00 in Paris
SATELLITE = "000881612345678"


def watch_with_a_call(at: float) -> Watch:
    watch = Watch(SETTINGS.site, NUMBERING, vantage=Vantage.ASKED)
    watch.step(ev.OwnerAnswered(at, at, True, "extension", "104"))
    watch.step(ev.CallRequested(at, at, "r1", "104", SATELLITE))
    watch.step(ev.CallStarted(at, at, "c1", SATELLITE, "r1", "104"))
    watch.step(ev.CallAnswered(at, at, "c1"))
    return watch


def test_running_calls_and_caps_are_shown_with_their_money() -> None:
    watch = watch_with_a_call(NIGHT)
    watch.step(ev.Tick(NIGHT + 30, NIGHT + 30))
    seen = view(watch, NIGHT + 30)

    (call,) = seen.calls
    assert (call.extension, call.number, call.is_capped) == ("104", SATELLITE, True)
    assert call.cost == NUMBERING.destination(SATELLITE).price.cost(30.0)
    spent = {cap.window: cap.spent for cap in seen.caps}
    assert set(spent) == {"closed_hours", "day", "month"}
    assert all(amount >= call.cost for amount in spent.values())
    assert not seen.is_open


def test_a_new_window_shows_nothing_spent_in_it() -> None:
    watch = watch_with_a_call(NIGHT)
    watch.step(ev.CallEnded(NIGHT + 30, NIGHT + 30, "c1"))
    monday = NIGHT + 2.5 * 86_400
    spent = {cap.window: cap.spent for cap in view(watch, monday).caps}
    assert spent["day"] == 0
    assert "closed_hours" not in spent
    assert spent["month"] > 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 200_000), max_size=6))
def test_a_watch_that_is_looked_at_decides_as_one_that_is_not(looks: list[float]) -> None:
    looked_at, alone = watch_with_a_call(NIGHT), watch_with_a_call(NIGHT)
    for look in looks:
        view(looked_at, NIGHT + look)
    assert json.dumps(looked_at.save()) == json.dumps(alone.save())
    tick = ev.Tick(NIGHT + 90_000, NIGHT + 90_000)
    assert looked_at.step(tick) == alone.step(tick)


def test_a_lock_and_a_pause_are_shown_while_they_hold() -> None:
    watch = Watch(SETTINGS.site, NUMBERING, vantage=Vantage.ASKED)
    for n in range(30):
        at = NIGHT + n
        watch.step(ev.PinRefused(at, at, "104@default", f"v{n}", "+263771000000", True))
    watch.step(ev.Paused(NIGHT + 40, NIGHT + 40, NIGHT + 640))
    seen = view(watch, NIGHT + 41)
    assert {lock.kind for lock in seen.locks} >= {"mailbox"}
    assert seen.paused_until == NIGHT + 640
    later = view(watch, NIGHT + 40 * 86_400)
    assert (later.locks, later.paused_until) == ((), None)
