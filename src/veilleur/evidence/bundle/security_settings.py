"""The switch's security settings with their dates: audits, and snapshots of its configuration.

In: a journal and the store beside it, when the attack began and ended. Out: audits, snapshots, what differs
before and after, and the files for the archive. Pitfall: a snapshot counts only where an entry of the journal
names its digest; one that is gone or was changed is said to be missing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from veilleur.evidence.bundle.journal_extract import notes
from veilleur.evidence.bundle.signature import is_signed
from veilleur.evidence.configuration.difference import difference
from veilleur.evidence.configuration.store import SnapshotStore
from veilleur.evidence.dossier.content import AuditDone, ConfigurationCompared, SnapshotTaken
from veilleur.evidence.dossier.gathering.kept_entry import KeptEntry
from veilleur.journal import checks

AUDITS_MOST = 24  # the last ones
_SNAPSHOTS_SHOWN = 60
FOLDER = "configuration"
_UNSIGNED = ("by", "signature")  # added after signing


class SecuritySettings(NamedTuple):
    """What there is. files: name in the archive -> content."""

    audits: tuple[AuditDone, ...]
    snapshots: tuple[SnapshotTaken, ...]
    compared: ConfigurationCompared | None
    files: dict[str, bytes]


def security_settings(
    journal: Path, site: str, began_at: float, last_at: float, public_key: bytes = b""
) -> SecuritySettings:
    """Of an incident that began and ended then.

    Raises:
        JournalError: when the journal cannot be read.
    """
    audits = [_audit(entry, public_key) for entry in notes(journal, site, "audit")]
    taken = [_taken(entry) for entry in notes(journal, site, "configuration")]
    before = next((one for one in reversed(taken) if one.at < began_at), None)
    after = next((one for one in taken if one.at >= last_at), taken[-1] if taken else None)
    if after is before:
        after = None
    compared, files = _compared(SnapshotStore.beside(journal), before, after) if taken else (None, {})
    around = [one for one in taken if before is None or one.at >= before.at]
    return SecuritySettings(tuple(audits[-AUDITS_MOST:]), tuple(around[:_SNAPSHOTS_SHOWN]), compared, files)


def signed_text(note: Mapping[str, object]) -> bytes:
    """What the signature of an audit's note covers."""
    whole = {key: value for key, value in note.items() if key not in _UNSIGNED}
    return json.dumps(whole, sort_keys=True, ensure_ascii=True).encode()


def _audit(entry: KeptEntry, public_key: bytes) -> AuditDone:
    note = checks.note_of(entry.public)
    weak = note.get("weak")
    numbers = (
        sorted({int(one) for one in weak.values() if isinstance(one, int)}) if isinstance(weak, dict) else []
    )
    unknown = note.get("unknown")
    try:
        signature = base64.b64decode(str(note.get("signature", "")), validate=True)
    except ValueError:
        signature = b""
    return AuditDone(
        at=entry.at,
        score=_whole(note.get("score")),
        weak=tuple(numbers),
        unknown=len(unknown) if isinstance(unknown, list) else 0,
        source=entry.source,
        is_signed=bool(public_key and signature) and is_signed(public_key, signature, signed_text(note)),
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _taken(entry: KeptEntry) -> SnapshotTaken:
    note = checks.note_of(entry.public)
    return SnapshotTaken(entry.at, str(note.get("why", ""))[:20], str(note.get("digest", "")), entry.source)


def _compared(
    store: SnapshotStore, before: SnapshotTaken | None, after: SnapshotTaken | None
) -> tuple[ConfigurationCompared, dict[str, bytes]]:
    """The two snapshots held against each other, and their files."""
    files: dict[str, bytes] = {}
    found = {}
    for name, taken in (("before", before), ("after", after)):
        configuration = store.read(taken.digest) if taken is not None else None
        if taken is None or configuration is None:
            continue
        found[name] = configuration
        files[f"{FOLDER}/{name}.json"] = store.manifest(taken.digest)
        for file, text in configuration.files.items():
            files[f"{FOLDER}/{name}/{_safe(file)}"] = text.encode("utf-8", "surrogatepass")
    lines: Sequence[str] = ()
    changed: tuple[str, ...] = ()
    if len(found) == 2:
        old, new = found["before"], found["after"]
        lines = difference(old, new)
        names = old.files.keys() | new.files.keys()
        changed = tuple(sorted(name for name in names if old.files.get(name) != new.files.get(name)))
        files[f"{FOLDER}/difference.diff"] = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
    kept = ConfigurationCompared(
        before=before if "before" in found else None,
        after=after if "after" in found else None,
        changed=changed,
        lines=tuple(lines),
    )
    return kept, files


def _safe(name: str) -> str:
    """A name that stays in its folder."""
    return "/".join(part for part in name.split("/") if part not in ("", ".", ".."))
