#!/usr/bin/env python3
"""Verify a dossier of Veilleur without Veilleur: Python's standard library and openssl only.

Usage: python3 verifier.py FILE.zip [--key FINGERPRINT]
Exit 0: as it was signed. 1: something was changed; each line names the part. Free to copy and change.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

CONTAINER = "(container)"
SIGNED = {"MANIFEST.json": "MANIFEST.sig", "STAMPS.json": "STAMPS.sig"}


@lru_cache(maxsize=64)
def openssl(words: str, *contents: bytes) -> bool:
    """Run openssl; words such as "@0" stand for files with the contents. Gives whether it agreed."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for place, content in enumerate(contents):
            paths.append(os.path.join(folder, str(place)))
            with open(paths[-1], "wb") as file:
                file.write(content)
        command = [paths[int(word[1:])] if word.startswith("@") else word for word in words.split()]
        done = subprocess.run(["openssl", *command], capture_output=True)  # noqa: S603, S607
        return done.returncode == 0


def zip_of(parts: Sequence[tuple[str, bytes]], crcs: Sequence[int]) -> bytes:
    """The only bytes that these parts can make: every field of the ZIP has one right value."""
    local, central, at = [], [], 0
    for (text, content), crc in zip(parts, crcs, strict=True):
        name = text.encode("utf-8", "surrogateescape")
        sizes = (crc, len(content), len(content), len(name))
        local.append(struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0x800, 0, 0, 0x21, *sizes, 0) + name + content)
        row = (b"PK\1\2", 0x314, 20, 0x800, 0, 0, 0x21, *sizes, 0, 0, 0, 0, 0o100644 << 16, at)
        central.append(struct.pack("<4s6H3L5H2L", *row) + name)
        at += len(local[-1])
    directory = b"".join(central)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(parts), len(parts), len(directory), at, 0)
    return b"".join(local) + directory + end


def parts_of(data: bytes) -> list[tuple[str, bytes, int]] | None:
    """(name, content, CRC) of each part, by the directory at the end; None when that is broken."""
    if len(data) < 22:
        return None
    mark, _a, _b, count, _c, size, start, _d = struct.unpack("<4s4H2LH", data[-22:])
    if mark != b"PK\5\6" or start + size + 22 != len(data):
        return None
    found, place = [], start
    for _ in range(count):
        if place + 46 > len(data):
            return None
        row = struct.unpack("<4s6H3L5H2L", data[place : place + 46])
        crc, length, name_length, at = row[7], row[8], row[10], row[16]
        begin = at + 30 + name_length
        if row[0] != b"PK\1\2" or begin + length > start:
            return None
        name = data[place + 46 : place + 46 + name_length].decode("utf-8", "surrogateescape")
        found.append((name, data[begin : begin + length], crc))
        place += 46 + name_length
    return found if place == start + size else None


def object_of(content: bytes) -> dict[str, Any]:
    """The JSON object of a part; an empty one when it is none."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def canonical(value: Any) -> str:
    """The one JSON text of a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(data: bytes) -> str:
    """In hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def chain_faults(content: bytes, journal: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the journal's extract: each entry gives its hash and names the one before."""
    previous: Any = None
    number: Any = None
    for line in content.split(b"\n")[:-1]:
        entry = object_of(line)
        try:
            fields = [entry[k] for k in ("seq", "site", "at", "kind", "public", "commitment", "previous")]
            fields[2] = repr(fields[2])
            right = sha256(canonical(fields).encode("utf-8", "surrogatepass")) == entry["hash"]
            right = right and previous in (None, entry["previous"]) and number in (None, entry["seq"] - 1)
            if "personal" in entry:
                salted = bytes.fromhex(entry["salt"]) + entry["personal"].encode("utf-8", "surrogatepass")
                right = right and sha256(salted) == entry["commitment"]
            right = right and canonical(entry).encode("utf-8", "surrogatepass") == line
            if not right or (number is None and entry["seq"] != journal.get("first")):
                yield f"entry {entry['seq']} of the journal was changed, moved or removed"
            previous, number = entry["hash"], entry["seq"]
        except (KeyError, TypeError, ValueError, AttributeError, UnicodeError):
            yield "an entry of the journal cannot be read"
            previous = number = None
    if not content.endswith(b"\n") or [number, previous] != [journal.get("last"), journal.get("head")]:
        yield "the journal does not end in the head that the manifest names"


def stamp_faults(
    stamp: dict[str, Any], parts: dict[str, bytes], manifest: bytes, journal: dict[str, Any]
) -> Iterator[str]:
    """What is wrong with one time-stamp token of an authority."""
    expected = sha256(manifest) if stamp.get("over") == "manifest" else journal.get("head")
    reply, authority = parts.get(str(stamp.get("file"))), parts.get(str(stamp.get("ca")))
    if not isinstance(expected, str) or len(expected) != 64 or not expected.isalnum():
        yield "what it stamps is no hash"
    elif reply is None or stamp.get("sha256") != sha256(reply) or stamp.get("digest") != expected:
        yield "the time-stamp is not the one that was received"
    elif not openssl(f"ts -verify -digest {expected} -in @0 -CAfile @1", reply, authority or b""):
        yield "openssl does not confirm the time-stamp"


def faults(data: bytes, expected_key: str = "") -> Iterator[tuple[str, str]]:
    """(part, what is wrong) for a whole file."""
    listed = parts_of(data)
    if listed is None:
        yield CONTAINER, "the directory of the archive is broken"
        return
    if len({name for name, _, _ in listed}) != len(listed):
        yield CONTAINER, "two parts have one name"
    if zip_of([(name, content) for name, content, _ in listed], [crc for _, _, crc in listed]) != data:
        yield CONTAINER, "a field of the archive was changed"
    parts = {name: content for name, content, _ in listed}
    for name, content, crc in listed:
        if zlib.crc32(content) != crc:
            yield name, "the content does not give its check sum"
    manifest = parts.get("MANIFEST.json", b"")
    said, stamps = object_of(manifest), object_of(parts.get("STAMPS.json", b""))
    files: list[Any] = said["files"] if isinstance(said.get("files"), list) else []
    journal: dict[str, Any] = said["journal"] if isinstance(said.get("journal"), dict) else {}
    known: set[Any] = {"KEY.pem", *SIGNED, *SIGNED.values()}
    for file in files:
        named = file.get("name") if isinstance(file, dict) else None
        if not isinstance(named, str):
            yield "MANIFEST.json", "a line of the manifest cannot be read"
            continue
        known.add(named)
        if named not in parts:
            yield named, "is missing"
        elif [len(parts[named]), sha256(parts[named])] != [file.get("bytes"), file.get("sha256")]:
            yield named, "was changed: its SHA-256 is not the one of the manifest"
    key = parts.get("KEY.pem", b"")
    if sha256(key) != said.get("key") or expected_key not in ("", sha256(key)):
        yield "KEY.pem", "is not the key that the manifest names, or not the one that is expected"
    for name, signature in SIGNED.items() if sha256(key) == said.get("key") else ():
        words = "pkeyutl -verify -pubin -inkey @0 -rawin -in @1 -sigfile @2"
        if not openssl(words, key, parts.get(name, b""), parts.get(signature, b"")):
            yield name, "is not signed by KEY.pem"
    if journal or "journal/chain.jsonl" in parts:
        for fault in chain_faults(parts.get("journal/chain.jsonl", b""), journal):
            yield "journal/chain.jsonl", fault
    for stamp in stamps["stamps"] if isinstance(stamps.get("stamps"), list) else []:
        names: list[Any] = [stamp.get("file"), stamp.get("ca")] if isinstance(stamp, dict) else [0]
        if not all(isinstance(one, str | None) for one in names):
            yield "STAMPS.json", "a line cannot be read"
        elif stamp.get("file"):
            known |= set(names)
            for fault in stamp_faults(stamp, parts, manifest, journal):
                yield stamp["file"], fault
    for left in sorted(parts.keys() - known):
        yield left, "stands in no list"


def main(words: list[str]) -> int:
    """Print what is wrong with a file; gives the exit code."""
    expected = words[words.index("--key") + 1] if "--key" in words else ""
    with open(words[0], "rb") as file:
        data = file.read()
    found = list(faults(data, expected))
    for name, what in found:
        print(f"{name!a}: {what}")
    key = sha256({n: c for n, c, _ in parts_of(data) or []}.get("KEY.pem", b""))
    print("CHANGED" if found else f"as it was signed by the key {key}; SHA-256 of the file: {sha256(data)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
