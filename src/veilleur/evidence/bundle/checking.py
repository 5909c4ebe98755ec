"""Is a dossier as it was signed? Asked of the file alone; every part that is not is named.

In: the bytes of an archive. Out: findings. Pitfall: without the fingerprint of the key, received by another
way, this proves only that one key signed all of it: whoever changes everything can sign again with a key of
their own.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from veilleur.evidence.bundle.container import CONTAINER, Part, packed, unpacked
from veilleur.evidence.bundle.names import CHAIN, KEY, MANIFEST, SIGNATURES, STAMPS
from veilleur.evidence.bundle.signature import fingerprint_of, is_signed
from veilleur.evidence.bundle.time_stamps import is_token_right
from veilleur.journal import chain
from veilleur.words.messages import Message
from veilleur.words.plain_json import parsed

_FIELDS = ("seq", "site", "at", "kind", "public", "commitment", "previous")


class BundleFinding(NamedTuple):
    """One part that is not as it was signed."""

    part: str
    text: Message


@dataclass(slots=True)
class Checked:
    """What was found. key: fingerprint of the key. stamps: (authority, part, over) of tokens that are right.

    manifest: what the archive says of itself. unstamped: (authority, why) of tokens that never came.
    """

    findings: list[BundleFinding] = field(default_factory=list)
    key: str = ""
    sha256: str = ""
    manifest: dict[str, Any] = field(default_factory=dict)
    stamps: list[tuple[str, str, str]] = field(default_factory=list)
    unstamped: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def check(data: bytes, expected_key: str = "") -> Checked:
    """Check an archive. expected_key: the fingerprint that the company gave by another way."""
    checked = Checked(sha256=hashlib.sha256(data).hexdigest())
    listed = unpacked(data)
    if listed is None:
        checked.findings.append(_finding(CONTAINER, Message("the directory of the archive is broken")))
        return checked
    parts = {part.name: part.content for part in listed}
    checked.findings += _container(data, listed)
    checked.manifest = _object(parts.get(MANIFEST, b""))
    checked.key = fingerprint_of(parts.get(KEY, b""))
    known = {KEY, *SIGNATURES, *SIGNATURES.values()}
    checked.findings += _files(checked.manifest, parts, known)
    checked.findings += _signatures(checked, parts, expected_key)
    journal = checked.manifest.get("journal")
    journal = journal if isinstance(journal, dict) else {}
    if journal or CHAIN in parts:
        checked.findings += [_finding(CHAIN, text) for text in chain_faults(parts.get(CHAIN, b""), journal)]
    _check_stamps(checked, parts, journal, known)
    unlisted = sorted(parts.keys() - known)
    checked.findings += [_finding(name, Message("stands in no list")) for name in unlisted]
    return checked


def _finding(part: str, text: Message) -> BundleFinding:
    return BundleFinding(part, text)


def _container(data: bytes, listed: list[Part]) -> Iterator[BundleFinding]:
    """Every field of the archive has one right value, and every content its check sum."""
    if len({part.name for part in listed}) != len(listed):
        yield _finding(CONTAINER, Message("two parts have one name"))
    right = packed([(part.name, part.content) for part in listed], [part.crc for part in listed])
    if right != data:
        yield _finding(CONTAINER, Message("a field of the archive was changed"))
    for part in listed:
        if zlib.crc32(part.content) != part.crc:
            yield _finding(part.name, Message("the content does not give its check sum"))


def _files(manifest: dict[str, Any], parts: dict[str, bytes], known: set[str]) -> Iterator[BundleFinding]:
    for file in _list(manifest, "files"):
        name = file.get("name") if isinstance(file, dict) else None
        if not isinstance(name, str):
            yield _finding(MANIFEST, Message("a line of the manifest cannot be read"))
            continue
        known.add(name)
        content = parts.get(name)
        if content is None:
            yield _finding(name, Message("is missing"))
        elif len(content) != file.get("bytes") or _sha256(content) != file.get("sha256"):
            yield _finding(name, Message("was changed: its SHA-256 is not the one of the manifest"))


def _signatures(checked: Checked, parts: dict[str, bytes], expected_key: str) -> Iterator[BundleFinding]:
    if checked.key != checked.manifest.get("key"):
        # What it would say of the signatures depends on who reads a damaged key: it is not asked.
        yield _finding(KEY, Message("is not the key that the manifest names"))
        return
    if expected_key not in ("", checked.key):
        yield _finding(KEY, Message("is not the key that is expected"))
    for name, signature in SIGNATURES.items():
        if not is_signed(parts.get(KEY, b""), parts.get(signature, b""), parts.get(name, b"")):
            yield _finding(name, Message("is not signed by the key of the archive"))


def chain_faults(content: bytes, journal: dict[str, Any]) -> Iterator[Message]:
    """What is wrong with the extract of a journal. journal: what the manifest says of it."""
    previous: Any = None
    number: Any = None
    for line in content.split(b"\n")[:-1]:
        entry = _object(line)
        try:
            if not _is_right(entry, line) or previous not in (None, entry["previous"]):
                yield Message("entry {seq} of the journal was changed", seq=entry["seq"])
            elif entry["seq"] != (journal.get("first") if number is None else number + 1):
                yield Message("an entry before entry {seq} is missing", seq=entry["seq"])
            previous, number = entry["hash"], entry["seq"]
        except (KeyError, TypeError, ValueError, AttributeError):
            yield Message("an entry of the journal cannot be read")
            previous = number = None
    if not content.endswith(b"\n") or [number, previous] != [journal.get("last"), journal.get("head")]:
        yield Message("the journal does not end in the head that the manifest names")


def _is_right(entry: dict[str, Any], line: bytes) -> bool:
    if chain.canonical(entry).encode("utf-8", "surrogatepass") != line:
        return False
    seq, site, at, kind, public, commitment, previous = (entry[name] for name in _FIELDS)
    made = chain.entry_hash(
        seq=seq,
        site=site,
        at=at,
        kind=kind,
        public=public,
        personal_commitment=commitment,
        previous=previous,
    )
    if made != entry["hash"]:
        return False
    if "personal" not in entry:
        return True
    return (
        bool(commitment) and chain.commitment(bytes.fromhex(entry["salt"]), entry["personal"]) == commitment
    )


def _check_stamps(
    checked: Checked, parts: dict[str, bytes], journal: dict[str, Any], known: set[str]
) -> None:
    for stamp in _list(_object(parts.get(STAMPS, b"")), "stamps"):
        names = [stamp.get("file"), stamp.get("ca")] if isinstance(stamp, dict) else [0]
        if not all(name is None or isinstance(name, str) for name in names):
            checked.findings.append(_finding(STAMPS, Message("a line cannot be read")))
            continue
        file, ca = names
        if not file:
            checked.unstamped.append((str(stamp.get("authority")), str(stamp.get("why"))))
            continue
        known |= {str(file), str(ca)} if ca is not None else {str(file)}
        over = "manifest" if stamp.get("over") == "manifest" else "head"
        expected = _sha256(parts.get(MANIFEST, b"")) if over == "manifest" else journal.get("head")
        reply, authority = parts.get(str(file)), parts.get(str(ca))
        if not chain_digest(expected):
            fault: Message | None = Message("what it stamps is no hash")
        elif reply is None or stamp.get("sha256") != _sha256(reply) or stamp.get("digest") != expected:
            fault = Message("the time-stamp is not the one that was received")
        elif authority is None or not is_token_right(reply, authority, str(expected)):
            fault = Message("openssl does not confirm the time-stamp")
        else:
            fault = None
            checked.stamps.append((str(stamp.get("authority")), str(file), over))
        if fault is not None:
            checked.findings.append(_finding(str(file), fault))


def chain_digest(value: Any) -> bool:
    """Whether a value may be a SHA-256 in hexadecimal digits."""
    return isinstance(value, str) and len(value) == 64 and value.isalnum()


def _list(data: dict[str, Any], name: str) -> list[Any]:
    found = data.get(name)
    return found if isinstance(found, list) else []


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = parsed(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
