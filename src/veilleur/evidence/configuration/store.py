"""The folder of snapshots: each file's text once, each snapshot a list of them, named by its digest.

In: configurations. Out: digests, which the journal keeps, and the snapshots again. Pitfall: the folder alone
proves nothing; a snapshot counts by the journal's entry that holds its digest.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from veilleur.evidence.own_folder import OwnFolder
from veilleur.words.audit.configuration import Configuration
from veilleur.words.plain_json import parsed

FOLDER = "configurations"  # beside the journal
SNAPSHOTS_MOST = 400
_NAME = re.compile(r"(\d{10,12})-([0-9a-f]{64})\.json$")
_TEXT_BYTES_MOST = 8_000_000


class Kept(NamedTuple):
    """One snapshot. at: seconds since 1970 UTC."""

    at: float
    digest: str


class SnapshotStore:
    """Snapshots beside one journal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def beside(cls, journal: Path) -> SnapshotStore:
        """The store of one journal."""
        return cls(journal.parent / FOLDER)

    def keep(self, configuration: Configuration, at: float) -> str:
        """Keep a configuration; gives the digest that names it.

        Raises:
            OSError: when it cannot be written.
        """
        files = {}
        with OwnFolder.at(self.folder) as folder:
            for name, text in sorted(configuration.files.items()):
                content = text.encode("utf-8", "surrogatepass")
                files[name] = hashlib.sha256(content).hexdigest()
                if not folder.has(f"{files[name]}.gz"):
                    folder.put(f"{files[name]}.gz", [gzip.compress(content, mtime=0)], 0o600)
            listed = {
                "files": files,
                "entries": {kind: sorted(names) for kind, names in sorted(configuration.entries.items())},
                "dialplan": sorted(configuration.dialplan),
            }
            manifest = json.dumps(listed, sort_keys=True, ensure_ascii=True).encode()
            digest = hashlib.sha256(manifest).hexdigest()
            if digest not in {one.digest for one in self.kept()}:
                folder.put(f"{at:.0f}-{digest}.json", [manifest], 0o600)
        return digest

    def kept(self) -> list[Kept]:
        """All snapshots, oldest first."""
        if not self.folder.is_dir():
            return []
        found = (_NAME.fullmatch(one.name) for one in self.folder.iterdir())
        return sorted(Kept(float(one[1]), one[2]) for one in found if one is not None)

    def read(self, digest: str) -> Configuration | None:
        """A snapshot again; None when it is gone or is not what its digest says."""
        listed = self._listed(digest)
        if listed is None:
            return None
        files = {}
        for name, one in listed["files"].items():
            text = self._text(str(one))
            if text is not None:
                files[str(name)] = text
        entries = {str(kind): frozenset(map(str, names)) for kind, names in listed["entries"].items()}
        return Configuration(files, entries, {}, frozenset(map(str, listed.get("dialplan", ()))))

    def manifest(self, digest: str) -> bytes:
        """The list of a snapshot's files, whose SHA-256 names it; b"" when it is gone."""
        one = {one.digest: one for one in self.kept()}.get(digest)
        try:
            return (self.folder / f"{one.at:.0f}-{digest}.json").read_bytes() if one is not None else b""
        except OSError:
            return b""

    def forget(self, may_go: Callable[[float], bool]) -> int:
        """Delete the snapshots of a time that may go, and the oldest beyond the most; gives how many."""
        kept = self.kept()
        gone = [one for place, one in enumerate(kept) if may_go(one.at) or place < len(kept) - SNAPSHOTS_MOST]
        if not gone:
            return 0
        with OwnFolder.at(self.folder) as folder:
            for one in gone:
                folder.remove(f"{one.at:.0f}-{one.digest}.json")
            used = set(self._used())
            for path in self.folder.glob("*.gz"):
                if path.stem not in used:
                    folder.remove(path.name)
        return len(gone)

    def _used(self) -> Iterator[str]:
        for one in self.kept():
            listed = self._listed(one.digest)
            yield from map(str, (listed or {"files": {}})["files"].values())

    def _listed(self, digest: str) -> dict[str, Any] | None:
        content = self.manifest(digest)
        try:
            if not _is_of(digest, content):
                return None
            listed = parsed(content)
        except (OSError, ValueError):
            return None
        is_right = isinstance(listed, dict) and all(
            isinstance(listed.get(key), dict) for key in ("files", "entries")
        )
        return listed if is_right else None

    def _text(self, digest: str) -> str | None:
        try:
            with gzip.open(self.folder / f"{digest}.gz") as file:
                content = file.read(_TEXT_BYTES_MOST)
        except (OSError, EOFError, zlib.error):
            return None
        if not _is_of(digest, content):
            return None
        return content.decode("utf-8", "surrogatepass")


def _is_of(digest: str, content: bytes) -> bool:
    return hmac.compare_digest(
        hashlib.sha256(content).hexdigest().encode(), digest.encode("utf-8", "replace")
    )
