"""A value in the company of the name of a secret, wherever in a line: hidden. Pure.

In: one line of a dialplan, a script or a program. Out: the line; of each statement that names a secret the
strings, the numbers of three digits and the words behind a sign of equality as `•••`. What is dialled stays:
texts and numbers behind a technology (`PJSIP/...`). Pitfall: what a name stands for elsewhere is not known; a
line is read once, sign by sign, so that no text takes longer than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.text import SECRET

_OF_SECRET = re.compile(
    r"secret|pass(?!ive|age|ing|ed|thr)|pwd|token|api.?key|credential|bearer|(?<![a-z])pins?(?![a-z])|pin(?![a-z])"
    r"|code(?!c)|mot de passe|authenticate|authorization|\bdisa\b",
    re.IGNORECASE,
)
# An apostrophe behind a letter is one, and opens nothing.
_PIECE = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*+"?|(?<!\w)'(?:[^'\\]|\\.)*+'?
        |\[(?P<long>=*+)\[(?:(?!\](?P=long)\]).)*+(?:\](?P=long)\])?)
    |(?P<number>(?<![\w.])[\d*\#]{3,}+(?!\w))
    |(?P<word>\w++(?:[.-]\w++)*+)
    |(?P<equals>=>|===?|!==?|~=|=~|:=|<>|[=:])
    |(?P<blank>\s++)
    |(?P<end>;)
    |(?P<sign>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_NAME_IN_TEXT = re.compile(r"""["']\s*+(?:[$%]\{[\w.:()/-]++\}|[$%]?[\w.-]++)\s*+["']""")
_DIALLED = re.compile(r"\b(?:PJSIP|SIP|IAX2|DAHDI|Local|Dongle|Zap|mISDN|CAPI|OOH323|Motif)/", re.IGNORECASE)
_EQUALS = frozenset({"=", "==", "===", "!=", "!==", "~=", "=~", ":=", "<>", ":"})
_OF_BOTH = re.compile(
    r"(?=\D*+\d)(?=[\W\d_]*+[^\W\d_])\w{6,}+"
)  # letters and digits, as no word of a language
_COMPARES = _EQUALS - {"=", ":", ":="}
_NO_VALUE = frozenset("true false nil null none yes no then do not and or in if else end".split())


class _Piece(NamedTuple):
    kind: str
    text: str
    first: int
    last: int
    quote: str


def without_named_secrets(line: str) -> str:
    """The line with each value beside the name of a secret hidden; quotes and brackets keep their place."""
    if not _OF_SECRET.search(line):
        return line
    made: list[str] = []
    start = 0
    for first, last in _values(line):
        made += [line[start:first], SECRET]
        start = last
    return "".join([*made, line[start:]])


def _values(line: str) -> Iterator[tuple[int, int]]:
    statement: list[_Piece] = []
    for piece in _pieces(line):
        if piece.kind == "end":
            yield from _of_statement(statement)
            statement = []
        elif piece.kind != "blank":
            statement.append(piece)
    yield from _of_statement(statement)


def _pieces(line: str) -> Iterator[_Piece]:
    for found in _PIECE.finditer(line):
        kind = "text" if found.lastgroup in ("text", "long") else str(found.lastgroup)
        quote = "" if kind != "text" else found[0][0] if found["long"] is None else f"[{found['long']}["
        yield _Piece(kind, found[0], *found.span(), quote)


def _of_statement(pieces: Sequence[_Piece]) -> Iterator[tuple[int, int]]:
    """Start and end of each value to hide, without its quotes."""
    if not any(_OF_SECRET.search(one.text) for one in pieces):
        return
    before, ends_name = "", False
    is_named = was_named = False  # since the last comma; ever in this statement
    for place, piece in enumerate(pieces):
        behind = pieces[place + 1].text if place + 1 < len(pieces) else ""
        is_name = _is_name(piece, before, behind, was_named=was_named)
        if piece.kind == "text" and not is_name:
            yield from _inside(piece)
        elif not is_name and _is_value(piece, before, behind, is_named=is_named):
            yield piece.first, piece.last
        is_named = piece.text != "," and (is_named or is_name)
        was_named = was_named or is_name
        # `in:out` are two labels; `password: out` is a value.
        before = "" if piece.text == ":" and not ends_name else piece.text
        ends_name = is_name


def _is_name(piece: _Piece, before: str, behind: str, *, was_named: bool) -> bool:
    """Whether a word or a text names a secret; many a password has "pass" in it, and is none."""
    if not _OF_SECRET.search(piece.text):
        return False
    if piece.kind == "word":
        is_behind = was_named and (before in _EQUALS or _OF_BOTH.fullmatch(piece.text) is not None)
        return not is_behind and not (before == "[" and behind == "=")
    if not _NAME_IN_TEXT.fullmatch(piece.text):
        return False
    if "$" in piece.text or "%" in piece.text:
        return True
    if behind in _COMPARES or (behind == "=" and before == "["):
        return False
    return not was_named or behind in _EQUALS


def _is_value(piece: _Piece, before: str, behind: str, *, is_named: bool) -> bool:
    """Whether a number or a word between such signs may be a secret: no number that is dialled, no name."""
    if piece.kind not in ("number", "word") or before in ("/", "@") or behind in ("@", "/", "=>"):
        return False
    if piece.kind == "number":
        return True
    if behind == "(":
        return False
    if _OF_BOTH.fullmatch(piece.text) is not None:
        return True
    return before in _EQUALS and is_named and behind not in ("=", ":") and piece.text.lower() not in _NO_VALUE


def _inside(piece: _Piece) -> Iterator[tuple[int, int]]:
    if _DIALLED.search(piece.text) or piece.text.startswith("@", len(piece.quote)):
        return
    first, last = piece.first + len(piece.quote), piece.last
    closing = piece.quote.replace("[", "]")
    if len(piece.text) >= 2 * len(closing) and piece.text.endswith(closing):
        last -= len(closing)
    if first < last:
        yield first, last
