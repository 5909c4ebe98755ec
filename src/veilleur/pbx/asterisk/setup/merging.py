"""What the owner changed within a block of ours, kept when the block is written once more. Pure.

In: the lines of a block as they are, and as they are to be. Out: the lines to write. A block holds a digest
of each line that set-up wrote: so that what an owner added, changed or took out is known, and what a newer
set-up writes otherwise too. Pitfall: where both changed the same lines the owner's stay, and must be named:
the block may then no longer do what set-up says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

WRITTEN = "; written: "  # behind it the digests of the lines that set-up wrote
_A_ROW = 14  # digests
_DIGITS = 6


class Merged(NamedTuple):
    """lines: to write; kept: of these, the owner's own; clashes: of these, where set-up writes otherwise."""

    lines: tuple[str, ...]
    kept: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()


def record(lines: Sequence[str]) -> list[str]:
    """The comments that say which lines set-up wrote."""
    digests = [_digest(line) for line in lines]
    return [WRITTEN + " ".join(digests[at : at + _A_ROW]) for at in range(0, len(digests), _A_ROW)]


def merged(block: Sequence[str], lines: Sequence[str]) -> Merged:
    """The new lines of a block, with what the owner changed in the old one.

    block: the lines that stand in it. Sections of the owner's own are left out: they go on outside of it.
    """
    base, present = _parts(block)
    if not base:
        return Merged(tuple(lines))
    for start, end in reversed(_added(base, present)):
        if _is_section(present[start:end]):
            del present[start:end]
    wanted = [_digest(line) for line in lines]
    found: list[str] = []
    kept: list[str] = []
    clashes: list[str] = []
    for old, now, new in _stretches(base, [_digest(line) for line in present], wanted):
        theirs, ours = present[now], list(lines[new])
        if [_digest(line) for line in theirs] == base[old] or theirs == ours:
            found += ours
            continue
        found += theirs
        kept += theirs
        if wanted[new] != base[old]:
            clashes += ours
    return Merged(tuple(found), tuple(kept), tuple(clashes))


def sections_of_owner(block: Sequence[str]) -> list[str]:
    """The lines that an owner wrote into a block as sections of their own, which outlive it."""
    base, present = _parts(block)
    runs = [present[start:end] for start, end in _added(base, present)]
    return [line for run in runs if _is_section(run) for line in run]


def lines_of_owner(block: Sequence[str]) -> list[str]:
    """The lines that an owner wrote into a section of ours, which go with it."""
    base, present = _parts(block)
    runs = [present[start:end] for start, end in _added(base, present)]
    return [line.strip() for run in runs if not _is_section(run) for line in run if line.strip()]


def _added(base: list[str], present: list[str]) -> list[tuple[int, int]]:
    """Where the lines stand that set-up did not write; nowhere in a block that does not say."""
    if not base:
        return []
    matcher = SequenceMatcher(None, base, [_digest(line) for line in present], autojunk=False)
    return [
        (start, end)
        for kind, _old, _last, start, end in matcher.get_opcodes()
        if kind in ("insert", "replace")
    ]


def _is_section(lines: Sequence[str]) -> bool:
    """Whether lines begin a section of their own, rather than add to one of ours."""
    first = next((line.strip() for line in lines if line.strip() and line.strip()[0] != ";"), "")
    return first.startswith("[") and "(+" not in first


def _parts(block: Sequence[str]) -> tuple[list[str], list[str]]:
    """The digests of what was written, and the lines that are there."""
    base = [one for line in block if line.startswith(WRITTEN) for one in line[len(WRITTEN) :].split()]
    return base, [line for line in block if not line.startswith(WRITTEN)]


def _stretches(
    base: list[str], present: list[str], wanted: list[str]
) -> Iterator[tuple[slice, slice, slice]]:
    """Base, present and wanted lines in stretches: those that are alike in all three, and those between."""
    in_present, in_wanted = _places(base, present), _places(base, wanted)
    old = now = new = 0
    for place in [*(one for one in range(len(base)) if one in in_present and one in in_wanted), None]:
        at_now = len(present) if place is None else in_present[place]
        at_new = len(wanted) if place is None else in_wanted[place]
        end = len(base) if place is None else place
        if end > old or at_now > now or at_new > new:
            yield slice(old, end), slice(now, at_now), slice(new, at_new)
        if place is not None:
            yield slice(end, end + 1), slice(at_now, at_now + 1), slice(at_new, at_new + 1)
        old, now, new = end + 1, at_now + 1, at_new + 1


def _places(base: list[str], other: list[str]) -> dict[int, int]:
    """Where each line of the base that is still there stands in the other."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {one.a + step: one.b + step for one in blocks for step in range(one.size)}


def _digest(line: str) -> str:
    return hashlib.sha256(line.rstrip().encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]
