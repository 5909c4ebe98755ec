"""Tables that never grow for ever.

In: a table, a key, a value. Out: the table with it, and without its oldest entry when it was full.
Pitfall: "oldest" is the order of insertion; a key that is there already keeps its place.
"""

from __future__ import annotations

from typing import Any

REMEMBERED_MAX = 256  # entries of a table that says nothing else


def remember(table: dict[str, Any], key: str, value: Any, most: int = REMEMBERED_MAX) -> None:
    """Put into a bounded table: the oldest entry goes when it is full."""
    if key not in table and len(table) >= most:
        del table[next(iter(table))]
    table[key] = value
