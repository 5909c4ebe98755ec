"""`python -m tools.mutants`: break one promise at a time in a copy of the source, and see a test notice.

In: `tools/mutants.toml`, each entry a small wrong change and the tests that must fail with it. Out: exit 1
when one survives, or no longer fits the source. Pitfall: the text to be replaced must stand in its file
exactly once, else the entry is stale, which is a failure too: a mutant that is not made proves nothing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
CATALOGUE = Path(__file__).with_name("mutants.toml")
TESTS_FAILED = 1  # pytest's exit code for it
LIMIT_S = 240


class Mutant(NamedTuple):
    """One wrong change. promise: what it breaks. tests: pytest's arguments, of which one must fail."""

    promise: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]


def catalogue() -> list[Mutant]:
    """All of them, in the order of the file."""
    entries = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["mutant"]
    return [Mutant(**{**entry, "tests": tuple(entry["tests"])}) for entry in entries]


def staleness(mutant: Mutant) -> str:
    """Why a mutant cannot be made any more; "" when it can."""
    path = ROOT / "src/veilleur" / mutant.file
    if not path.exists():
        return f"{mutant.file} is not there"
    count = path.read_text(encoding="utf-8").count(mutant.find)
    return "" if count == 1 else f"its text stands {count} times in {mutant.file}"


def fate(mutant: Mutant) -> str:
    """What became of a mutant: "killed", or why it was not."""
    stale = staleness(mutant)
    if stale:
        return f"stale: {stale}"
    with tempfile.TemporaryDirectory(prefix="veilleur-mutant-") as folder:
        source = Path(folder) / "src"
        shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
        changed = source / "veilleur" / mutant.file
        text = changed.read_text(encoding="utf-8")
        changed.write_text(text.replace(mutant.find, mutant.replace), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            *mutant.tests,
        ]
        environment = {**os.environ, "PYTHONPATH": str(source)}
        code, said = _ended(command, environment)
    if code is None:
        return "killed"  # it hangs: a run of the tests would show it
    if code == TESTS_FAILED:
        return "killed"
    return "SURVIVED" if code == 0 else f"its tests cannot run:\n{said[-1200:]}"


def _ended(command: list[str], environment: dict[str, str]) -> tuple[int | None, str]:
    """Exit code and output; None when it hangs. What a broken program leaves behind is ended with it."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=pipe,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _nothing = process.communicate(timeout=LIMIT_S)
        return process.returncode, said
    except subprocess.TimeoutExpired:
        return None, ""
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main() -> int:
    """Make each mutant, two at a time; 1 when one is not killed. Words of the command line choose some."""
    chosen = [one for one in catalogue() if all(word in one.promise for word in sys.argv[1:])]
    left = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for mutant, what in zip(chosen, pool.map(fate, chosen), strict=True):
            if what != "killed":
                left += 1
                print(f"{what}: {mutant.promise} ({mutant.file})", flush=True)
    print(f"{len(chosen)} mutants, {len(chosen) - left} killed, {left} left")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
