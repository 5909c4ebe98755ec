"""The text of extensions.ael and of what it includes, and a cursor to read it with.

In: a directory. Out: each file without its comments, line numbers as they are; a cursor over it. Pitfall: the
arguments of an application are one text however many lines they take, and `//` within them or within a value
(`AGI(agi://...)`) begins no comment: tried on Asterisk 22.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.model import Blind, Place
from veilleur.pbx.asterisk.dialplan.reading.config_file import (
    MAX_CHARACTERS_READ,
    MAX_DEPTH,
    MAX_FILE_BYTES,
    MAX_FILES,
    included_files,
    text_of,
)

MAIN_FILE = "extensions.ael"
_SIGN = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?(?:\*/|\Z)|=>|[()=;{}]', re.DOTALL)
_INCLUDE = re.compile(r'\s*#\s*(?:try)?include\s+["<]([^">\n]+)[">]', re.IGNORECASE)
_BLANK = re.compile(r"\s*")
_NAME = re.compile(r"[^\s(){};=:&,|]+")


class Source(NamedTuple):
    """One file without its comments: line numbers stay as they are."""

    text: str
    path: Path


def sources(directory: Path, blind: list[Blind]) -> list[Source]:
    """The file and what it includes, one after the other."""
    found: list[Source] = []
    main = directory / MAIN_FILE
    if main.is_file():
        _add(main, directory, (), found, blind)
    return found


class Cursor:
    """A place in the text of one file."""

    def __init__(self, source: Source) -> None:
        self.path = source.path
        self._text = source.text
        self._place = 0
        self._line = 1
        self._counted = 0

    @property
    def line(self) -> int:
        """The line of the next sign that is no blank."""
        self._skip()
        self._line += self._text.count("\n", self._counted, self._place)
        self._counted = self._place
        return self._line

    def is_at(self, sign: str) -> bool:
        """Whether that comes next."""
        self._skip()
        return self._text.startswith(sign, self._place)

    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        self._skip()
        return self._place >= len(self._text)

    def take(self, sign: str) -> bool:
        """Whether that came next; it is read then."""
        if self.is_at(sign):
            self._place += len(sign)
            return True
        return False

    def name(self) -> str:
        """The word that comes next, "" when a sign does."""
        self._skip()
        found = _NAME.match(self._text, self._place)
        if found is None:
            return ""
        self._place = found.end()
        return found[0]

    def peek(self) -> str:
        """The word that comes next, left where it is."""
        self._skip()
        found = _NAME.match(self._text, self._place)
        return found[0] if found else ""

    def until(self, closing: str) -> str:
        """The text up to one of these signs outside brackets and quotes; the sign is read too."""
        depth, place, end = 0, self._place, len(self._text)
        is_quoted = False
        while place < end:
            sign = self._text[place]
            if sign == "\\":
                place += 2
                continue
            if sign == '"':
                is_quoted = not is_quoted
            elif not is_quoted:
                if not depth and sign in closing:
                    break
                if sign in "([{":
                    depth += 1
                elif sign in ")]}":
                    depth = max(0, depth - 1)
            place += 1
        text = self._text[self._place : place]
        self._place = min(place + 1, end)
        return "".join(one.strip() for one in text.split("\n"))

    def until_arrow(self) -> str:
        """The text up to `=>`, which is read too; "" when a statement ends before it."""
        arrow = self._text.find("=>", self._place)
        stop = len(self._text) if arrow < 0 else arrow
        text = self._text[self._place : stop].strip()
        if arrow < 0 or any(sign in text for sign in ";}"):
            return ""
        self._place = arrow + 2
        return text

    def step(self) -> None:
        """Leave one sign out: what cannot be understood never holds the reading up."""
        self._place += 1

    def _skip(self) -> None:
        found = _BLANK.match(self._text, self._place)
        if found is not None:
            self._place = found.end()


def _add(
    path: Path, directory: Path, above: tuple[Path, ...], found: list[Source], blind: list[Blind]
) -> None:
    place = Place(path, 0)
    if path in above or len(above) >= MAX_DEPTH or len(found) >= MAX_FILES:
        blind.append(Blind("loop" if path in above else "depth", path.name, place))
        return
    try:
        is_enough = sum(len(one.text) for one in found) > MAX_CHARACTERS_READ
        if is_enough or path.stat().st_size > MAX_FILE_BYTES:
            blind.append(Blind("size", path.name, place))
            return
        text = text_of(path)
    except OSError as error:
        blind.append(Blind("unreadable", f"{path.name}: {error.strerror}", place))
        return
    lines = without_comments(text).split("\n")
    included: list[Path] = []
    for number, line in enumerate(lines):
        directive = _INCLUDE.match(line) if "#" in line else None
        if directive:
            lines[number] = ""
            files = included_files(directory, directive[1])
            if not files:
                blind.append(Blind("missing", directive[1], Place(path, number + 1)))
            included += files
    found.append(Source("\n".join(lines), path))
    for one in included:
        _add(one, directory, (*above, path), found, blind)


def without_comments(text: str) -> str:
    """The text without its comments; line numbers stay as they are."""
    kept: list[str] = []
    start, place, depth, is_value = 0, 0, 0, False
    while (found := _SIGN.search(text, place)) is not None:
        sign, place = found[0], found.end()
        if sign[:2] in ("//", "/*"):
            if depth or is_value:
                place = found.start() + 2
                continue
            kept += [text[start : found.start()], "\n" * sign.count("\n")]
            start = place
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth = max(0, depth - 1)
        elif not depth and sign in "=;{}":
            is_value = sign == "="
    return "".join(kept) + text[start:]
