"""Cases: the raw files of an incident kept as they were, hashed, with what was found in them.

In: the files that were read and an incident. Out: a folder of its own for each incident, with `raw/`,
`case.json` and `case.json.sha256`.
Pitfall: a hash proves that the copy is what was read here, not that nobody changed the file before; the case
says so. The same files and the same incident give the same folder, and a folder that is there is left as it
is.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from veilleur import __version__
from veilleur.evidence.own_folder import OwnFolder
from veilleur.evidence.past_incidents import PastCall, PastIncident
from veilleur.words.errors import InputError, system_cause
from veilleur.words.money import euros
from veilleur.words.plain_json import parsed
from veilleur.words.site import Site

_CHUNK_BYTES = 1 << 20
GRADE = "records_only"  # no watch stood behind it: only what the records say
_LIMITS = (
    "The hashes prove that the kept files are the files that were read at read_at. They do not prove who"
    " wrote them, nor that nothing was changed before."
)


class SeenFile(NamedTuple):
    """A file as it was before it was read, so that a file that was rotated since is not kept for it."""

    path: Path
    inode: int
    size_bytes: int
    changed_at: float  # seconds since 1970 UTC, as its disk says

    @classmethod
    def of(cls, path: Path) -> SeenFile:
        """Look at a file. Raises InputError when it cannot be looked at."""
        try:
            stat = path.stat()
        except OSError as error:
            raise _failed(path, error) from error
        return cls(path, stat.st_ino, stat.st_size, stat.st_mtime)


class KeptFile(NamedTuple):
    """One raw file. read_at, changed_at: seconds since 1970 UTC; changed_at is what its disk says."""

    path: str
    name: str
    sha256: str
    size_bytes: int
    changed_at: float
    read_at: float
    format_name: str
    lines_rejected: int = 0


def describe(
    seen: Sequence[SeenFile], formats: dict[str, str], rejected: dict[str, int], read_at: float
) -> list[KeptFile]:
    """Hash the files as far as they were written when they were seen: a log goes on growing.

    Raises:
        InputError: when one cannot be read, or is no longer the file that was seen.
    """
    found = []
    for path, inode, size, changed_at in seen:
        try:
            stat = path.stat()
            if stat.st_ino != inode or stat.st_size < size:
                raise InputError(
                    "{path}: was replaced while it was read; give a copy of it, then check again.", path=path
                )
            digest = _sha256(path, size)
        except OSError as error:
            raise _failed(path, error) from error
        key = str(path)
        found.append(
            KeptFile(
                path=str(path.absolute()),
                name=path.name,
                sha256=digest,
                size_bytes=size,
                changed_at=changed_at,
                read_at=read_at,
                format_name=formats.get(key, ""),
                lines_rejected=rejected.get(key, 0),
            )
        )
    return found


class KeptCase(NamedTuple):
    """One entry of the folder. calls: None for the file of lines that were not understood.

    kept_at: when a case was opened, or the file written, in seconds since 1970 UTC.
    """

    name: str
    kept_at: float
    size_bytes: int
    calls: int | None = None

    def as_json(self) -> str:
        """One line of JSON."""
        return json.dumps(self._asdict())


class CaseFolder:
    """Where cases are kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, incident: PastIncident, files: Sequence[KeptFile], site: Site) -> Path:
        """Keep the files and the incident; gives the folder of the case.

        Raises:
            InputError: when it cannot be written, or a file changed since it was read.
        """
        together = hashlib.sha256("".join(sorted(file.sha256 for file in files)).encode()).hexdigest()
        began = datetime.fromtimestamp(incident.began_at, UTC)
        folder = self._folder / f"{began:%Y-%m-%d-%H%M}Z-{together[:8]}"
        try:
            with OwnFolder.at(self._folder) as all_cases, all_cases.subfolder(folder.name) as case:
                if case.has("case.json"):
                    return folder
                with case.subfolder("raw") as raw:
                    kept = [self._keep(file, raw, place) for place, file in enumerate(files, start=1)]
                text = json.dumps(_manifest(incident, files, kept, site), ensure_ascii=False, indent=1) + "\n"
                digest = hashlib.sha256(text.encode()).hexdigest()
                case.put("case.json.sha256", [f"{digest}  case.json\n".encode()], 0o400)
                case.put("case.json", [text.encode()], 0o400)  # last: a case without it is begun again
        except OSError as error:
            raise _failed(folder, error) from error
        return folder

    def opened_at(self, folder: Path) -> float | None:
        """When a case was first shown (seconds since 1970 UTC): the clocks of the law run from there."""
        try:
            manifest = parsed((folder / "case.json").read_text(encoding="utf-8"))
            return float(manifest["opened_at"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def kept(self, lines_name: str) -> list[KeptCase]:
        """The cases in the folder, and the file of lines that were not understood; the oldest first."""
        found = []
        for manifest in self._folder.glob("*/case.json"):
            case = manifest.parent
            size = sum(file.stat().st_size for file in case.rglob("*") if file.is_file())
            at = self.opened_at(case)
            found.append(
                KeptCase(case.name, manifest.stat().st_mtime if at is None else at, size, _calls_of(manifest))
            )
        earlier = f"{Path(lines_name).stem}-*.txt"
        for lines in (self._folder / lines_name, *self._folder.glob(earlier)):
            if not lines.is_file():
                continue
            found.append(KeptCase(lines.name, lines.stat().st_mtime, lines.stat().st_size))
        return sorted(found, key=lambda case: case.kept_at)

    def forget(self, case: KeptCase) -> None:
        """Delete an entry, the kept raw files in it too.

        Raises:
            InputError: when it cannot be deleted.
        """
        path = self._folder / case.name
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError as error:
            raise InputError(
                "{path}: cannot be deleted ({why}); look at its rights.", path=path, why=system_cause(error)
            ) from error

    def _keep(self, file: KeptFile, raw: OwnFolder, place: int) -> str:
        name = f"{place:02d}-" + re.sub(r"[^A-Za-z0-9._-]", "_", file.name)[-80:]
        kept = (one for one in self._folder.glob(f"*/raw/{name}") if one.is_file() and not one.is_symlink())
        twin = next((one for one in kept if _sha256(one, file.size_bytes) == file.sha256), None)
        if twin is not None:
            raw.link(twin, name)
            return name
        digest = hashlib.sha256()
        with Path(file.path).open("rb") as source:
            raw.put(name, _hashed(_chunks(source, file.size_bytes), digest), 0o400)
        if digest.hexdigest() != file.sha256:
            raw.remove(name)
            raise InputError(
                "{path}: was changed while it was read; give a copy of it, then check again.", path=file.path
            )
        return name


def _hashed(chunks: Iterator[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _calls_of(manifest: Path) -> int:
    try:
        return int(parsed(manifest.read_text(encoding="utf-8"))["incident"]["calls"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return 0


def _manifest(
    incident: PastIncident, files: Sequence[KeptFile], kept: Sequence[str], site: Site
) -> dict[str, Any]:
    total = incident.total
    return {
        "case": 1,
        "grade": GRADE,
        "limits": _LIMITS,
        "program": f"veilleur {__version__}",
        "opened_at": min(file.read_at for file in files),
        "site": {"name": site.name, "country": site.country, "timezone": site.timezone},
        "files": [
            {**file._asdict(), "kept_as": f"raw/{name}"} for file, name in zip(files, kept, strict=True)
        ],
        "incident": {
            "began_at": incident.began_at,
            "last_at": incident.last_at,
            "calls": total.calls,
            "seconds": total.seconds,
            "cost_eur": float(euros(total.cost)),
            "estimated_eur": float(euros(total.estimated)),
            "at_most_eur": float(euros(total.risked)),
            "extensions": list(incident.extensions),
            "reasons": list(incident.reasons),
            "mailbox_visits_before": incident.visits._asdict() if incident.visits else None,
        },
        "calls": [_call(call) for call in incident.calls],
    }


def _call(call: PastCall) -> dict[str, Any]:
    return {
        **call._asdict(),
        "number_class": call.number_class.value,
        "origin": call.origin.value,
        "reasons": [reason.code for reason in call.reasons],
        "cost": float(euros(call.cost)),
        "at_most": None if call.at_most is None else float(euros(call.at_most)),
    }


def _sha256(path: Path, size: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in _chunks(file, size):
            digest.update(chunk)
    return digest.hexdigest()


def _chunks(file: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0 and (chunk := file.read(min(size, _CHUNK_BYTES))):
        size -= len(chunk)
        yield chunk


def _failed(path: Path, error: OSError) -> InputError:
    return InputError(
        "{path}: cannot be kept as evidence ({why}); choose another place with --cases.",
        path=path,
        why=system_cause(error),
    )
