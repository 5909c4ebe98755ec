"""`veilleur backup` and `restore`: a machine dies, and the site goes on with its past on another one."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import tarfile
from pathlib import Path
from random import Random

import pytest

from veilleur.config import Settings, load
from veilleur.config.exposed_files import BESIDE_JOURNAL
from veilleur.installation.backup import back_up
from veilleur.installation.restore import restore
from veilleur.journal import Journal, verify
from veilleur.journal.sealing.seals import first_key, keep_key, new_verification_key
from veilleur.pbx.registry import sections
from veilleur.words.errors import ConfigError, InputError, JournalError, VeilleurError
from veilleur.words.events import Tick

SECRET = "of-the-test"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A site with a secret, a price deck, codes, and a journal of five entries."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "ami-secret").write_text(SECRET)
    (folder / "prices.csv").write_text("prefix,eur_per_minute\n53,1.10\n")
    (folder / "veilleur.toml").write_text(
        '[site]\nname = "Garage"\n[tariff]\nfile = "prices.csv"\n[asterisk]\nsecret_file = "ami-secret"\n'
        'cdr_file = ""\n'
    )
    read = load(folder / "veilleur.toml", sections())
    _write(read.journal.file, range(5))
    for name in BESIDE_JOURNAL:
        read.journal.file.with_name(name).write_text("{}")
    return read


def _write(path: Path, times: range) -> None:
    journal = Journal(path)
    for at in times:
        journal.append_event("Garage", Tick(float(at), float(at)))
    journal.close()


def test_a_site_lives_on_on_another_machine_and_its_journal_goes_on(
    settings: Settings, tmp_path: Path
) -> None:
    kept = back_up(settings, tmp_path / "copy.tar.gz")
    assert (kept.entries, kept.is_whole, kept.path.stat().st_mode & 0o777) == (5, True, 0o600)

    config = tmp_path / "new machine" / "veilleur.toml"
    done = restore(kept.path, config=config, may_replace=False)

    again = load(config, sections())
    assert again.site.name == "Garage"
    assert done.entries == 5
    assert (config.parent / "ami-secret").read_text() == SECRET
    assert (config.parent / "ami-secret").stat().st_mode & 0o777 == 0o600
    assert (config.parent / "prices.csv").exists()
    assert all(again.journal.file.with_name(name).exists() for name in BESIDE_JOURNAL)
    _write(again.journal.file, range(5, 8))
    result = verify(again.journal.file)
    assert (result.entries, result.findings, result.compared_with) == (8, [], ["head_file"])


def test_a_journal_that_is_being_written_is_copied_whole(settings: Settings, tmp_path: Path) -> None:
    journal = Journal(settings.journal.file)
    try:
        for at in range(5, 300):
            journal.append_event("Garage", Tick(float(at), float(at)))
        kept = back_up(settings, tmp_path / "copy.tar.gz")
        with pytest.raises(JournalError, match="another Veilleur is writing"):
            restore(kept.path, config=settings.source, may_replace=True)
    finally:
        journal.close()
    assert kept.is_whole
    assert kept.entries >= 5


def test_seals_of_a_restored_journal_are_still_right(settings: Settings, tmp_path: Path) -> None:
    key = new_verification_key()
    keep_key(settings.journal.file, first_key(key))
    journal = Journal(settings.journal.file)
    journal.seal("Garage", 6.0)
    journal.close()
    kept = back_up(settings, tmp_path / "copy.tar.gz")
    config = tmp_path / "new" / "veilleur.toml"
    restore(kept.path, config=config, may_replace=False)
    path = load(config, sections()).journal.file
    journal = Journal(path)
    journal.seal("Garage", 7.0)
    journal.close()
    result = verify(path, seal_key=first_key(key))
    assert result.findings == []
    assert result.sealed_to > 5


def test_what_lies_there_is_kept_beside_and_never_mixed_with_the_restored_journal(
    settings: Settings, tmp_path: Path
) -> None:
    kept = back_up(settings, tmp_path / "copy.tar.gz")
    _write(settings.journal.file, range(5, 9))
    log = settings.journal.file.with_name("journal.db-wal")
    log.write_bytes(b"of another life")
    with pytest.raises(ConfigError, match="add --force"):
        restore(kept.path, config=None, may_replace=False)

    done = restore(kept.path, config=None, may_replace=True)

    assert verify(settings.journal.file).entries == 5
    assert not log.exists()
    aside = {path.name.split(".before-")[0] for path in done.aside}
    assert {"veilleur.toml", "ami-secret", "journal.db", "journal.db.head", "journal.db-wal"} <= aside
    older = next(path for path in done.aside if path.name.startswith("journal.db.before-"))
    with sqlite3.connect(older) as connection:
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (9,)


def test_without_secrets_no_secret_is_in_the_file(settings: Settings, tmp_path: Path) -> None:
    kept = back_up(settings, tmp_path / "copy.tar.gz", with_secrets=False)
    assert SECRET.encode() not in gzip.decompress(kept.path.read_bytes())
    assert not [name for name in kept.names if "secret" in name or "codes" in name]


def test_a_damaged_journal_is_kept_as_it_is_and_named_as_damaged(settings: Settings, tmp_path: Path) -> None:
    with sqlite3.connect(settings.journal.file) as connection:
        connection.execute("UPDATE entries SET at = at + 1 WHERE seq = 3")
    kept = back_up(settings, tmp_path / "copy.tar.gz")
    assert not kept.is_whole
    with pytest.raises(InputError, match="not whole"):
        restore(kept.path, config=tmp_path / "new" / "veilleur.toml", may_replace=False)
    restore(kept.path, config=tmp_path / "new" / "veilleur.toml", may_replace=True)


def test_no_flipped_bit_is_restored(settings: Settings, tmp_path: Path) -> None:
    kept = back_up(settings, tmp_path / "copy.tar.gz")
    whole = bytearray(gzip.decompress(kept.path.read_bytes()))
    random = Random(26)
    with tarfile.open(kept.path) as archive:
        contents = [(one.offset_data, one.size) for one in archive if one.size]
    for number in range(60):
        offset, size = random.choice(contents)
        changed = bytearray(whole)
        changed[offset + random.randrange(size)] ^= 1 << random.randrange(8)
        damaged = tmp_path / f"damaged-{number}.tar.gz"
        damaged.write_bytes(gzip.compress(bytes(changed)))
        target = tmp_path / f"new-{number}" / "veilleur.toml"
        try:
            restore(damaged, config=target, may_replace=False)
        except VeilleurError:
            assert not target.parent.exists()
        else:  # the bit was one of the manifest's own words: what was written is as it was kept
            assert target.read_bytes() == (settings.source or Path()).read_bytes()


@pytest.mark.parametrize(
    "place", ["../../etc/cron.d/x", "a/../../x"], ids=["above its folder", "above it by a way round"]
)
def test_a_file_that_would_write_elsewhere_is_refused(place: str, tmp_path: Path) -> None:
    manifest = {
        "format": 1,
        "config": str(tmp_path / "veilleur.toml"),
        "entries": 0,
        "made_at": "2026-11-30T00:00:00+00:00",
        "files": {name: {"sha256": "0" * 64, "place": place} for name in ("veilleur.toml", "secrets/0-x")},
    }
    _archive(tmp_path / "made.tar.gz", {"manifest.json": json.dumps(manifest).encode()})
    with pytest.raises(InputError, match="no backup of Veilleur"):
        restore(tmp_path / "made.tar.gz", config=None, may_replace=False)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 5000], ids=["empty", "a zip", "noise"])
def test_what_is_no_backup_is_one_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(InputError, match="no backup of Veilleur"):
        restore(tmp_path / "x", config=None, may_replace=False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_root_restores_no_file_of_another_user(settings: Settings, tmp_path: Path) -> None:
    kept = back_up(settings, tmp_path / "copy.tar.gz")
    os.chown(kept.path, 12345, 12345)
    with pytest.raises(InputError, match="another user"):
        restore(kept.path, config=None, may_replace=True)


def test_an_existing_file_is_never_overwritten_by_a_backup(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "copy.tar.gz").write_text("precious")
    with pytest.raises(InputError, match="exists"):
        back_up(settings, tmp_path / "copy.tar.gz")
    assert (tmp_path / "copy.tar.gz").read_text() == "precious"


def _archive(path: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
