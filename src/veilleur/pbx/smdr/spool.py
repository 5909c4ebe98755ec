"""Raw bytes first: what a PABX sent is on disk before anything is made of it.

In: bytes. Out: the same bytes, from any place, after any crash. `position` counts the outcomes that were
handed on; the readers give the same outcomes from the same bytes, so after a kill the first `position` of
them are passed over. Pitfall: the position is written after the hand-over, so a kill between the two gives
one call twice, with the same id; the watch knows it. Raw lines hold numbers of people: `forget` drops those
that were kept before a day (marks show which), and the archives. It writes a new file and then one state that
names it: a kill leaves the old or the new.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from veilleur.words.errors import InputError, system_cause
from veilleur.words.plain_json import parsed

ARCHIVED_FROM_BYTES = 32 << 20  # at a start; about two years of a small company
SPOOL_READ_BYTES = 1 << 16
MARK_EVERY_S = 86_400.0
FIRST_NAME = "smdr.raw"


class Spool:
    """The kept bytes of one PABX.

    is_copy: the bytes come from a file that is followed, so that what was kept but not noted is read
    again from there. place: which file that is and how much of it is kept: (inode, offset).

    Raises:
        InputError: when the folder cannot be written.
    """

    def __init__(self, folder: str | Path, is_copy: bool = False) -> None:
        self.folder = Path(folder)
        self._state_path = self.folder / "smdr.position"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            state = self._read_state()
            self._raw_path = self.folder / (Path(str(state.get("raw", ""))).name or FIRST_NAME)
            for half in self.folder.glob("smdr-from-*.lines"):
                if half != self._raw_path:
                    half.unlink()  # of a forgetting that a kill broke off
            if self._is_archived_when_large():
                state = {}
            self._raw = os.open(self._raw_path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            _sync_folder(self.folder)
            self.size = os.fstat(self._raw).st_size
            if is_copy and self.size > state.get("size", self.size):
                self.size = int(state["size"])
                os.ftruncate(self._raw, self.size)
            self.born_at = state.get("born_at", time.time())
            self.position = int(state.get("position", 0))
            self.place = (int(state.get("inode", 0)), int(state.get("offset", 0)))
            self.format_name = str(state.get("format", ""))  # of lines that were forgotten
            # (time, size): what stands before was kept before. Of a spool without marks that is now.
            self._marks: list[tuple[float, int]] = [
                (float(at), int(size)) for at, size in state.get("marks", [])
            ]
            self._saved = ""
            self.save(self.state())
        except OSError as error:
            raise InputError(
                "{path}: call records cannot be kept here ({why}); give another spool.",
                path=self.folder,
                why=system_cause(error),
            ) from error

    @property
    def generation(self) -> str:
        """A name for this spool, different after each archiving: ids of calls begin with it."""
        return f"smdr-{int(self.born_at):x}"

    def keep(self, data: bytes) -> None:
        """Write bytes and wait until they are on disk; `noted` follows. Raises OSError."""
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._raw, view) :]
            os.fsync(self._raw)
        except OSError:
            os.ftruncate(self._raw, self.size)  # a half piece would shift all that follows
            raise

    def noted(self, length: int, place: tuple[int, int] | None) -> None:
        """These bytes were kept, and this is how far the followed file is read with them."""
        self.size += length
        self.place = place or self.place

    def kept(self, begin: int = 0) -> Iterator[bytes]:
        """All bytes kept so far, or those from a place on, in pieces."""
        at, end = begin, self.size
        while at < end:
            piece = os.pread(self._raw, min(SPOOL_READ_BYTES, end - at), at)
            if not piece:
                return
            at += len(piece)
            yield piece

    def state(self) -> str:
        """Position, size and place as they belong together; taken by whoever changes them."""
        inode, offset = self.place
        return json.dumps(
            {
                "born_at": self.born_at,
                "position": self.position,
                "size": self.size,
                "inode": inode,
                "offset": offset,
                "raw": self._raw_path.name,
                "marks": self._marks,
                "format": self.format_name,
            }
        )

    def mark(self, now: float) -> None:
        """Note once a day how much is kept by now (seconds since 1970 UTC)."""
        if not self._marks or now - self._marks[-1][0] >= MARK_EVERY_S:
            self._marks.append((now, self.size))

    def is_old(self, before: float) -> bool:
        """Whether something was kept before a moment, for sure."""
        return any(at <= before and size for at, size in self._marks) or any(self._archives(before))

    def forget(self, before: float, outcomes: Callable[[Iterable[bytes]], int]) -> None:
        """Drop what was kept before a moment, seconds since 1970 UTC.

        outcomes: how many outcomes the readers give from bytes; what was not handed on yet stays so.
        Raises OSError; then nothing is lost.
        """
        for archive in self._archives(before):
            archive.unlink()
        born_at, cut = max(((at, size) for at, size in self._marks if at <= before), default=(0.0, 0))
        if not cut:
            return
        not_handed_on = outcomes(self.kept()) - self.position
        position = max(0, outcomes(self.kept(cut)) - not_handed_on)
        fresh = self.folder / f"smdr-from-{int(born_at):x}.lines"
        with fresh.open("wb") as out:
            os.fchmod(out.fileno(), 0o600)
            for piece in self.kept(cut):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        raw = os.open(fresh, os.O_RDWR | os.O_APPEND)
        old_raw, old_path = self._raw, self._raw_path
        self._raw, self._raw_path = raw, fresh
        self.size, self.position, self.born_at = self.size - cut, position, born_at
        self._marks = [(at, size - cut) for at, size in self._marks if size >= cut]
        self.save(self.state())
        os.close(old_raw)
        old_path.unlink(missing_ok=True)
        _sync_folder(self.folder)

    def save(self, state: str) -> None:
        """Write a state down, so that it holds after a kill. Raises OSError."""
        if state == self._saved:
            return
        fresh = self._state_path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(descriptor, state.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        fresh.replace(self._state_path)
        _sync_folder(self.folder)
        self._saved = state

    def close(self) -> None:
        """Save and close."""
        with contextlib.suppress(OSError):
            self.save(self.state())
        os.close(self._raw)

    def _archives(self, before: float) -> list[Path]:
        return [path for path in self.folder.glob("smdr-*.raw") if path.stat().st_mtime <= before]

    def _read_state(self) -> dict[str, Any]:
        try:
            state = parsed(self._state_path.read_text())
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def _is_archived_when_large(self) -> bool:
        if not self._raw_path.exists() or self._raw_path.stat().st_size < ARCHIVED_FROM_BYTES:
            return False
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        self._raw_path.rename(self.folder / f"smdr-{stamp}.raw")
        self._raw_path = self.folder / FIRST_NAME
        self._state_path.unlink(missing_ok=True)
        return True


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
