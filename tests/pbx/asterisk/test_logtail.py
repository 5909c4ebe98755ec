"""Wrong PINs from the log, across rotation, truncation and a late start."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.logtail import LogReader, LogTail
from veilleur.words.errors import SwitchError

LINE = b"[x] VERBOSE[1][C-1] app_voicemail.c: Incorrect password '**' for user '104' (context = default)\n"


def test_a_line_cut_anywhere_is_told_once() -> None:
    for cut in range(len(LINE)):
        reader = LogReader()
        assert reader.feed(LINE[:cut]) + reader.feed(LINE[cut:]) == ["104@default"]


def test_history_is_left_and_rotation_and_truncation_are_followed(tmp_path: Path) -> None:
    path = tmp_path / "full"
    path.write_bytes(LINE)
    tail = LogTail(str(path))
    assert tail.poll() == []
    with path.open("ab") as file:
        file.write(LINE)
    assert tail.poll() == ["104@default"]
    path.rename(tmp_path / "full.1")
    assert tail.poll() == []
    path.write_bytes(LINE * 3)
    assert len(tail.poll()) == 3
    path.write_bytes(LINE)
    assert len(tail.poll()) == 1


def test_our_own_log_is_emptied_once_read(tmp_path: Path) -> None:
    path = tmp_path / "veilleur"
    path.write_bytes(LINE)
    assert LogTail(str(path), truncate=True).poll() == ["104@default"]
    assert path.read_bytes() == b""


def test_an_unreadable_log_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SwitchError, match="cannot be read"):
        LogTail(str(tmp_path)).poll()
