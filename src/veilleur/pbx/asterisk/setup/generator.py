"""Which kind of PBX writes the files of a directory itself, so that what a person adds to them does not last.

In: a dialplan and the files it was read from. Out: the name of the PBX, "" for files that are their owner's.
Pitfall: FreePBX and Issabel leave `*_custom.conf` to their owner; their own files are known by their names.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from veilleur.pbx.asterisk.dialplan import Dialplan


def generator(plan: Dialplan, files: Iterable[Path]) -> str:
    """The PBX that rewrites these files at each change."""
    files = list(files)
    names = {path.name for path in files}
    folders = {path.parent.name for path in files}
    contexts = plan.contexts
    if {"internal-users", "outgoing"} <= set(contexts) and "TRANSFER_CONTEXT" in plan.variables:
        return "MikoPBX"
    if folders & {"vitalpbx", "ombutel"} or any(name.startswith("extensions__") for name in names):
        return "VitalPBX"
    programs = " ".join(one.text for one in plan.blind if one.kind == "exec")
    if "confgend" in programs or any(name.startswith(("xivo-", "wazo-")) for name in contexts):
        return "Wazo"
    return ""
