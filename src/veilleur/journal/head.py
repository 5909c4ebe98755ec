"""The head file beside a journal: number and hash of its last committed entry, so that a cut tail is found.

In: a journal's path. Out: what the file says. Pitfall: the file is written after a commit, never before, so
it may lag behind the journal and never leads it; and it lies beside the journal, so whoever rewrites one can
rewrite the other. Only a head that left the machine proves more.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

_LINE_BYTES = 20 + 1 + 64 + 1  # number, blank, SHA-256 in hex, end of line: always written whole


class Head(NamedTuple):
    """Number and hash of an entry."""

    seq: int
    hash: str


def head_path(path: Path) -> Path:
    """Where the head file of a journal lies."""
    return path.with_name(path.name + ".head")


def write_head(path: Path, head: Head) -> None:
    """Write the head file of the journal at `path`, readable by its owner only.

    Raises:
        OSError: when it cannot be written; the journal itself is not touched.
    """
    descriptor = os.open(head_path(path), os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    try:
        os.pwrite(descriptor, f"{head.seq:>20} {head.hash}\n".encode(), 0)
    finally:
        os.close(descriptor)


def read_head(path: Path) -> Head | None:
    """What the head file says; None when there is none.

    Raises:
        ValueError: when there is a head file that cannot be read or does not hold one number and one hash.
    """
    try:
        text = head_path(path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(error.strerror or "it cannot be read") from error
    words = text.decode("ascii", "replace").split()
    if len(text) != _LINE_BYTES or len(words) != 2 or not words[0].isdecimal() or not _is_digest(words[1]):
        raise ValueError("it does not hold one number and one hash")
    return Head(int(words[0]), words[1])


def _is_digest(text: str) -> bool:
    return len(text) == 64 and not set(text) - set("0123456789abcdef")
