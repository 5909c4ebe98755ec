"""The blocks of an extension: While and If, and where each can lead besides the next step. Pure.

In: the steps of one extension. Out: for a priority, the priorities that come to it by a block. Pitfall:
nothing is known of the conditions, so that every branch is a way, also the one around the block.
"""

from __future__ import annotations

from collections.abc import Mapping

from veilleur.pbx.asterisk.dialplan.model import Step

_OPENS = {"while": "endwhile", "if": "endif"}
_CLOSES = {end: start for start, end in _OPENS.items()}
_LEAVES = {"exitwhile": "while", "exitif": "if"}
_BRANCHES = frozenset({"else", "elseif"})


def comes_from(steps: Mapping[int, Step]) -> dict[int, set[int]]:
    """Priorities that lead to a priority from within or around a block."""
    found: dict[int, set[int]] = {}
    open_blocks: list[tuple[str, list[int]]] = []  # its word, and the priorities that may lead to its end
    starts: list[int] = []
    for priority in sorted(steps):
        word = steps[priority].application.strip().lower()
        if word in _OPENS:
            open_blocks.append((word, [priority]))
            starts.append(priority)
        elif word in _BRANCHES and open_blocks:
            found.setdefault(priority, set()).update(open_blocks[-1][1])
            open_blocks[-1][1].extend((priority, priority - 1))
        elif word == "continuewhile":
            inner = [
                start for (kind, _ends), start in zip(open_blocks, starts, strict=True) if kind == "while"
            ]
            if inner:
                found.setdefault(inner[-1], set()).add(priority)
        elif word in _LEAVES:
            inside = [ends for kind, ends in open_blocks if kind == _LEAVES[word]]
            if inside:
                inside[-1].append(priority)
        elif word in _CLOSES and open_blocks and open_blocks[-1][0] == _CLOSES[word]:
            kind, ends = open_blocks.pop()
            start = starts.pop()
            if kind == "while":
                found.setdefault(start, set()).add(priority)
                found.setdefault(priority + 1, set()).update(ends)
            else:
                found.setdefault(priority, set()).update(ends)
    return {priority: {one for one in sources if one in steps} for priority, sources in found.items()}
