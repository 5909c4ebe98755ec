"""Each folder beside this file is one format: sample.*, expected.jsonl, SOURCE.md. No Python needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from veilleur.records import known_formats, read

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.jsonl"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_sample_is_recognised_and_read_as_expected(folder: Path) -> None:
    (sample,) = folder.glob("sample.*")
    wanted = [json.loads(line) for line in (folder / "expected.jsonl").read_text().splitlines()]
    reader = read([sample])
    calls = [event._asdict() for event in reader]
    bad = [{"bad_line": rejected.line} for rejected in reader.rejected]
    assert {"format": reader.formats[str(sample)]} == wanted[0]
    assert calls + bad == wanted[1:]
    assert (folder / "SOURCE.md").read_text().strip()


def test_every_format_says_how_sure_it_is() -> None:
    assert {form.confidence for form in known_formats()} <= {"documented", "seen", "guessed"}
    assert len({form.name for form in known_formats()}) == len(known_formats())
