"""What an Asterisk without FreePBX says of itself in its files: telephones, trunks, the digit to get out.

In: the directory of its files. Out: `Facts`, as of a FreePBX. Pitfall: peers that live in a database are in
no file, so that what is found may be a part; it is proposed all the same, and then asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from veilleur.pbx.asterisk.dialplan import Directory, Kind, Step, read_directory
from veilleur.pbx.asterisk.freepbx.facts import Facts, Route, RoutePattern, Trunk, channel_of
from veilleur.pbx.asterisk.freepbx.survey import zone_of_machine
from veilleur.words.errors import VeilleurError

_EXTENSION = re.compile(r"[0-9]{2,6}$")
_DIALLED = re.compile(r"\$\{EXTEN(?::(?P<cut>[0-9]{1,9}))?\}")


def facts_of(directory: Path, root: Path) -> tuple[Facts, bool]:
    """What its files say, and whether the number of each telephone is known.

    root: of the machine, for its time zone.
    """
    try:
        read = read_directory(directory)
    except VeilleurError:  # set-up names the file when it reads it itself
        return Facts(source=str(directory)), False
    named = set(_numbered(read))
    facts = Facts(
        source=str(directory),
        extensions=tuple(sorted({number for _name, number in named})),
        trunks=tuple(Trunk("", name, f"{technology}/{name}") for technology, name in _trunks(read)),
        routes=tuple(Route(step.context, (pattern,)) for step, pattern in _ways_out(read)),
        timezone=zone_of_machine(root),
    )
    return facts, read.around.are_peers_known and _telephones(read) == {name for name, _number in named}


def _numbered(read: Directory) -> Iterator[tuple[str, str]]:
    """Name and number of telephones: named by their number, or rung by it."""
    for name in _telephones(read):
        if _EXTENSION.match(name):
            yield name, name
    for step in read.plan.steps():
        if _EXTENSION.match(step.pattern) and step.application.lower() == "dial":
            technology, _slash, peer = channel_of(step.data.partition(",")[0]).partition("/")
            if read.around.peers.get((technology.upper(), peer)) is Kind.TELEPHONE:
                yield peer, step.pattern


def _telephones(read: Directory) -> set[str]:
    return {name for (_technology, name), kind in read.around.peers.items() if kind is Kind.TELEPHONE}


def _trunks(read: Directory) -> list[tuple[str, str]]:
    return [key for key, kind in read.around.peers.items() if kind is Kind.TRUNK]


def _ways_out(read: Directory) -> Iterator[tuple[Step, RoutePattern]]:
    """The lines that dial what was keyed by a trunk, with what they cut off before."""
    peers = {name for _technology, name in _trunks(read)}
    for step in read.plan.steps():
        dialled = _DIALLED.search(step.data)
        names = set(re.split(r"[/@,&]", step.data))
        if step.application.lower() != "dial" or dialled is None or not names & peers:
            continue
        pattern = step.pattern.removeprefix("_")
        cut = int(dialled["cut"] or 0)
        yield step, RoutePattern(prefix=pattern[:cut], rest=pattern[cut:])
