"""The FreePBX module run by PHP against the stand-in: what it splices, and what it asks of FreePBX.

In: a dialplan as FreePBX generates it. Out: the same with the module's questions, and the calls it made.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MODULE = ROOT / "contrib/freepbx/veilleur"
STAND_IN = Path(__file__).with_name("standin.php")
_HEADER = re.compile(r"^\[([^\]]+)\]")
_STEP = re.compile(r"^exten => ([^,]+),([^,(]+)(?:\(([^)]*)\))?,(.*)$")


def run_module(etc: Path, **given: Any) -> dict[str, Any]:
    """Load the module as FreePBX does and let it work. given: what the stand-in takes."""
    done = subprocess.run(
        ["php", "-d", "display_errors=stderr", "-d", "error_reporting=-1", str(STAND_IN)],
        input=json.dumps({"etc": str(etc), "module": str(MODULE), **given}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode or done.stderr:
        raise AssertionError(done.stdout + done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def steps_of(text: str) -> tuple[str, list[tuple[str, str, str, str]]]:
    """A generated dialplan in two: what has no steps (globals, includes), and its steps in order."""
    others, steps, context = [], [], ""
    for line in text.split("\n"):
        header, step = _HEADER.match(line), _STEP.match(line)
        if header:
            context = header[1]
        if step:
            steps.append((context, step[1], step[3] or "", step[4]))
        else:
            others.append(line)
    return "\n".join(others), steps


def with_questions(text: str, etc: Path) -> str:
    """The dialplan that FreePBX would write with the module installed; the gate lies in files of `etc`."""
    others, steps = steps_of(text)
    return f"{others}\n{run_module(etc, plan=steps)['dialplan']}"
