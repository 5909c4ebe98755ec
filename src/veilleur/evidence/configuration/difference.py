"""What differs between two snapshots, as lines that a person reads. Pure.

In: two configurations. Out: a unified difference over all files, bounded. Pitfall: secrets are hidden in
both, so a changed secret shows no line.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from veilleur.words.audit.configuration import Configuration

LINES_MOST = 20_000
_COMPARED_LINES_MOST = 20_000  # of one file; a larger one is named alone, for the comparison is quadratic


def difference(before: Configuration, after: Configuration) -> list[str]:
    """The lines, file by file."""
    found: list[str] = []
    for line in _lines(before, after):
        if len(found) >= LINES_MOST:
            return [*found, "..."]
        found.append(line)
    return found


def _lines(before: Configuration, after: Configuration) -> Iterator[str]:
    for name in sorted(before.files.keys() | after.files.keys()):
        old, new = before.files.get(name), after.files.get(name)
        if old == new:
            continue
        first, second = (old or "").splitlines(), (new or "").splitlines()
        if max(len(first), len(second)) > _COMPARED_LINES_MOST:
            yield f"Files a/{name} and b/{name} differ"
            continue
        old_name = f"a/{name}" if old is not None else "/dev/null"
        new_name = f"b/{name}" if new is not None else "/dev/null"
        yield from unified_diff(first, second, old_name, new_name, lineterm="", n=2)
    for kind in sorted(before.entries.keys() | after.entries.keys()):
        had, has = before.entries.get(kind, frozenset()), after.entries.get(kind, frozenset())
        yield from (f"- {kind}: {one}" for one in sorted(had - has))
        yield from (f"+ {kind}: {one}" for one in sorted(has - had))
