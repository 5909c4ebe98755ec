"""`veilleur verify` says what it compared the journal with, and begins the seals that a person can use."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.cli.test_app import veilleur

from veilleur.journal import Journal
from veilleur.words.events import Tick


def write(path: Path, *, sealed: bool = False) -> None:
    journal = Journal(path)
    for at in range(5):
        journal.append_event("Garage Martin", Tick(float(at), float(at)))
    if sealed:
        journal.seal("Garage Martin", 6.0)
    journal.close()


def test_whole_as_far_as_the_file_tells_is_not_whole(tmp_path: Path) -> None:
    write(tmp_path / "journal.db")
    english = veilleur("verify", "journal.db", folder=tmp_path)
    french = veilleur("verify", "journal.db", "--lang", "fr", folder=tmp_path)
    assert (english.returncode, french.returncode) == (0, 0)
    assert "whole as far as this file tells" in english.stdout
    assert "pour autant que ce fichier le montre" in french.stdout
    head = re.search(r"Head: (\d+:[0-9a-f]{64})", english.stdout)
    assert head is not None
    given = veilleur("verify", "journal.db", "--head", head[1], folder=tmp_path)
    assert "the head you gave is in it" in given.stdout


def test_sealing_begins_with_a_key_that_is_shown_once_and_proves_the_seals(tmp_path: Path) -> None:
    begun = veilleur("verify", "journal.db", "--begin-seals", folder=tmp_path)
    key = re.search(r"(?:[0-9a-f]{8} ){7}[0-9a-f]{8}", begun.stdout)
    assert key is not None
    write(tmp_path / "journal.db", sealed=True)

    done = veilleur("verify", "journal.db", "--seal-key", key[0], "--json", folder=tmp_path)
    summary = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert (summary["whole"], summary["sealed_to"]) == (True, 5)
    assert summary["compared_with"] == ["head_file", "seals"]

    again = veilleur("verify", "journal.db", "--begin-seals", folder=tmp_path)
    assert again.returncode == 2
    assert "sealing has begun already" in again.stderr
    assert key[0] not in "".join(file.read_bytes().decode("latin-1") for file in tmp_path.iterdir())


@pytest.mark.parametrize("wrong", ["12", "zz" * 32])
def test_a_key_that_is_none_is_not_repeated(tmp_path: Path, wrong: str) -> None:
    write(tmp_path / "journal.db")
    done = veilleur("verify", "journal.db", "--seal-key", wrong, folder=tmp_path)
    assert done.returncode == 2
    assert "64 hexadecimal digits" in done.stderr
    assert wrong not in done.stderr


def test_a_journal_without_its_head_file_is_not_called_whole(tmp_path: Path) -> None:
    write(tmp_path / "journal.db")
    (tmp_path / "journal.db.head").unlink()
    done = veilleur("verify", "journal.db", "--lang", "fr", folder=tmp_path)
    assert done.returncode == 1
    assert "L’empreinte de la dernière ligne n’est ni" in done.stdout
    assert "NON intact" in done.stdout


def test_a_witness_says_how_far_it_vouches_and_finds_what_was_rewritten(tmp_path: Path) -> None:
    write(tmp_path / "journal.db")
    english = veilleur("verify", "journal.db", folder=tmp_path)
    head = re.search(r"Head: (\d+:[0-9a-f]{64})", english.stdout)
    assert head is not None
    (tmp_path / "heads").write_text(
        f'veilleur: journal head {head[1]} at 2026-11-28T03:12:00Z of "Garage Martin"\n'
    )
    good = veilleur("verify", "journal.db", "--witness", "heads", folder=tmp_path)
    assert good.returncode == 0
    assert "vouches for the journal up to entry 5" in good.stdout
    (tmp_path / "heads").write_text(
        f'veilleur: journal head 3:{"0" * 64} at 2026-11-28T03:12:00Z of "Garage Martin"\n'
    )
    rewritten = veilleur("verify", "journal.db", "--witness", "heads", "--lang", "fr", folder=tmp_path)
    assert rewritten.returncode == 1
    assert "ce qui précède a été réécrit" in rewritten.stdout
    assert "ne répond de rien" in rewritten.stdout
