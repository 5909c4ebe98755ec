"""Files that grow are read by a child that may take only so much, and that ends with its parent."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.records.test_confined import HERE, SAMPLE, children, no_end, no_measure

from veilleur.records import ConfinedFollowedReader, FollowedReader, confined, in_child
from veilleur.records.files import tail
from veilleur.records.reader import Reader
from veilleur.words.errors import InputError
from veilleur.words.site import Site

WAIT_S = 60.0


@pytest.fixture(autouse=True)
def no_child_is_left() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


def followed(*paths: Path) -> ConfinedFollowedReader:
    return ConfinedFollowedReader(paths, Site())


@pytest.mark.parametrize("folder", ["asterisk_master_csv", "panasonic", "operator_bill_fr", "norstar"])
def test_records_counts_and_causes_are_those_that_this_process_would_read(folder: str) -> None:
    (sample,) = (HERE / folder).glob("sample.*")
    here, there = FollowedReader([sample, SAMPLE], Site()), followed(sample, SAMPLE)
    assert list(there) == list(here)
    assert there.counts == here.counts
    assert there.rejected == here.rejected
    assert there.rejected_by_file == here.rejected_by_file
    assert there.formats == here.formats
    assert there.lines_seen == here.lines_seen


def test_ctrl_c_and_term_are_its_parents_to_take(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    whole = SAMPLE.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(whole[:3]))
    before = children()
    reader = followed(path)
    at_first = list(reader.news())
    (child,) = children() - before
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(int(child), number)
    with path.open("ab") as out:
        out.writelines(whole[3:])
    rest = list(reader.news()) + list(reader.finish())
    assert at_first + rest == list(FollowedReader([SAMPLE], Site()))


def endless(*_of_a_file: object) -> Iterator[list[str]]:
    while True:
        pass
    yield []


def boundless(*_of_a_file: object) -> Iterator[list[str]]:
    kept = bytes(3 << 30)
    assert kept
    yield []


@pytest.mark.parametrize("lines", [endless, boundless], ids=["time", "memory"])
def test_a_file_that_takes_too_much_while_it_grows_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, lines: object
) -> None:
    monkeypatch.setattr(tail.GrowingFile, "lines", lines)
    monkeypatch.setattr(confined, "PROCESSOR_S", 1)
    with pytest.raises(InputError, match=r"sample\.csv: takes more time or memory"):
        list(followed(SAMPLE).news())


def test_processor_time_is_that_of_one_turn_and_not_of_a_life(monkeypatch: pytest.MonkeyPatch) -> None:
    real = FollowedReader.news

    def busy(reader: FollowedReader, is_idle: bool = False) -> Iterator[object]:
        end = time.process_time() + 0.7
        while time.process_time() < end:
            pass
        return real(reader, is_idle)

    monkeypatch.setattr(FollowedReader, "news", busy)
    monkeypatch.setattr(confined, "PROCESSOR_S", 2)
    reader = followed(SAMPLE)
    for _turn in range(5):
        list(reader.news())
    list(reader.finish())
    assert reader.counts["read"]


def test_a_child_that_follows_can_write_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def writing(*_of_a_file: object) -> Iterator[list[str]]:
        (tmp_path / "written").write_text("x")
        yield []

    monkeypatch.setattr(tail.GrowingFile, "lines", writing)
    with pytest.raises((InputError, RuntimeError)):
        list(followed(SAMPLE).news())
    assert not (tmp_path / "written").read_text()


def test_a_packed_sibling_that_unpacks_without_end_takes_no_memory_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FollowedReader, "_read_file", no_measure)
    packed = tmp_path / "Master.csv.gz"
    packed.write_bytes(b"\x1f\x8b")
    with pytest.raises(InputError, match="takes more time or memory"):
        list(followed(packed).news())


def test_a_child_whose_parent_is_gone_ends(tmp_path: Path) -> None:
    said_out, said_in = os.pipe()
    parent = os.fork()
    if parent == 0:  # as a command that is killed while it follows
        known = children()
        reader = followed(SAMPLE)
        list(reader.news())
        (child,) = children() - known
        os.write(said_in, child.encode())
        os._exit(0)
    os.waitpid(parent, 0)
    child = os.read(said_out, 20).decode()
    os.close(said_out)
    os.close(said_in)
    assert until(lambda: not Path(f"/proc/{child}").exists() or is_zombie(child))


def is_zombie(child: str) -> bool:
    try:
        return Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def until(is_so: Callable[[], bool]) -> bool:
    """Whether it becomes so in time."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        if is_so():
            return True
        os.sched_yield()
    return False


@pytest.mark.parametrize("reading", [no_end, no_measure], ids=["time", "memory"])
def test_what_else_is_made_of_a_file_is_made_in_a_child(
    monkeypatch: pytest.MonkeyPatch, reading: Callable[[Reader, Path], Iterator[object]]
) -> None:
    monkeypatch.setattr(confined, "PROCESSOR_S", 1)
    with pytest.raises(InputError, match=r"sample\.csv: takes more time or memory"):
        in_child(SAMPLE, lambda: list(reading(Reader([SAMPLE], Site(), "", None), SAMPLE)))


def test_a_child_gives_back_what_it_made_or_says_why_not() -> None:
    def missing() -> list[str]:
        raise InputError("{path}: is not there.", path="x.csv")

    def faulty() -> int:
        return 1 // 0

    assert in_child(SAMPLE, lambda: [("a", 1.0)]) == [("a", 1.0)]
    with pytest.raises(InputError, match=r"x\.csv: is not there"):
        in_child(SAMPLE, missing)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        in_child(SAMPLE, faulty)
