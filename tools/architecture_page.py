"""The drawing in `docs/architecture.md`, made of the code: `python -m tools.architecture_page` writes it.

In: the floors of the import contract in pyproject.toml, the modules and their imports. Out: the part of the
page between two marks: floors, rooms, arrows between rooms, and what each room holds.
Pitfall: an arrow that follows from others is left out of the drawing, and stands in the table below it.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "veilleur"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- house: begin, made by tools/architecture_page.py -->", "<!-- house: end -->"
LEFT_OUT = frozenset({"__main__", "__version__"})
Arrows = dict[str, set[str]]


def floors() -> list[list[str]]:
    """The rooms that exist, floor by floor, top floor first, as the import contract names them."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = data["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = [[room.strip(" ()") for room in layer.split("|")] for layer in layers]
    there = [[room for room in layer if (PACKAGE / room).is_dir()] for layer in named]
    return [layer for layer in there if layer]


@cache
def arrows() -> Arrows:
    """Room -> the rooms it imports from."""
    found: Arrows = {room: set() for layer in floors() for room in layer}
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room in found:
            found[room] |= {other for other in _imported(path) if other != room} - LEFT_OUT
    return found


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            package, _, rest = name.partition(".")
            if package == "veilleur" and rest:
                yield rest.partition(".")[0]


def needed(all_arrows: Arrows) -> Arrows:
    """The arrows that do not follow from others (transitive reduction)."""
    return {
        room: {one for one in used if not any(one in _reached(all_arrows, other) for other in used - {one})}
        for room, used in all_arrows.items()
    }


def _reached(all_arrows: Arrows, room: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(all_arrows.get(room, ()))
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += all_arrows.get(one, ())
    return seen


def purpose(folder: Path) -> str:
    """What a room or folder is for: the first sentence of its docstring."""
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    return re.split(r"(?<=[.])\s", " ".join(text.split()), maxsplit=1)[0]


def drawing() -> str:
    """The part of the page that is made of the code."""
    house, all_arrows = floors(), arrows()
    count = sum(map(len, all_arrows.values()))
    lines = ["```mermaid", "flowchart TB"]
    for height, layer in reversed(list(enumerate(reversed(house)))):
        lines.append(f'  subgraph floor{height}["{"ground" if not height else f"floor {height}"}"]')
        lines += [f'    {room}["{room}/"]' for room in layer]
        lines.append("  end")
    lines += [f"  {room} --> {one}" for room, used in needed(all_arrows).items() for one in sorted(used)]
    lines += ["```", ""]
    lines.append(
        f"{len(all_arrows)} rooms on {len(house)} floors, {count} arrows, none upward and no circle "
        "(`make check` proves it). An arrow means *imports from*; one that follows from others is not drawn."
    )
    lines += ["", "| floor | room | what it is for | imports from |", "|---|---|---|---|"]
    for height, layer in zip(range(len(house) - 1, -1, -1), house, strict=True):
        for room in layer:
            used = ", ".join(sorted(all_arrows[room])) or "-"
            lines.append(f"| {height} | `{room}/` | {purpose(PACKAGE / room)} | {used} |")
    lines += ["", "Folders inside the rooms:", "", "| folder | what it is for |", "|---|---|"]
    for folder in sorted(folders(house)):
        name = folder.relative_to(PACKAGE).as_posix()
        lines.append(f"| `{name}/` | {purpose(folder)} |")
    return "\n".join(lines)


def folders(house: Iterable[Iterable[str]]) -> Iterator[Path]:
    """The folders inside rooms."""
    for room in (room for layer in house for room in layer):
        yield from (path.parent for path in (PACKAGE / room).glob("*/**/__init__.py"))


def page_with(text: str, part: str) -> str:
    """The page with the part between its marks replaced."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{part}\n\n{END}{after}"


def main() -> int:
    """Write the page."""
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), drawing()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
