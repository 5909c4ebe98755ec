"""Where FreePBX's predial hook lies, and how ours comes before the owner's. Pure but for reading files.

In: a directory of Asterisk. Out: a `HookPlace`. Pitfall: the first definition of a priority wins, so that a
hook in a file that is read earlier takes the place of ours without a word; and a hook that begins with `n`
never ran. FreePBX's own empty hook, in extensions.conf, is always the last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan import Model, Step, read_directory
from veilleur.pbx.asterisk.dialplan.model import NOWHERE, Place
from veilleur.pbx.asterisk.dialplan.reading.extensions_conf import MAIN_FILE, is_generated
from veilleur.pbx.asterisk.setup.dialplan import HOOK_CONTEXT, OWNERS_HOOK, hook_lines
from veilleur.pbx.asterisk.setup.insertion import is_counted
from veilleur.pbx.asterisk.setup.plan import AsteriskPlan

_HEADER = re.compile(rf"^(\s*)\[{HOOK_CONTEXT}\](.*)$")
_ANY_HEADER = re.compile(r"^\s*\[[^\]]+\]")
_FIRST = re.compile(r"^exten\s*=>?\s*s\s*,\s*1\s*(\([^)]*\))?\s*,(.*)$")
OWN, JOINED, CALLED, BY_HAND, MODULE = "own", "joined", "called", "by_hand", "module"
Text = Callable[[Path], str]


class HookEdit(NamedTuple):
    """One line of a file, and the lines to write in its place."""

    path: Path
    line: int
    in_place: tuple[str, ...]


class HookPlace(NamedTuple):
    """how: OWN, there is no other hook; JOINED, our lines stand at the head of the owner's; CALLED, the
    owner's bears another name and ours calls it; BY_HAND, a person must add the lines at `place`; MODULE, our
    module for FreePBX asks before each Dial itself, and no hook is needed."""

    how: str
    place: Place = NOWHERE
    edits: tuple[HookEdit, ...] = ()


def find_hook(directory: Path, plan: AsteriskPlan, text: Text) -> HookPlace:
    """Where ours is to go. text: gives the text of a file, without what we wrote into it."""
    found = read_directory(directory, text)
    model = Model(found.plan, found.around)
    if _is_asked_by_module(model):
        return HookPlace(MODULE)
    context = found.plan.contexts.get(HOOK_CONTEXT)
    first = context.extensions.get("s", {}).get(1) if context is not None else None
    if first is None or first.path is None or first.path.name == MAIN_FILE:
        return HookPlace(OWN)
    home = directory.resolve()
    headers = list(_headers([path for path in found.files if path.name != MAIN_FILE], text))
    paths = {path for path, _number, _line in headers} | {first.path}
    if any(is_generated(path) or not path.resolve().is_relative_to(home) for path in paths):
        return HookPlace(BY_HAND, first.place)
    if len(headers) == 1 and _is_plain(model, first, text):
        return HookPlace(JOINED, first.place, (_joined(first, plan, text),))
    if any(HOOK_CONTEXT in line for path, number, _line in headers for line in _section(path, number, text)):
        return HookPlace(BY_HAND, first.place)
    edits = tuple(
        HookEdit(path, number, (_HEADER.sub(rf"\g<1>[{OWNERS_HOOK}]\g<2>", line.rstrip("\r")),))
        for path, number, line in headers
    )
    return HookPlace(CALLED, first.place, edits)


def _is_asked_by_module(model: Model) -> bool:
    """Whether the macro that FreePBX generates asks, as our module writes it at each Apply Config."""
    macro = model.plan.contexts.get("macro-dialout-trunk")
    steps = macro.extensions.get("s", {}).values() if macro is not None else ()
    return any(
        one.path is not None and is_generated(one.path) and one.data.startswith("veilleur-gate,")
        for one in steps
    )


def _headers(files: list[Path], text: Text) -> Iterator[tuple[Path, int, str]]:
    for path in files:
        for number, line in enumerate(text(path).split("\n"), 1):
            if _HEADER.match(line):
                yield path, number, line


def _section(path: Path, header: int, text: Text) -> Iterator[str]:
    """The lines below a header, up to the next one."""
    for line in text(path).split("\n")[header:]:
        if _ANY_HEADER.match(line):
            return
        yield line


def _is_plain(model: Model, first: Step, text: Text) -> bool:
    """Whether lines can be put before the owner's: s,1 and then n, and nothing counts them."""
    assert first.path is not None
    steps = model.plan.contexts[HOOK_CONTEXT].extensions["s"].values()
    is_written_so = _FIRST.match(text(first.path).split("\n")[first.line - 1]) is not None
    return is_written_so and all(one.path == first.path for one in steps) and not is_counted(model, first)


def _joined(first: Step, plan: AsteriskPlan, text: Text) -> HookEdit:
    assert first.path is not None
    line = text(first.path).split("\n")[first.line - 1]
    found = _FIRST.match(line)
    assert found is not None
    moved = f"exten => s,n{found[1] or ''},{found[2]}"
    return HookEdit(first.path, first.line, (*hook_lines(plan), moved))
