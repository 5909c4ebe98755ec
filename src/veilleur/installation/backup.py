"""A copy of all that a site cannot lose, in one file: configuration, secrets, journal, codes.

In: settings, while a guard runs or not. Out: a .tar.gz of mode 0600. Pitfall: a database that is written is
copied by SQLite itself, never as a file; and the head that goes along is that of the copy, so that a restored
journal agrees with it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from veilleur import __version__
from veilleur.config import Settings
from veilleur.config.exposed_files import BESIDE_JOURNAL
from veilleur.journal import verify
from veilleur.journal.head import Head, head_path, write_head
from veilleur.journal.sealing.seals import seal_path
from veilleur.words.errors import ConfigError, InputError, JournalError, system_cause

FORMAT = 1
MANIFEST = "manifest.json"
CONFIG, JOURNAL, SECRETS, BESIDE, TARIFF = "veilleur.toml", "journal.db", "secrets/", "beside/", "tariff"
SEAL_TRIES = 5  # sealing is hourly; a copy takes seconds


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds. entries: of the journal, 0 without one; names: of its members; size: bytes.

    is_whole: whether nothing is wrong with the journal; a damaged one is kept all the same, as it is.
    """

    path: Path
    names: tuple[str, ...]
    entries: int
    size: int
    is_whole: bool


def back_up(settings: Settings, target: Path, *, with_secrets: bool = True) -> Kept:
    """Write a backup.

    Raises:
        InputError: when there is a file at the target. ConfigError, JournalError: when something that is to
        be kept cannot be read, or the target not be written.
    """
    assert settings.source is not None
    if target.exists():
        raise InputError("{path}: this file exists; name another.", path=target)
    with tempfile.TemporaryDirectory(prefix="veilleur-backup-") as folder:
        members = {CONFIG: settings.source}
        if with_secrets:
            members |= {f"{SECRETS}{at}-{path.name}": path for at, path in enumerate(settings.secret_files)}
        if settings.site.tariff.file:
            members[TARIFF] = Path(settings.site.tariff.file)
        places = {name: _place(path, settings.source) for name, path in members.items()}
        journal = settings.journal.file
        entries, is_whole = 0, True
        if journal.exists():
            copies, entries, is_whole = _journal(journal, Path(folder))
            members |= copies
            for name in copies:
                place = journal.with_name(journal.name + name.removeprefix(JOURNAL))
                places[name] = _place(place, settings.source)
        for name in BESIDE_JOURNAL if with_secrets else ():
            if journal.with_name(name).exists():
                members[BESIDE + name] = journal.with_name(name)
                places[BESIDE + name] = _place(journal.with_name(name), settings.source)
        facts = {
            "format": FORMAT,
            "veilleur": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "config": str(settings.source.absolute()),
            "entries": entries,
            "whole": is_whole,
            "with_secrets": with_secrets,
        }
        _write(target, members, places, facts)
    return Kept(target, tuple(members), entries, target.stat().st_size, is_whole)


def _journal(path: Path, folder: Path) -> tuple[dict[str, Path], int, bool]:
    """A consistent copy of journal, head and seal. A seal key that moved on meanwhile is copied again."""
    copy, seal = folder / JOURNAL, seal_path(path)
    for _try in range(SEAL_TRIES):
        key = seal.read_bytes() if seal.exists() else b""
        copy.unlink(missing_ok=True)
        try:
            with (
                closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")
        except (
            sqlite3.Error,
            UnicodeDecodeError,
        ) as error:  # the last: of a message that quotes damaged bytes
            raise JournalError(
                "{path}: the journal cannot be copied ({why}).", path=path, why=error
            ) from error
        if key == (seal.read_bytes() if seal.exists() else b""):
            break
    found = verify(copy)  # without the head file, which lags behind a journal that is being written
    is_whole = all(finding.code == "head_missing" for finding in found.findings)
    members = {JOURNAL: copy}
    if found.entries:
        write_head(copy, Head(*found.head))
        members[f"{JOURNAL}.head"] = head_path(copy)
    if key:
        seal_path(copy).write_bytes(key)
        members[f"{JOURNAL}.seal"] = seal_path(copy)
    return members, found.entries, is_whole


def _place(path: Path, config: Path) -> str:
    """Where a file lies: beside the configuration, or anywhere else."""
    path, folder = Path(os.path.abspath(path)), Path(os.path.abspath(config)).parent
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def _write(
    target: Path, members: Mapping[str, Path], places: Mapping[str, str], facts: dict[str, Any]
) -> None:
    """One archive, whole or not at all; the manifest comes first, so that a reader knows what follows."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        files = {name: {"sha256": _digest(path), "place": places[name]} for name, path in members.items()}
        manifest = json.dumps({**facts, "files": files}, indent=1).encode()
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            _add(archive, MANIFEST, io.BytesIO(manifest), len(manifest))
            for name, path in members.items():
                with path.open("rb") as source:
                    _add(archive, name, source, os.fstat(source.fileno()).st_size)
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ConfigError(
            "{path}: the backup cannot be written ({why}).", path=target, why=system_cause(error)
        ) from error


def _add(archive: tarfile.TarFile, name: str, source: Any, size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(datetime.now(UTC).timestamp())
    archive.addfile(member, source)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
