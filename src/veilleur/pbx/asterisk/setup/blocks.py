"""Our lines in an owner's text, between two markers, and the text without them byte for byte. Pure.

In: the text of a configuration file. Out: the text. Pitfall: the owner goes on editing, beside our blocks,
behind the last one, and in them: a Dial that was changed behind our question is the owner's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from veilleur.pbx.asterisk.setup.merging import (
    WRITTEN,
    Merged,
    lines_of_owner,
    merged,
    record,
    sections_of_owner,
)
from veilleur.pbx.asterisk.setup.routes import FOLDED, LINE

BEGIN, END = "; BEGIN veilleur", "; END veilleur"
_NO_NEWLINE = "; the file did not end with a newline"
_WAS = "; was: "
_BLOCK = re.compile(rf"^{BEGIN}\r?\n(.*?)^{END}\r?(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_QUESTION = re.compile(r"\bGosub\(veilleur-gate\b|\bIFMODULE\(app_stack\.so\)", re.IGNORECASE)
_OF_HOOK = "VEILLEUR_"  # a variable of the lines in FreePBX's hook, which stand before no Dial
_HOOK_LINE = re.compile(r"VEILLEUR_|\bGosub\(veilleur|Set\(PREDIAL_HOOK_RET=\)", re.IGNORECASE)


class Edit(Protocol):
    """One line of a text, counted from 1, and the lines to write in its place."""

    @property
    def line(self) -> int: ...

    @property
    def in_place(self) -> tuple[str, ...]: ...


def added(text: str, block: str) -> str:
    """The text with the block at its end, between the markers, in place of all earlier ones."""
    return appended(removed(text), block, earlier=text)


def appended(text: str, block: str, earlier: str = "") -> str:
    """The text, other blocks of ours in it, with one more at its end.

    earlier: the text with the block of an earlier set-up in it: what the owner changed there stays.
    """
    is_whole = not text or text.endswith("\n")
    note = [] if is_whole else [_NO_NEWLINE]
    ours = block.removesuffix("\n").split("\n")
    lines = [BEGIN, *note, *record(ours), *_with_edits(earlier, ours).lines, END]
    end = _line_end(text)
    return text + ("" if is_whole else "\n") + "".join(line + end for line in lines)


def edits_kept(text: str, block: str) -> Merged:
    """What of an owner's changes stays in the block that the text holds, when it is written once more."""
    return _with_edits(text, block.removesuffix("\n").split("\n"))


def lines_taken_out(text: str) -> list[str]:
    """Lines that the owner wrote into sections or a hook of ours, and that go with them."""
    kept = [_hook_part(one) if _WAS in one else _plain(one) for one in blocks_of(text)]
    return [line for lines in kept for line in lines_of_owner(lines)]


def hook_edits_kept(text: str, lines: Iterable[str]) -> Merged:
    """What of an owner's changes stays in the lines of FreePBX's hook that the text holds, when they are
    written once more."""
    ours = [line for line in lines if _HOOK_LINE.search(line)]
    for found in blocks_of(text):
        if _WAS in found and _OF_HOOK in found:
            return merged(_hook_part(found), ours)
    return Merged(tuple(ours))


def _hook_part(block: str) -> list[str]:
    """The lines of a block that ask in FreePBX's hook, with the note of what set-up wrote."""
    return [line for line in _plain(block) if line.startswith(WRITTEN) or _is_of_hook(line)]


def _is_of_hook(line: str) -> bool:
    return not line.startswith(_WAS) and _HOOK_LINE.search(line) is not None


def _with_edits(earlier: str, ours: list[str]) -> Merged:
    """The lines of a block with what the owner changed in the earlier one."""
    for found in blocks_of(earlier):
        if _WAS not in found:
            return merged(_plain(found), ours)
    return Merged(tuple(ours))


def _plain(block: str) -> list[str]:
    """The lines of a block, whatever their ends, but for the note on the newline."""
    lines = [line.removesuffix("\r") for line in block.split("\n")[:-1]]
    return [line for line in lines if not line.startswith(_NO_NEWLINE)]


def with_gates(text: str, lines: Iterable[Edit], earlier: str = "") -> str:
    """The text with the question before each of these lines; what was there is kept in our block.

    earlier: the text with the blocks of an earlier set-up: what the owner changed in a hook's lines stays.
    """
    pieces = text.split("\n")
    end = _line_end(text).removesuffix("\n")
    for one in sorted(lines, key=lambda line: line.line, reverse=True):
        was = pieces[one.line - 1]
        is_last = one.line == len(pieces)
        note = [_NO_NEWLINE + end] if is_last else []
        after = [""] if is_last else []
        ours = [line + end for line in _with_hook_edits(one.in_place, earlier)]
        pieces[one.line - 1 : one.line] = [BEGIN + end, *note, _WAS + was, *ours, END + end, *after]
    return "\n".join(pieces)


def _with_hook_edits(lines: tuple[str, ...], earlier: str) -> list[str]:
    """The lines of a block; those of a hook with what the owner changed in the earlier one."""
    hook = [line for line in lines if _HOOK_LINE.search(line)]
    if not any(_OF_HOOK in line for line in hook):
        return [*lines]
    own = [line for line in lines if line not in hook]
    return [*record(hook), *hook_edits_kept(earlier, hook).lines, *own]


def removed(text: str) -> str:
    """The text without any of our blocks, as it was before, with what the owner changed since.

    Sections that an owner wrote into a block stay where it was.
    """
    kept, position, without_newline = "", 0, -1
    for block in _BLOCK.finditer(text):
        kept += text[position : block.start()] + _restored(block[1])
        if _WAS not in block[1]:
            kept += "".join(line + _line_end(text) for line in sections_of_owner(_plain(block[1])))
        position = block.end()
        if _NO_NEWLINE in block[1]:
            without_newline = len(kept)
    kept += text[position:]
    # The newline that we added goes, unless the owner has written on behind it.
    return kept[:-1] if without_newline == len(kept) and kept.endswith("\n") else kept


def blocks_of(text: str) -> list[str]:
    """What stands between our markers, block by block."""
    return [block[1] for block in _BLOCK.finditer(text)]


def has_gates(text: str) -> bool:
    """Whether one of our blocks puts the question before a line of the owner."""
    return any(_WAS in one and _QUESTION.search(one) and _OF_HOOK not in one for one in blocks_of(text))


def _line_end(text: str) -> str:
    return "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"


def _restored(block: str) -> str:
    """What stood in the place of a block."""
    lines = block.split("\n")[:-1]
    was = [line.removeprefix(_WAS) for line in lines if line.startswith(_WAS)]
    behind = [line for line in lines if not line.startswith((_WAS, _NO_NEWLINE, WRITTEN))]
    kept = _changed(was[0], behind) if len(was) == 1 else []
    return "".join(f"{line}\n" for line in kept or was)


def _changed(was: str, lines: list[str]) -> list[str]:
    """The owner's lines when they are no longer the one that was; none when nothing was changed.

    The first of them takes the place of that one, with its extension, priority and label.
    """
    if was.lstrip().startswith("["):  # a hook that bears another name now
        more = [line for line in lines if not line.lstrip().startswith("[")]
        return [was, *more] if more else []
    place = LINE.match(was)
    rest = [line for line in lines if not (_QUESTION.search(line) or _is_of_hook(line))]
    if place is None or len(rest) == len(lines):
        return []  # no question before a line of the dialplan
    if [_bare(line) for line in rest] == [_bare(was)] or not rest:
        return []
    first = LINE.match(rest[0])
    if first is not None:
        rest[0] = was[: place.start("what")] + first["what"]
    return rest


def _bare(line: str) -> str:
    """What a line of the dialplan does, without its place and its comment."""
    found = LINE.match(line)
    return FOLDED.sub("", (found["what"] if found else line).rstrip()).rstrip()
