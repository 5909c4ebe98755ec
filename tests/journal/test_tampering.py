"""Whatever is done to a journal afterwards, `verify` finds it and names where; it never gives up."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.journal import Journal, verify
from veilleur.words.errors import JournalError
from veilleur.words.events import CallRequested, Tick

NIGHT = 1_795_000_000.0
ENTRIES = 24  # every second one has a personal part
COLUMNS = ("site", "at", "kind", "public", "commitment", "previous", "hash")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("journal") / "journal.db"
    journal = Journal(path)
    for number in range(ENTRIES // 2):
        at = NIGHT + number
        journal.append_event("A", Tick(at, at))
        journal.append_event("A", CallRequested(at, at, f"c{number}", "104", f"00371290000{number:02d}"))
    journal.checkpoint("A", NIGHT, "{}")
    journal.close()
    assert verify(path).is_whole
    return path


def tampered(whole: Path, folder: str, *statements: tuple[str, tuple[object, ...]]) -> Path:
    copy = Path(folder) / "journal.db"
    for file in whole.parent.iterdir():
        shutil.copy(file, folder)
    connection = sqlite3.connect(copy)
    with connection:
        for statement, values in statements:
            connection.execute(statement, values)
    connection.close()
    return copy


def found(path: Path) -> set[int] | None:
    """Numbers of the entries that are named; None when the file itself is said to be unreadable."""
    try:
        return {finding.seq for finding in verify(path).findings}
    except JournalError:
        return None


values = st.one_of(
    st.text(max_size=6), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.binary(max_size=6)
)


@settings(max_examples=60, deadline=None)
@given(seq=st.integers(1, ENTRIES), column=st.sampled_from(COLUMNS), value=values)
def test_a_changed_value_names_its_entry_or_the_one_after(
    whole: Path, seq: int, column: str, value: object
) -> None:
    with sqlite3.connect(whole) as connection:
        # The column names are this file's own.
        before = connection.execute(f"SELECT {column} FROM entries WHERE seq = ?", (seq,)).fetchone()[0]
    with tempfile.TemporaryDirectory() as folder:
        path = tampered(whole, folder, (f"UPDATE entries SET {column} = ? WHERE seq = ?", (value, seq)))
        with sqlite3.connect(path) as connection:
            after = connection.execute(f"SELECT {column} FROM entries WHERE seq = ?", (seq,)).fetchone()[0]
        named = found(path)
        if (type(after), after) == (type(before), before):
            assert named == set()
        else:
            assert named is None or named & {seq, seq + 1}


@settings(max_examples=25, deadline=None)
@given(first=st.integers(1, ENTRIES), count=st.integers(1, ENTRIES))
def test_missing_entries_are_named_by_the_first(whole: Path, first: int, count: int) -> None:
    between = (first, first + count - 1)
    with tempfile.TemporaryDirectory() as folder:
        path = tampered(
            whole,
            folder,
            ("DELETE FROM entries WHERE seq BETWEEN ? AND ?", between),
            ("DELETE FROM personal WHERE seq BETWEEN ? AND ?", between),
        )
        findings = verify(path).findings
        assert findings[0].seq == first
        assert findings[0].code in ("missing", "cut_off")


@settings(max_examples=25, deadline=None)
@given(places=st.lists(st.integers(1, ENTRIES), min_size=2, max_size=2, unique=True))
def test_two_entries_that_changed_places_are_both_named(whole: Path, places: list[int]) -> None:
    a, b = places
    moves = [(-1, a), (a, b), (b, -1)]
    statements = [
        (f"UPDATE {table} SET seq = ? WHERE seq = ?", move)
        for table in ("entries", "personal")
        for move in moves
    ]
    with tempfile.TemporaryDirectory() as folder:
        named = found(tampered(whole, folder, *statements))
        assert named is not None
        assert {a, b} <= named


@settings(max_examples=25, deadline=None)
@given(
    seq=st.integers(1, ENTRIES // 2).map(lambda n: 2 * n),
    column=st.sampled_from(("salt", "data")),
    value=values,
)
def test_a_changed_personal_part_names_its_entry(whole: Path, seq: int, column: str, value: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = tampered(whole, folder, (f"UPDATE personal SET {column} = ? WHERE seq = ?", (value, seq)))
        named = found(path)
        assert named is None or named == {seq}


def test_an_entry_slipped_in_at_the_end_is_named(whole: Path) -> None:
    columns = ", ".join(("seq", *COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        copied = f"INSERT INTO entries ({columns}) SELECT seq + 1, {', '.join(COLUMNS)} FROM entries"
        path = tampered(whole, folder, (f"{copied} ORDER BY seq DESC LIMIT 1", ()))
        assert found(path) == {ENTRIES + 2}


def test_a_note_that_pretends_that_retention_removed_what_is_gone_is_no_alibi(whole: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = tampered(
            whole,
            folder,
            ("UPDATE entries SET kind = 'note', public = ? WHERE seq = 3",
             ('{"note":"personal_forgotten","before":9e12}',)),
            ("DELETE FROM personal WHERE seq = 8", ()),
        )  # fmt: skip
        named = found(path)
        assert named is not None
        assert 3 in named
