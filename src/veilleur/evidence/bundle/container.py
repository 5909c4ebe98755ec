"""The one ZIP file that some parts make, byte for byte: stored, sorted as given, dated 1980.

In: names and contents. Out: bytes, and back. Pitfall: a ZIP has many fields that no program looks at. This
one has exactly one right value for each, so that a flipped bit shows wherever it lies.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple

from veilleur.words.errors import InputError

CONTAINER = "(container)"
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _MADE_BY, _UTF8, _DAY_1980 = 20, 0x0314, 0x0800, 0x0021
_MODE = 0o100644 << 16
_MOST_BYTES = 0xFFFFFFFF
_MOST_PARTS = 0xFFFF


class Part(NamedTuple):
    """One part as it lies in the file. at: where its content begins."""

    name: str
    at: int
    content: bytes
    crc: int


def packed(parts: Sequence[tuple[str, bytes]], crcs: Sequence[int] = ()) -> bytes:
    """The file of these parts, in their order. crcs: what it says of their contents, where that is known.

    Raises:
        InputError: when it is too large for such a file.
    """
    if len(parts) > _MOST_PARTS or sum(len(content) for _name, content in parts) > _MOST_BYTES - (1 << 20):
        raise InputError("The files of this dossier are too large for one archive (4 GB).")
    local, central, at = [], [], 0
    for place, (name, content) in enumerate(parts):
        encoded = name.encode("utf-8", "surrogateescape")
        crc, size = crcs[place] if crcs else zlib.crc32(content), len(content)
        head = _LOCAL.pack(
            b"PK\3\4", _VERSION, _UTF8, 0, 0, _DAY_1980, crc, size, size, len(encoded), 0
        )  # the fields of PKWARE's APPNOTE, 4.3.7
        row = _CENTRAL.pack(
            b"PK\1\2",
            _MADE_BY,
            _VERSION,
            _UTF8,
            0,
            0,
            _DAY_1980,
            crc,
            size,
            size,
            len(encoded),
            0,
            0,
            0,
            0,
            _MODE,
            at,
        )  # 4.3.12
        local.append(head + encoded + content)
        central.append(row + encoded)
        at += len(local[-1])
    directory = b"".join(central)
    end = _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(directory), at, 0)
    return b"".join((*local, directory, end))


def unpacked(data: bytes) -> list[Part] | None:
    """The parts as the directory at the end of the file has them; None when that cannot be read."""
    if len(data) < _END.size:
        return None
    mark, _disk, _disk2, count, _total, size, start, _note = _END.unpack_from(data, len(data) - _END.size)
    if mark != b"PK\5\6" or start + size != len(data) - _END.size:
        return None
    found, place = [], start
    for _ in range(count):
        if place + _CENTRAL.size > len(data):
            return None
        row = _CENTRAL.unpack_from(data, place)
        crc, length, name_length, at = row[7], row[8], row[10], row[16]
        encoded = data[place + _CENTRAL.size : place + _CENTRAL.size + name_length]
        begin = at + _LOCAL.size + name_length
        if row[0] != b"PK\1\2" or begin + length > start:
            return None
        found.append(
            Part(encoded.decode("utf-8", "surrogateescape"), begin, data[begin : begin + length], crc)
        )
        place += _CENTRAL.size + name_length
    return found if place == start + size else None
