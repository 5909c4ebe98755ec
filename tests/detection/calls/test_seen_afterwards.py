"""A PBX that only prints its calls gets no order in any mode, and no text claims that a call was stopped."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from veilleur.config import load_text
from veilleur.detection.view import view
from veilleur.detection.watch import Watch
from veilleur.history.status import site_of
from veilleur.numbering import DialPlan
from veilleur.wording.decisions import decision_line
from veilleur.words.calls import Direction, Mode, Vantage
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

NIGHT = datetime(2026, 3, 14, 2, 0, tzinfo=ZoneInfo("Europe/Paris")).timestamp()
ORDERS = {DecisionKind.REFUSE, DecisionKind.ASK, DecisionKind.CUT, DecisionKind.UNDO, DecisionKind.LOCK}


def pumped(mode: Mode) -> tuple[Watch, list[Decision]]:
    """A night of calls to Latvia, of each of which the record comes after its end."""
    site = Site(name="Garage Martin", extensions=("2XX",), mode=mode, observe_days=0)
    watch = Watch(site, DialPlan(site), vantage=Vantage.RECORDS)
    decisions: list[Decision] = []
    for place in range(12):
        at = NIGHT + place * 400
        decisions += watch.step(
            CallRecorded(
                at=at,
                seen_at=at + 350,
                call=f"c{place}",
                direction=Direction.OUT,
                extension="201",
                number="00037129012345",
                billed_s=300,
            )
        )
    return watch, decisions


@pytest.mark.parametrize("mode", Mode)
def test_no_mode_gives_an_order_that_nobody_can_carry_out(mode: Mode) -> None:
    _watch, decisions = pumped(mode)
    assert [one for one in decisions if one.kind is DecisionKind.ALERT and not one.observed]
    assert [one for one in decisions if one.kind in ORDERS and not one.observed] == []


def test_what_would_be_locked_is_said_as_what_was_not_done() -> None:
    _watch, decisions = pumped(Mode.ENFORCE)
    (lock,) = [one for one in decisions if one.kind is DecisionKind.LOCK]
    assert "observing only, nothing is done" in decision_line(lock, "en")
    assert "rien n’est fait" in decision_line(lock, "fr")


@pytest.mark.parametrize("mode", Mode)
def test_the_status_names_no_lock_that_holds(mode: Mode) -> None:
    watch, decisions = pumped(mode)
    settings = load_text('[site]\nname = "Garage Martin"\n')
    status = site_of(view(watch, decisions[-1].at), settings, DialPlan(settings.site))
    assert status["locks"] == []
