"""Packed files and archives of strangers -> the plain files in them, byte by byte within a budget.

In: an opened file. Out: for each plain file in it, its bytes in pieces.
Pitfall: what unpacks is counted where it unpacks, at each layer, since a reader behind it (of tapes, of zips)
may skip or hold what it never gives. A zip is only read where its members are stored or deflated: Python
unpacks bzip2 and LZMA members a whole chunk at once, however much that is.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

from veilleur.records.files import mails, pdf_tables, xlsx
from veilleur.words.errors import InputError
from veilleur.words.messages import Message

CHUNK_BYTES = 1 << 18
UNPACKED_AT_MOST_BYTES = 20 << 30
UNPACKED_RATIO_AT_MOST = 200  # text of records packs about 10 times; a bomb 1000 and more
UNPACKED_ALWAYS_ALLOWED_BYTES = 64 << 20
PACKED_IN_EACH_OTHER = 3  # a folder of rotated logs: packed logs in a packed archive
XZ_MEMORY_BYTES = 128 << 20  # `xz -9` needs 65 MB to unpack
LONGEST_TAPE_HEADER_BYTES = 1 << 16
NESTED_ZIP_BYTES = 64 << 20  # a zip is read from its end, so one inside another file is held in memory
_LONG_HEADERS = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)
_DOCUMENTS = {
    b"\xd0\xcf\x11\xe0": Message("an Excel workbook of before 2007"),
    b"7z\xbc\xaf": Message("a 7-Zip archive"),
    b"Rar!": Message("a RAR archive"),
    b"\x28\xb5\x2f\xfd": Message("a file packed with zstd"),
}
_PICTURE, _SOUND = Message("a picture"), Message("a sound or a film")
_NO_TEXT = (  # what begins so is never a list; the bytes that may stand before are skipped
    (0, b"\xff\xd8\xff", _PICTURE),
    (0, b"\x89PNG", _PICTURE),
    (0, b"GIF8", _PICTURE),
    (0, b"II*\0", _PICTURE),
    (0, b"MM\0*", _PICTURE),
    (8, b"WEBP", _PICTURE),
    (8, b"WAVE", _SOUND),
    (0, b"ID3", _SOUND),
    (0, b"OggS", _SOUND),
    (4, b"ftyphei", _PICTURE),
    (4, b"ftyp", _SOUND),
)
_OFFICE = {
    "word/document.xml": Message("a Word document"),
    "xl/workbook.bin": Message("a binary Excel workbook (.xlsb)"),
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # how Excel wraps a workbook with a password
LOOKED_AT_FOR_PASSWORD_BYTES = 1 << 20
_PDF = b"%PDF"
_ZIP = b"PK\x03\x04"
_TAR_MARK = slice(257, 262)  # where `ustar` stands in the head of a tape archive
_HEAD_BYTES = 512


def is_packed(path: Path) -> bool:
    """Whether a file is an archive or a document, which does not grow. False when it cannot be read."""
    try:
        with path.open("rb") as raw:
            head = raw.read(_HEAD_BYTES)
    except OSError:
        return False
    return (
        head.startswith(tuple(_UNPACKERS))
        or head[:4] in (_ZIP, _PDF, *_DOCUMENTS)
        or head[_TAR_MARK] == b"ustar"
        or mails.is_mail(head)
    )


def plain_streams(path: Path, raw: IO[bytes]) -> Iterator[Iterator[bytes]]:
    """The bytes of a file; of an archive, of each file in it. Raises InputError, and what archives raise."""
    return _streams(path, raw, _Budget(path), 0)


class _Budget:
    """How many bytes a file may unpack to, in all its layers together."""

    def __init__(self, path: Path) -> None:
        self._path = path
        packed = path.stat().st_size
        self._allowed = min(
            UNPACKED_AT_MOST_BYTES, max(UNPACKED_ALWAYS_ALLOWED_BYTES, packed * UNPACKED_RATIO_AT_MOST)
        )
        self._spent = 0

    def spend(self, count: int) -> None:
        self._spent += count
        if self._spent > self._allowed:
            raise InputError(
                "{path}: unpacks to more than {count} bytes; unpack it yourself.",
                path=self._path,
                count=self._allowed,
            )


class _Counted(io.RawIOBase):
    """A stream that unpacks; each byte of it is paid for, also those that are skipped."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self._stream, self._budget, self._at = stream, budget, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        pieces = []
        while size and (data := self._stream.read(CHUNK_BYTES if size < 0 else min(size, CHUNK_BYTES))):
            self._budget.spend(len(data))
            self._at += len(data)
            size -= len(data) if size > 0 else 0
            pieces.append(data)
        return b"".join(pieces)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("only from the beginning")
        if offset < self._at:
            self._stream.seek(0)
            self._at = 0
        while self._at < offset and self.read(min(CHUNK_BYTES, offset - self._at)):
            pass
        return self._at


class _Xz(io.RawIOBase):
    """A file packed with xz, read within a bound of memory (`lzma.LZMAFile` has none)."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._begin()

    def _begin(self) -> None:
        self._unpacker = lzma.LZMADecompressor(memlimit=XZ_MEMORY_BYTES)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, _whence: int = io.SEEK_SET) -> int:
        if offset:
            raise io.UnsupportedOperation("only to the beginning")
        self._packed.seek(0)
        self._begin()
        return 0

    def read(self, size: int = -1) -> bytes:
        while True:
            if self._unpacker.eof:
                rest = (self._unpacker.unused_data or self._packed.read(CHUNK_BYTES)).lstrip(b"\0")
                if not rest:
                    return b""
                self._begin()
                self._rest = rest
            if self._unpacker.needs_input and not self._rest:
                self._rest = self._packed.read(CHUNK_BYTES)
                if not self._rest:
                    raise EOFError("it ends before its end was reached")
            data = self._unpacker.decompress(self._rest, size)
            self._rest = b""
            if data:
                return data


_UNPACKERS: dict[bytes, Callable[[IO[bytes]], IO[bytes]]] = {
    b"\x1f\x8b": lambda raw: cast(IO[bytes], gzip.GzipFile(fileobj=raw, mode="rb")),
    b"BZh": lambda raw: cast(IO[bytes], bz2.BZ2File(raw, "rb")),
    b"\xfd7z": lambda raw: cast(IO[bytes], _Xz(raw)),
}


class _ShortHeader(tarfile.TarInfo):
    """An entry of a tape whose long names and notes are bounded: tarfile reads those whole."""

    @classmethod
    def frombuf(cls, buf: Any, encoding: str, errors: str) -> _ShortHeader:
        entry = super().frombuf(buf, encoding, errors)
        if entry.type in _LONG_HEADERS and entry.size > LONGEST_TAPE_HEADER_BYTES:
            raise tarfile.ReadError("a name that is too long")
        return entry


def _streams(path: Path, raw: IO[bytes], budget: _Budget, depth: int) -> Iterator[Iterator[bytes]]:
    head = raw.read(_HEAD_BYTES)
    raw.seek(0)
    unpack = next((one for magic, one in _UNPACKERS.items() if head.startswith(magic)), None)
    if depth > PACKED_IN_EACH_OTHER:
        raise InputError("{path}: archives in archives; unpack it yourself.", path=path)
    if unpack is not None:
        with unpack(raw) as unpacked:
            yield from _streams(path, cast(IO[bytes], _Counted(unpacked, budget)), budget, depth + 1)
    elif head[:4] == _ZIP:
        yield from _of_zip(path, raw, budget, depth)
    elif head[_TAR_MARK] == b"ustar":
        yield from _of_tape(path, raw, budget, depth)
    elif head[:4] == _PDF:
        yield pdf_tables.lines(raw if depth == 0 else io.BytesIO(_bounded(path, raw)), path)
    elif head[:4] in _DOCUMENTS:
        if _ENCRYPTED in raw.read(LOOKED_AT_FOR_PASSWORD_BYTES):
            raise InputError(
                "{path}: protected by a password; take it off and give the file again.", path=path
            )
        raise InputError(
            "{path}: {what}; give the records as CSV or text.", path=path, what=_DOCUMENTS[head[:4]]
        )
    elif (no_text := _without_text(head)) is not None:
        if depth == 0:
            raise InputError(
                "{path}: {what}, from which no calls can be read; give the list of calls as CSV, Excel or"
                " PDF.",
                path=path,
                what=no_text,
            )
        return  # beside the records in an archive or a mail
    elif mails.is_mail(head) and path.stat().st_size <= mails.MOST_MAIL_BYTES:
        for part in mails.parts_of(_bounded(path, raw)):
            inner = cast(IO[bytes], _Counted(io.BytesIO(part), budget))
            yield from _streams(path, inner, budget, depth + 1)
    else:
        yield iter(lambda: raw.read(CHUNK_BYTES), b"")


def _without_text(head: bytes) -> Message | None:
    """What a file is that begins as a picture or a sound does."""
    return next((what for at, magic, what in _NO_TEXT if head[at : at + len(magic)] == magic), None)


def _of_zip(path: Path, raw: IO[bytes], budget: _Budget, depth: int) -> Iterator[Iterator[bytes]]:
    if depth:
        raw = io.BytesIO(_bounded(path, raw))
    with zipfile.ZipFile(raw) as archive:
        members = [one for one in archive.infolist() if not one.is_dir() and not _is_litter(one.filename)]
        if any(one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for one in members):
            raise InputError("{path}: packed in a way that is rare in a zip; unpack it yourself.", path=path)
        if xlsx.is_workbook(archive):
            yield xlsx.lines(archive, path)
            return
        other = next((_OFFICE[one.filename] for one in members if one.filename in _OFFICE), None)
        if other is not None:
            raise InputError("{path}: {what}; give the records as CSV or text.", path=path, what=other)
        for member in members:
            with archive.open(member) as unpacked:
                yield from _streams(path, cast(IO[bytes], _Counted(unpacked, budget)), budget, depth + 1)


def _bounded(path: Path, raw: IO[bytes]) -> bytes:
    """A document inside an archive, whole: it is read from its end."""
    whole = raw.read(NESTED_ZIP_BYTES + 1)
    if len(whole) > NESTED_ZIP_BYTES:
        raise InputError("{path}: archives in archives; unpack it yourself.", path=path)
    return whole


def _of_tape(path: Path, raw: IO[bytes], budget: _Budget, depth: int) -> Iterator[Iterator[bytes]]:
    with tarfile.open(fileobj=raw, mode="r:", tarinfo=_ShortHeader) as tape:
        for entry in tape:
            cast(Any, tape).members.clear()  # it would keep every one it has seen
            inner = tape.extractfile(entry) if entry.isreg() and not _is_litter(entry.name) else None
            if inner is not None:
                with inner:
                    yield from _streams(path, cast(IO[bytes], _Counted(inner, budget)), budget, depth + 1)


def _is_litter(name: str) -> bool:
    """Whether a file of an archive is none of its owner's: what a Mac adds, and hidden files."""
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1].startswith(".")
