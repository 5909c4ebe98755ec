"""One file that another program writes, read on as it grows and through its rotation.

In: a path. Out: its whole lines as they come. It may be renamed and begun again, copied and emptied
(copytruncate), and the old one packed; a line that has no end yet is waited for.
Pitfall: between two looks a file may have been rotated twice, so on each rotation the folder is searched for
what was never read; what stood there before the first look was not given and is no concern of ours.
"""

from __future__ import annotations

import codecs
import contextlib
import gzip
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

from veilleur.records.files.text_source import LONGEST_LINE_CHARACTERS, decoded, numbered_in
from veilleur.words.errors import InputError, system_cause

TAIL_READ_BYTES = 1 << 18
TAIL_BYTES = 64  # the last bytes that were read: other ones there mean that the file was begun again
HEAD_BYTES = 4096  # the first bytes of a file identify it, packed or not
COPIES_LOOKED_AT = 4
_GZIP = b"\x1f\x8b"
Inode = tuple[int, int]  # device and number


class GrowingText:
    """Bytes in pieces of any size -> whole lines."""

    def __init__(self) -> None:
        self._held = b""
        self._last_end = b""  # CR and LF may come in two pieces: they are one line end
        self._is_begun = False
        self._wide: codecs.IncrementalDecoder | None = None

    def feed(self, data: bytes) -> list[str]:
        """The lines that are whole with these bytes."""
        if not self._is_begun and len(self._held) + len(data) >= 3:
            data, self._held, self._is_begun = self._held + data, b"", True
            if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
                self._wide = codecs.getincrementaldecoder("utf-16")(errors="replace")
            data = data.removeprefix(codecs.BOM_UTF8)
        if self._wide is not None:
            data = self._wide.decode(data).encode()
        if self._last_end and data[:1] in (b"\r", b"\n") and data[:1] != self._last_end:
            data = data[1:]
        if data:
            self._last_end = b""
        held = self._held + data
        cut = max(held.rfind(b"\n"), held.rfind(b"\r")) + 1
        if not cut and len(held) > LONGEST_LINE_CHARACTERS:
            cut = len(held)
        self._held = held[cut:]
        if cut and not self._held:
            end = held[-2:]
            self._last_end = b"" if end in (b"\r\n", b"\n\r") else end[-1:]
        return _lines(held[:cut])

    def remaining(self) -> list[str]:
        """The last line, which has no end."""
        held, self._held = self._held, b""
        return _lines(held)


def _lines(raw: bytes) -> list[str]:
    return [text for _number, text in numbered_in([decoded(raw)])] if raw else []


class _Open:
    """One file behind a path, for as long as it may grow."""

    def __init__(self, path: Path, inode: Inode, descriptor: int) -> None:
        self.path, self.inode, self.head = path, inode, b""
        self.offset = 0
        self._tail = b""
        self._descriptor = descriptor
        self._text = GrowingText()

    def was_emptied(self) -> bool:
        """Whether it is shorter than what was read, or says something else there."""
        size = os.fstat(self._descriptor).st_size
        return size < self.offset or self._before(self.offset) != self._tail

    def rest_in(self, copy: Path) -> bytes:
        """What a copy of this file holds behind what was read here; nothing when it is no copy of it."""
        if not self.offset:
            return b""
        content = _content(copy, self.offset - len(self._tail))
        return content[len(self._tail) :] if content.startswith(self._tail) else b""

    def lines(self) -> Iterator[str]:
        """The whole lines that were not read yet."""
        while data := os.pread(self._descriptor, TAIL_READ_BYTES, self.offset):
            yield from self.feed(data)

    def feed(self, data: bytes) -> list[str]:
        """The next bytes of it, from wherever they were found."""
        if len(self.head) < HEAD_BYTES:
            self.head = (self.head + data)[:HEAD_BYTES]
        self.offset += len(data)
        self._tail = (self._tail + data)[-TAIL_BYTES:]
        return self._text.feed(data)

    def restart(self) -> list[str]:
        """It was emptied; gives the line that had no end."""
        rest = self._text.remaining()
        self.offset, self._tail, self.head, self._text = 0, b"", b"", GrowingText()
        return rest

    def is_gone(self) -> bool:
        """Whether nobody can find it any more."""
        return os.fstat(self._descriptor).st_nlink == 0

    def close(self) -> list[str]:
        """Gives the line that had no end."""
        os.close(self._descriptor)
        return self._text.remaining()

    def _before(self, offset: int) -> bytes:
        length = len(self._tail)
        return os.pread(self._descriptor, length, offset - length)


class GrowingFile:
    """A path that is followed. known: the inodes that any path of the same command reads or has read.

    Raises InputError when there is no such file at the beginning.
    """

    def __init__(self, path: Path, known: set[Inode]) -> None:
        self.path = path
        self._known = known
        self._heads: set[bytes] = set()  # of files that were read, or were there before
        self._seen: set[Inode] = set()
        self._old: _Open | None = None  # the writer may not know yet that it was renamed
        now = _opened(path)
        if now is None:
            raise InputError("{path}: cannot be read; give a readable file.", path=path)
        self._now = now
        known.add(now.inode)
        for sibling, inode in self._siblings():
            self._seen.add(inode)
            if inode != now.inode and (head := _head(sibling)):
                self._heads.add(head)

    def lines(self) -> Iterator[list[str]]:
        """What was written since the last look: lists of lines, one for each file that was begun.

        All lists but the first belong to a new file. Raises InputError when it cannot be read.
        """
        try:
            yield from self._all_lines()
        except OSError as error:
            raise InputError(
                "{path}: cannot be read ({why}); give a readable file.",
                path=self.path,
                why=system_cause(error),
            ) from error

    def remaining(self) -> list[str]:
        """The end: the last lines, which have none."""
        old = self._old.close() if self._old else []
        self._old = None
        return old + self._now.close()

    def _all_lines(self) -> Iterator[list[str]]:
        if self._old is not None:
            yield list(self._old.lines())
            if self._old.is_gone():
                yield self._old.close()
                self._old = None
        if self._now.was_emptied():
            yield from self._emptied()
        yield from _in_parts(self._now.lines())
        while (fresh := self._successor()) is not None:
            yield from _in_parts(self._now.lines())  # written between the last look and the renaming
            if self._old is not None:
                yield self._old.close()
            self._old, self._now = self._now, fresh
            self._heads.add(self._old.head)
            yield from self._missed()
            if fresh.inode in self._known:  # the path of another file that is followed too
                fresh.offset = os.stat(self.path).st_size
            self._known.add(fresh.inode)
            yield BEGINS
            yield from _in_parts(self._now.lines())

    def _successor(self) -> _Open | None:
        with contextlib.suppress(OSError):
            stat = self.path.stat()
            if (stat.st_dev, stat.st_ino) != self._now.inode:
                return _opened(self.path)
        return None  # between the two halves of a rotation the old one may still grow

    def _emptied(self) -> Iterator[list[str]]:
        """The copy holds what was written between the last look and the emptying."""
        newest = sorted(self._siblings(), key=lambda one: -_changed_at(one[0]))
        for sibling, inode in newest[:COPIES_LOOKED_AT]:
            rest = b"" if inode == self._now.inode else self._now.rest_in(sibling)
            if rest:
                yield self._now.feed(rest)
                break
        self._heads.add(self._now.head)
        yield self._now.restart()
        yield from self._missed()
        yield BEGINS

    def _missed(self) -> Iterator[list[str]]:
        """Files that were begun and rotated away between two looks."""
        for sibling, inode in self._unseen():
            self._seen.add(inode)
            head = _head(sibling)
            if not head or any(head.startswith(one) or one.startswith(head) for one in self._heads if one):
                continue
            self._heads.add(head)
            text = GrowingText()
            yield BEGINS
            yield text.feed(_content(sibling)) + text.remaining()

    def _unseen(self) -> list[tuple[Path, Inode]]:
        """Files of the same name that were not there before, the oldest first."""
        open_now = {self._now.inode} | ({self._old.inode} if self._old else set())
        fresh = [
            (path, inode)
            for path, inode in self._siblings()
            if inode not in self._seen and inode not in open_now and inode not in self._known
        ]
        return sorted(fresh, key=lambda one: _changed_at(one[0]))

    def _siblings(self) -> Iterator[tuple[Path, Inode]]:
        with contextlib.suppress(OSError):
            for path in sorted(self.path.parent.iterdir()):
                if path.name.startswith(self.path.stem) and path.is_file():
                    stat = path.stat()
                    yield path, (stat.st_dev, stat.st_ino)


BEGINS: list[str] = []  # stands for itself: what follows is another file, whose lines count from 1


def _in_parts(lines: Iterator[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for text in lines:
        part.append(text)
        if len(part) >= 2000:
            yield part
            part = []
    if part:
        yield part


def _opened(path: Path) -> _Open | None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    stat = os.fstat(descriptor)
    return _Open(path, (stat.st_dev, stat.st_ino), descriptor)


def _content(path: Path, begin: int = 0, length: int = -1) -> bytes:
    """A part of a file, unpacked; nothing when it cannot be read, for it may be gone or half packed."""
    try:
        with path.open("rb") as raw:
            is_packed = raw.read(2) == _GZIP
            raw.seek(0)
            with gzip.open(raw) if is_packed else raw as content:
                content.seek(begin)
                return content.read(length)
    except (OSError, EOFError, zlib.error):
        return b""


def _head(path: Path) -> bytes:
    return _content(path, 0, HEAD_BYTES)


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
