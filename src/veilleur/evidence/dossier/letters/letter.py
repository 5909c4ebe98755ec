"""One letter as plain values. In: texts. Out: what DOCX and PDF are made of."""

from __future__ import annotations

from typing import NamedTuple


class Letter(NamedTuple):
    """One letter. file: its name without ending."""

    file: str
    sender: tuple[str, ...]
    to: tuple[str, ...]
    how: str
    place: str
    subject: str
    reference: str
    paragraphs: tuple[str, ...]
    sign: tuple[str, ...]
    enclosed_title: str
    enclosed: tuple[str, ...]
    note: str
