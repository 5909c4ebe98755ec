"""What the journal promises when its surroundings fail: a head, a file, a reader that may not write."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from veilleur.journal import Journal, JournalReader, Trouble, chain, schema, verify
from veilleur.journal.head import head_path
from veilleur.journal.sealing.seals import first_key, keep_key, kept_key, new_verification_key, seal_path
from veilleur.words.errors import JournalError
from veilleur.words.events import PinRefused, Tick

NIGHT = 1_795_000_000.0
SITE = "Garage Martin"


class Said:
    """Collects troubles; `wait` awaits one of a kind."""

    def __init__(self) -> None:
        self.all: list[Trouble] = []
        self._changed = threading.Condition()

    def __call__(self, trouble: Trouble) -> None:
        with self._changed:
            self.all.append(trouble)
            self._changed.notify_all()

    def wait(self, kind: str) -> Trouble:
        with self._changed:
            assert self._changed.wait_for(lambda: any(one.kind == kind for one in self.all), 20), self.all
        return next(one for one in self.all if one.kind == kind)


def tick(journal: Journal, number: int) -> None:
    ticket = journal.append_event(SITE, Tick(NIGHT + number, NIGHT + number), ticket=True)
    assert ticket is not None
    assert ticket.wait(20)


def codes(path: Path, **how: object) -> list[str]:
    return [finding.code for finding in verify(path, **how).findings]  # type: ignore[arg-type]


class TestAGroupIsDoneWhenItsTransactionIs:
    def test_a_head_file_that_cannot_be_written_doubles_no_entry(self, path: Path) -> None:
        head_path(path).mkdir(parents=True)
        said = Said()
        journal = Journal(path, on_trouble=said)
        for number in range(5):
            tick(journal, number)
        said.wait("head_unwritable")
        assert journal.head_trouble
        assert not journal.trouble
        journal.close()
        assert [entry.at - NIGHT for entry in JournalReader(path).entries()] == [0, 1, 2, 3, 4]

    def test_the_head_is_written_as_soon_as_it_can_be(self, path: Path) -> None:
        head_path(path).mkdir(parents=True)
        said = Said()
        journal = Journal(path, on_trouble=said)
        tick(journal, 0)
        said.wait("head_unwritable")
        head_path(path).rmdir()
        said.wait("head_written_again")
        journal.close()
        assert codes(path) == []

    def test_a_commit_whose_answer_was_lost_is_not_done_twice(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("veilleur.journal.writer.RETRY_S", 0.01)
        real = Journal._transact
        lost = [True]

        def transact(self: Journal, group: object) -> None:
            real(self, group)  # type: ignore[arg-type]
            if lost:
                lost.pop()
                raise OSError(5, "Input/output error")

        monkeypatch.setattr(Journal, "_transact", transact)
        journal = Journal(path)
        for number in range(3):
            tick(journal, number)
        journal.close()
        assert verify(path).entries == 3
        assert codes(path) == []

    def test_one_row_that_the_database_refuses_does_not_take_the_others_with_it(self, path: Path) -> None:
        journal = Journal(path)
        tick(journal, 0)
        with sqlite3.connect(path) as other:  # as if somebody else had written: the number is taken
            row = list(other.execute("SELECT * FROM entries WHERE seq = 1").fetchone())
            other.execute("INSERT INTO entries VALUES (?,?,?,?,?,?,?,?)", [2, *row[1:]])
        for number in range(1, 4):
            tick(journal, number)
        journal.close()
        assert [entry.at - NIGHT for entry in JournalReader(path).entries()] == [0, 0, 1, 2, 3]
        assert verify(path).findings[0].seq == 2

    def test_what_is_lost_when_the_disk_is_full_at_the_stop_is_counted(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(self: Journal, group: object) -> None:
            raise OSError(28, "No space left on device")

        said = Said()
        monkeypatch.setattr("veilleur.journal.writer.RETRY_S", 0.01)
        journal = Journal(path, on_trouble=said)
        monkeypatch.setattr(Journal, "_transact", full)
        monkeypatch.setattr(Journal, "flush", lambda _self, _wait_s: False)
        for number in range(7):
            journal.append_event(SITE, Tick(NIGHT + number, NIGHT + number))
        said.wait("unwritable")
        journal.close()
        assert said.wait("lost_at_stop").why == "7"


class TestAFileThatGoesAway:
    @pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
    def test_what_was_and_is_acknowledged_stands_at_the_path_again(self, path: Path, how: str) -> None:
        said = Said()
        journal = Journal(path, on_trouble=said)
        for number in range(10):
            tick(journal, number)
        if how == "moved":
            path.rename(path.with_name("elsewhere.db"))
        else:
            path.unlink()
        if how == "replaced":
            path.write_bytes(b"not a journal")
        said.wait("rescued")
        for number in range(10, 15):
            tick(journal, number)
        journal.close()

        entries = list(JournalReader(path).entries())
        assert [entry.at - NIGHT for entry in entries if entry.kind == "event"] == list(range(15))
        assert "journal_file_rescued" in [entry.data.get("note") for entry in entries]
        assert codes(path) == []
        if how == "replaced":
            (found,) = path.parent.glob("journal.db.found-*")
            assert found.read_bytes() == b"not a journal"


def test_a_file_that_is_gone_does_not_come_back_empty_by_being_looked_at(path: Path) -> None:
    engine = schema.open_engine(path)
    engine.dispose()
    path.unlink()
    with pytest.raises(DatabaseError), engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1 FROM entries")
    assert not path.exists()


def rewrite(path: Path, seq: int, *, onward: bool) -> None:
    """Change one entry, give it the hash of its new content, and, onward, chain all that follow to it."""
    with sqlite3.connect(path) as connection:
        rows = list(connection.execute("SELECT * FROM entries WHERE seq >= ? ORDER BY seq", [seq]))
        previous = rows[0][6]
        for number, site, at, kind, public, committed, before, _digest in rows if onward else rows[:1]:
            at = at + 0.5 if number == seq else at
            link = previous if onward else before
            previous = chain.entry_hash(
                seq=number,
                site=site,
                at=at,
                kind=kind,
                public=public,
                personal_commitment=committed,
                previous=link,
            )
            connection.execute(
                "UPDATE entries SET at = ?, previous = ?, hash = ? WHERE seq = ?",
                [at, link, previous, number],
            )


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


class TestSeals:
    @pytest.fixture
    def key(self) -> str:
        return new_verification_key()

    def sealed(self, path: Path, key: str, nights: int = 3) -> None:
        keep_key(path, first_key(key))
        journal = Journal(path)
        for night in range(nights):
            for number in range(5):
                tick(journal, 3_600 * night + number)
            journal.seal(SITE, NIGHT + 3_600 * night + 10)
        journal.close()

    def test_the_verification_key_proves_all_seals_and_is_kept_nowhere(self, path: Path, key: str) -> None:
        self.sealed(path, key)
        result = verify(path, seal_key=first_key(key))
        assert (result.findings, result.sealed_to, result.is_vouched_for) == ([], 17, True)
        digits = key.replace(" ", "").encode()
        assert not any(digits in file.read_bytes() for file in path.parent.iterdir())
        assert os.stat(seal_path(path)).st_mode & 0o777 == 0o600

    def test_whoever_holds_todays_key_cannot_rewrite_what_was_sealed(self, path: Path, key: str) -> None:
        self.sealed(path, key)
        todays = kept_key(path)
        assert todays is not None
        assert todays.index == 3
        for file in path.parent.iterdir():
            file.unlink()
        keep_key(path, todays)  # root has it, and writes a past that pleases better
        journal = Journal(path)
        for number in range(20):
            tick(journal, number)
        journal.seal(SITE, NIGHT + 30)
        journal.close()
        assert codes(path) == []
        assert codes(path, seal_key=first_key(key)) == ["seal_wrong"]

    def test_a_past_that_is_chained_again_under_its_old_seals_is_found(self, path: Path, key: str) -> None:
        self.sealed(path, key)
        rewrite(path, 3, onward=True)
        head_path(path).unlink()
        assert codes(path) == ["head_missing"]
        assert codes(path, seal_key=first_key(key)) == ["head_missing", *["seal_wrong"] * 3]

    def test_seals_that_end_are_missed(self, path: Path, key: str) -> None:
        self.sealed(path, key)
        seal_path(path).unlink()
        journal = Journal(path)
        for number in range(4):
            tick(journal, 20_000 + 4_000 * number)
        journal.close()
        assert codes(path, seal_key=first_key(key)) == ["seal_missing"]

    def test_a_kill_between_a_seal_and_its_key_makes_no_seal_twice(self, path: Path, key: str) -> None:
        self.sealed(path, key, nights=1)
        keep_key(path, first_key(key))  # the evolved key never reached the disk
        journal = Journal(path)
        tick(journal, 3_600)
        journal.seal(SITE, NIGHT + 3_610)
        journal.close()
        assert codes(path, seal_key=first_key(key)) == []
        notes = [entry.data for entry in JournalReader(path).entries(kind="note")]
        assert [note["index"] for note in notes] == [0, 1]

    def test_a_key_shows_its_secret_in_no_repr(self, key: str) -> None:
        assert first_key(key).secret.hex() not in repr(first_key(key))
        assert json.dumps(key) not in repr(first_key(key))


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
