"""The kinds of block that the template knows, as plain data. In: texts. Out: what goes into its JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]
NOTHING = "–"
EMPTY = ("", NOTHING)


def heading(text: str) -> Block:
    """A chapter."""
    return {"kind": "heading", "text": text}


def annex(text: str) -> Block:
    """An annex, on a page of its own."""
    return {"kind": "annex", "text": text}


def subheading(text: str) -> Block:
    """A part of a chapter."""
    return {"kind": "subheading", "text": text}


def para(text: str) -> Block:
    """A paragraph."""
    return {"kind": "para", "text": text}


def commands(text: str) -> Block:
    """A paragraph whose commands stand between backticks, and are set as code. Only for texts of ours: what a
    stranger's file says may hold backticks of its own."""
    return {"kind": "commands", "text": text}


def small(text: str) -> Block:
    """A note."""
    return {"kind": "small", "text": text}


def notice(text: str) -> Block:
    """A sentence in a frame."""
    return {"kind": "notice", "text": text}


def bullets(texts: Sequence[str]) -> Block:
    """A list."""
    return {"kind": "bullets", "texts": list(texts)}


def items(rows: Sequence[Sequence[str]]) -> Block:
    """Titles, each with its text and a note."""
    return {"kind": "items", "rows": [list(row) for row in rows]}


def code(text: str, lang: str = "python") -> Block:
    """A program, or other text in its own lines. lang: as the typesetter names it."""
    return {"kind": "code", "text": text, "lang": lang}


def without_empty_columns(block: Block) -> Block:
    """A table without the columns after its first whose cells hold nothing in any row."""
    if not block["rows"]:
        return block
    kept = [
        place
        for place in range(len(block["heads"]))
        if place == 0 or any(row[place] not in EMPTY for row in block["rows"])
    ]

    def of(cells: Sequence[str]) -> list[str]:
        return [cells[place] for place in kept] if cells else []

    def from_column(first: int) -> int:
        return sum(place < first for place in kept) if first < len(block["heads"]) else first

    return {
        **block,
        "heads": of(block["heads"]),
        "rows": [of(row) for row in block["rows"]],
        "foot": of(block["foot"]),
        "widths": of(block["widths"]),
        "right_from": from_column(block["right_from"]),
        "mono_from": from_column(block["mono_from"]),
    }


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[str],
    foot: Sequence[str] = (),
    right_from: int = 99,
    mono_from: int = 99,
    is_small: bool = False,
) -> Block:
    """A table. right_from: the first column of figures. mono_from: the first column of hashes."""
    return {
        "kind": "table",
        "heads": list(heads),
        "rows": [list(row) for row in rows],
        "foot": list(foot),
        "widths": list(widths),
        "right_from": right_from,
        "mono_from": mono_from,
        "small": is_small,
    }
