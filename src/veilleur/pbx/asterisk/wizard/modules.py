"""Which modules an Asterisk does not load, as far as its files say.

In: a directory of Asterisk. Out: names of modules. Pitfall: a line that asks is a Gosub, and where no module
knows Gosub it ends the call, an emergency call too: it must not be written there. What was loaded or unloaded
by hand since stands in no file.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from veilleur.pbx.asterisk.dialplan.reading.config_file import read

_LOADS = frozenset({"load", "load-dynamic", "preload", "preload-require", "require"})
_YES = frozenset({"yes", "true", "on", "1", "y", "t"})


def left_out(directory: Path, modules: Iterable[str]) -> tuple[str, ...]:
    """Those of the modules that modules.conf leaves out; none where there is no such file."""
    file = read(directory, "modules.conf")
    lines = [line for section in file.sections if section.name.lower() == "modules" for line in section.lines]
    if not lines:
        return ()
    loads = {_bare(line.value) for line in lines if line.key.lower() in _LOADS}
    not_loaded = {_bare(line.value) for line in lines if line.key.lower() == "noload"}
    loads_all = any(line.key.lower() == "autoload" and line.value.strip().lower() in _YES for line in lines)
    return tuple(one for one in modules if one in not_loaded or not (loads_all or one in loads))


def _bare(name: str) -> str:
    return name.strip().lower().removesuffix(".so")
