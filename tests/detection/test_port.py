"""The port to the judge: a watch with another judge loads nothing of the real one."""

from __future__ import annotations

import subprocess
import sys

SHOW = """
import sys
import veilleur.detection.watch, veilleur.detection.view, veilleur.detection.replay
print(*sorted(name for name in sys.modules if name.startswith("veilleur.detection.judge.")))
"""


def test_the_watch_does_not_load_the_real_judge_until_it_is_wanted() -> None:
    shown = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["veilleur.detection.judge.allow_all"]
