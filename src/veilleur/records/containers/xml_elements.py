"""Call records in XML -> one element after another, without reading the whole file as one document.

Pitfall: files come from strangers, so an element with a declaration of its own (`<!`, entities) is refused
before any parser sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from veilleur.records.format import BadLine, Line
from veilleur.words.messages import Message

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LONGEST_ELEMENT_CHARACTERS = 1 << 20


def elements(lines: Iterable[Line], tag: str) -> Iterator[tuple[int, Element] | BadLine]:
    """(line, element) of each element with this name. What stands between them is passed over."""
    opening = re.compile(rf"<{tag}(?=[\s>/])")
    closing = re.compile(rf"</{tag}\s*>")
    held, held_line, searched = "", 0, 0
    for number, text in lines:
        if not held:
            begins = opening.search(text)
            if begins is None:
                continue
            held, held_line, searched = text[begins.start() :], number, 0
        else:
            held += "\n" + text
        while held:
            ends = closing.search(held, searched)
            first_end = held.find(">")
            if first_end > 0 and held[first_end - 1] == "/":
                end = first_end + 1
            elif ends is not None:
                end = ends.end()
            else:
                searched = max(0, len(held) - len(tag) - 64)
                break
            yield _parsed(held[:end], held_line)
            rest = opening.search(held, end)
            held, held_line, searched = (held[rest.start() :] if rest else ""), number, 0
        if len(held) > LONGEST_ELEMENT_CHARACTERS:
            yield BadLine(held_line, Message("<{tag}> never ends", tag=tag), held[:200])
            held = ""
    if held:
        yield BadLine(held_line, Message("<{tag}> is cut short", tag=tag), held[:200])


def _parsed(text: str, line: int) -> tuple[int, Element] | BadLine:
    from xml.etree.ElementTree import ParseError, fromstring

    if "<!" in text:
        return BadLine(line, Message("XML with declarations of its own is not read"), text[:200])
    try:
        return line, fromstring(text)  # noqa: S314 - declarations were refused above
    except ParseError as error:
        return BadLine(line, Message("broken XML: {why}", why=error), text[:200])
