"""`python -m tools.mutants`: break one promise at a time in a copy of the source, and see a test notice.

In: `tools/mutants.toml`, each entry a small wrong change and the tests of which one must fail with it.
Out: exit 1 when one survives, or no longer fits the source. `--times` prints what each took, and the test.

A server that has imported pytest and the libraries, and nothing of Veilleur, forks once for each mutant. Its
copy of the source is links to the files, the compiled ones too, so that only the changed one is compiled.
Hypothesis stops at the first example that fails: the smallest is of no use here.
Pitfall: the text to be replaced must stand in its file exactly once, else the entry is stale, which is a
failure too: a mutant that is not made proves nothing.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
CATALOGUE = Path(__file__).with_name("mutants.toml")
TESTS_FAILED = 1  # pytest's exit code for it
AT_ONCE = 4  # some wait: what was broken never comes
LIMIT_S = 240
# Not polars: it starts threads, and a fork has none of them.
SAME_FOR_ALL = (
    "pytest pytest_asyncio pytest_timeout hypothesis pydantic sqlalchemy tomlkit babel jinja2 typer rich"
).split()
# Without the plugins that no test of a mutant needs; a test that hangs has noticed.
OPTIONS = "-q -x --timeout 60 -p no:cacheprovider -p no:schemathesis -p no:xdist".split()


class Mutant(NamedTuple):
    """One wrong change. promise: what it breaks. tests: pytest's arguments, of which one must fail."""

    promise: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]


class Ended(NamedTuple):
    """A run of tests. code: pytest's, None when it hung. failed: the first test that did. said: output."""

    code: int | None
    failed: str
    said: str
    wall_s: float
    cpu_s: float


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
    return f"stale: {stale}" if stale else judged(run(mutant))


def judged(ended: Ended) -> str:
    """What a run of its tests says about a mutant."""
    if ended.code in (None, TESTS_FAILED):  # it hangs: a run of the tests would show it
        return "killed"
    return "SURVIVED" if ended.code == 0 else f"its tests cannot run:\n{ended.said[-1200:]}"


def run(mutant: Mutant) -> Ended:
    """Make a mutant in a copy of the source, and run its tests there."""
    with tempfile.TemporaryDirectory(prefix="veilleur-mutant-") as folder:
        source = Path(folder) / "src"
        shutil.copytree(ROOT / "src", source, copy_function=_link)
        changed = source / "veilleur" / mutant.file
        text = changed.read_text(encoding="utf-8")
        changed.unlink()  # the link, never the source itself
        changed.write_text(text.replace(mutant.find, mutant.replace), encoding="utf-8")
        for compiled in changed.parent.glob(f"__pycache__/{changed.stem}.*.pyc"):
            compiled.unlink()
        return _ended(Path(folder), mutant.tests)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copy2(source, target)


def _ended(folder: Path, tests: tuple[str, ...]) -> Ended:
    """Run tests on the source in a folder. What a broken program leaves behind is ended with it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(SAME_FOR_ALL)
    process = context.Process(target=_test, args=(str(folder), tests))
    began = time.monotonic()
    process.start()
    process.join(LIMIT_S)
    hung = process.is_alive()
    assert process.pid is not None
    with contextlib.suppress(ProcessLookupError):  # a session of its own: see _test
        os.killpg(process.pid, signal.SIGKILL)
    process.join()
    said = (folder / "said").read_text(encoding="utf-8", errors="replace")
    report = folder / "report.json"
    failed, cpu_s = json.loads(report.read_text(encoding="utf-8")) if report.exists() else ("", 0.0)
    return Ended(None if hung else process.exitcode, failed, said, time.monotonic() - began, cpu_s)


def _test(folder: str, tests: tuple[str, ...]) -> None:
    """In the forked process: pytest on the source in the folder; ends with its exit code."""
    os.setsid()
    said = os.open(f"{folder}/said", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.chdir(ROOT)
    sys.path.insert(0, f"{folder}/src")
    os.environ.update(PYTHONPATH=f"{folder}/src", VEILLEUR_HYPOTHESIS="mutants")
    import pytest  # here, for the process that only waits has no use for it

    failures = _Failures()
    code = pytest.main([*OPTIONS, *tests], plugins=[failures])
    times = os.times()
    report = [failures.first, times.user + times.system + times.children_user + times.children_system]
    Path(folder, "report.json").write_text(json.dumps(report), encoding="utf-8")
    sys.stdout.flush()
    os._exit(code)


class _Failures:
    """A plugin of pytest: the first test that failed."""

    first = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.first = self.first or report.nodeid


def main() -> int:
    """Make each mutant, some at a time; 1 when one is not killed. Words of the command line choose some."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", help="only the promises that hold all of these words")
    parser.add_argument("--times", action="store_true", help="what each took, and the test that failed")
    options = parser.parse_args()
    chosen = [one for one in catalogue() if all(word in one.promise for word in options.words)]
    compileall.compile_dir(ROOT / "src", quiet=2)
    left = 0
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        runs = [None if staleness(one) else pool.submit(run, one) for one in chosen]
        for mutant, running in zip(chosen, runs, strict=True):
            ended = running.result() if running else None
            what = judged(ended) if ended else f"stale: {staleness(mutant)}"
            if what != "killed":
                left += 1
                print(f"{what}: {mutant.promise} ({mutant.file})", flush=True)
            elif ended and options.times:
                print(
                    f"{ended.wall_s:6.1f} s, CPU {ended.cpu_s:5.1f} s  {mutant.promise}: {ended.failed}",
                    flush=True,
                )
    print(f"{len(chosen)} mutants, {len(chosen) - left} killed, {left} left")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
