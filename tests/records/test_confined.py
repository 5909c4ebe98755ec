"""Files of strangers are read by a child that may take only so much; what comes back is the same."""

from __future__ import annotations

import ast
import contextlib
import mmap
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from veilleur.records import confined, read, read_confined
from veilleur.records.reader import Reader
from veilleur.words.errors import InputError
from veilleur.words.events import CallRecorded

HERE = Path(__file__).parent
SOURCE = Path(confined.__file__).parents[1]
IN_THIS_PROCESS = {"read", "recognise", "Reader", "FollowedReader", "nearest_formats", "numbered_lines"}
ONLY_INSIDE_A_CHILD = {"cli/records/formats.py": {"nearest_formats", "numbered_lines"}}
SAMPLE = HERE / "asterisk_master_csv" / "sample.csv"


def children() -> set[str]:
    """Process ids of the children of this process; other tests may have services of their own."""
    tasks = Path("/proc/self/task").iterdir()
    found: set[str] = set()
    for task in tasks:
        with contextlib.suppress(FileNotFoundError):  # a thread that has ended since the list was made
            found.update((task / "children").read_text().split())
    return found


@pytest.fixture(autouse=True)
def no_child_is_left() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


@pytest.mark.parametrize(
    "folder", ["asterisk_master_csv", "freeswitch_xml", "panasonic", "operator_bill_fr", "norstar"]
)
def test_a_child_gives_the_records_counts_and_causes_that_this_process_would(folder: str) -> None:
    (sample,) = (HERE / folder).glob("sample.*")
    here, there = read([sample, SAMPLE]), read_confined([sample, SAMPLE])
    assert list(there) == list(here)
    assert there.rejected == here.rejected
    assert there.counts == here.counts
    assert there.formats == here.formats
    assert there.notices == here.notices
    assert there.rejected_by_file == here.rejected_by_file


def test_a_file_that_is_none_is_named_with_its_cause_and_may_be_passed_over(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Madam,\nthank you.\n")
    with pytest.raises(InputError, match=r"letter\.txt: "):
        list(read_confined([letter]))
    passing = read_confined([letter, SAMPLE], skip_unusable=True)
    assert list(passing)
    assert "letter.txt" in passing.unusable[letter]


def no_end(_self: Reader, _path: Path) -> Iterator[CallRecorded]:
    while True:
        pass
    yield


def no_measure(_self: Reader, _path: Path) -> Iterator[CallRecorded]:
    kept = bytes(3 << 30)  # of addresses alone: no page of it is touched
    assert kept
    yield from ()


@pytest.mark.parametrize("reading", [no_end, no_measure], ids=["time", "memory"])
def test_a_file_that_takes_too_much_is_one_sentence(monkeypatch: pytest.MonkeyPatch, reading: object) -> None:
    monkeypatch.setattr(Reader, "_read_file", reading)
    monkeypatch.setattr(confined, "PROCESSOR_S", 1)
    with pytest.raises(InputError, match=r"sample\.csv: takes more time or memory"):
        list(read_confined([SAMPLE]))


def test_what_this_process_holds_already_is_not_the_child_s_to_answer_for(tmp_path: Path) -> None:
    """A page that ran for long, or a worker of the tests, has more addresses than a child may take."""
    with mmap.mmap(-1, confined.MEMORY_BYTES + (64 << 20), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS):
        assert confined.in_child(tmp_path, lambda: bytes(8 << 20)) == bytes(8 << 20)


def test_a_child_can_write_no_file_and_open_few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def writing(_self: Reader, _path: Path) -> Iterator[CallRecorded]:
        (tmp_path / "written").write_text("x")
        yield from ()

    monkeypatch.setattr(Reader, "_read_file", writing)
    with pytest.raises((InputError, RuntimeError)):
        list(read_confined([SAMPLE]))
    assert not (tmp_path / "written").read_text()


def test_a_fault_in_the_child_is_a_fault_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_self: Reader, _path: Path) -> Iterator[CallRecorded]:
        raise ZeroDivisionError
        yield

    monkeypatch.setattr(Reader, "_read_file", failing)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        list(read_confined([SAMPLE]))


def test_who_wants_no_more_records_leaves_no_child_behind() -> None:
    records = iter(read_confined([SAMPLE] * 50))
    next(records)
    records.close()  # type: ignore[attr-defined]


def test_no_command_reads_files_of_strangers_in_its_own_process() -> None:
    for path in (*(SOURCE / "cli").rglob("*.py"), *(SOURCE / "bench").rglob("*.py")):
        imported: set[str] = set()
        typed: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("veilleur.records"):
                imported |= {one.name for one in node.names}
            elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                names = [one for one in node.body if isinstance(one, ast.ImportFrom)]
                typed |= {one.name for imports in names for one in imports.names}
        allowed = ONLY_INSIDE_A_CHILD.get(str(path.relative_to(SOURCE)), set())
        assert not (imported - typed - allowed) & IN_THIS_PROCESS, path


def test_formats_looks_at_a_file_in_a_child_alone() -> None:
    tree = ast.parse((SOURCE / "cli" / "records" / "formats.py").read_text())
    inside = {
        call
        for node in ast.walk(tree)
        if isinstance(node, ast.Lambda | ast.FunctionDef)
        for call in ast.walk(node)
        if isinstance(node, ast.Lambda) or node.name == "understood"
        if isinstance(call, ast.Call)
    }
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ONLY_INSIDE_A_CHILD["cli/records/formats.py"]
    ]
    assert len(calls) == 2
    assert set(calls) <= inside


ENDLESS = """
import os, sys
from pathlib import Path
from veilleur.records.confined import in_child

def work():
    os.write(int(sys.argv[1]), b"begun")
    while True:
        pass

in_child(Path(sys.argv[2]), work)
"""


def test_a_child_ends_with_its_parent_though_it_has_nothing_to_send(tmp_path: Path) -> None:
    """Else a file that takes an hour is read for an hour after the command was killed."""
    reading, writing = os.pipe()
    parent = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(writing), str(tmp_path / "x")], pass_fds=[writing]
    )
    os.close(writing)
    with open(reading, "rb", buffering=0) as heard:
        assert heard.read(5) == b"begun"
        parent.kill()
        parent.wait()
        assert heard.read(1) == b"", "nobody holds the other end any more"
