"""Veilleur's own files while a guard runs: program, unit and configuration, as they were at its start.

In: where they lie. Out: those that were changed, once each. Pitfall: only an installation whose files the
guard's own user cannot write is watched: a folder in which somebody works is changed by honest hands all day.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import veilleur
from veilleur.config import Settings
from veilleur.words.messages import Message

_SYSTEMD = Path("/etc/systemd/system")
UNITS = (_SYSTEMD / "veilleur.service", _SYSTEMD / "veilleur.service.d" / "site.conf")
_Mark = tuple[int, int, int, int, int, int]


class OwnFiles:
    """Files that are compared with what they were."""

    def __init__(self, paths: list[Path]) -> None:
        self._marks = {path: _mark(path) for path in paths}

    @classmethod
    def of_installation(cls, settings: Settings) -> OwnFiles:
        """Those of this installation; none where our own user may write them."""
        package = Path(veilleur.__file__).parent
        if os.geteuid() == 0 or os.access(package, os.W_OK):
            return cls([])
        configuration = [settings.source] if settings.source is not None else []
        return cls([*_program(package), *UNITS, *configuration])

    def changed(self) -> Iterator[Message]:
        """What is not as it was; from now on it is compared with what it is now."""
        for path, before in self._marks.items():
            now = _mark(path)
            if now != before:
                self._marks[path] = now
                yield Message("{path} was changed while the guard runs", path=path)


def _program(package: Path) -> Iterator[Path]:
    yield from sorted(package.rglob("*.py"))


def _mark(path: Path) -> _Mark | None:
    """Which file it is, whose, and when it was written; None when it is not there."""
    try:
        of = path.stat()
    except OSError:
        return None
    return (of.st_ino, of.st_size, of.st_mtime_ns, of.st_ctime_ns, of.st_uid, stat.S_IMODE(of.st_mode))
