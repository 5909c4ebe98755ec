"""What set-up says of the lines by which calls leave: what to write in their place, or why a person must.

In: the lines that were found. Out: lines to print, or plain data. Pitfall: a line that cannot be guarded is
never left out, however many there are; it is shown with its reason and with what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from veilleur.language import say
from veilleur.pbx.asterisk.dialplan import SENTENCES
from veilleur.pbx.asterisk.setup.routes import DialLine, gate_line

Say = Callable[[str], str]  # code of a sentence of `sentences` -> the sentence


def shown(lines: list[DialLine], text: Say, language: str, *, is_asked_for: bool) -> Iterator[str]:
    """Lines to print. is_asked_for: no files were looked at, so it is shown how the question looks."""
    if is_asked_for:
        yield f"\n{text('before_dial')}\n  same => n,{gate_line()}"
    ready = [one for one in lines if one.in_place]
    if ready:
        yield f"\n{text('in_place')}"
    for one in ready:
        yield f"  {one.path}:{one.line}: {one.text}"
        yield from (f"    → {added.strip()}" for added in one.in_place)
    groups: dict[str, list[DialLine]] = {}
    for one in lines:
        if not one.in_place:
            groups.setdefault(_why(one, text, language), []).append(one)
    for why, left in groups.items():
        yield f"\n{why}"
        for one in left:
            yield f"  {one.path}:{one.line}: {one.text}"
            yield from (f"    {gate}" for gate in one.gates)


def data(lines: list[DialLine], text: Say, language: str) -> list[dict[str, Any]]:
    """The same as plain data."""
    return [
        {
            "file": str(one.path),
            "number": one.line,
            "line": one.text,
            "verdict": one.verdict.value,
            "reason": one.reason.value,
            "add": list(one.gates),
            "in_place": list(one.in_place),
            "why_by_hand": "" if one.in_place else _why(one, text, language),
        }
        for one in lines
    ]


def _why(one: DialLine, text: Say, language: str) -> str:
    reason = say(SENTENCES[one.reason], {}, language)
    return f"{reason} {text(f'by_hand_{one.why}')}" if one.why else reason
