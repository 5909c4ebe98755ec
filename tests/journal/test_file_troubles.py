"""What the journal promises when its files fail it: the head, a commit, the journal that goes away."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError
from tests.journal.troubles import NIGHT, SITE, Said, codes, tick

from veilleur.journal import Journal, JournalReader, schema, verify
from veilleur.journal.head import head_path
from veilleur.words.events import Tick


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
