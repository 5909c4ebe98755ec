"""`make test`: every check and every test, each step timed.

A check that fails ends it at once. When tests fail the other steps still run, so that one run of twenty
minutes says all that is wrong.

The real switches of the lab are cached outside the tree. Whether they had to be installed first is said,
because a cold run takes minutes longer than a warm one.
Pitfall: no test is tried twice. One that fails on a busy machine does not wait for what it needs: mend it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from lab.install import RELEASES, is_installed

CODE = ["src", "tests", "tools", "lab"]
PYTEST = [sys.executable, "-m", "pytest", "-q"]
# Tests that start real switches: on workers of their own.
REAL = ["tests/lab", "tests/pbx/asterisk/test_real.py", "tests/cli/test_setup_real.py"]
LAB_WORKERS = "6"
# One more than two processors, which were idle for a fifth of the time: browsers and guards are awaited.
TEST_WORKERS = "3"

GO_ON = ("tests", "mutants", "lab")  # steps after whose failure the next one still runs


def _bin(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def checks() -> list[tuple[str, list[str]]]:
    """Name and command of each step that runs no test."""
    return [
        ("format", [_bin("ruff"), "format", "--check", *CODE]),
        ("lint", [_bin("ruff"), "check", *CODE]),
        ("types", [_bin("mypy")]),
        ("floors", [_bin("lint-imports"), "--no-cache"]),
    ]


def steps() -> list[tuple[str, list[str]]]:
    """Name and command of each step, in order."""
    return [
        *checks(),
        ("switches", [sys.executable, "-m", "lab.install", "22", "16", "debian"]),
        (
            "tests",
            [*PYTEST, *(f"--ignore={path}" for path in REAL), "-n", TEST_WORKERS, "--dist", "worksteal"],
        ),
        ("mutants", [sys.executable, "-m", "tools.mutants"]),
        # More workers than processors, for they mostly wait.
        ("lab", [*PYTEST, *REAL, "-n", LAB_WORKERS, "--dist", "worksteal"]),
    ]


def main() -> int:
    """Run the steps; the exit code of the first that failed, 0 when none did."""
    missing = [release.title for version, release in RELEASES.items() if not is_installed(version)]
    took: dict[str, float] = {}
    failed: dict[str, int] = {}
    for name, command in steps():
        print(f"--- {name}", flush=True)
        started = time.monotonic()
        code = subprocess.run(command, check=False, env=environment()).returncode
        took[name] = time.monotonic() - started
        print(f"--- {name}: {took[name]:.0f} s, exit {code}", flush=True)
        if code != 0:
            failed[name] = code
            if name not in GO_ON:
                break
    if failed:
        print(f"--- failed: {', '.join(failed)}", flush=True)
        return next(iter(failed.values()))
    print(summary(took, missing), flush=True)
    return 0


def environment() -> dict[str, str]:
    """Without the switch that keeps Python from writing what it compiled.

    Some machines for CI set it; each of the thousands of programs that the tests start, and each worker,
    would then compile the package, and pytest rewrite every test, once more.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def summary(took: Mapping[str, float], missing: Sequence[str]) -> str:
    """Warm and cold apart. took: seconds by step. missing: the machines that had to be installed first."""
    warm = sum(took.values()) - took["switches"]
    if not missing:
        return f"--- all: {warm:.0f} s, warm"
    return (
        f"--- all: {warm:.0f} s, and {took['switches']:.0f} s before to install {', '.join(missing)} (cold)"
    )


if __name__ == "__main__":
    sys.exit(main())
