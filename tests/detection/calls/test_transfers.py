"""Transfers: a call that was sent on leaves as what it is."""

from __future__ import annotations

from tests.detection.stories import (
    CUBA,
    NIGHT,
    Hearing,
    request,
    watch,
)

from veilleur.words import events as ev
from veilleur.words.calls import Origin, Vantage


def test_a_call_that_was_sent_on_leaves_as_a_transfer_whoever_seems_to_dial() -> None:
    judge = Hearing()
    guard = watch(judge)
    guard.step(ev.CallTransferred(NIGHT, NIGHT, "in-1", "104", CUBA))
    asked = request(NIGHT + 1, "in-1", CUBA)._replace(can_key_digits=True)
    guard.step(asked)
    assert (judge.asked[0].origin, judge.asked[0].can_key_digits) == (Origin.TRANSFER, False)
    live = watch(judge, Vantage.LIVE)
    live.step(ev.CallTransferred(NIGHT, NIGHT, "in-2", "104", CUBA))
    live.step(ev.CallStarted(NIGHT + 1, NIGHT + 1, "x", CUBA, request="in-2"))
    assert (judge.asked[1].origin, judge.asked[1].extension) == (Origin.TRANSFER, "104")
