"""The speed of two checkouts beside each other: each work can be done, and its row is published."""

from __future__ import annotations

import pytest
from tools.compare_speed import BEGIN, END, PAGE, ROOT, WORKS

from tools import compare_speed


@pytest.mark.slow
@pytest.mark.parametrize("name", WORKS)
def test_each_work_is_done_and_costs_something(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for figure in ("DAYS", "LIVES", "QUESTIONS"):
        monkeypatch.setattr(compare_speed, figure, 2)
    monkeypatch.setattr(compare_speed, "ROWS", 50)
    items, seconds = WORKS[name]()()
    assert items > 0
    assert seconds > 0.0


@pytest.mark.slow
def test_a_checkout_beside_itself_has_a_row_for_each_work_that_was_asked_for() -> None:
    table = compare_speed.compare(ROOT, ROOT, rounds=1, only="FastAGI")
    assert [line.split("|")[1].strip() for line in table.splitlines()[2:]] == [
        name for name in WORKS if "FastAGI" in name
    ]


def test_the_published_table_has_a_row_for_each_work() -> None:
    published = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert [name for name in WORKS if f"| {name} |" not in published] == []
