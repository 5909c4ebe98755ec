"""docs/architecture.md is held to the tree: the drawing is made of the code, and what it names is there."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from tools.architecture_page import PACKAGE, PAGE, ROOT, arrows, drawing, floors, needed, page_with, purpose
from tools.trace_paths import dialled

TEXT = PAGE.read_text(encoding="utf-8")
TO_COME = ("web/", "alerts/", "audit/")  # rooms that the page tells of before they are built
PATH = re.compile(r"`([\w./-]+(?:\.py|\.toml|\.md|/))`")

STEP = re.compile(r"^\| `([\w/]+\.py: [\w.]+)` \|", re.MULTILINE)


def test_the_drawing_is_that_of_the_code() -> None:
    assert page_with(TEXT, drawing()) == TEXT, "run `python -m tools.architecture_page`"


def test_every_room_stands_on_a_floor() -> None:
    on_floors = {room for layer in floors() for room in layer}
    assert on_floors == {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


def test_no_arrow_goes_up_or_sideways() -> None:
    height = {room: place for place, layer in enumerate(floors()) for room in layer}
    upward = [(room, one) for room, used in arrows().items() for one in used if height[one] <= height[room]]
    assert upward == []


def test_the_drawing_leaves_out_what_follows_and_nothing_else() -> None:
    assert needed({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"a": {"b"}, "b": {"c"}, "c": set()}


def test_every_folder_says_what_it_is_for() -> None:
    silent = [path.parent for path in PACKAGE.rglob("__init__.py") if not purpose(path.parent)]
    assert silent == []


@pytest.mark.parametrize("name", sorted(set(PATH.findall(TEXT))))
def test_every_file_and_folder_that_the_page_names_is_there(name: str) -> None:
    if name in TO_COME or "NAME" in name or name in ("adapter.py", "SOURCE.md"):
        return
    assert any((base / name).exists() for base in (PACKAGE, ROOT, Path(ROOT / "docs"))), name


def test_an_event_goes_the_way_that_the_page_describes() -> None:
    steps = STEP.findall(TEXT)
    assert len(steps) > 10
    way = iter(asyncio.run(dialled(has_cap=False))[-1].way)
    for step in steps:
        assert step in way, f"{step} is not passed, or not in this order"
