"""A test run that is killed leaves no switch, guard or telephone behind, and no directory for long."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
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


def test_a_killed_run_takes_its_switch_with_it(version: str) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", A_RUN, version],
        cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdin is not None
    assert run.stdout is not None
    with run.stdin, run.stdout:
        pid, home = run.stdout.readline().split()
        switch = os.pidfd_open(int(pid))  # readable once the process has ended
        assert not select.select([switch], [], [], 0)[0]
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    try:
        assert select.select([switch], [], [], GONE_WITHIN_S)[0], "the switch lives on"
    finally:
        os.close(switch)
    with RealAsterisk(version, {}):  # or one that another worker started meanwhile
        assert not Path(home).exists(), "the next run tidies up"
