"""A QR code as SVG, for the second factor. Pitfall: it holds the secret; it is drawn on one page alone."""

from __future__ import annotations

import segno
from markupsafe import Markup

BORDER = 4  # modules of quiet around it, which readers of codes need


def code_picture(text: str) -> Markup:
    """Black squares on white, whatever the page's colours: telephones read no other."""
    rows = segno.make(text, error="m").matrix
    size = len(rows) + 2 * BORDER
    squares = "".join(
        f"M{x + BORDER} {y + BORDER}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    # Nothing of the text stands in it but squares.
    return Markup(  # noqa: S704
        f'<svg class="code" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{squares}" fill="#000"/></svg>'
    )
