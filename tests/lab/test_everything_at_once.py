"""1,000 connections of eight manners, a log at 1 MB/s, 5,000 events a second: the guard does its work."""

from __future__ import annotations

import pytest

from lab import flood_load

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]


def test_each_question_is_answered_and_each_hostile_call_cut_within_two_seconds(version: str) -> None:
    found = flood_load.measure(version)
    assert found.unanswered == 0, found
    assert found.latest_answer_s <= flood_load.WITHIN_S, found
    assert found.cut >= flood_load.HOSTILE_CALLS, found
    assert found.longest_hostile_s <= flood_load.WITHIN_S, found
