"""A file on disk -> numbered lines of text, whatever its compression, encoding and line ends.

Pitfall: the file is never whole in memory, and what a compressed file unpacks to is bounded, since it comes
from a stranger.
"""

from __future__ import annotations

import lzma
import os
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO

from veilleur.records.files import value_blocks
from veilleur.records.files.markup_tables import as_lines, is_markup
from veilleur.records.files.unpacking import CHUNK_BYTES, plain_streams
from veilleur.records.files.vertical_rows import as_rows, is_vertical
from veilleur.words.errors import InputError, system_cause

LONGEST_LINE_CHARACTERS = 1 << 24  # a dump of a database writes thousands of rows on one line
_WINDOWS_SIGNS = frozenset(b"\x80\x91\x92")  # euro, single quotes
_CP850_SIGNS = frozenset(b"\xf5\xf8")  # section and degree signs; letters of the North and of Estonia
_MAC_LETTERS = re.compile(rb"[a-z][\x8e\x8f]|[\x8e\x8f][a-z]{2}[^a-z]*$")  # e with accents; A in CP850
_DAMAGED = (
    EOFError,
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    struct.error,
    RuntimeError,
    ValueError,
    LookupError,
    ArithmeticError,
)  # what the archives of the standard library raise when bytes were changed
_SEPARATOR_NOTE = re.compile(r'\A"?sep=."?(?=[\r\n])', re.IGNORECASE)
_open: list[IO[bytes]] = []  # the files that are being read, the innermost last
_LINE_END = re.compile(r"\r\n|\n\r|\n|\r|\f")


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """(number, text) of each line, from 1. Raises InputError when the file cannot be read."""
    number = 0
    for pieces in text_pieces(path):
        for text in _lines(iter(pieces)):
            number += 1
            yield number, text


def first_lines(lines: Iterator[tuple[int, str]], count: int) -> list[tuple[int, str]]:
    """The first lines, that many at most; fewer where they are long, for they are held all together."""
    found: list[tuple[int, str]] = []
    size = 0
    for line in islice(lines, count):
        found.append(line)
        size += len(line[1])
        if size > LONGEST_LINE_CHARACTERS:
            break
    return found


def numbered_in(pieces: Iterable[str]) -> Iterator[tuple[int, str]]:
    """(number, text) of each line of a text in pieces, from 1."""
    return enumerate(_lines(iter(pieces)), start=1)


def text_pieces(path: Path) -> Iterator[Iterator[str]]:
    """The text of a file in pieces; of an archive, of each file in it. Raises InputError."""
    with _errors_named(path), path.open("rb") as raw:
        _open.append(raw)
        try:
            for stream in plain_streams(path, raw):
                yield _pieces(path, stream)
        finally:
            _open.remove(raw)


def bytes_read() -> int:
    """How far the file that is being read has come, in bytes as it lies on disk; 0 when none is."""
    if not _open:
        return 0
    try:
        return os.lseek(_open[-1].fileno(), 0, os.SEEK_CUR)
    except ValueError:  # a reader of archives closed it
        return 0


def _pieces(path: Path, stream: Iterator[bytes]) -> Iterator[str]:
    with _errors_named(path):
        chunks = _with_bounded_lines(_text_chunks(stream))
        first = next(chunks, "")
        if is_markup(first):
            yield from as_lines(chain((first,), chunks))
            return
        if is_vertical(first):
            yield from as_rows(chain((first,), chunks))
            return
        if value_blocks.is_blocks(first):
            yield from value_blocks.as_rows(chain((first,), chunks))
            return
        # Skip Excel's `sep=` line.
        yield _SEPARATOR_NOTE.sub("", first)
        yield from chunks


@contextmanager
def _errors_named(path: Path) -> Iterator[None]:
    """What goes wrong while a file is read, as one sentence."""
    try:
        yield
    except OSError as error:
        raise InputError(
            "{path}: cannot be read ({why}); give a readable file.", path=path, why=system_cause(error)
        ) from None
    except _DAMAGED as error:
        raise InputError("{path}: damaged archive ({why}); fetch it again.", path=path, why=error) from None


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


def _with_bounded_lines(chunks: Iterator[str]) -> Iterator[str]:
    """The text without what stands in a line behind its first `LONGEST_LINE_CHARACTERS`, roughly."""
    size = 0
    for chunk in chunks:
        if size > LONGEST_LINE_CHARACTERS:
            end = _LINE_END.search(chunk)
            if end is None:
                continue
            chunk, size = chunk[end.start() :], 0
        last = max(chunk.rfind("\n"), chunk.rfind("\r"), chunk.rfind("\f")) + 1
        size = len(chunk) - last if last else size + len(chunk)
        yield chunk


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def decoded(raw: bytes) -> str:
    """UTF-8, else each line by itself: Windows and Latin-1, CP850 of DOS and printers, or an old Mac's."""
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
    if _MAC_LETTERS.search(line):
        return "mac_roman"
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
    held: list[str] = []  # of a line that has no end yet; joined once, however long it grows
    ending = ""  # the next piece may begin with the other half of the last line end
    for chunk in chunks:
        if "\0" in chunk:
            chunk = chunk.replace("\0", "")  # serial lines are padded with NUL
        if "\x1a" in chunk:
            chunk = chunk.replace("\x1a", "")  # the end of a file, as DOS marks it
        text = ending + chunk
        last = _LINE_END.findall(text, len(text.rstrip("\r\n")))[-1:]
        back = 1 if last and len(last[0]) == 1 else 0
        text, ending = text[: len(text) - back], text[len(text) - back :]
        # By "\n" alone a piece is split in a tenth of the time.
        first, *parts = _LINE_END.split(text) if "\r" in text or "\f" in text else text.split("\n")
        held.append(first)
        if parts:
            yield "".join(held)
            yield from parts[:-1]
            held = [parts[-1]]
    rest = "".join(held)
    if rest or ending:
        yield rest
