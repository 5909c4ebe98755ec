"""The gate's service: systemd understands it, and it may do hardly anything but its work."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.pbx.gate.test_plan import plan

from veilleur.pbx.gate.setup.plan import UNIT, files

SOURCE = Path(__file__).parents[3] / "src" / "veilleur"
# Those of the guard in tests/installation/test_service.py.
CHECKED = {"veilleur.service", "veilleur-log.service", "veilleur-gate.service"}
EXPOSURE_MAX = 2.0


def test_every_unit_that_we_write_is_looked_at_by_a_test() -> None:
    assert {path.name for path in SOURCE.rglob("*.service")} == CHECKED


def test_systemd_understands_the_gates_unit_and_gives_it_hardly_any_right(tmp_path: Path) -> None:
    unit = tmp_path / UNIT
    unit.write_text(files(plan())[UNIT].replace("/usr/sbin/kamailio", str(shutil.which("true"))))

    done = _analyzed("verify", unit)
    assert [line for line in done.stderr.splitlines() if UNIT in line] == []

    done = _analyzed("security", "--offline=true", "--no-pager", unit)
    exposure = re.search(r"exposure level for \S+: (\d+\.\d+)", done.stdout)
    assert exposure is not None, done.stderr
    assert float(exposure[1]) < EXPOSURE_MAX


def _analyzed(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
