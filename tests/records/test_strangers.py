"""Files of 234 makers and operators: each call is read as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.strangers.firm import Layout
from tools.strangers.layouts import LAYOUTS
from tools.strangers.scoring import outcome_of


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_file_of_a_stranger_is_read_right(layout: Layout, tmp_path: Path) -> None:
    outcome = outcome_of(layout, tmp_path)
    if layout.is_open:
        assert outcome.grade == "said"
        return
    assert not outcome.wrong, (outcome.format, outcome.words)


def test_each_layout_has_a_name_and_a_source_of_its_own() -> None:
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)
    assert all(layout.source for layout in LAYOUTS)
