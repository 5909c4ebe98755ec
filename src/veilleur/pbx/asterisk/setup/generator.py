"""Which kind of PBX writes the files of a directory itself, so that what a person adds to them does not last.

In: a dialplan and the files it was read from. Out: the name of the PBX, "" for files that are their owner's.
Pitfall: FreePBX and Issabel leave `*_custom.conf` to their owner, ViciDial all but one; their own files are
known by their names. Modules and owners change what a MikoPBX writes: two of its three marks are enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from veilleur.pbx.asterisk.dialplan import Dialplan

_OF_GUI = ("CallingRule_", "DLPN_", "numberplan-custom-")  # of Asterisk's own GUI, and of those made from it


def generator(plan: Dialplan, files: Iterable[Path]) -> str:
    """The PBX that rewrites these files at each change."""
    files = list(files)
    names = {path.name for path in files}
    folders = {path.parent.name for path in files}
    contexts = plan.contexts
    if _is_of_mikopbx(plan):
        return "MikoPBX"
    if folders & {"vitalpbx", "ombutel"} or any(name.startswith("extensions__") for name in names):
        return "VitalPBX"
    programs = " ".join(one.text for one in plan.blind if one.kind == "exec")
    if "confgend" in programs or any(name.startswith(("xivo-", "wazo-")) for name in contexts):
        return "Wazo"
    if any(name.startswith(_OF_GUI) for name in contexts):
        return "Asterisk GUI"
    return ""


def _is_of_mikopbx(plan: Dialplan) -> bool:
    if "outgoing" not in plan.contexts:
        return False
    has_providers = any(name.endswith("-outgoing") for name in plan.contexts)
    return ("internal-users" in plan.contexts) + ("TRANSFER_CONTEXT" in plan.variables) + has_providers >= 2
