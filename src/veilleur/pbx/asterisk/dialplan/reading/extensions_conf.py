"""extensions.conf (and what it includes) into a dialplan, as Asterisk's pbx_config does it.

In: sections of a configuration file. Out: steps, includes, switches, hints and global variables added to a
dialplan. Pitfall: `n` counts on from the last line of the section whatever its extension was, `same` keeps
the extension, and a section that comes a second time begins to count at nothing (all tried on Asterisk 16 and
22).
"""

from __future__ import annotations

import re
from pathlib import Path

from veilleur.pbx.asterisk.dialplan.model import Blind, Context, Dialplan, Include, Place, Step
from veilleur.pbx.asterisk.dialplan.reading.config_file import ConfigFile, Line, Section
from veilleur.pbx.asterisk.dialplan.text import application_call, split, whole

_OF_VICIDIAL = "extensions-vicidial.conf"  # written each minute from its database
MAIN_FILE = "extensions.conf"
_SETTINGS = frozenset({"general", "globals"})
_VARIABLE = re.compile(r"\$\{(?:GLOBAL\()?([A-Za-z_][A-Za-z0-9_]*)\)?\}")
_NONE_YET = -2
_MOST_NOTES = 1_000


def add_file(plan: Dialplan, file: ConfigFile) -> None:
    """Add what the sections say to the plan."""
    plan.blind += file.blind
    plan.notes += file.notes
    for section in file.sections:
        if section.name.lower() == "globals" and not section.is_template:
            for line in section.lines:
                plan.variables[line.key] = substituted(line.value, plan.variables)
    for section in file.sections:
        if section.is_template or section.name.lower() in _SETTINGS:
            continue
        _Counting(plan, section).read()


def substituted(text: str, variables: dict[str, str]) -> str:
    """The text with the global variables known so far in it, as Asterisk does while it reads."""
    if "${" not in text:
        return text
    return _VARIABLE.sub(lambda one: variables.get(one[1], ""), text)


class _Counting:
    """One section on its way into the plan: which extension and which priority came last."""

    def __init__(self, plan: Dialplan, section: Section) -> None:
        self._plan = plan
        self._section = section
        self._context: Context = plan.context(section.name)
        self._extension = ""
        self._last = _NONE_YET

    def read(self) -> None:
        for line in self._section.lines:
            key = line.key.lower()
            if key in ("exten", "same"):
                self._step(line, key)
            elif key == "include":
                name, times = _times(substituted(line.value, self._plan.variables))
                self._context.includes.append(Include(name, times, _place(line)))
            elif key in ("switch", "lswitch", "eswitch"):
                blind = Blind("switch", line.value, _place(line), self._context.name)
                self._context.switches.append(blind)
            elif key == "ignorepat":
                self._context.ignored.append(line.value)

    def _step(self, line: Line, key: str) -> None:
        rest = line.value
        if key == "exten":
            name, _comma, rest = rest.partition(",")
            if "[" in name and "]" not in name:  # a comma within a set of signs
                name, rest = _bracketed(line.value)
            name = substituted(name, self._plan.variables).strip()
            pattern, bar, caller = name.partition("/")
            pattern = _without_blanks(pattern)
            self._extension = f"{pattern}/{caller.strip()}" if bar else pattern
        elif not self._extension:
            self._note(line, "same before any exten")
            return
        priority_text, _comma, what = rest.partition(",")
        priority_text, _bracket, label = priority_text.strip().partition("(")
        label = label.partition(")")[0].strip()
        if priority_text == "hint":
            self._context.hints.setdefault(self._extension, what.strip())
            return
        priority = self._priority(priority_text)
        if priority is None:
            self._note(line, f"priority {priority_text}")
            return
        self._last = priority
        if not self._extension:
            self._note(line, "an extension without a name")
            return
        application, data = application_and_data(what)
        self._plan.add(
            Step(
                context=self._context.name,
                extension=self._extension,
                priority=priority,
                label=label,
                application=application,
                data=data,
                path=line.path,
                line=line.number,
                written=priority_text,
            )
        )

    def _priority(self, text: str) -> int | None:
        base, plus, more = text.partition("+")
        base = base.strip()
        if base.isdecimal():
            priority: int | None = whole(base)
        elif base in ("n", "next"):
            priority = self._last + 1 if self._last > _NONE_YET else None
        elif base in ("s", "same"):
            priority = self._last if self._last > _NONE_YET else None
        else:
            priority = self._context.label(self._extension, base)
        if priority is None or priority < 1 or priority > 10_000_000:
            return None
        digits = re.match(r"\s*(\d+)", more) if plus else None
        return priority + whole(digits[1]) if digits else priority

    def _note(self, line: Line, text: str) -> None:
        if len(self._plan.notes) < _MOST_NOTES:
            self._plan.notes.append((_place(line), text))


def application_and_data(text: str) -> tuple[str, str]:
    """Application and arguments of a line, as Asterisk parts them; `Dial,SIP/201|30` is how 1.4 wrote it."""
    text = text.strip()
    name, bracket, _rest = text.partition("(")
    old, comma, arguments = name.partition(",")
    if comma and old.strip().isalnum():
        return old.strip(), f"{arguments}{bracket}{_rest}".strip()
    if not bracket or "${" in name or "$[" in name:
        return text, ""
    return application_call(text)


def _times(value: str) -> tuple[str, str]:
    pieces = split(value, ",", 1) if "," in value else value.split("|", 1)
    return pieces[0].strip(), pieces[1].strip() if len(pieces) > 1 else ""


def _bracketed(value: str) -> tuple[str, str]:
    close = value.find("]")
    head, _comma, rest = value[close:].partition(",")
    return value[:close] + head, rest


def _without_blanks(name: str) -> str:
    """The name of an extension as Asterisk keeps it: without blanks, but for those within a set of signs."""
    name = name.strip()
    if " " not in name:
        return name
    kept, is_within = [], False
    for sign in name:
        is_within = (sign == "[" and name[0] == "_") or (is_within and sign != "]")
        if sign != " " or is_within:
            kept.append(sign)
    return "".join(kept)


def _place(line: Line) -> Place:
    return Place(line.path, line.number)


def is_generated(path: Path) -> bool:
    """Whether the PBX writes this file itself, so that what a person adds does not last."""
    return path.name.endswith("_additional.conf") or path.name == _OF_VICIDIAL
