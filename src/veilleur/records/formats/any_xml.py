"""XML elements of calls of any maker, by the names of their parts and the types of their values.

Nothing is known of who wrote them: every format of its own goes before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from veilleur.records.containers.xml_elements import elements
from veilleur.records.format import (
    CONVENTION_LINES,
    LONGEST_DOCUMENT_LINE_CHARACTERS,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    first_of,
)
from veilleur.records.inference.guessed_objects import SAMPLE, is_call, read_all, texts_of_element
from veilleur.records.layouts.fixed_width import settled_dates

TAGS_TRIED = 12
_TAG = re.compile(r"<([A-Za-z_][\w.-]*)(?=[\s>/])")
_PREFIX = re.compile(
    r"(?<=<)[\w.-]+:(?=\w)|(?<=</)[\w.-]+:(?=\w)|\s(?:xmlns(?::\w+)?|\w+:\w+)=(?:\"[^\"]*\"|'[^']*')"
)


def _plain(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines without the prefixes of name spaces."""
    for number, text in lines:
        yield number, _PREFIX.sub("", text) if ":" in text and "<" in text else text


def _tag_of_calls(lines: Sequence[str]) -> str:
    """The name of the elements that are calls; empty when there are none."""
    texts = [text for _, text in _plain(enumerate(lines))]
    seen: dict[str, None] = dict.fromkeys(str(tag) for text in texts for tag in _TAG.findall(text))
    for tag in list(seen)[:TAGS_TRIED]:  # in the order of the file: the outermost first
        whole = (one for one in islice(elements(enumerate(texts), tag), 5) if not isinstance(one, BadLine))
        if any(is_call(texts_of_element(element)) for _line, element in whole):
            return tag
    return ""


def _score(lines: Sequence[str]) -> float:
    if not any(line.lstrip("\ufeff \t").startswith("<") for line in lines[:5]):
        return 0.0
    return 0.5 if _tag_of_calls(lines) else 0.0


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    is_live = hasattr(lines, "at_hand")
    first, together = first_of(settled_dates(lines, context), CONVENTION_LINES)
    tag = _tag_of_calls([text for _, text in first])
    if not tag:
        return

    def texts() -> Iterator[tuple[int, dict[str, str]] | BadLine]:
        for one in elements(_plain(together), tag):
            yield one if isinstance(one, BadLine) else (one[0], texts_of_element(one[1]))

    yield from read_all(texts(), context, 1 if is_live else SAMPLE)


FORMAT = Format(
    name="any-xml",
    title="XML elements of calls whose names explain themselves",
    confidence="guessed",
    source="usual names of many makers, found by name and type",
    score=_score,
    parse=_parse,
    longest_line=LONGEST_DOCUMENT_LINE_CHARACTERS,
)
