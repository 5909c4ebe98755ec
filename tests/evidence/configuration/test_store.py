"""Snapshots are kept once, found again, compared, and forgotten."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from veilleur.evidence.configuration.difference import difference
from veilleur.evidence.configuration.store import SnapshotStore
from veilleur.words.audit.configuration import Configuration

DAY = 1_780_000_000.0
PLAIN = Configuration(
    files={"manager.conf": "[admin]\nsecret=•••\n", "extensions.conf": "exten => 1,1,Hangup()\n"},
    entries={"administrator": frozenset({"AMI: admin"})},
    dialplan=frozenset({"extensions.conf"}),
)
CHANGED = Configuration(
    files={"manager.conf": "[admin]\nsecret=•••\n[eve]\n", "extensions.conf": "exten => 1,1,Hangup()\n"},
    entries={"administrator": frozenset({"AMI: admin", "AMI: eve"})},
    dialplan=frozenset({"extensions.conf"}),
)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore.beside(tmp_path / "journal.db")


def test_a_snapshot_is_found_again_by_its_digest(store: SnapshotStore) -> None:
    digest = store.keep(PLAIN, DAY)
    assert store.read(digest) == PLAIN
    assert store.read("0" * 64) is None


def test_what_did_not_change_is_kept_once(store: SnapshotStore) -> None:
    first, again = store.keep(PLAIN, DAY), store.keep(PLAIN, DAY + 86_400)
    store.keep(CHANGED, DAY + 90_000)
    assert first == again
    assert len(store.kept()) == 2
    assert len(list(store.folder.glob("*.gz"))) == 3


def test_a_file_that_was_changed_in_the_folder_is_not_believed(store: SnapshotStore) -> None:
    digest = store.keep(PLAIN, DAY)
    (store.folder / f"{DAY:.0f}-{digest}.json").write_text("{}")
    assert store.read(digest) is None
    other = store.keep(CHANGED, DAY)
    for path in store.folder.glob("*.gz"):
        path.write_bytes(gzip.compress(b"another"))
    found = store.read(other)
    assert found is not None
    assert found.files == {}


@pytest.mark.parametrize(
    "damage", [b"", b"no archive", b"\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff\xff\xff", b"\0" * 40]
)
def test_a_text_that_is_damaged_is_missing_and_ends_nothing(store: SnapshotStore, damage: bytes) -> None:
    digest = store.keep(PLAIN, DAY)
    for path in store.folder.glob("*.gz"):
        path.write_bytes(path.read_bytes()[:12] + damage if not damage.startswith(b"\x1f") else damage)
    found = store.read(digest)
    assert found is not None
    assert found.files == {}


def test_old_ones_go_with_the_texts_that_nothing_else_needs(store: SnapshotStore) -> None:
    old, young = store.keep(PLAIN, DAY), store.keep(CHANGED, DAY + 90_000)
    assert store.forget(lambda at: at < DAY + 1) == 1
    assert store.read(old) is None
    assert store.read(young) == CHANGED
    assert len(list(store.folder.glob("*.gz"))) == 2


def test_the_difference_is_read_line_by_line() -> None:
    lines = difference(PLAIN, CHANGED)
    assert "+[eve]" in lines
    assert "+ administrator: AMI: eve" in lines
    assert not [line for line in lines if "extensions" in line]
    assert difference(PLAIN, PLAIN) == []
