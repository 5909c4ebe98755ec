"""`verify` names what was done to a journal, entry by entry."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.journal.nights import NIGHT, change, write_night

from veilleur.journal import Journal, JournalReader, verify


class TestTampering:
    @pytest.fixture
    def journal_path(self, path: Path) -> Path:
        journal = Journal(path)
        write_night(journal)
        journal.close()
        assert verify(path).is_whole
        return path

    @pytest.mark.parametrize(
        "column", ["site = 'X'", "at = at + 1", "kind = 'note'", "public = '{}'", "commitment = ''"]
    )
    def test_any_changed_field_names_its_entry(self, journal_path: Path, column: str) -> None:
        change(journal_path, f"UPDATE entries SET {column} WHERE seq = 11")
        findings = verify(journal_path).findings
        assert (findings[0].seq, findings[0].code) == (11, "changed")

    def test_a_changed_number_in_the_personal_part_is_found(self, journal_path: Path) -> None:
        change(journal_path, "UPDATE personal SET data = replace(data, '2999', '2998') WHERE seq = 4")
        assert [(f.seq, f.code) for f in verify(journal_path).findings] == [(4, "personal_changed")]

    def test_a_missing_entry_is_named(self, journal_path: Path) -> None:
        change(journal_path, "DELETE FROM entries WHERE seq BETWEEN 8 AND 9")
        finding = verify(journal_path).findings[0]
        assert (finding.seq, finding.code, finding.text) == (8, "missing", "Entries 8 to 9 are missing.")

    def test_two_entries_that_changed_places_are_found(self, journal_path: Path) -> None:
        for statement in (
            "SET seq = -1 WHERE seq = 5",
            "SET seq = 5 WHERE seq = 6",
            "SET seq = 6 WHERE seq = -1",
        ):
            change(journal_path, f"UPDATE entries {statement}")
        assert {finding.seq for finding in verify(journal_path).findings} >= {5, 6}

    def test_a_tail_that_was_cut_off_is_found(self, journal_path: Path) -> None:
        change(journal_path, "DELETE FROM entries WHERE seq > 30")
        change(journal_path, "DELETE FROM personal WHERE seq > 30")
        finding = verify(journal_path).findings[-1]
        assert (finding.seq, finding.code) == (31, "cut_off")

    def test_a_tail_cut_off_together_with_the_head_file_is_found_by_a_reported_head(
        self, journal_path: Path
    ) -> None:
        head = verify(journal_path).head
        change(journal_path, "DELETE FROM entries WHERE seq > 30")
        change(journal_path, "DELETE FROM personal WHERE seq > 30")
        journal_path.with_name("journal.db.head").unlink()

        assert [finding.code for finding in verify(journal_path).findings] == ["head_missing"]
        assert verify(journal_path, expected_head=head).findings[0].code == "cut_off"

    def test_a_chain_rewritten_whole_is_found_by_a_reported_head(self, journal_path: Path) -> None:
        head = verify(journal_path).head
        for file in journal_path.parent.iterdir():
            file.unlink()
        forged = Journal(journal_path)
        write_night(forged)
        forged.close()

        assert verify(journal_path, expected_head=head).findings[0].code == "head_differs"


class TestKeptState:
    """A state is only a short cut: the chain vouches for it, or it is not believed."""

    @pytest.fixture
    def kept(self, path: Path) -> Path:
        journal = Journal(path)
        write_night(journal)
        journal.checkpoint("Garage Martin", NIGHT, '{"paused_until": 0}')
        write_night(journal, calls=1)
        journal.close()
        assert verify(path).is_whole
        return path

    def test_a_state_that_was_changed_is_named_and_not_believed(self, kept: Path) -> None:
        change(kept, """UPDATE checkpoints SET state = '{"paused_until": 9e99}'""")
        assert JournalReader(kept).checkpoint("Garage Martin") is None
        assert [(f.seq, f.code) for f in verify(kept).findings] == [(41, "checkpoint_changed")]

    def test_a_state_moved_to_another_entry_is_not_believed(self, kept: Path) -> None:
        change(kept, "UPDATE checkpoints SET seq = 3")
        assert JournalReader(kept).checkpoint("Garage Martin") is None
        assert verify(kept).findings[0].code == "checkpoint_changed"

    def test_a_state_of_another_site_is_not_believed(self, kept: Path) -> None:
        change(kept, "UPDATE checkpoints SET site = 'Other'")
        assert JournalReader(kept).checkpoint("Other") is None
