"""Sorted bars in SVG, with names and figures as text.

In: (name, number), largest first. Out: SVG with attributes alone. Pitfall: names are of the world outside and
are escaped; long ones are cut, the table beside it has them whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from veilleur.web.watch.rendering import Speech
from veilleur.words.messages import Message

ROW, BAR_LEFT, BAR_WIDTH, NAME_MOST_SIGNS = 28, 120, 150, 16


def bars_picture(rows: Sequence[tuple[str, int]], speech: Speech) -> Markup:
    """The picture."""
    most = max((number for _name, number in rows), default=0) or 1
    drawn = []
    for place, (name, number) in enumerate(rows):
        y = place * ROW
        cut = name if len(name) <= NAME_MOST_SIGNS else name[: NAME_MOST_SIGNS - 1] + "…"
        width = max(3, round(BAR_WIDTH * number / most))
        drawn.append(
            f'<text x="0" y="{y + 20}">{escape(cut)}</text>'
            f'<rect x="{BAR_LEFT}" y="{y + 5}" width="{width}" height="{ROW - 10}" rx="4" class="used"/>'
            f'<text x="{BAR_LEFT + width + 8}" y="{y + 20}">{number}</text>'
        )
    title = speech.say(Message("Calls out by country, most first."))
    return Markup(  # noqa: S704 - numbers of ours, and text that is escaped
        f'<svg class="bars" viewBox="0 0 {BAR_LEFT + BAR_WIDTH + 50} {max(ROW, len(rows) * ROW)}" role="img">'
        f"<title>{escape(title)}</title>{''.join(drawn)}</svg>"
    )
