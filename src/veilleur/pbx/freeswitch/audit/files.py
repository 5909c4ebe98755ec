"""The XML of FreeSWITCH read by its marks: parameters, users, extensions of the dialplan, with their lines.

In: a folder. Out: `Tag`s. Pitfall: FreeSWITCH puts files together before it parses them, so that one file
alone may be no XML; marks are found all the same, and what is commented out is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.bounded_files import text_of

LONGEST_FILE_BYTES = 4_000_000
_MOST_FILES = 20_000
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(
    r"<(/?)([A-Za-z][\w-]*)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>|<X-PRE-PROCESS[^>]*>"
)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class Tag(NamedTuple):
    """One mark. is_end: `</name>`."""

    name: str
    attributes: dict[str, str]
    is_end: bool
    is_empty: bool
    path: Path
    line: int


def tags(path: Path) -> Iterator[Tag]:
    """The marks of a file in their order; none of one that cannot be read."""
    try:
        text = text_of(path, LONGEST_FILE_BYTES)
    except OSError:
        return
    text = _COMMENT.sub(lambda one: "\n" * one[0].count("\n"), text)
    line, place = 1, 0
    for found in _TAG.finditer(text):
        line += text.count("\n", place, found.start())
        place = found.start()
        name = found[2] or "X-PRE-PROCESS"
        values = found[3] if found[2] else found[0]
        attributes = {
            one[1].lower(): one[2] if one[2] is not None else one[3] for one in _ATTRIBUTE.finditer(values)
        }
        yield Tag(name.lower(), attributes, found[1] == "/", found[4] == "/", path, line)


def xml_files(folder: Path, under: str = "") -> list[Path]:
    """The files of a part of the configuration."""
    place = folder / under if under else folder
    return sorted(place.rglob("*.xml"))[:_MOST_FILES] if place.is_dir() else []
