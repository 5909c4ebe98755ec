"""The log is followed through each way of rotation, without a line lost between two looks."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import time
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.files.log_tail import MAX_READ_BYTES, LogTail
from veilleur.pbx.asterisk.files.security_log import WrongPin
from veilleur.words.errors import SwitchError

LINE = b"[x] VERBOSE[1][C-1] app_voicemail.c: Incorrect password '**' for user '104' (context = default)\n"
WRONG = WrongPin("104@default")


def write(path: Path, lines: int = 1) -> None:
    with path.open("ab") as file:
        file.write(LINE * lines)


def test_history_is_left_and_truncation_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "full"
    write(path)
    tail = LogTail(str(path))
    assert tail.poll() == []
    write(path)
    assert tail.poll() == [WRONG]
    path.write_bytes(b"")
    assert tail.poll() == []
    write(path)
    assert tail.poll() == [WRONG]


@pytest.mark.parametrize("strategy", ["sequential", "rotate", "timestamp"])
def test_what_was_written_before_a_rotation_is_read_to_its_end(tmp_path: Path, strategy: str) -> None:
    path = tmp_path / "full"
    write(path)
    write(tmp_path / "full.0")
    tail = LogTail(str(path))
    tail.poll()
    write(path, 2)
    newest = {"sequential": "full.1", "rotate": "full.0", "timestamp": f"full.{int(time.time())}"}[strategy]
    if strategy == "rotate":
        (tmp_path / "full.0").rename(tmp_path / "full.1")
    path.rename(tmp_path / newest)
    write(path, 3)
    assert tail.poll() == [WRONG] * 5


def test_a_log_that_is_gone_for_a_while_is_read_to_its_end_and_taken_up_again(tmp_path: Path) -> None:
    path = tmp_path / "full"
    write(path)
    tail = LogTail(str(path))
    tail.poll()
    write(path)
    path.rename(tmp_path / "full.1")  # rotatestrategy=none, and logrotate moved it
    assert tail.poll() == [WRONG]
    assert not tail.exists
    write(path, 2)
    assert tail.poll() == [WRONG] * 2


def test_a_copy_that_is_truncated_behind_it_loses_nothing_that_was_read(tmp_path: Path) -> None:
    path = tmp_path / "full"
    path.write_bytes(b"")
    tail = LogTail(str(path))
    tail.poll()
    write(path)
    assert tail.poll() == [WRONG]
    shutil.copy(path, tmp_path / "full.1")
    os.truncate(path, 0)
    write(path)
    assert tail.poll() == []  # as long as before: nothing distinguishes it, and logrotate does so once a day
    write(path)
    assert tail.poll() == [WRONG]


def test_our_own_log_is_emptied_once_read(tmp_path: Path) -> None:
    path = tmp_path / "veilleur"
    write(path)
    assert LogTail(str(path), truncate=True).poll() == [WRONG]
    assert path.read_bytes() == b""


def test_a_flooded_log_is_read_a_piece_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "full"
    path.write_bytes(b"")
    tail = LogTail(str(path))
    tail.poll()
    count = 3 * MAX_READ_BYTES // len(LINE)
    write(path, count)
    found, looks = [], 0
    while not looks or tail.is_behind:
        found += tail.poll()
        looks += 1
    assert (len(found), looks) == (count, 3)


def test_the_log_of_a_switch_that_writes_its_machine_s_name_behind_is_found(tmp_path: Path) -> None:
    tail = LogTail(str(tmp_path / "veilleur.log"))
    tail.poll()
    write(tmp_path / f"veilleur.log.{socket.gethostname()}")
    assert tail.poll() == [WRONG]


def test_what_stood_in_the_log_before_proves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "veilleur"
    write(path, 5)
    tail = LogTail(str(path), truncate=True)
    tail.poll()
    assert tail.heard.verbose == 0
    write(path)
    tail.poll()
    assert tail.heard.verbose == 1


def test_an_unreadable_log_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SwitchError, match="cannot be read"):
        LogTail(str(tmp_path)).poll()


@pytest.mark.parametrize("link", ["symbolic", "hard"])
def test_a_link_in_place_of_our_log_empties_no_file_of_others(tmp_path: Path, link: str) -> None:
    other, log = tmp_path / "journal.db", tmp_path / "veilleur"
    other.write_bytes(LINE)
    if link == "symbolic":
        log.symlink_to(other)
    else:
        log.hardlink_to(other)
    with pytest.raises(SwitchError, match="not emptied"):
        LogTail(str(log), truncate=True).poll()
    assert other.read_bytes() == LINE


def test_a_log_of_others_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "full.1").write_bytes(b"")
    (tmp_path / "full").symlink_to(tmp_path / "full.1")
    tail = LogTail(str(tmp_path / "full"))
    assert tail.poll() == []
    (tmp_path / "full.1").write_bytes(LINE)
    assert tail.poll() == [WRONG]


@pytest.mark.parametrize("truncate", [False, True])
def test_a_pipe_in_place_of_the_log_stops_nobody(tmp_path: Path, truncate: bool) -> None:
    os.mkfifo(tmp_path / "veilleur")
    with pytest.raises(SwitchError, match="is no file"):
        LogTail(str(tmp_path / "veilleur"), truncate=truncate).poll()


def test_a_log_that_is_emptied_or_deleted_without_rotation_is_noticed_once(tmp_path: Path) -> None:
    path = tmp_path / "full"
    write(path, 3)
    tail = LogTail(str(path))
    tail.poll()
    write(path, 2)
    tail.poll()
    assert not tail.was_emptied()
    os.truncate(path, 0)
    tail.poll()
    assert tail.was_emptied()
    assert not tail.was_emptied()
    write(path, 2)
    tail.poll()
    path.unlink()
    tail.poll()
    assert tail.was_emptied()


@pytest.mark.parametrize("way", ["renamed", "copied and truncated", "packed"])
def test_a_rotation_empties_nothing(tmp_path: Path, way: str) -> None:
    path = tmp_path / "full"
    write(path, 3)
    tail = LogTail(str(path))
    tail.poll()
    if way == "copied and truncated":
        shutil.copy(path, tmp_path / "full-20261130")
        os.truncate(path, 0)
    else:
        path.rename(tmp_path / "full.1")
        if way == "packed":
            (tmp_path / "full.1.gz").write_bytes(gzip.compress((tmp_path / "full.1").read_bytes()))
            shutil.copystat(tmp_path / "full.1", tmp_path / "full.1.gz")
            (tmp_path / "full.1").unlink()
        write(path)
    tail.poll()
    assert not tail.was_emptied()
