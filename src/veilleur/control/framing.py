"""The form in which both ends of the control socket speak: one JSON object a line, at one path.

In: plain data, a path. Out: a line of bytes, a name that the kernel takes. Pitfall: a socket's path holds
107 bytes at most, so a longer one is reached by the descriptor of its folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATH_MAX_BYTES = 100  # the kernel takes 107


def encoded(data: dict[str, Any]) -> bytes:
    """One line of the socket."""
    return json.dumps(data).encode() + b"\n"


@contextmanager
def short_name(path: Path) -> Iterator[str]:
    """A name of the path that the kernel takes: long ones go through their folder's descriptor."""
    whole = str(path)
    if len(os.fsencode(whole)) <= PATH_MAX_BYTES:
        yield whole
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
