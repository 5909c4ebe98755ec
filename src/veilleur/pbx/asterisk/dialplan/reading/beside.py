"""Files beside the dialplan by which calls are placed: keys of a running call, calendars, commands at start.

In: features.conf, confbridge.conf, calendar.conf and cli.conf of a directory. Out: `Member`s, contexts and
places of its surroundings. Pitfall: what they run is no step of the dialplan, so that no question can stand
before it; only a routine that they call can ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from veilleur.pbx.asterisk.dialplan.applications import Does, application, is_known
from veilleur.pbx.asterisk.dialplan.model import Place
from veilleur.pbx.asterisk.dialplan.reading.config_file import Line, read
from veilleur.pbx.asterisk.dialplan.reasons import Reason
from veilleur.pbx.asterisk.dialplan.surroundings import Member, Surroundings
from veilleur.pbx.asterisk.dialplan.text import application_call, split, unquoted

FEATURES, CALENDAR, COMMANDS = "features.conf", "calendar.conf", "cli.conf"
CONFERENCES = "confbridge.conf"
_DIAL = frozenset({Does.DIALS, Does.PLACES, Does.ADDS})
_RUN = frozenset({Does.PROGRAM, Does.SHELL})
_GO_ON = frozenset({Does.JUMPS, Does.ENTERS})
_WORD = re.compile(r"[\w.-]+")
_MENU = re.compile(r"dialplan_exec\(([^()]*)\)", re.IGNORECASE)
_ORIGINATE = re.compile(r"^\s*(?:channel\s+)?originate\s+(\S+)", re.IGNORECASE)


def add_beside(around: Surroundings, directory: Path) -> None:
    """Add what these files say."""
    for section in read(directory, FEATURES).sections:
        if section.name.lower() == "applicationmap":
            for line in section.lines:
                around.members += _of_key(around, line)
    for section in read(directory, CALENDAR).sections:
        for line in section.lines:
            if line.key.lower() == "channel":
                around.members.append(_member(CALENDAR, line, line.value.strip(), Reason.NEVER_ASKS))
            elif line.key.lower() == "context":
                around.contexts.add(line.value.strip())
    for section in read(directory, CONFERENCES).sections:
        for line in section.lines:
            for place in _MENU.findall(line.value):
                around.entered_at.append(place)
                around.contexts.add(place.partition(",")[0].strip())
    for section in read(directory, COMMANDS).sections:
        if section.name.lower() == "startup_commands":
            for line in section.lines:
                found = _ORIGINATE.match(line.key)
                if found:
                    around.members.append(_member(COMMANDS, line, found[1], Reason.CALL_FILE))


def _of_key(around: Surroundings, line: Line) -> Iterator[Member]:
    """`name => *5,self,Application(arguments)`, or `...,Application,arguments`."""
    pieces = split(line.value, ",")
    if len(pieces) < 3:
        return
    if "(" in pieces[2]:
        name, data = application_call(unquoted(pieces[2]))
    else:
        name, data = pieces[2].strip(), unquoted(",".join(pieces[3:])).strip()
    kind = application(name)
    if kind is None:
        if not is_known(name):
            yield _member(FEATURES, line, "", Reason.UNKNOWN_APPLICATION)
    elif kind.does in _DIAL:
        arguments = split(data, ",")
        if 0 <= kind.argument < len(arguments):
            yield _member(FEATURES, line, arguments[kind.argument].strip(), Reason.NEVER_ASKS)
    elif kind.does in _RUN and (kind.argument == 0 or len(split(data, ",")) > kind.argument):
        yield _member(FEATURES, line, "", Reason.PROGRAM)
    elif kind.does in _GO_ON:
        around.entered_at.append(data.partition("(")[0])
        words = _WORD.findall(data)
        around.contexts.update((*words[:1], f"macro-{words[0]}") if words else ())


def _member(owner: str, line: Line, channel: str, reason: Reason) -> Member:
    text = f"{line.key} => {line.value}" if owner != COMMANDS else line.key
    return Member(owner, channel, Place(line.path, line.number), text, reason)
