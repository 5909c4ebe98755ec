"""Measures for Prometheus: one head a name, escaped labels, and nothing of any call."""

from __future__ import annotations

from typing import Any

from veilleur.wording.metrics import Metric, exposition, metrics_of

STATUS: dict[str, Any] = {
    "running": True,
    "faults": 2,
    "feeds": [
        {"feed": "asterisk", "sees": True, "since": 1.0, "why": ""},
        {"feed": "log", "sees": False, "since": 1.0, "why": "gone"},
    ],
    "calls": [{"call": "c1", "extension": "203", "number": "+371 2999 ••••"}],
    "calls_running": 1,
    "caps": [
        {"window": "day", "limit_eur": 50.0, "spent_eur": 1.25, "left_eur": 48.75, "state": "ok"},
        {"window": "month", "limit_eur": 400.0, "spent_eur": 3.5, "left_eur": 396.5, "state": "ok"},
    ],
    "locks": [{"what": "mailbox", "name": "104"}],
    "incidents_open": 1,
    "journal": {"trouble": ""},
}


def test_a_running_guard_is_counted_and_a_blind_feed_is_a_nought() -> None:
    lines = exposition(metrics_of(STATUS)).splitlines()
    assert "veilleur_up 1" in lines
    assert 'veilleur_feed_up{feed="asterisk"} 1' in lines
    assert 'veilleur_feed_up{feed="log"} 0' in lines
    assert 'veilleur_spent_euros{window="day"} 1.25' in lines
    assert 'veilleur_limit_euros{window="month"} 400' in lines
    assert lines.count("# TYPE veilleur_spent_euros gauge") == 1
    heads = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(heads) == len(set(heads))


def test_no_extension_number_or_mailbox_is_in_it() -> None:
    text = exposition(metrics_of(STATUS))
    assert not [word for word in ("203", "371", "104") if word in text]


def test_without_a_guard_the_measures_say_that_nobody_watches() -> None:
    stopped = {key: value for key, value in STATUS.items() if key != "faults"}
    lines = exposition(metrics_of({**stopped, "running": False, "feeds": []})).splitlines()
    assert "veilleur_up 0" in lines
    assert not [line for line in lines if line.startswith(("veilleur_calls", "veilleur_faults"))]


def test_a_label_cannot_break_out_of_its_quotes() -> None:
    line = exposition([Metric("x", "gauge", "A text.", 1, (("feed", 'a"b\\c\nd'),))]).splitlines()[-1]
    assert line == r'x{feed="a\"b\\c\nd"} 1'
