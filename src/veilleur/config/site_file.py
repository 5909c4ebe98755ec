"""One section of veilleur.toml changed by a command: all else in the file stays as its owner wrote it.

In: the path and what to change. Out: the file, written again where that changes something. Pitfall: the text
is read within the lock, after a person was asked: what another program wrote meanwhile is kept.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

import tomlkit

from veilleur.config.writing import editing, rewrite
from veilleur.words.errors import InputError


def edit(path: Path, change: Callable[[tomlkit.TOMLDocument], object]) -> None:
    """Change the configuration of one site.

    Raises:
        InputError: when it holds several sites, of which none is meant more than another.
    """
    with editing(path):
        before = path.read_text(encoding="utf-8-sig")
        after = changed(before, path, change)
        if after != before:
            rewrite(path, after)


def changed(before: str, path: Path, change: Callable[[tomlkit.TOMLDocument], object]) -> str:
    """The text with the change in it. Raises as `edit`."""
    document = tomlkit.parse(before)
    if not isinstance(document.get("site", {}), MutableMapping):
        raise InputError("{path}: it names several sites; write this into the one meant.", path=path)
    change(document)
    return tomlkit.dumps(document)


def section(document: tomlkit.TOMLDocument, name: str) -> MutableMapping[str, Any]:
    """A section where it stands, below [site] or by itself; a new one where it does not."""
    found = document.get(name, document.get("site", {}).get(name))
    if found is None:
        found = document[name] = tomlkit.table()
    assert isinstance(found, MutableMapping)
    return found
