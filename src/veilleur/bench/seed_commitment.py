"""Sealed seeds: their SHA-256 is published before a run, the seeds after it.

In: how many. Out: a file of a random salt and the seeds, and the hash of the file.
Pitfall: without the salt a short list of small seeds could be guessed from its hash.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from secrets import randbelow, token_hex

from veilleur.words.errors import InputError


def draw(count: int) -> str:
    """The text of a new sealed file: a salt on the first line, one seed on each further line."""
    seeds = sorted({randbelow(2**31) for _ in range(2 * count)})[:count]
    return "\n".join([f"salt {token_hex(16)}", *map(str, seeds)]) + "\n"


def seal(text: str) -> str:
    """The SHA-256 to publish."""
    return sha256(text.encode()).hexdigest()


def opened(text: str, where: Path) -> tuple[int, ...]:
    """The seeds of a sealed file's text.

    Raises:
        InputError: when a line is no seed.
    """
    seeds: list[int] = []
    for place, line in enumerate(text.splitlines(), start=1):
        if line.startswith("salt ") and place == 1:
            continue
        if not line.strip().isdecimal():
            raise InputError(
                "{path}:{line}: {text!r} is no seed; the file must be as `--seal` wrote it.",
                path=where,
                line=place,
                text=line,
            )
        seeds.append(int(line))
    return tuple(seeds)
