"""`verify` looks at the whole file, changes no byte of it, and names what is damaged."""

from __future__ import annotations

import hashlib
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.journal.troubles import NIGHT, SITE, codes, rewrite, tick

from veilleur.journal import Journal, JournalReader, verify
from veilleur.journal.head import head_path
from veilleur.words.errors import JournalError
from veilleur.words.events import PinRefused


def _killed_journal(path: Path) -> None:
    """A journal whose writer was killed: the newest entries lie in its write-ahead log only."""
    script = (
        "import os, sys; from pathlib import Path; from veilleur.journal import Journal; "
        "from veilleur.words.events import PinRefused; j = Journal(Path(sys.argv[1])); "
        "[j.append_event('Garage Martin', PinRefused(float(n), float(n), '204@default')) "
        "for n in range(50)]; "
        "j.flush(); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL


def _bytes_of(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


class TestVerifyChangesNothing:
    def test_a_seized_copy_with_its_log_keeps_every_byte_and_is_read_whole(self, path: Path) -> None:
        _killed_journal(path)
        path.with_name("journal.db-shm").unlink()
        before = _bytes_of(path.parent)
        result = verify(path)
        assert _bytes_of(path.parent) == before
        assert "journal.db-wal" in before
        assert (result.entries, codes(path)) == (50, [])
        assert result.sha256 == before["journal.db"]

    def test_a_journal_at_rest_gets_no_file_beside_it(self, path: Path) -> None:
        journal = Journal(path)
        tick(journal, 0)
        journal.close()
        before = _bytes_of(path.parent)
        assert codes(path) == []
        assert _bytes_of(path.parent) == before

    def test_a_journal_that_is_being_written_is_read_up_to_now(self, path: Path) -> None:
        journal = Journal(path)
        tick(journal, 0)
        assert verify(path).entries == 1
        tick(journal, 1)
        assert verify(path).entries == 2
        journal.close()

    @pytest.mark.parametrize("name", ["a?b.db", "a%41.db", "é #1.db"])
    def test_a_path_of_any_characters_is_that_file(self, tmp_path: Path, name: str) -> None:
        odd = tmp_path / "f?o" / name
        journal = Journal(odd)
        tick(journal, 0)
        journal.close()
        assert sorted(file.name for file in odd.parent.iterdir())[0] == name
        assert verify(odd).entries == 1
        assert odd.stat().st_mode & 0o777 == 0o600


class TestVerifyLooksAtTheWholeFile:
    @pytest.fixture
    def written(self, path: Path) -> Path:
        journal = Journal(path)
        for number in range(20):
            journal.append_event(
                SITE, PinRefused(NIGHT + number, NIGHT + number, "204@default", "0199001234")
            )
        journal.close()
        return path

    def test_a_head_file_that_is_gone_or_garbled_is_a_finding(self, written: Path) -> None:
        head = head_path(written)
        text = head.read_bytes()
        head.write_bytes(text[:30] + b"x" + text[31:])
        assert codes(written) == ["head_unreadable"]
        head.unlink()
        assert codes(written) == ["head_missing"]
        assert codes(written, expected_head=verify(written).head) == []

    def test_an_entry_with_a_right_hash_in_the_wrong_place_breaks_the_link(self, written: Path) -> None:
        rewrite(written, 7, onward=False)
        assert [(one.seq, one.code) for one in verify(written).findings] == [(8, "changed")]

    def test_a_personal_part_without_an_entry_is_a_finding(self, written: Path) -> None:
        with sqlite3.connect(written) as connection:
            connection.execute("INSERT INTO personal VALUES (999, x'00', '{}')")
        assert codes(written) == ["personal_orphan"]

    def test_a_time_that_is_a_whole_number_is_kept_as_it_was_given(self, path: Path) -> None:
        journal = Journal(path)
        journal.append_note(SITE, 5, {"note": "a start"})
        journal.close()
        assert codes(path) == []

    @pytest.mark.parametrize(
        "made",
        [
            "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n) SELECT i FROM n",
            "CREATE TABLE other (x)",
            "CREATE TRIGGER t AFTER INSERT ON entries BEGIN SELECT 1; END",
        ],
    )
    def test_a_file_that_holds_anything_else_is_refused(self, written: Path, made: str) -> None:
        with sqlite3.connect(written) as connection:
            connection.execute(made)
        with pytest.raises(JournalError, match="no journal as Veilleur writes it"):
            verify(written)

    def test_entries_as_an_endless_view_are_refused_and_not_read(self, written: Path) -> None:
        with sqlite3.connect(written) as connection:
            connection.execute("ALTER TABLE entries RENAME TO hidden")
            connection.execute(
                "CREATE VIEW entries AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                "SELECT i AS seq, '' AS site, 1.0 AS at, '' AS kind, '' AS public, '' AS commitment, "
                "'' AS previous, '' AS hash FROM n"
            )
        with pytest.raises(JournalError):
            verify(written)

    def test_what_was_compared_is_said(self, written: Path) -> None:
        result = verify(written)
        assert result.compared_with == ["head_file"]
        assert not result.is_vouched_for
        assert verify(written, expected_head=result.head).is_vouched_for


def test_a_page_whose_text_is_no_text_is_named_and_ends_no_start(path: Path) -> None:
    """SQLite's own words for a damaged page are not always UTF-8: no UnicodeDecodeError may come of it."""
    journal = Journal(path)
    tick(journal, 1)
    journal.close()
    sound = path.read_bytes()
    where = sound.index(b"CREATE TABLE entries")
    path.write_bytes(sound[: where + 7] + b"\xed\xff\xfe" + sound[where + 10 :])
    for opened in (lambda: verify(path), lambda: JournalReader(path), lambda: Journal(path)):
        with pytest.raises(JournalError, match=r"journal\.db"):
            opened()


@pytest.mark.parametrize("odd", [None, "late", b"\x00"])
def test_a_time_that_is_none_is_named_wherever_it_is_read(path: Path, odd: object) -> None:
    journal = Journal(path)
    for number in range(3):
        tick(journal, number)
    journal.close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA writable_schema=ON")
        database.execute("UPDATE sqlite_master SET sql = replace(sql, 'FLOAT NOT NULL', 'BLOB')")
    with sqlite3.connect(path) as database:
        database.execute("UPDATE entries SET at = ?", (odd,))
    assert not verify(path).is_whole
    reader = JournalReader(path)
    for asked in (reader.last, lambda: reader.at_or_before(9), lambda: reader.before(NIGHT)):
        with pytest.raises(JournalError, match="cannot be read"):
            asked()
    reader.close()
