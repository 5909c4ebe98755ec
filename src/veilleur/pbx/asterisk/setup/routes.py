"""The lines of an owner's dialplan by which calls leave unasked, and how each is to ask first.

In: a directory of Asterisk, read into the model of its dialplan. Out: one `DialLine` for each way out that is
not asked about or not known. Pitfall: a line that is inserted moves every step behind it, so that where
priorities are counted, or jumped to by number, a person must write it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan import Device, Model, Reason, Step, Verdict, Way, read_directory
from veilleur.pbx.asterisk.dialplan.paths.jumps import GOSUB_IS_LOST
from veilleur.pbx.asterisk.dialplan.reading.config_file import MAX_FILE_BYTES, all_files
from veilleur.pbx.asterisk.dialplan.reading.extensions_conf import is_generated
from veilleur.pbx.asterisk.dialplan.text import condition, without_secrets
from veilleur.pbx.asterisk.setup.generator import generator
from veilleur.pbx.asterisk.setup.insertion import is_counted, made_to_go_on
from veilleur.pbx.bounded_files import bytes_of

MAIN_FILE = "extensions.conf"
BY_HAND = ("numbered", "ael", "generated", "branch", "number")  # why a question cannot be inserted
LINE = re.compile(
    r"^(?P<head>\s*(?:exten\s*=>?\s*(?=(?P<pattern>[^,\[]*(?:\[[^\]]*\][^,\[]*)*?)\s*,)|same\s*=>?\s*))"
    r"(?(pattern)(?P=pattern)\s*,\s*)(?P<priority>[^,(]+?)\s*(?P<label>\([^)]*\))?\s*,\s*(?P<what>.*)$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"^(?:\d+|[nNsS]|next|same)(?:\+\d+)?$", re.IGNORECASE)
FOLDED = re.compile(r"(?<!\\);.*$")
_CONDITIONAL = frozenset({"execif", "execiftime"})


class DialLine(NamedTuple):
    """One line by which calls leave.

    path, line: where it stands; text: as a person may read it. gates: what asks for it. in_place: the lines
    to write in its place, none where that cannot be done without a person; why: then the word of `BY_HAND`
    that says what keeps it from being inserted, "" where the reason itself says what to do.
    """

    path: Path
    line: int
    text: str
    verdict: Verdict
    reason: Reason
    gates: tuple[str, ...] = ()
    in_place: tuple[str, ...] = ()
    why: str = ""


def gate_line(number: str = "${EXTEN}", trunk: str = "TRUNK") -> str:
    """The application that asks before a Dial."""
    return f"Gosub(veilleur-gate,s,1({number},{trunk},,))"


def around_lost(gates: int) -> str:
    """The line before the gates: where nothing knows Gosub any more they would end each call, 112 too."""
    return f"GotoIf({GOSUB_IS_LOST}?$[${{PRIORITY}} + {gates + 1}])"


def dialplan_files(directory: Path, main: str = MAIN_FILE) -> list[Path]:
    """The files that make up the dialplan, in the order in which they are read, each once."""
    return all_files(directory, main)


class Looked(NamedTuple):
    """What the files of a directory show. lines: ways out that are not asked about, or of which that is not
    known; generator: the PBX that rewrites these files, "" when they are their owner's."""

    lines: list[DialLine]
    model: Model
    generator: str


def look(
    directory: Path, text: Callable[[Path], str] | None = None, devices: Iterable[Device] | None = None
) -> Looked:
    """Look at the dialplan of a directory. text: gives the text of a file, as it is unless given.
    devices: the telephones of a FreePBX, where they are known."""
    found = read_directory(directory, text)
    if devices is not None:
        found.around.add_devices(devices)
    model = Model(found.plan, found.around)
    order = {path: number for number, path in enumerate(found.files)}
    lines: dict[tuple[Path, int, str], DialLine] = {}
    texts: dict[Path, list[str]] = {}
    for way in model.ways:
        if way.verdict is Verdict.ASKED or way.place.path is None:
            continue
        path = way.place.path
        if path not in texts:
            texts[path] = _lines_of(path, text)
        one = _line(way, model, texts[path])
        # A line of a template stands in several contexts; statements of AEL share a line.
        lines.setdefault((path, one.line, one.text if path.suffix == ".ael" else ""), one)
    found_lines = _without_new_ways_on(model, list(lines.values()))
    inner = sorted(found_lines, key=lambda one: (order.get(one.path, len(order)), str(one.path), one.line))
    return Looked(inner, model, generator(found.plan, found.files))


def _without_new_ways_on(model: Model, lines: list[DialLine]) -> list[DialLine]:
    """The lines, those left to a person where one more priority would let a call go on that ends now."""
    ready: dict[tuple[Path | None, int], int]
    ready = {(one.path, one.line): len(one.in_place) - 1 for one in lines if one.in_place}
    if not ready:
        return lines
    more: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], set[tuple[Path | None, int]]] = {}
    for step in model.plan.steps():
        if (step.path, step.line) in ready:
            name = (step.context, step.extension)
            more[name] += ready[step.path, step.line]
            places.setdefault(name, set()).add((step.path, step.line))
    left = {place for name in made_to_go_on(model, more) for place in places[name]}
    return [
        one._replace(in_place=(), why="numbered") if (one.path, one.line) in left else one for one in lines
    ]


def dial_lines(directory: Path, text: Callable[[Path], str] | None = None) -> list[DialLine]:
    """The ways out of a directory that are left."""
    return look(directory, text).lines


def text_of(path: Path) -> str:
    """The text of a file, every byte of which comes back.

    Raises:
        OSError: when it may not be read.
    """
    return bytes_of(path, MAX_FILE_BYTES).decode("utf-8", "surrogateescape")


def _lines_of(path: Path, text: Callable[[Path], str] | None) -> list[str]:
    try:
        return (text or text_of)(path).split("\n")
    except OSError:
        return []


def _line(way: Way, model: Model, lines: list[str]) -> DialLine:
    path, number = way.place
    assert path is not None
    raw = lines[number - 1] if 0 < number <= len(lines) else ""
    bare = FOLDED.sub("", raw.rstrip("\r"))
    # The statements of AEL share lines, or take several.
    shown = way.text if path.suffix == ".ael" else without_secrets(bare.strip()) or way.text
    gates = tuple(gate_line(one.number, one.trunk) for one in dict.fromkeys(way.destinations))
    may_ask = way.step is not None and way.reason in _ASKABLE
    why = ""
    in_place: tuple[str, ...] = ()
    if may_ask and gates:
        assert way.step is not None
        why = _why_not(way.step, model, path, bare)
        in_place = () if why else _in_place(bare, way.step, gates, model)
    elif may_ask and way.verdict is Verdict.NOT_ASKED:
        why = "number"
    return DialLine(
        path=path,
        line=number,
        text=shown,
        verdict=way.verdict,
        reason=way.reason,
        gates=gates if may_ask else (),
        in_place=in_place,
        why=why,
    )


_ASKABLE = frozenset(
    {
        Reason.NO_QUESTION,
        Reason.AROUND,
        Reason.OTHER_NUMBER,
        Reason.IGNORED,
        Reason.CONDITIONAL,
        Reason.UNCERTAIN,
        Reason.TOO_MANY,
    }
)


def _why_not(step: Step, model: Model, path: Path, bare: str) -> str:
    """What keeps a question from being inserted before a line, "" when nothing does."""
    if path.suffix == ".ael":
        return "ael"
    if is_generated(path):
        return "generated"
    parts = LINE.match(bare)
    if parts is None or not _COUNTED.match(parts["priority"].strip()):
        return "numbered"
    if _has_two_branches(step) and not _on_branches(step, model):
        return "branch"
    return "numbered" if is_counted(model, step) else ""


def _in_place(bare: str, step: Step, gates: tuple[str, ...], model: Model) -> tuple[str, ...]:
    """The gate takes the place of the line, label and all, and the line follows it."""
    parts = LINE.match(bare)
    assert parts is not None
    key = step.application.strip().lower()
    if _has_two_branches(step):
        gates = _on_branches(step, model)
    elif key in _CONDITIONAL:
        test = condition(step.data)[0]
        gates = tuple(f"{step.application.strip()}({test}?{gate})" for gate in gates)
    pattern = f"{parts['pattern']}," if parts["pattern"] else ""
    place = f"{parts['head']}{pattern}{parts['priority'].strip()}{parts['label'] or ''}"
    first = f"{place},{around_lost(len(gates))}"
    follow = f"{parts['head']}{pattern}n,"
    return (first, *(f"{follow}{gate}" for gate in gates), f"{follow}{parts['what'].rstrip()}")


def _has_two_branches(step: Step) -> bool:
    return step.application.strip().lower() == "execif" and bool(condition(step.data)[2])


def _on_branches(step: Step, model: Model) -> tuple[str, ...]:
    """The gates of an ExecIf with two branches, each on the condition of its own."""
    test, *branches = condition(step.data)
    name = step.application.strip()
    found = [model.channels.numbers_of(branch) for branch in branches]
    yes, no = ([gate_line(one.number, one.trunk) for one in numbers] for numbers in found)
    return tuple(
        f"{name}({test}?{first or 'NoOp()'}" + (f":{second})" if second else ")")
        for first, second in zip_longest(yes, no)
    )
