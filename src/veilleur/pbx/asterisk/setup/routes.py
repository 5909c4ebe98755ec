"""The lines of a dialplan by which calls leave, found in an owner's files, and how each is to ask first.

In: the files that Asterisk would read, `#include` and `#tryinclude` followed. Out: one `DialLine` for each
way out. Pitfall: `same` belongs to the extension above it, so a gate before a first priority takes its place;
and a line that is inserted moves every explicitly numbered one behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.setup.dialstrings import WayOut, ways_out

MAIN_FILE = "extensions.conf"
USUAL_DIRECTORY = "/etc/asterisk/"
GENERATED = "extensions_additional.conf"  # FreePBX rewrites it: nothing of ours would last there
ROUTE_FILES_MAX = 200
MAX_FILE_BYTES = 20_000_000
_INCLUDE = re.compile(r"^\s*#(?:try)?include\s+[\"<]?([^\">;\n]+?)[\">]?\s*(?:;.*)?$", re.MULTILINE)
_SECTION = re.compile(r"^\[([^\]]*)\]")
_LINE = re.compile(
    r"^(?P<head>\s*(?:exten\s*=>?\s*(?=(?P<pattern>[^,]+?)\s*,)|same\s*=>?\s*))"
    r"(?(pattern)[^,]+,\s*)(?P<priority>\d+|[nN](?:\+\d+)?|[sS](?:\+\d+)?)(?P<label>\([^)]*\))?\s*,\s*(?P<what>.*)$"
)
_GLOBAL = re.compile(r"^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=>?\s*(.*?)\s*$")
_SWITCH = re.compile(r"^\s*(?:l?e?switch)\s*=>?\s*(.+?)\s*$", re.IGNORECASE)
_MEMBER = re.compile(r"^\s*member\s*=>?\s*([^,]+)", re.IGNORECASE)
_ASKS = re.compile(r"Gosub\(\s*veilleur(?:-gate)?\s*,", re.IGNORECASE)
_JUMP_TO_NUMBER = re.compile(r"\bGoto\w*\(.*?(?:^|[(,?:])\s*(?:[2-9]|\d\d+)\s*[):]", re.IGNORECASE)
_FOLDED = re.compile(r"(?<!\\);.*$")


class DialLine(NamedTuple):
    """One line by which calls leave.

    path, line: where it stands; text: as it is. gates: what asks for it. in_place: the lines to write in
    its place, none where that cannot be done without a person; why: then the reason, as a word of
    `wizard/sentences` ("numbered", "ael", "lua", "unknown", "switch", "member", "generated").
    """

    path: Path
    line: int
    text: str
    gates: tuple[str, ...] = ()
    in_place: tuple[str, ...] = ()
    why: str = ""


def gate_line(number: str = "${EXTEN}", trunk: str = "TRUNK") -> str:
    """The application that asks before a Dial."""
    return f"Gosub(veilleur-gate,s,1({number},{trunk},,))"


def dialplan_files(directory: Path, main: str = MAIN_FILE) -> list[Path]:
    """The files that make up the dialplan, in the order in which they are read, each once."""
    found: list[Path] = []
    waiting = [directory / main]
    while waiting and len(found) < ROUTE_FILES_MAX:
        path = waiting.pop(0)
        if path in found or not path.is_file():
            continue
        found.append(path)
        waiting = [*_included(path, directory), *waiting]
    return found


def dial_lines(
    directory: Path, trunks: tuple[str, ...] = (), read: Callable[[Path], str] | None = None
) -> list[DialLine]:
    """Every way out that the files of a directory show and before which nobody asks.

    trunks: channel name patterns; none means any peer that is dialled with a number through it.
    read: gives the text of a file, `text_of` unless given.
    """
    files = dialplan_files(directory)
    texts = {path: (read or text_of)(path) for path in files}
    values = _globals(texts.values())
    found = [line for path in files for line in _of_file(path, texts[path], values, trunks)]
    for path in dialplan_files(directory, "extensions.ael"):
        found += _of_program(path, values, trunks, "ael")
    for path in dialplan_files(directory, "extensions.lua"):
        found += _of_program(path, values, trunks, "lua")
    for path in dialplan_files(directory, "queues.conf"):
        found += _of_queues(path, values, trunks)
    return found


def text_of(path: Path) -> str:
    """The text of a file, "" for one that is not there or is no configuration by its size.

    Raises:
        OSError: when it may not be read.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return ""
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def without_pieces(text: str) -> str:
    """The text with the lines of our own blocks made empty, so that line numbers stay as they are."""
    keep, lines = True, []
    for line in text.split("\n"):
        if line.startswith("; BEGIN veilleur"):
            keep = False
        lines.append(line if keep else "")
        if line.startswith("; END veilleur"):
            keep = True
    return "\n".join(lines)


def _included(path: Path, directory: Path) -> list[Path]:
    found: list[Path] = []
    for name in _INCLUDE.findall(text_of(path)):
        place = directory / name.removeprefix(USUAL_DIRECTORY)
        pattern = str(place.relative_to(place.anchor))
        try:
            found += sorted(Path(place.anchor).glob(pattern)) if any(c in name for c in "*?[") else [place]
        except (ValueError, NotImplementedError):
            continue
    return found


def _globals(texts: Iterable[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for text in texts:
        section = ""
        for line in text.split("\n"):
            head = _SECTION.match(line)
            section = head[1] if head else section
            assigned = _GLOBAL.match(_FOLDED.sub("", line)) if section == "globals" and not head else None
            if assigned:
                values[assigned[1]] = assigned[2]
    return values


def _of_file(path: Path, text: str, values: Mapping[str, str], trunks: tuple[str, ...]) -> list[DialLine]:
    found: list[DialLine] = []
    lines = text.split("\n")
    context, extension = "", ""
    asked: set[tuple[str, str]] = set()
    rigid = _rigid_extensions(lines)
    is_ours = False
    for number, line in enumerate(lines, start=1):
        if line.startswith(("; BEGIN veilleur", "; END veilleur")):
            is_ours = line.startswith("; BEGIN")
        bare = _FOLDED.sub("", line.rstrip("\r"))
        head = _SECTION.match(bare)
        if head:
            context, extension = head[1], ""
            continue
        switch = _SWITCH.match(bare)
        if switch:
            found.append(DialLine(path, number, bare.strip(), why="switch"))
            continue
        parts = _LINE.match(bare)
        if parts is None:
            continue
        extension = parts["pattern"] or extension
        place = (context, extension)
        if _ASKS.search(parts["what"]):
            asked.add(place)
        if is_ours or context.startswith("veilleur") or place in asked:
            continue
        ways = ways_out(parts["what"], values, trunks)
        if not ways:
            continue
        gates = _gates(ways)
        why = "unknown" if not gates else "generated" if path.name == GENERATED else ""
        why = why or ("numbered" if place in rigid else "")
        in_place = () if why else _in_place(parts, gates)
        if why != "generated":
            found.append(
                DialLine(path=path, line=number, text=bare.strip(), gates=gates, in_place=in_place, why=why)
            )
    return found


def _in_place(parts: re.Match[str], gates: tuple[str, ...]) -> tuple[str, ...]:
    """The gate takes the place of the line, label and all, and the line follows it."""
    pattern = f"{parts['pattern']}," if parts["pattern"] else ""
    first = f"{parts['head']}{pattern}{parts['priority']}{parts['label'] or ''},{gates[0]}"
    follow = f"{parts['head']}{pattern}n,"
    return (first, *(f"{follow}{gate}" for gate in gates[1:]), f"{follow}{parts['what'].rstrip()}")


def _rigid_extensions(lines: list[str]) -> set[tuple[str, str]]:
    """Extensions into which nothing can be inserted: priorities beyond the first are written as numbers."""
    found: set[tuple[str, str]] = set()
    context, extension = "", ""
    for line in lines:
        bare = _FOLDED.sub("", line)
        head = _SECTION.match(bare)
        if head:
            context, extension = head[1], ""
            continue
        parts = _LINE.match(bare)
        if parts is None:
            continue
        extension = parts["pattern"] or extension
        numbered = parts["priority"].isdigit() and parts["priority"] != "1"
        if numbered or _JUMP_TO_NUMBER.search(parts["what"]):
            found.add((context, extension))
    return found


def _of_program(path: Path, values: Mapping[str, str], trunks: tuple[str, ...], why: str) -> list[DialLine]:
    found = []
    comment = "--" if why == "lua" else "//"
    for number, line in enumerate(without_pieces(text_of(path)).split("\n"), start=1):
        bare = line.partition(comment)[0].strip()
        # In Lua the string is put together: "SIP/carrier/" .. extension
        plain = re.sub(r"[\"']\s*\.\.\s*(\w+)", r"${\1}", bare).replace('"', "").replace("'", "")
        ways = ways_out(plain if why == "lua" else bare, values, trunks)
        if ways:
            found.append(
                DialLine(path=path, line=number, text=bare, gates=_gates(ways), in_place=(), why=why)
            )
    return found


def _of_queues(path: Path, values: Mapping[str, str], trunks: tuple[str, ...]) -> list[DialLine]:
    found = []
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        member = _MEMBER.match(_FOLDED.sub("", line))
        ways = ways_out(f"Dial({member[1].strip()})", values, trunks) if member else []
        if any(way.number for way in ways):
            found.append(
                DialLine(path=path, line=number, text=line.strip(), gates=(), in_place=(), why="member")
            )
    return found


def _gates(ways: list[WayOut]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(gate_line(way.number, way.trunk) for way in ways if way.number))
