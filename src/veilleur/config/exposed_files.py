"""Secrets that other users of the machine can read, and a Python with known holes: said at each start.

In: settings. Out: one sentence for each thing to mend. Pitfall: a group may be meant to read (root keeps the
file, the service's group reads it), so only what all others may do counts, and what a group may write.
"""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from veilleur.config.settings import Settings
from veilleur.words.messages import Message

# Codes, keys, and the people of alerts and page: what belongs to a site and is neither its configuration nor
# its journal. Each lies beside the journal.
BESIDE_JOURNAL = (
    "codes.json",
    "alerts.key",
    "alerts.people.json",
    "alerts.links.json",
    "page.json",
    "dossier.key",
)
EXPOSED = stat.S_IRWXO | stat.S_IWGRP
# Where tarfile and zipfile got their mends of October 2025; docs/security.md names them.
LEAST_PATCH = {(3, 11): 14, (3, 12): 12, (3, 13): 8}
OF_A_DISTRIBUTION = "/usr/bin/"  # Debian mends its Python without a new number


def exposed_files(settings: Settings) -> Iterator[Message]:
    """What others may read or change of the files that hold a secret or people's numbers."""
    journal = settings.journal.file
    beside = [journal.with_name(name) for name in (*BESIDE_JOURNAL, f"{journal.name}.seal")]
    for path in dict.fromkeys([*settings.secret_files, *beside, journal]):
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except OSError:
            continue  # not there yet; whoever needs it says so
        if mode & EXPOSED:
            yield Message(
                "{path}: other users of this machine may read or change it (mode {mode}); "
                "run `chmod 600 {path}`.",
                path=path,
                mode=f"{mode:04o}",
            )


def old_python(
    version: tuple[int, int, int] = sys.version_info[:3], executable: str = sys.executable
) -> Message | None:
    """What a person reads when this Python has known holes in what reads strangers' files."""
    least = LEAST_PATCH.get(version[:2])
    if least is None or version[2] >= least or str(Path(executable).resolve()).startswith(OF_A_DISTRIBUTION):
        return None
    return Message(
        "This Python is {version}; {least} or later closes known holes in what reads archives "
        "(docs/security.md).",
        version=".".join(map(str, version)),
        least=f"{version[0]}.{version[1]}.{least}",
    )
