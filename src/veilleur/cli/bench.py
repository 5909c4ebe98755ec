"""`veilleur bench detection`: measure rules on made companies and attackers. Writes JSON and Markdown."""

from __future__ import annotations

import json
from pathlib import Path
from secrets import randbelow
from typing import Annotated, Optional

import typer

from veilleur.bench import markdown, run, seal
from veilleur.words.errors import InputError


def command(
    what: Annotated[str, typer.Argument(help="What to measure: detection.")] = "detection",
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds to draw.")] = 20,
    quick: Annotated[bool, typer.Option("--quick", help="Two fixed seeds, for a quick check.")] = False,
    out: Annotated[Optional[Path], typer.Option(help="Folder for the JSON and Markdown.")] = None,  # noqa: UP045
) -> None:
    """Measure what thieves burn and honest people suffer under each rule."""
    if what != "detection":
        message = f"There is no benchmark called {what!r}; the only one is detection."
        raise InputError(message)
    chosen = [1, 2] if quick else sorted(randbelow(2**31) for _ in range(seeds))
    print(f"Seal of the seeds (SHA-256): {seal(chosen)}", flush=True)
    report = run(chosen)
    text = markdown(report)
    print(text)
    print("Seeds:", *chosen)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "detection.json").write_text(json.dumps(report.as_json(), indent=1) + "\n")
        (out / "detection.md").write_text(text)
