"""Whether Asterisk's own records are written is proved, not believed of a module that is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.files.past_calls import trouble_with_records


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "cdr-csv"
    folder.mkdir()
    return folder / "Master.csv"


@pytest.mark.parametrize("text", ["[general]\nenable = yes\n", "; [csv]\n", ""])
def test_a_loaded_module_without_its_section_has_declined(records: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "cdr.conf").write_text(text)
    assert "no [csv]" in trouble_with_records(records, True, tmp_path)


def test_the_section_may_stand_in_an_included_file_as_freepbx_has_it(records: Path, tmp_path: Path) -> None:
    (tmp_path / "cdr.conf").write_text("[general]\n#include cdr_non_general_custom.conf\n")
    (tmp_path / "cdr_non_general_custom.conf").write_text("[csv]\nloguniqueid = yes\n")
    assert trouble_with_records(records, True, tmp_path) == ""


def test_without_the_right_to_read_it_nothing_is_claimed(records: Path, tmp_path: Path) -> None:
    assert trouble_with_records(records, True, None) == ""
    assert trouble_with_records(records, True, tmp_path / "elsewhere") == ""


def test_records_that_another_module_writes_need_no_section(tmp_path: Path) -> None:
    (tmp_path / "cdr.conf").write_text("[general]\n")
    assert trouble_with_records(tmp_path / "own.csv", True, tmp_path) == ""
