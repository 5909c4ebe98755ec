"""What is known of a set of real records: `known.toml` beside them, and its calls where they are listed.

In: a folder. Out: one `KnownSet` for each folder below it that has a `known.toml`.
Pitfall: the records are private and stay where they are; only figures leave this room.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from veilleur.words.calls import Direction
from veilleur.words.errors import InputError

NAME = "known.toml"
_KEYS = frozenset({"files", "honest", "out", "in", "internal", "fraud_calls", "truth", "deck", "site"})


@dataclass(frozen=True, slots=True)
class KnownCall:
    """One call as it was. seconds: of talk."""

    at: float
    way: Direction
    number: str
    seconds: float


@dataclass(frozen=True, slots=True)
class KnownSet:
    """Records that belong together, and what is known of them.

    ways: how many calls there are of each direction, as far as it is known. site: the right configuration.
    """

    name: str
    files: tuple[Path, ...]
    is_honest: bool
    ways: Mapping[Direction, int] = field(default_factory=dict)
    fraud_calls: int | None = None
    calls: tuple[KnownCall, ...] = ()
    deck: Path | None = None
    site: Mapping[str, Any] = field(default_factory=dict)


def known_sets(folder: Path) -> list[KnownSet]:
    """The sets below a folder, by name. Raises InputError where there is none or one is not described."""
    found = [_known_set(path) for path in sorted(folder.rglob(NAME))]
    if not found:
        raise InputError(
            "{path}: no folder below it has a {name}; see docs/benchmark.md.", path=folder, name=NAME
        )
    return found


def _known_set(path: Path) -> KnownSet:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("{path}: cannot be used ({why}).", path=path, why=error) from error
    for key in said:
        if key not in _KEYS:
            raise InputError("{path}: {key} is no key of a description.", path=path, key=key)
    files = tuple(path.parent / str(name) for name in said.get("files", ()))
    if not files or not isinstance(said.get("honest"), bool):
        raise InputError("{path}: files = [...] and honest = true or false are needed.", path=path)
    return KnownSet(
        name=path.parent.name,
        files=files,
        is_honest=said["honest"],
        ways={way: int(said[way.value]) for way in Direction if way.value in said},
        fraud_calls=said.get("fraud_calls"),
        calls=_calls(path.parent / said["truth"]) if "truth" in said else (),
        deck=path.parent / said["deck"] if "deck" in said else None,
        site=dict(said.get("site", {})),
    )


def _calls(path: Path) -> tuple[KnownCall, ...]:
    """The calls of a CSV with the headings at, way, number and seconds; at in ISO with its zone."""
    calls = []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                at = datetime.fromisoformat(row["at"])
                at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
                calls.append(
                    KnownCall(at.timestamp(), Direction(row["way"]), row["number"], float(row["seconds"]))
                )
    except (OSError, KeyError, ValueError) as error:
        raise InputError("{path}: cannot be used ({why}).", path=path, why=error) from error
    return tuple(calls)
