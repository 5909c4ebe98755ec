"""Print how each layout is read: `python -m tools.strangers [NAME...] [--keep FOLDER] [--verdicts]`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tools.strangers.layouts import LAYOUTS
from tools.strangers.scoring import outcome_of, write


def main() -> int:
    """Read every layout; 1 where one is read wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--verdicts", action="store_true", help="run `check` with the attack and without")
    chosen = parser.parse_args()
    grades: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as made:
        folder = chosen.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        for layout in LAYOUTS:
            if chosen.names and layout.name not in chosen.names:
                continue
            outcome = outcome_of(layout, folder)
            grades[outcome.grade] += 1
            said = ""
            if chosen.verdicts:
                with_attack = _verdict(write(layout, folder), folder)
                honest = _verdict(write(layout, folder, with_attack=False), folder)
                said = f"  attack {with_attack}, honest {honest}"
                grades[f"attack {with_attack}"] += 1
                grades[f"honest {honest}"] += 1
            print(f"{outcome.grade:7}{layout.name:32}{outcome.format:22}{len(outcome.wrong):3}{said}")
            for text in outcome.wrong[: 40 if chosen.names else 3]:
                print(f"         {text}")
            for text in outcome.words[: 9 if chosen.names or outcome.wrong else 0]:
                print(f"         said: {text}")
    print(dict(grades))
    return 0 if grades["right"] == sum(grades[one] for one in ("right", "said", "silent")) else 1


def _verdict(path: Path, folder: Path) -> str:
    """The grade that `check` gives."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "veilleur",
            "check",
            str(path.resolve()),
            "--json",
            "--cases",
            str(folder / "cases"),
        ],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            one = json.loads(line)
            if "summary" in one:
                return str(one["summary"]["grade"])
    return "unusable"


if __name__ == "__main__":
    sys.exit(main())
