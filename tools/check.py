"""`make check`: before each commit, in under a minute: style, types, floors, the tests nearest to a change.

In: the checkout, and what differs in it from `main` (on `main` itself: from the commit before). Out: each
step timed, which tests were run and why, which were not; exit 1 as soon as one step fails.

    python -m tools.check                  # what `make check` does
    python -m tools.check --since v1.2     # what differs from another commit
    python -m tools.check --all            # every fast test, whatever changed

Tests mirror the tree: `src/veilleur/records/files/` is tested by `tests/records/files/`, and where there is
no such folder, by the nearest one above. The tests of the pure core, of the texts and of the tools (rules of
style among them) are run each time, for everything stands on them. What lies elsewhere (`pyproject.toml`, a
`conftest.py`) may concern any test: all are run.
Pitfall: a change can break a test of a room that only uses what was changed. `make test` runs everything,
before each push.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tools.test_all import PYTEST, checks

ROOT = Path(__file__).parent.parent
CORE = ("tests/words", "tests/detection", "tests/laws", "tests/language", "tests/tools")
OF_PAGES = ("tests/tools", "tests/cli/test_pages.py")
UNTESTED = frozenset({"Makefile", "LICENSE", ".gitignore", ".ci"})
MAIN = ("origin/main", "main")
FAST = "not slow and not lab"
NO_TESTS = 5  # pytest's exit code where a folder holds slow tests only


def changed(since: str = "") -> list[str] | None:
    """Paths that differ from a commit, by default from main, and new ones; None where there is no history."""
    base = since or _base()
    if not base:
        return None
    listed = _git("diff", "--name-only", "--no-renames", base)
    if listed is None:
        raise SystemExit(f"git knows no commit {base!r}")
    return sorted({*listed, *(_git("ls-files", "--others", "--exclude-standard") or ())})


def _base() -> str:
    for main in MAIN:
        common = _git("merge-base", "HEAD", main)
        if common and (common != _git("rev-parse", "HEAD") or _git("status", "--porcelain")):
            return common[0]
    before = _git("rev-parse", "--verify", "--quiet", "HEAD~1")
    return before[0] if before else ""


def _git(*words: str) -> list[str] | None:
    """The lines git prints; None when it fails."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else None


def mirror(path: str, root: Path = ROOT) -> tuple[str, ...] | None:
    """What tests a file: folders or modules of tests; None where any test may."""
    parts = Path(path).parts
    if parts[0] in UNTESTED:
        return ()
    if parts[0] == "docs" or (path.endswith(".md") and len(parts) == 1):
        return OF_PAGES
    if parts[0] == "tests" and parts[-1].startswith("test_"):
        return (path,) if (root / path).exists() else ()
    if parts[:2] == ("src", "veilleur"):
        rooms = parts[2:-1]
    elif parts[0] == "tests" and parts[-1] != "conftest.py":
        rooms = parts[1:-1]  # a sample, a helper
    else:
        rooms = parts[:1] if parts[0] in ("tools", "lab") else ()
    while rooms:
        folder = Path("tests", *rooms)
        if (root / folder).is_dir():
            return (folder.as_posix(),)
        rooms = rooms[:-1]
    return None


def chosen(paths: Iterable[str] | None, root: Path = ROOT) -> dict[str, list[str]]:
    """What to run -> the changes that it is run for; the core for none."""
    found: dict[str, list[str]] = {folder: [] for folder in CORE}
    if paths is None:
        return {"tests": []}
    for path in paths:
        mirrors = mirror(path, root)
        if mirrors is None:
            return {"tests": [path]}
        for tests in mirrors:
            found.setdefault(tests, []).append(path)
    inside = [one for one in found if any(Path(other) in Path(one).parents for other in found)]
    for one in inside:
        outer = next(other for other in found if Path(other) in Path(one).parents)
        found[outer] += found.pop(one)
    return found


def left_out(run: Iterable[str], root: Path = ROOT) -> list[str]:
    """Folders and modules of tests of which nothing is run."""
    run = list(run)
    if "tests" in run:
        return []
    tests = root / "tests"
    names = [path.name for path in tests.iterdir() if any(path.glob("**/test_*.py"))]
    names += [path.name for path in tests.glob("test_*.py")]
    return sorted(name for name in names if not any(Path(one).parts[1] == name for one in run))


def _say_what_is_run(run: dict[str, list[str]]) -> None:
    for tests, paths in sorted(run.items()):
        more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
        why = (
            "each time" if tests in CORE else f"for {', '.join(paths[:3])}{more}" if paths else "all of them"
        )
        print(f"    {tests}: {why}")
    rooms = ", ".join(left_out(run))
    print(f"    not run here, but by `make test`: slow tests, real switches, mutants{rooms and '; '}{rooms}")


def main() -> int:
    """Run all steps; the exit code of the first that fails, 0 when none does."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--since", default="", metavar="COMMIT", help="what differs from this commit")
    parser.add_argument("--all", action="store_true", help="every fast test")
    options = parser.parse_args()
    run = {"tests": []} if options.all else chosen(changed(options.since))
    pytest = [*PYTEST, "-n", "2", "--dist", "worksteal", "-m", FAST, *sorted(run)]
    started = time.monotonic()
    for name, command in [*checks(), ("tests", pytest)]:
        print(f"--- {name}", flush=True)
        if name == "tests":
            _say_what_is_run(run)
        step_started = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(f"--- {name}: {time.monotonic() - step_started:.0f} s, exit {code}", flush=True)
        if code not in (0, NO_TESTS if name == "tests" else 0):
            return code
    print(f"--- all: {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
