"""How this very program is called again from here, for lines that a newcomer copies.

In: the environment. Out: `veilleur`, or the path of its command where no shell would find that word: after
`make run` it lies in `.venv/bin`.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "veilleur"


def own_command() -> str:
    """The word, or the shortest path, that starts this program."""
    beside = Path(sys.executable).with_name(NAME)
    found = shutil.which(NAME)
    if not beside.exists() or (found is not None and Path(found).resolve() == beside.resolve()):
        return NAME
    relative = os.path.relpath(beside)
    return shlex.quote(relative if not relative.startswith("..") else str(beside))
