"""Seals: what was sealed cannot be rewritten, also by whoever holds the key of today."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.journal.troubles import NIGHT, SITE, codes, rewrite, tick

from veilleur.journal import Journal, JournalReader, verify
from veilleur.journal.head import head_path
from veilleur.journal.sealing.seals import first_key, keep_key, kept_key, new_verification_key, seal_path


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
