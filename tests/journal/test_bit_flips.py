"""One flipped bit anywhere in a journal is named, or has changed nothing that anybody reads.

`VEILLEUR_FLIPS=2500 pytest -m slow` on this file for the whole of it; `VEILLEUR_SEED` for others.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from veilleur.journal import Journal, verify
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.errors import JournalError
from veilleur.words.events import CallRequested

NIGHT = 1_795_000_000.0
EVIDENCE = ("entries", "personal", "checkpoints")  # pseudonyms vouch for nothing: no hash covers them


def _night(path: Path) -> None:
    journal = Journal(path)
    for number in range(150):
        at = NIGHT + number
        journal.append_event("G", CallRequested(at, at, f"c{number}", "104", "0037129990000"))
        decision = Decision(
            id=f"d{number}",
            at=at,
            kind=DecisionKind.REFUSE,
            subject=Subject.REQUEST,
            target=f"c{number}",
            reasons=(Reason("new_territory", 80, (("number", "+37129990000"),)),),
            number="+37129990000",
        )
        journal.append_decision("G", decision)
    journal.checkpoint("G", NIGHT + 200, '{"a": "' + "x" * 5_000 + '"}')
    journal.close()


def _content(path: Path) -> list[object]:
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    connection.text_factory = bytes
    try:
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in EVIDENCE]
    finally:
        connection.close()


def _is_named(path: Path) -> bool:
    try:
        return not verify(path).is_whole
    except JournalError:
        return True


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_journal_that_one_bit_damaged_is_named(tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    _night(whole)
    content = _content(whole)
    clean = bytearray(whole.read_bytes())
    chance = random.Random(int(os.environ.get("VEILLEUR_SEED", "20261130")))
    path = tmp_path / "flipped.db"
    shutil.copyfile(f"{whole}.head", f"{path}.head")
    missed: list[tuple[int, int]] = []
    named = 0
    for _ in range(int(os.environ.get("VEILLEUR_FLIPS", "150"))):
        place, bit = chance.randrange(len(clean)), chance.randrange(8)
        clean[place] ^= 1 << bit
        path.write_bytes(clean)
        clean[place] ^= 1 << bit
        if _is_named(path):
            named += 1
            continue
        try:
            is_harmless = _content(path) == content
        except sqlite3.DatabaseError:
            is_harmless = False
        if not is_harmless:
            missed.append((place, bit))
    print(f"{named} named, {len(missed)} missed, of {len(clean)} bytes")
    assert missed == []
    assert named


@pytest.mark.slow
def test_every_flipped_bit_of_the_head_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    _night(path)
    head = path.with_name("journal.db.head")
    clean = bytearray(head.read_bytes())
    for place in range(len(clean)):
        clean[place] ^= 1 << (place % 8)
        head.write_bytes(clean)
        clean[place] ^= 1 << (place % 8)
        words = (head.read_bytes().decode("ascii", "replace")).split()
        if words == bytes(clean).decode().split():
            continue  # one blank for another says the same
        assert _is_named(path), place
