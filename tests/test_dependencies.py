"""What pyproject.toml declares is imported, and what is imported is declared."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DATA = {"tzdata"}  # read as files, never imported
OURS = {"veilleur", "lab", "tests", "tools"}
SET_BY_TYPST = {"src/veilleur/evidence/dossier/pdf.py", "src/veilleur/audit/report/paper.py"}
EXTRAS = PROJECT["optional-dependencies"]


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=~!;\[ ]", name)[0]).lower()


def imported(folders: Iterable[Path]) -> dict[str, str]:
    """Distribution -> one file that imports it."""
    known = packages_distributions()
    found: dict[str, str] = {}
    for path in (path for folder in folders for path in sorted(folder.rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            else:
                continue
            for top in {name.partition(".")[0] for name in names} - OURS - sys.stdlib_module_names:
                for distribution in known.get(top, [top]):
                    found.setdefault(normalised(distribution), path.relative_to(ROOT).as_posix())
    return found


def test_every_dependency_of_the_program_is_imported_by_it() -> None:
    declared = set(map(normalised, PROJECT["dependencies"]))
    assert declared - DATA - set(imported([ROOT / "src"])) == set()


def test_every_dependency_of_the_benchmark_is_imported_by_it() -> None:
    assert set(map(normalised, EXTRAS["bench"])) - set(imported([ROOT / "src/veilleur/bench"])) == set()


def test_the_program_imports_what_it_declares_and_nothing_else() -> None:
    declared = set(map(normalised, PROJECT["dependencies"]))
    bench = set(map(normalised, EXTRAS["bench"]))
    freepbx = set(map(normalised, EXTRAS["freepbx"]))
    pdf = set(map(normalised, EXTRAS["pdf"]))
    dossier = set(map(normalised, EXTRAS["dossier"]))
    channels = set(map(normalised, EXTRAS["channels"]))
    undeclared = {
        name: path
        for name, path in imported([ROOT / "src"]).items()
        if name not in declared
        and not (name in bench and path.startswith("src/veilleur/bench/"))
        and not (name in freepbx and path.startswith("src/veilleur/pbx/asterisk/freepbx/"))
        and not (name in dossier and path in SET_BY_TYPST)
        and not (name in channels and path == "src/veilleur/alerts/channels/apprise.py")
        and not (name in pdf and path == "src/veilleur/records/files/pdf_tables.py")
    }
    assert undeclared == {}


def test_tests_and_tools_import_what_is_declared() -> None:
    declared = set(
        map(
            normalised,
            [
                *PROJECT["dependencies"],
                *(name for extra in ("bench", "freepbx", "pdf", "dev") for name in EXTRAS[extra]),
            ],
        )
    )
    used = imported([ROOT / "tests", ROOT / "tools", ROOT / "lab"])
    assert {name: path for name, path in used.items() if name not in declared} == {}


def test_every_dependency_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    pinned = {normalised(line) for line in lines}
    declared = set(
        map(
            normalised,
            [
                *PROJECT["dependencies"],
                *(name for extra in ("bench", "freepbx", "pdf", "dev") for name in EXTRAS[extra]),
            ],
        )
    )
    assert declared - pinned == set()
    assert len(lines) == len(pinned)
    assert [line for line in lines if "==" not in line] == []
