"""The model of the dialplan that runs, joined with the files where they can be read.

In: the rows of `ShowDialPlan`, and the directory of the PBX. Out: a `Survey`. Pitfall: on another machine, or
without the right to read the files, there is the running plan alone: then lines have no place, and what
global variables and queues hold is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan import Model, Step, from_events, joined, read_directory

USUAL_DIRECTORY = Path("/etc/asterisk")


class Survey(NamedTuple):
    """model: of what runs. not_running: steps that stand in files and do not run; files: whether they were
    read."""

    model: Model
    not_running: tuple[Step, ...] = ()
    files: bool = False


def survey(rows: Iterable[Mapping[str, str]], directory: Path | None) -> Survey:
    """Look at the running plan. directory: where its files are; None when they are not on this machine."""
    running = from_events(rows)
    if directory is None or not (directory / "extensions.conf").is_file():
        return Survey(Model(running))
    found = read_directory(directory)
    both = joined(running, found.plan)
    return Survey(Model(both.plan, found.around), both.not_running, files=True)
