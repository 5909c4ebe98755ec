"""A test run that is killed leaves no switch, guard or telephone behind, and no directory for long."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lab.switch import RealAsterisk

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

A_RUN = """
import sys
from lab.switch import RealAsterisk
switch = RealAsterisk(sys.argv[1], {})
with switch:
    print(switch._process.pid, switch.path(switch.home), flush=True)
    sys.stdin.read()
"""
GONE_WITHIN_S = 30.0


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_killed_run_takes_its_switch_with_it(version: str) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", A_RUN, version],
        cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdin is not None
    assert run.stdout is not None
    with run.stdin, run.stdout:
        pid, home = run.stdout.readline().split()
        assert is_running(int(pid))
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    until = time.monotonic() + GONE_WITHIN_S
    while is_running(int(pid)):
        assert time.monotonic() < until, "the switch lives on"
        time.sleep(0.05)
    assert Path(home).exists()
    with RealAsterisk(version, {}):
        assert not Path(home).exists(), "the next run tidies up"
