"""Each folder beside this file is one format: sample.*, expected.jsonl, SOURCE.md. No Python needed.

The copy that is read is dated 24 November 2026: formats that name no year take it from the file.
"""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from veilleur.records import known_formats, read

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.jsonl"))
WRITTEN_AT = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_sample_is_recognised_and_read_as_expected(folder: Path, tmp_path: Path) -> None:
    (sample,) = folder.glob("sample.*")
    copy = Path(shutil.copy(sample, tmp_path))
    os.utime(copy, (WRITTEN_AT, WRITTEN_AT))
    wanted = [json.loads(line) for line in (folder / "expected.jsonl").read_text().splitlines()]
    reader = read([copy])
    calls = [event._asdict() for event in reader]
    bad = [{"bad_line": rejected.line} for rejected in reader.rejected]
    assert {"format": reader.formats[str(copy)]} == wanted[0]
    assert calls + bad == wanted[1:]
    assert (folder / "SOURCE.md").read_text().strip()


def test_every_format_has_a_folder_of_its_own() -> None:
    read_here = {
        json.loads((folder / "expected.jsonl").read_text().splitlines()[0])["format"] for folder in FOLDERS
    }
    assert {form.name for form in known_formats()} == read_here


def test_every_format_says_how_sure_it_is() -> None:
    assert {form.confidence for form in known_formats()} <= {"documented", "seen", "guessed"}
    assert len({form.name for form in known_formats()}) == len(known_formats())
