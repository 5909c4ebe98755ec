"""A configuration file as Asterisk reads it: includes, comments, templates, sections, and where it stops.

In: a directory and the name of its file. Out: sections in the order in which Asterisk keeps them, each line
with its file and number, what cannot be read, and what Asterisk refuses. Pitfall: at a line that it refuses
Asterisk drops the file as a whole; within a file that is included it leaves out the rest of that one alone,
and the files that the same include names after it (read in the public source of 16 and 22).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from veilleur.pbx.asterisk.dialplan.model import Blind, Place
from veilleur.pbx.asterisk.dialplan.reading.config_lines import BLANKS, Lines
from veilleur.pbx.asterisk.dialplan.reading.config_sections import (
    Line,
    RefusedError,
    Section,
    Sections,
    TooMuchError,
)
from veilleur.pbx.bounded_files import bytes_of

__all__ = [
    "ConfigFile",
    "Line",
    "Section",
    "all_files",
    "included_files",
    "read",
    "text_of",
]

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
_WORD = re.compile(r"[^\x00-\x20]*")
_MOST_NOTES = 1_000
_REFUSALS = ("refused", "broken_off")
_SHOWN = 80  # characters of a line that is refused


@dataclass(slots=True)
class ConfigFile:
    """What a file and all that it includes say. files: each file once, in the order in which it is first
    read; notes: lines that Asterisk passes over, as (place, text)."""

    sections: list[Section] = field(default_factory=list)
    blind: list[Blind] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    notes: list[tuple[Place, str]] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether Asterisk drops the file as a whole: the sections are those before the fault."""
        return any(one.kind == "refused" for one in self.blind)

    @property
    def refusals(self) -> list[Blind]:
        """Where Asterisk stops reading: the file as a whole, or one that it includes."""
        return [one for one in self.blind if one.kind in _REFUSALS]

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
        reader.load([path], ())
    return reader.found


def all_files(directory: Path, name: str) -> list[Path]:
    """A file and all that it includes, behind a line too at which Asterisk stops reading: what we wrote there
    is ours all the same."""
    reader = _Reader(directory, text_of, stops=False)
    path = directory / name
    if path.is_file():
        reader.load([path], ())
    return reader.found.files


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


def _shown(line: str) -> str:
    """What may be shown of a line: a header or a directive, of others the key alone, for the value may be
    secret."""
    return (line if line[0] in "[#" else line.partition("=")[0].rstrip(BLANKS))[:_SHOWN]


class _Ended(Enum):
    """How the reading of what an include names ended."""

    NOTHING = auto()  # there is no such file
    READ = auto()
    REFUSED = auto()


class _Reader:
    def __init__(self, directory: Path, text: Text, *, stops: bool = True) -> None:
        self.found = ConfigFile()
        self._stops = stops  # where Asterisk does
        self._sections = Sections(self.found.sections)
        self._text = text
        self._directory = directory
        self._reads = 0
        self._lines = 0
        self._characters = 0
        self._level = 0
        self._is_all_seen = True  # else a section may stand where nothing was read

    def load(self, paths: list[Path], above: tuple[Path, ...]) -> _Ended:
        """Read the files that one include names."""
        if not paths or self._level > MAX_DEPTH:
            return _Ended.NOTHING
        self._level += 1
        # A file goes on with the section that was begun last; the lines after its include stay where they
        # were.
        lines, section = Lines(), self._sections.current
        for path in paths:
            try:
                section = self._file(path, above, lines, section)
            except RefusedError:
                return _Ended.REFUSED  # the level stays as it is: after ten of them an include is too deep
        self._level -= 1
        return _Ended.READ

    def _file(
        self, path: Path, above: tuple[Path, ...], lines: Lines, section: Section | None
    ) -> Section | None:
        """Read one file; gives the section that its last line belongs to."""
        text = self._text_to_read(path, above)
        if text is None:
            return section
        for number, line in lines.of(text):
            first = line[:1]
            try:
                if first == "[":
                    place = Place(path, number)
                    section = self._sections.header(line, place, are_all_known=self._is_all_seen)
                elif first == "#":
                    self._directive(line, Place(path, number), (*above, path))
                elif not line:
                    self._note(Place(path, number), "too long")
                elif section is not None:
                    if not self._sections.set(section, line, path, number):
                        self._note(Place(path, number), "no =" if "=" not in line else "no name before =")
                elif not above or self._is_all_seen:
                    raise RefusedError
            except RefusedError:
                self._blind("broken_off" if above else "refused", _shown(line), Place(path, number))
                if self._stops:
                    raise
            except TooMuchError:
                self._blind("size", _shown(line), Place(path, number))
        if lines.open_comment:
            self._note(Place(path, lines.open_comment), "a comment without an end")
        return section

    def _text_to_read(self, path: Path, above: tuple[Path, ...]) -> str | None:
        """The text of a file; None where it is not read, which is named."""
        place = Place(path, 0)
        if path in above:
            self._blind("loop", path.name, place)
            return None
        self._reads += 1
        try:
            is_small = path.stat().st_size <= MAX_FILE_BYTES
            is_enough = self._characters > MAX_CHARACTERS_READ or self._lines > MAX_LINES
            if not is_small or self._reads > MAX_FILES or is_enough:
                self._blind("size", path.name, place)
                return None
            text = self._text(path)
        except OSError as error:
            self._blind("unreadable", f"{path.name}: {error.strerror}", place)
            return None
        if path not in self.found.files:
            self.found.files.append(path)
        self._lines += text.count("\n") + 1
        self._characters += len(text)
        return text

    def _directive(self, line: str, place: Place, above: tuple[Path, ...]) -> None:
        word = _WORD.match(line, 1)
        assert word is not None
        kind, name = word[0].lower(), line[word.end() :].strip(BLANKS)
        if kind not in ("exec", "include", "tryinclude") or not name:
            self._note(place, _shown(line))
            return
        if name[0] in ('"', "<") and name[-1] == (">" if name[0] == "<" else '"'):
            name = name[1:-1]
        if kind == "exec":
            self._blind("exec", name, place)
            return
        files = included_files(self._directory, name)
        ended = self.load(files, above)
        if ended is not _Ended.NOTHING or kind == "tryinclude":
            return
        if files:
            raise RefusedError
        # A copy that is audited often lacks files that the PBX has: what follows is read all the same.
        self._blind("missing", name, place)

    def _note(self, place: Place, text: str) -> None:
        if len(self.found.notes) < _MOST_NOTES:
            self.found.notes.append((place, text))

    def _blind(self, kind: str, text: str, place: Place) -> None:
        self.found.blind.append(Blind(kind, text, place))
        self._is_all_seen = self._is_all_seen and kind in (*_REFUSALS, "loop")
