"""A file on disk -> numbered lines of text, whatever its compression, encoding and line ends.

Pitfall: the file is never whole in memory, and what a compressed file unpacks to is bounded, since it comes
from a stranger.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from veilleur.records.files import xlsx
from veilleur.words.errors import InputError, system_cause
from veilleur.words.messages import Message

CHUNK_BYTES = 1 << 18
LONGEST_LINE_CHARACTERS = 1 << 24  # a dump of a database writes thousands of rows on one line
UNPACKED_AT_MOST_BYTES = 20 << 30
UNPACKED_RATIO_AT_MOST = 200  # text of records packs about 10 times; a bomb 1000 and more
UNPACKED_ALWAYS_ALLOWED_BYTES = 64 << 20
_WINDOWS_SIGNS = frozenset(b"\x80\x91\x92")  # euro, single quotes
_CP850_SIGNS = frozenset(b"\xf5\xf8")  # section and degree signs; letters of the North and of Estonia
_DOCUMENTS = {
    b"%PDF": Message("a PDF holds no records that can be read"),
    b"\xd0\xcf\x11\xe0": Message("an Excel workbook of before 2007"),
    b"7z\xbc\xaf": Message("a 7-Zip archive"),
    b"Rar!": Message("a RAR archive"),
    b"\x28\xb5\x2f\xfd": Message("a file packed with zstd"),
}
_UNPACKERS: dict[bytes, Callable[[IO[bytes]], IO[bytes]]] = {
    b"\x1f\x8b": lambda raw: cast(IO[bytes], gzip.GzipFile(fileobj=raw, mode="rb")),
    b"BZh": lambda raw: cast(IO[bytes], bz2.BZ2File(raw, "rb")),
    b"\xfd7z": lambda raw: cast(IO[bytes], lzma.LZMAFile(raw, "rb")),  # noqa: SIM115 - its user closes it
}
_ZIP = b"PK\x03\x04"
_TAR_MARK = slice(257, 262)  # where `ustar` stands in the head of a tape archive
PACKED_IN_EACH_OTHER = 3  # a folder of rotated logs: packed logs in a packed archive
_HEAD_BYTES = 512
_SEPARATOR_NOTE = re.compile(r'\A"?sep=."?(?=[\r\n])', re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\n\r|\n|\r|\f")


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """(number, text) of each line, from 1. Raises InputError when the file cannot be read."""
    number = 0
    for pieces in text_pieces(path):
        for _number, text in numbered_in(pieces):
            number += 1
            yield number, text


def numbered_in(pieces: Iterable[str]) -> Iterator[tuple[int, str]]:
    """(number, text) of each line of a text in pieces, from 1."""
    return enumerate(_lines(iter(pieces)), start=1)


def text_pieces(path: Path) -> Iterator[Iterator[str]]:
    """The text of a file in pieces; of an archive, of each file in it. Raises InputError."""
    with _errors_named(path), path.open("rb") as raw:
        for stream in _streams(path, raw):
            yield _pieces(path, stream)


def _pieces(path: Path, stream: Iterator[bytes]) -> Iterator[str]:
    with _errors_named(path):
        chunks = _text_chunks(stream)
        # Skip Excel's `sep=` line.
        yield _SEPARATOR_NOTE.sub("", next(chunks, ""))
        yield from chunks


@contextmanager
def _errors_named(path: Path) -> Iterator[None]:
    """What goes wrong while a file is read, as one sentence."""
    try:
        yield
    except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, RuntimeError) as error:
        raise InputError(
            "{path}: cannot be read ({why}); give a readable file.", path=path, why=system_cause(error)
        ) from None
    except Exception as error:
        if type(error).__module__ not in ("zlib", "lzma"):
            raise
        raise InputError("{path}: damaged archive ({why}); fetch it again.", path=path, why=error) from None


def is_packed(path: Path) -> bool:
    """Whether a file is an archive or a document, which does not grow. False when it cannot be read."""
    try:
        with path.open("rb") as raw:
            head = raw.read(_HEAD_BYTES)
    except OSError:
        return False
    return (
        head.startswith(tuple(_UNPACKERS)) or head[:4] in (_ZIP, *_DOCUMENTS) or head[_TAR_MARK] == b"ustar"
    )


def _streams(path: Path, raw: IO[bytes], depth: int = 0) -> Iterator[Iterator[bytes]]:
    """The bytes of a file; of an archive, of each file in it."""
    head = raw.read(_HEAD_BYTES)
    raw.seek(0)
    size = path.stat().st_size
    unpack = next((one for magic, one in _UNPACKERS.items() if head.startswith(magic)), None)
    if depth > PACKED_IN_EACH_OTHER:
        raise InputError("{path}: archives in archives; unpack it yourself.", path=path)
    if unpack is not None:
        with unpack(raw) as unpacked:
            yield from _streams(path, unpacked, depth + 1)
    elif head[:4] == _ZIP:
        with zipfile.ZipFile(raw) as archive:
            if xlsx.is_workbook(archive):
                yield xlsx.lines(archive, path)
                return
            for member in archive.infolist():
                if not member.is_dir() and not _is_litter(member.filename):
                    with archive.open(member) as unpacked:
                        yield from _streams(path, unpacked, depth + 1)
    elif head[_TAR_MARK] == b"ustar":
        with tarfile.open(fileobj=raw, mode="r:") as tape:
            for entry in tape:
                inner = None if _is_litter(entry.name) else tape.extractfile(entry)
                if inner is not None:
                    with inner:
                        yield from _streams(path, inner, depth + 1)
    elif head[:4] in _DOCUMENTS:
        raise InputError(
            "{path}: {what}; give the records as CSV or text.", path=path, what=_DOCUMENTS[head[:4]]
        )
    elif depth:
        yield _bounded(path, raw, size)
    else:
        yield iter(lambda: raw.read(CHUNK_BYTES), b"")


def _is_litter(name: str) -> bool:
    """Whether a file of an archive is none of its owner's: what a Mac adds, and hidden files."""
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1].startswith(".")


def _bounded(path: Path, stream: IO[bytes], packed: int) -> Iterator[bytes]:
    allowed = min(
        UNPACKED_AT_MOST_BYTES,
        max(UNPACKED_ALWAYS_ALLOWED_BYTES, packed * UNPACKED_RATIO_AT_MOST),
    )
    total = 0
    while chunk := stream.read(CHUNK_BYTES):
        total += len(chunk)
        if total > allowed:
            raise InputError(
                "{path}: unpacks to more than {count} bytes; unpack it yourself.", path=path, count=allowed
            )
        yield chunk


def _text_chunks(chunks: Iterator[bytes]) -> Iterator[str]:
    first = next(chunks, b"")
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        import codecs

        decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
        yield decoder.decode(first)
        for chunk in chunks:
            yield decoder.decode(chunk)
        yield decoder.decode(b"", True)
        return
    if first[:3] == b"\xef\xbb\xbf":
        first = first[3:]
    held = b""
    for chunk in _chain(first, chunks):
        # Cut at the last line end: a character of several bytes never straddles two pieces.
        cut = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
        if cut:
            yield decoded(held + chunk[:cut])
            held = chunk[cut:]
        else:
            held += chunk
            if len(held) > 4 * CHUNK_BYTES:
                cut = _whole_characters(held)
                yield decoded(held[:cut])
                held = held[cut:]
    yield decoded(held)


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def decoded(raw: bytes) -> str:
    """UTF-8, else each line by itself: Windows and Latin-1, or CP850 of DOS and serial printers."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    pieces = []
    for line in raw.splitlines(keepends=True):
        try:
            pieces.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            pieces.append(line.decode(_code_page(line), errors="replace"))
    return "".join(pieces)


def _code_page(line: bytes) -> str:
    """Small letters with accents stand at 0xE0 and above in Windows' page, at 0x82-0x97 in CP850.

    Windows also has the euro and typographic quotes below 0xA0; CP850 has lines of tables above 0xB0.
    """
    if any(byte >= 0xE0 and byte not in _CP850_SIGNS for byte in line):
        return "cp1252"
    if b"N\xf8" in line or b"n\xf8" in line:  # "N°"
        return "cp850"
    low = {byte for byte in line if 0x80 <= byte <= 0x9F}
    return "cp850" if low - _WINDOWS_SIGNS else "cp1252"


def _whole_characters(raw: bytes) -> int:
    """How many of the bytes do not end within a character of UTF-8."""
    for back in range(1, min(4, len(raw)) + 1):
        byte = raw[-back]
        if byte < 0x80:
            return len(raw) - back + 1
        if byte >= 0xC0:
            return len(raw) - back
    return len(raw)


def _lines(chunks: Iterator[str]) -> Iterator[str]:
    held = ""
    for chunk in chunks:
        if "\0" in chunk:
            chunk = chunk.replace("\0", "")  # serial lines are padded with NUL
        if "\x1a" in chunk:
            chunk = chunk.replace("\x1a", "")  # the end of a file, as DOS marks it
        text = held + chunk
        # The next piece may begin with the other half of the last line end: that is held back.
        last = _LINE_END.findall(text, len(text.rstrip("\r\n")))[-1:]
        back = 1 if last and len(last[0]) == 1 else 0
        text, ending = text[: len(text) - back], text[len(text) - back :]
        parts = _LINE_END.split(text)
        held = parts.pop() + ending
        yield from parts
        if len(held) > LONGEST_LINE_CHARACTERS:
            yield held
            held = ""
    if held:
        parts = _LINE_END.split(held)
        yield from parts[:-1] if not parts[-1] else parts
