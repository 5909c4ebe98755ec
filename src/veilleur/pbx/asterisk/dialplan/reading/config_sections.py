"""The sections of a configuration file: which one a header adds to, or takes lines from.

In: headers and lines in the order in which Asterisk reads them. Out: sections, and whether Asterisk refuses
the line. Pitfall: names are compared without capitals, `(` must follow `]` at once, no blank is taken off
between commas, and `(+)` adds to no template (read in the public source of 16 and 22).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.model import Place
from veilleur.pbx.asterisk.dialplan.reading.config_lines import BLANKS

MAX_INHERITED = 2_000_000  # lines that templates hand on, all together
MAX_JOINED = 8_190  # characters of a value that `+=` makes longer
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_MOST_LOOKED_AT = 1_000  # sections of one name, for a filter that takes templates alone


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


class RefusedError(Exception):
    """Asterisk reads no further than this line."""


class TooMuchError(Exception):
    """More than is kept."""


class Sections:
    """All sections so far. current: the one that a file which is included goes on with."""

    def __init__(self, kept: list[Section]) -> None:
        self.current: Section | None = None
        self._kept = kept
        self._named: dict[str, list[Section]] = {}
        self._first_plain: dict[str, int] = {}
        self._inherited = 0
        self._keys: dict[int, tuple[int, dict[str, int]]] = {}

    def header(self, line: str, place: Place, *, are_all_known: bool) -> Section:
        """The section that the lines after a header belong to.

        are_all_known: whether a name that is not there is nowhere.

        Raises:
            RefusedError: when Asterisk stops here.
            TooMuchError: when templates hand on more lines than are kept.
        """
        name, bracket, rest = line[1:].partition("]")
        if not bracket:
            raise RefusedError
        new = target = Section(name, place)
        options: list[str] = []
        if rest.startswith("("):
            inner, closed, _rest = rest[1:].partition(")")
            if not closed:
                raise RefusedError
            options = inner.split(",")
        for option in options:
            if option == "!":
                target.is_template = True
                continue
            is_added = option.startswith("+")
            known = self._to_add_to(name, option[1:]) if is_added else self._first(option)
            if known is None:
                if are_all_known:
                    raise RefusedError
            elif is_added:
                if target is new:
                    known.is_template = known.is_template or new.is_template
                    known.lines += new.lines
                target = known
            else:
                self._inherit(target, known)
        if target is new:
            self._kept.append(new)
            self._named.setdefault(name.translate(_LOWER), []).append(new)
        self.current = target
        return target

    def set(self, section: Section, line: str, path: Path, number: int) -> bool:
        """Add what a line says to a section; False where it says nothing that Asterisk takes.

        Raises:
            RefusedError: when Asterisk stops here.
            TooMuchError: when the value is longer than is kept.
        """
        is_escaped = line[0] == "\\"
        if is_escaped:
            line = line[1:]
            if not line or line[0] in BLANKS:
                raise RefusedError
        mark = line.find("=", is_escaped)
        if mark < 0:
            return False
        key, value = line[:mark], line[mark + 1 :]
        if key[-1:] == "+" and mark > is_escaped:
            key = key[:-1].strip(BLANKS)
            known = self._last(section, key)
            if known is not None:
                former = section.lines[known]
                if len(former.value) + len(value) > MAX_JOINED:
                    raise TooMuchError
                section.lines[known] = former._replace(value=f"{former.value}{value}".strip(BLANKS))
                return True
        else:
            key = key.strip(BLANKS)
            if value[:1] == ">":  # "key => value" is "key = value"
                value = value[1:]
        if key:
            section.lines.append(Line(key, value.strip(BLANKS), path, number))
        return bool(key)

    def _inherit(self, section: Section, base: Section) -> None:
        self._inherited += len(base.lines)
        if base is section or self._inherited > MAX_INHERITED:
            raise TooMuchError
        section.lines += base.lines

    def _all(self, name: str) -> list[Section]:
        """The sections of a name; of no name, all of them."""
        return self._named.get(name.translate(_LOWER), []) if name else self._kept

    def _first(self, name: str) -> Section | None:
        return next(iter(self._all(name)), None)

    def _to_add_to(self, name: str, which: str) -> Section | None:
        """The section that `(+)` adds to. which: what may stand behind the plus, as TEMPLATES=include."""
        key, _sign, value = (one.strip(BLANKS) for one in which.partition("="))
        if not which:
            return self._plain(name)
        if key == "TEMPLATES" and value.translate(_LOWER) == "restrict":
            return next((one for one in islice(self._all(name), _MOST_LOOKED_AT) if one.is_template), None)
        return self._first(name) if "=" in which else None

    def _plain(self, name: str) -> Section | None:
        """The first section of a name that is no template: one that became a template stays one."""
        sections, key = self._all(name), name.translate(_LOWER)
        place = self._first_plain.get(key, 0)
        while place < len(sections) and sections[place].is_template:
            place += 1
        self._first_plain[key] = place
        return sections[place] if place < len(sections) else None

    def _last(self, section: Section, key: str) -> int | None:
        """Where the last line of a key stands in a section."""
        upto, places = self._keys.get(id(section), (0, {}))
        for number in range(upto, len(section.lines)):
            places[section.lines[number].key] = number
        self._keys[id(section)] = (len(section.lines), places)
        return places.get(key)
