"""The status in one word and in lines: the worst that holds comes first, and the switch has its own words."""

from __future__ import annotations

from typing import Any

import pytest

from veilleur.wording.status import state_of, status_lines

AT = 1_795_000_000.0
SWITCH = {"switch": "Tiny", "login": "the tiny line", "setup": "veilleur setup tiny"}
SEEN, LOST = (
    {"feed": "tiny", "sees": True, "since": AT, "why": ""},
    {"feed": "tiny-log", "sees": False, "since": AT, "why": "the line is gone"},
)
QUIET: dict[str, Any] = {
    "running": True,
    "since": AT,
    "site": "Garage Martin",
    "at": AT,
    "mode": "enforce",
    "enforces_from": None,
    "faults": 0,
    "feeds": [SEEN],
    "blind": [],
    "paused_until": None,
    "incidents_open": 0,
    "gap": None,
    "calls": [],
    "calls_running": 0,
    "caps": [{"window": "day", "limit_eur": 50.0, "spent_eur": 12.5, "left_eur": 37.5}],
    "locks": [],
    "laws": [{"law": 2, "code": "cap_alarm"}, {"law": 9, "code": "absent_open"}],
    "journal": {"file": "journal.db", "trouble": ""},
}


def with_(**changes: Any) -> dict[str, Any]:
    return {**QUIET, **changes}


def lines(status: dict[str, Any]) -> list[str]:
    return status_lines(status, timezone="Europe/Paris", language="en", switch=SWITCH)


def near(window: str, state: str) -> dict[str, Any]:
    """What a status says more of a limit that is nearly used up."""
    cap = {"window": window, "limit_eur": 50.0, "spent_eur": 48.0, "left_eur": 2.0, "state": state}
    caps = [cap] if window == "day" else QUIET["caps"]
    return {"caps": caps, "limits": {"windows": [cap], "ceiling_eur": 3000.0}}


def test_a_limit_that_is_nearly_used_up_is_said_first_and_at_its_line() -> None:
    said = lines(with_(**near("class premium", "limit_reached"), paused_until=AT + 60))
    assert "LIMIT IS NEARLY USED UP" in said[0]
    assert "PAUSED" in said[1]
    assert any("a day to premium numbers" in line and "nearly used up" in line for line in said)


def test_a_limit_that_stopped_a_call_is_said_first_with_its_amount_and_since_when() -> None:
    values = {"limit": "50000000", "since": str(AT), "zone": "Europe/Paris"}
    reached = [
        {"of": "", "why": "cap_day", "values": values},
        {"of": "204", "why": "cap_extension_day", "values": values},
    ]
    limits = {"windows": [], "ceiling_eur": 3000.0, "reached": reached}
    said = lines(with_(limits=limits, vantage="asked"))
    assert said[0] == (
        "Garage Martin: A LIMIT IS REACHED. The day’s limit of €50.00 was reached at 12:06. The extension’s"
        " limit of €50.00 a day was reached at 12:06 (extension 204). Calls beyond it are stopped or wait for"
        " a code; `veilleur limits` explains and raises it."
    )
    assert "Nothing can be stopped on this PBX" in lines(with_(limits=limits, vantage="records"))[0]


@pytest.mark.parametrize("mode", ["observe", "ask", "enforce"])
@pytest.mark.parametrize("enforces_from", [None, AT + 86_400])
def test_where_calls_are_seen_afterwards_every_mode_says_that_nothing_is_refused(
    mode: str, enforces_from: float | None
) -> None:
    status = with_(mode=mode, enforces_from=enforces_from, vantage="records", laws=[])
    for language, nothing in (("fr", "ne refuse et ne coupe rien"), ("en", "refuses and cuts nothing")):
        said = " ".join(status_lines(status, timezone="Europe/Paris", language=language, switch=SWITCH))
        assert nothing in said
        assert not [claim for claim in ("n’arrête", "stops only", "seront arrêtés") if claim in said]
    near_it = lines({**status, **near("day", "limit_reached")})[0]
    assert "Nothing can be stopped on this PBX" in near_it
    assert "will be stopped" not in near_it


def test_a_site_that_is_asked_says_what_observing_stops() -> None:
    said = " ".join(lines(with_(mode="observe", vantage="asked")))
    assert "stops only what exceeds the limits" in said
    assert "refuses and cuts nothing" not in said


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "quiet"),
        ({"paused_until": AT + 60}, "paused"),
        (near("day", "limit_near"), "limit_near"),
        ({**near("class premium", "limit_reached"), "paused_until": AT + 60}, "limit_reached"),
        ({"feeds": [SEEN, LOST], "paused_until": AT + 60}, "partly_blind"),
        ({"feeds": []}, "connecting"),
        ({"feeds": [LOST], "blind": ["tiny"]}, "blind"),
        ({"feeds": [LOST], "blind": ["tiny"], "incidents_open": 1}, "attack"),
        ({"running": False, "last_sign_at": AT, "incidents_open": 1}, "stopped"),
        ({"running": False, "last_sign_at": None}, "never"),
    ],
)
def test_the_one_word_is_the_worst_that_holds(changes: dict[str, Any], word: str) -> None:
    assert state_of(with_(**changes)) == word


def test_the_outcome_comes_first_and_what_holds_last() -> None:
    shown = lines(QUIET)
    assert shown[0] == "Garage Martin: quiet."
    assert shown.index("What holds here:") > shown.index("No outgoing call is running.")
    assert shown[-1] == "Journal: journal.db"


def test_the_laws_speak_of_the_switch_by_the_words_of_its_adapter() -> None:
    shown = "\n".join(lines(QUIET))
    assert "Limits: ALARM ONLY, the tiny line cannot cut." in shown
    assert "(`veilleur setup tiny`)" in shown


def test_what_is_not_seen_is_named_with_its_cause() -> None:
    shown = "\n".join(lines(with_(feeds=[SEEN, LOST])))
    assert "not seen: tiny-log." in shown
    assert "(the line is gone)" in shown


def test_a_call_that_costs_shows_its_money() -> None:
    call = {
        "call": "c1",
        "extension": "104",
        "number": "+371 2901 ••••",
        "territory": "LV",
        "class": "international",
        "answered_s": 90.0,
        "cost_eur": 1.5,
        "capped": True,
    }
    (line,) = [one for one in lines(with_(calls=[call], calls_running=1)) if one.startswith("  104")]
    assert "+371 2901 ••••" in line
    assert "Latvia" in line
    assert "1.50" in line


def test_what_a_plan_has_left_is_said_in_both_languages_and_beyond_it_too() -> None:
    usage = [
        {"of": "plan_minutes", "used": 70.0, "bound": 100.0, "state": "limit_near"},
        {"of": "plan_numbers", "used": 100.0, "bound": 99.0, "state": "limit_reached"},
        {"of": "incoming_cost", "used": 2.5, "bound": 10.0, "state": ""},
    ]
    english = lines(with_(usage=usage))
    assert "  the plan, this month: 70 minutes of 100 - near" in english
    assert "  the plan, this month: more than 99 numbers, beyond what it includes" in english
    assert "  calls from outside to a free number, today: €2.50 of €10.00" in english
    french = status_lines(with_(usage=usage), timezone="Europe/Paris", language="fr", switch=SWITCH)
    assert "  forfait, ce mois-ci\u00a0: 70 minutes sur 100 - proche" in french
    assert "  forfait, ce mois-ci\u00a0: plus de 99 correspondants, au-delà de ce qu’il comprend" in french


def test_a_guard_of_before_that_says_nothing_of_plans_is_shown_all_the_same() -> None:
    assert not [line for line in lines(with_()) if "the plan, this month" in line]
