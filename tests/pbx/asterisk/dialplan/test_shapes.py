"""Dialplans shaped like those of strangers, each line with what is right of it.

`shapes/NAME/` is a directory of Asterisk. A line that ends in `;= not_asked` (`//=` in AEL, `--=` in Lua) is
a way out with that verdict, `;= door` one to a mailbox or a dial tone; every other line is none.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.dialplan import Model, read_directory
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply, remove
from veilleur.pbx.asterisk.setup.routes import dial_lines
from veilleur.words.site import Site

SHAPES = Path(__file__).parent / "shapes"
NAMES = sorted(path.name for path in SHAPES.iterdir())
_MARK = re.compile(r"(?:;|//|--)= ([a-z_ ]+)$")


def _texts(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def right_of(directory: Path) -> dict[tuple[str, int], set[str]]:
    """What is right of each line that is marked, by file and number."""
    found = {}
    for name, text in _texts(directory).items():
        for number, line in enumerate(text.decode("latin-1").split("\n"), start=1):
            mark = _MARK.search(line.rstrip("\r"))
            if mark:
                found[name, number] = set(mark[1].split())
    return found


def _found(directory: Path) -> dict[tuple[str, int], set[str]]:
    read = read_directory(directory)
    model = Model(read.plan, read.around)
    found: dict[tuple[str, int], set[str]] = {}
    places = [(way.place, way.verdict.value) for way in model.ways]
    places += [(door.step.place, "door") for door in model.doors]
    for place, what in places:
        assert place.path is not None
        found.setdefault((str(place.path.relative_to(directory)), place.line), set()).add(what)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_what_it_is_said_to_be(name: str) -> None:
    assert _found(SHAPES / name) == right_of(SHAPES / name)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_asks_and_comes_back_byte_for_byte(name: str, tmp_path: Path) -> None:
    directory = tmp_path / "etc"
    shutil.copytree(SHAPES / name, directory)
    before = _texts(directory)
    ready = sum(bool(one.in_place) for one in dial_lines(directory))
    left = len(dial_lines(directory)) - ready
    plan = AsteriskPlan(site=Site(extensions=("2XX",)))
    apply(directory, plan, gates=True)
    after = dial_lines(directory)
    assert not [one for one in after if one.in_place]
    assert len(after) == left, "what was written is asked, and nothing else has become a way out"
    written = _texts(directory)
    apply(directory, plan, gates=True)
    assert _texts(directory) == written
    remove(directory)
    assert {name: text for name, text in _texts(directory).items() if text} == {
        name: text for name, text in before.items() if text
    } or "veilleur-gate" in "".join(text.decode("latin-1") for text in before.values())
