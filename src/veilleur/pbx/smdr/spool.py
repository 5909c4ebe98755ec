"""Raw bytes first: what a PABX sent is on disk before anything is made of it.

In: bytes. Out: the same bytes, from any place, after any crash. `position` counts the outcomes that
were handed on; the readers give the same outcomes from the same bytes, so after a kill the first
`position` of them are passed over. The thing a reader would get wrong: the position is written after
the hand-over, so a kill between the two gives one call twice, with the same id; the watch knows it.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from veilleur.words.errors import InputError

ARCHIVED_FROM_BYTES = 32 << 20  # at a start; about two years of a small company
READ_BYTES = 1 << 16


class Spool:
    """The kept bytes of one PABX.

    is_copy: the bytes come from a file that is followed, so that what was kept but not noted is read
    again from there. place: which file that is and how much of it is kept: (inode, offset).

    Raises:
        InputError: when the folder cannot be written.
    """

    def __init__(self, folder: str | Path, is_copy: bool = False) -> None:
        self.folder = Path(folder)
        self._raw_path = self.folder / "smdr.raw"
        self._state_path = self.folder / "smdr.position"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._archive_when_large()
            self._raw = os.open(self._raw_path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            _sync_folder(self.folder)
            self.size = os.fstat(self._raw).st_size
            state = self._read_state()
            if is_copy and self.size > state.get("size", self.size):
                self.size = int(state["size"])
                os.ftruncate(self._raw, self.size)
            self.born_at = state.get("born_at", time.time())
            self.position = int(state.get("position", 0))
            self.place = (int(state.get("inode", 0)), int(state.get("offset", 0)))
            self._saved = ""
            self.save(self.state())
        except OSError as error:
            raise InputError(
                f"{self.folder}: call records cannot be kept here ({error.strerror}); give another spool."
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
        """So many bytes were kept, and this is how far the followed file is read with them."""
        self.size += length
        self.place = place or self.place

    def kept(self) -> Iterator[bytes]:
        """All bytes kept so far, in pieces."""
        at, end = 0, self.size
        while at < end:
            piece = os.pread(self._raw, min(READ_BYTES, end - at), at)
            if not piece:
                return
            at += len(piece)
            yield piece

    def state(self) -> str:
        """Position, size and place as they belong together; taken by whoever changes them."""
        inode, offset = self.place
        return json.dumps(
            {"born_at": self.born_at, "position": self.position, "size": self.size, "inode": inode,
             "offset": offset}
        )  # fmt: skip

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

    def _read_state(self) -> dict[str, float]:
        try:
            state = json.loads(self._state_path.read_text())
        except (OSError, ValueError):
            return {}
        if not isinstance(state, dict):
            return {}
        return {key: value for key, value in state.items() if isinstance(value, int | float)}

    def _archive_when_large(self) -> None:
        if not self._raw_path.exists() or self._raw_path.stat().st_size < ARCHIVED_FROM_BYTES:
            return
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        self._raw_path.rename(self.folder / f"smdr-{stamp}.raw")
        self._state_path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
