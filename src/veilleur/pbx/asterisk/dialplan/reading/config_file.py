"""A configuration file as Asterisk reads it: includes, comments, templates, sections.

In: a directory and the name of its file. Out: sections in the order in which Asterisk keeps them, each line
with its file and number, and what cannot be read. Pitfall: `#exec` runs a program and is named, never run; a
section with `(+)` is added to the first of its name; what is included twice is read twice, as Asterisk does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.model import Blind, Place
from veilleur.pbx.bounded_files import bytes_of

Text = Callable[[Path], str]  # gives the text of a file
USUAL_DIRECTORY = "/etc/asterisk/"
MAX_FILE_BYTES = 20_000_000
MAX_CHARACTERS_READ = 100_000_000  # of all files together
MAX_FILES = 1_000  # each time that one is read
MAX_LINES = 2_000_000
MAX_DEPTH = 10  # Asterisk's own
_MAGIC = re.compile(r"[*?\[{]")
_BRACES = re.compile(r"\{([^{}]*)\}")
_STARS = re.compile(r"\*{2,}")
BRACED_MOST = 1_000  # names that one include may stand for
_HEADER = re.compile(r"\[([^\]]*)\]\s*(?:\(([^)]*)\))?")


class Line(NamedTuple):
    """One `key = value` of a section."""

    key: str
    value: str
    path: Path
    number: int


@dataclass(slots=True)
class Section:
    """One section. place: where its header stands."""

    name: str
    place: Place
    is_template: bool = False
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class ConfigFile:
    """What a file and all that it includes say. files: each file once, in the order in which it is first
    read."""

    sections: list[Section] = field(default_factory=list)
    blind: list[Blind] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    def named(self, name: str) -> list[Section]:
        """The sections of that name, templates left out."""
        return [one for one in self.sections if one.name == name and not one.is_template]


def read(directory: Path, name: str, text: Text | None = None) -> ConfigFile:
    """Read a file of a directory, and what it includes; nothing where the file is not there.

    text: gives the text of a file, `text_of` unless given.
    """
    reader = _Reader(directory, text or text_of)
    path = directory / name
    if path.is_file():
        reader.file(path, ())
    return reader.found


def text_of(path: Path) -> str:
    """The text of a file; every byte comes back when it is written as UTF-8 with surrogateescape.

    Raises:
        OSError: when it may not be read, is no regular file, or larger than `MAX_FILE_BYTES`.
    """
    return bytes_of(path, MAX_FILE_BYTES).decode("utf-8", "surrogateescape")


def included_files(directory: Path, name: str) -> list[Path]:
    """The files that an include names, in the order in which Asterisk reads them."""
    place = directory / name.removeprefix(USUAL_DIRECTORY)
    if not _MAGIC.search(name):
        return [place] if _is_file(place) else []
    found: list[Path] = []
    # As glob(3) has it, two stars are one: none walks through folders.
    for one in _braces(_STARS.sub("*", str(place))):
        pattern = Path(one)
        try:
            inner = str(pattern.relative_to(pattern.anchor))
            named = sorted(path for path in Path(pattern.anchor).glob(inner) if path.is_file())
            # As glob(3) has it: a name that begins with a dot is matched by a pattern that does.
            found += [path for path in named if not path.name.startswith(".") or pattern.name[0] == "."]
        except (ValueError, NotImplementedError, OSError):
            continue
    return found


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file may have is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _braces(text: str) -> list[str]:
    names = [text]
    while (found := _BRACES.search(names[0])) is not None and len(names) < BRACED_MOST:
        options = found[1].split(",")
        names = [
            one[: place.start()] + option + one[place.end() :]
            for one in names
            if (place := _BRACES.search(one)) is not None
            for option in options
        ][:BRACED_MOST]
    return names


class _Reader:
    def __init__(self, directory: Path, text: Text) -> None:
        self.found = ConfigFile()
        self._text = text
        self._directory = directory
        self._section: Section | None = None
        self._by_name: dict[str, Section] = {}
        self._reads = 0
        self._lines = 0
        self._characters = 0
        self._comment_depth = 0

    def file(self, path: Path, above: tuple[Path, ...]) -> None:
        """Read one file into the sections."""
        place = Place(path, 0)
        if path in above or len(above) >= MAX_DEPTH:
            self._blind("loop" if path in above else "depth", path.name, place)
            return
        self._reads += 1
        try:
            is_small = path.stat().st_size <= MAX_FILE_BYTES
            is_enough = self._characters > MAX_CHARACTERS_READ or self._lines > MAX_LINES
            if not is_small or self._reads > MAX_FILES or is_enough:
                self._blind("size", path.name, place)
                return
            text = self._text(path)
        except OSError as error:
            self._blind("unreadable", f"{path.name}: {error.strerror}", place)
            return
        if path not in self.found.files:
            self.found.files.append(path)
        lines = text.split("\n")
        self._lines += len(lines)
        self._characters += len(text)
        self._comment_depth = 0
        for number, raw in enumerate(lines, start=1):
            line = raw
            if ";" in line or self._comment_depth:
                line = self._without_comment(line)
            line = line.strip()
            if not line:
                continue
            first = line[0]
            if first == "[":
                self._header(line, path, number)
            elif first == "#":
                self._directive(line, path, number, (*above, path))
            elif self._section is not None:
                key, sign, value = line.partition("=")
                if sign:
                    # "key => value" is "key = value"
                    value = value[1:] if value.startswith(">") else value
                    self._section.lines.append(Line(key.rstrip(), value.lstrip(), path, number))

    def _without_comment(self, line: str) -> str:
        """The line without comments; `;--` opens one over several lines, `--;` closes it."""
        kept: list[str] = []
        place, end = 0, len(line)
        while place < end:
            if self._comment_depth:
                close = line.find("--;", place)
                again = line.find(";--", place)
                if 0 <= again < (close if close >= 0 else end) and line[again + 3 : again + 4] != "-":
                    self._comment_depth += 1
                    place = again + 3
                    continue
                if close < 0:
                    return "".join(kept)
                self._comment_depth -= 1
                place = close + 3
                continue
            mark = line.find(";", place)
            if mark < 0:
                kept.append(line[place:])
                break
            if mark and line[mark - 1] == "\\":
                kept += [line[place : mark - 1], ";"]
                place = mark + 1
                continue
            kept.append(line[place:mark])
            if line.startswith(";--", mark) and line[mark + 3 : mark + 4] != "-":
                self._comment_depth = 1
                place = mark + 3
                continue
            break
        return "".join(kept)

    def _header(self, line: str, path: Path, number: int) -> None:
        found = _HEADER.match(line)
        if found is None:
            self._section = None
            return
        name, options = found[1], [one.strip() for one in (found[2] or "").split(",") if one.strip()]
        place = Place(path, number)
        if any(one.startswith("+") for one in options):
            known = self._by_name.get(name)
            if known is not None:
                self._section = known
                return
        section = Section(name, place, is_template="!" in options)
        for base in options:
            ancestor = self._by_name.get(base)
            if ancestor is not None:
                section.lines += ancestor.lines
        self.found.sections.append(section)
        self._by_name.setdefault(name, section)
        self._section = section

    def _directive(self, line: str, path: Path, number: int, above: tuple[Path, ...]) -> None:
        word, _blank, rest = line[1:].lstrip().partition(" ")
        if "\t" in word:
            word, _tab, rest = line[1:].lstrip().partition("\t")
        name = rest.strip()
        if name[:1] in ('"', "<"):
            name = name[1:].partition('"' if name[0] == '"' else ">")[0]
        kind = word.lower()
        if kind == "exec":
            self._blind("exec", name, Place(path, number))
        elif kind in ("include", "tryinclude"):
            files = included_files(self._directory, name)
            if not files and kind == "include" and not _MAGIC.search(name):
                self._blind("missing", name, Place(path, number))
            for one in files:
                self.file(one, above)

    def _blind(self, kind: str, text: str, place: Place) -> None:
        self.found.blind.append(Blind(kind, text, place))
