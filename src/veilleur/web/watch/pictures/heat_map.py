"""Calls by hour and day as a heat map in SVG: one hue in five steps, open hours outlined, unseen ones dashed.

In: counts by (weekday, hour). Out: SVG with attributes and classes alone. Pitfall: an hour in which nobody
watched is drawn as unknown, never as empty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from markupsafe import Markup, escape

from veilleur.web.watch.rendering import Speech
from veilleur.words.messages import Message

CELL, GAP, LEFT_OF_DAYS, TOP_OF_HOURS = 24, 2, 46, 20
STEPS = 5


def heat_map(
    calls: Mapping[tuple[int, int], int],
    watched: Mapping[tuple[int, int], int],
    days: Sequence[str],
    open_hours: Collection[tuple[int, int]],
    speech: Speech,
) -> Markup:
    """The picture; days: their short names from Monday on."""
    most = max(calls.values(), default=0) or 1
    width = LEFT_OF_DAYS + 24 * (CELL + GAP)
    height = TOP_OF_HOURS + 7 * (CELL + GAP)
    cells = []
    for weekday in range(7):
        y = TOP_OF_HOURS + weekday * (CELL + GAP)
        cells.append(f'<text x="0" y="{y + CELL - 7}">{escape(days[weekday])}</text>')
        for hour in range(24):
            count = calls.get((weekday, hour), 0)
            kind = f"s{_step(count, most)}" if count or watched.get((weekday, hour), 0) else "unknown"
            outline = " open" if (weekday, hour) in open_hours else ""
            cells.append(
                f'<rect x="{LEFT_OF_DAYS + hour * (CELL + GAP)}" y="{y}" width="{CELL}" height="{CELL}" '
                f'rx="4" class="{kind}{outline}"/>'
            )
    hours = "".join(
        f'<text x="{LEFT_OF_DAYS + hour * (CELL + GAP)}" y="13">{hour}</text>' for hour in range(0, 24, 3)
    )
    title = speech.say(Message("Calls out by day and hour; the darker, the more. Open hours are outlined."))
    return Markup(  # noqa: S704 - numbers of ours, and text that is escaped
        f'<svg class="heat" viewBox="0 0 {width} {height}" role="img"><title>{escape(title)}</title>'
        f"{hours}{''.join(cells)}</svg>"
    )


def _step(count: int, most: int) -> int:
    """0 for none, then five steps."""
    return 0 if not count else min(STEPS, 1 + int(STEPS * (count / most) ** 0.6 * 0.999))
