"""The model of the dialplan that runs, joined with the files where they can be read.

In: the rows of `ShowDialPlan`, and the directory of the PBX. Out: a `Survey`. Pitfall: on another machine, or
without the right to read the files, there is the running plan alone: then lines have no place, and what
global variables and queues hold is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan import (
    Blind,
    Kind,
    Model,
    Step,
    Surroundings,
    from_events,
    joined,
    read_directory,
)
from veilleur.pbx.asterisk.freepbx.telephones import Telephones

USUAL_DIRECTORY = Path("/etc/asterisk")


class Peer(NamedTuple):
    """One peer that the PBX lists. is_trunk: it has a login of ours at the other end, or a fixed address
    outside."""

    technology: str
    name: str
    is_trunk: bool


class Survey(NamedTuple):
    """model: of what runs. not_running: steps that stand in files and do not run; files: whether they were
    read; refusals: where Asterisk stops reading them."""

    model: Model
    not_running: tuple[Step, ...] = ()
    files: bool = False
    refusals: tuple[Blind, ...] = ()


def survey(
    rows: Iterable[Mapping[str, str]],
    directory: Path | None,
    peers: Iterable[Peer] = (),
    telephones: Telephones | None = None,
) -> Survey:
    """Look at the running plan. directory: where its files are; None when they are not on this machine.
    telephones: those that a FreePBX keeps."""
    running = from_events(rows)
    if directory is None or not (directory / "extensions.conf").is_file():
        around = _with_telephones(_with_peers(Surroundings(), peers), telephones)
        return Survey(Model(running, around))
    found = read_directory(directory)
    both = joined(running, found.plan)
    around = _with_telephones(_with_peers(found.around, peers), telephones)
    return Survey(Model(both.plan, around), both.not_running, files=True, refusals=both.refusals)


def _with_telephones(around: Surroundings, telephones: Telephones | None) -> Surroundings:
    if telephones is not None:
        around.add_devices(telephones.devices)
        around.contexts |= telephones.contexts
    return around


def _with_peers(around: Surroundings, peers: Iterable[Peer]) -> Surroundings:
    """What the files say of a peer counts; of one that they do not know, what the PBX says."""
    for peer in peers:
        kind = Kind.TRUNK if peer.is_trunk else Kind.TELEPHONE
        around.peers.setdefault((peer.technology, peer.name), kind)
    return around
