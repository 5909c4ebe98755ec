"""A backup put back, on the same machine or a new one.

In: a file that `veilleur backup` made. Out: configuration, secrets and journal where the configuration names
them. Pitfall: nothing is written before all of it is read and compared with its digests, and what lies there
already is kept beside it; a journal goes back only while no guard writes it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tarfile
import tempfile
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veilleur.config.load import BIGGEST_FILE_BYTES
from veilleur.installation.backup import BESIDE, CONFIG, FORMAT, JOURNAL, MANIFEST, SECRETS
from veilleur.journal import verify
from veilleur.journal.lock import take_lock
from veilleur.words.errors import ConfigError, InputError, system_cause
from veilleur.words.plain_json import parsed

SMALL_BYTES = BIGGEST_FILE_BYTES
LARGEST_BYTES = 50_000_000_000
CHUNK = 1 << 20
_NAME = re.compile(rf"(?:{SECRETS}|{BESIDE})?\w[\w.@+-]{{0,199}}\Z")
# Of the journal that goes aside: SQLite would add them to the restored one.
LOGS_OF_JOURNAL = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. made_at: of the backup, ISO with zone; aside: what lay there and is kept."""

    made_at: str
    entries: int
    written: tuple[Path, ...]
    aside: tuple[Path, ...]


def restore(source: Path, *, config: Path | None, may_replace: bool) -> Restored:
    """Put a backup back.

    config: where the configuration goes; else where it came from. may_replace: what lies there goes aside.

    Raises:
        InputError: when the file is no whole backup, or another user's. ConfigError: when something lies
        there already, or cannot be written. JournalError: when a guard runs.
    """
    _refuse_of_another(source)
    with tempfile.TemporaryDirectory(prefix="veilleur-restore-") as name:
        folder = Path(name)
        manifest = _unpacked(source, folder)
        places = _places(manifest, Path(os.path.abspath(config or str(manifest["config"]))))
        journal = places.get(JOURNAL)
        if journal is not None and not may_replace and not verify(folder / JOURNAL).is_whole:
            raise InputError(
                "{path}: the journal in it is not whole; take an older backup, or add --force.", path=source
            )
        occupied = [path for path in places.values() if path.exists()]
        if occupied and not may_replace:
            raise ConfigError(
                "{path}: this is there already; add --force, and it is kept beside what is put back.",
                path=occupied[0],
            )
        lock = take_lock(journal) if journal is not None else None
        try:
            logs = [journal.with_name(journal.name + one) for one in LOGS_OF_JOURNAL] if journal else []
            aside = _put_aside([*occupied, *(path for path in logs if path.exists())])
            for member, path in places.items():
                _put(folder / member, path, 0o644 if member == CONFIG else 0o600)
        finally:
            if lock is not None:
                os.close(lock)
        return Restored(
            str(manifest["made_at"]), int(manifest["entries"]), tuple(places.values()), tuple(aside)
        )


def _refuse_of_another(path: Path) -> None:
    """Whoever restores a file does what it says: root must not do what somebody else wrote."""
    try:
        owner = path.stat().st_uid
    except OSError as error:
        raise InputError(
            "{path}: this file cannot be read ({why}).", path=path, why=system_cause(error)
        ) from error
    if owner not in (0, os.geteuid()):
        raise InputError(
            "{path}: this file belongs to another user; copy it first if it is your own backup.", path=path
        )


def _unpacked(source: Path, folder: Path) -> dict[str, Any]:
    """The members of a backup, each compared with its digest; the manifest."""
    manifest: dict[str, Any] = {}
    found: set[str] = set()
    try:
        with tarfile.open(source, mode="r:gz") as archive:
            for member in archive:
                if not manifest:
                    manifest = _manifest(source, archive, member)
                    continue
                kept = manifest["files"].get(member.name)
                if not member.isreg() or kept is None or member.name in found:
                    raise _no_backup(source)
                if _copied(archive, member, folder / member.name) != kept["sha256"]:
                    raise InputError(
                        "{path}: {name} in it is not as it was kept; take an older backup.",
                        path=source,
                        name=member.name,
                    )
                found.add(member.name)
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise _no_backup(source) from error
    if not manifest or found != set(manifest["files"]):
        raise _no_backup(source)
    return manifest


def _manifest(source: Path, archive: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    file = archive.extractfile(member) if member.isreg() and member.size <= SMALL_BYTES else None
    if file is None or member.name != MANIFEST:
        raise _no_backup(source)
    try:
        data = dict(parsed(file.read(SMALL_BYTES)))
        usable = data["format"] == FORMAT and CONFIG in data["files"] and data["config"].startswith("/")
        usable = usable and isinstance(data["entries"], int) and isinstance(data["made_at"], str)
        for name, kept in data["files"].items():
            parts = Path(kept["place"]).parts
            usable = usable and bool(_NAME.match(name)) and ".." not in parts and len(kept["sha256"]) == 64
    except (ValueError, TypeError, KeyError, AttributeError):
        usable = False
    if not usable:
        raise _no_backup(source)
    return data


def _copied(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    """Copy one member out; its SHA-256."""
    limit = LARGEST_BYTES if member.name == JOURNAL else SMALL_BYTES * 64
    file = archive.extractfile(member)
    if file is None or member.size > limit:
        return ""
    target.parent.mkdir(exist_ok=True)
    digest = hashlib.sha256()
    with target.open("xb") as out:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _places(manifest: dict[str, Any], config: Path) -> dict[str, Path]:
    """Where each member goes: what lay beside the configuration lies beside it again."""
    places = {name: config.parent / str(file["place"]) for name, file in manifest["files"].items()}
    return {**places, CONFIG: config}


def _put_aside(paths: Iterable[Path]) -> list[Path]:
    """Rename what lies there; the new names."""
    aside = []
    for path in paths:
        kept = path.with_name(f"{path.name}.before-{time.strftime('%Y%m%d-%H%M%S')}")
        path.rename(kept)
        aside.append(kept)
    return aside


def _put(source: Path, target: Path, mode: int) -> None:
    """One file, of the user to whom its folder belongs: a guard that is no root must read it."""
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "wb") as out, source.open("rb") as file:
            shutil.copyfileobj(file, out)
            out.flush()
            os.fsync(out.fileno())
        if os.geteuid() == 0:
            folder = target.parent.stat()
            os.chown(target, folder.st_uid, folder.st_gid, follow_symlinks=False)
    except OSError as error:
        raise ConfigError(
            "{path}: this file cannot be written ({why}); check the path, its rights, the space.",
            path=target,
            why=system_cause(error),
        ) from error


def _no_backup(path: Path) -> InputError:
    return InputError("{path}: this is no backup of Veilleur, or not a whole one; name another.", path=path)
