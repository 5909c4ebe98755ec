"""A value that stands beside the name of a secret, wherever in a line: hidden. Pure.

In: one line of a dialplan, a script or a program. Out: the line, with each string or number of three digits
that is assigned to such a name, compared with it or handed to it as `•••`. Pitfall: what a name stands for
elsewhere is not known; a line is read once, sign by sign, so that no text takes longer than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.text import SECRET

_OF_SECRET = re.compile(
    r"secret|pass(?!ive|age|ing|ed)|pwd|token|api_?key|credential|pin(?![gneko])|code(?!c)", re.IGNORECASE
)
# An apostrophe behind a letter is one, and opens nothing.
_PIECE = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*+"?|(?<!\w)'(?:[^'\\]|\\.)*+'?|\[(?P<long>=*+)\[(?:(?!\](?P=long)\]).)*+(?:\](?P=long)\])?)
    |(?P<number>(?<![\w.])[\d*\#]{3,}+(?!\w))
    |(?P<word>[^\W\d][\w.]*+)
    |(?P<operator>=>|==|!=|~=|=~|:=|<>|\.\.|[:.](?:set|put|add|equals|match)\(|[=:,+.(])
    |(?P<between>[\s}\])\[{$"])
    |(?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_NAME_IN_TEXT = re.compile(r"""["']\s*+[$%]?\{?\s*+([\w.]++)\s*+\}?\s*+["']""")
_COMPARES = frozenset({"=", "==", "!=", "~=", "=~", "<>"})
_JOINS = frozenset({"..", ".", "+"})


class _State(Enum):
    NOTHING = auto()
    NAME = auto()  # of a secret
    BEFORE_VALUE = auto()  # a sign behind it
    BEFORE_CALL = auto()  # perhaps a function that makes the value
    VALUE = auto()  # of which more pieces may follow


class _Value(NamedTuple):
    """Where a string or a number stands. is_compared: whether a sign that compares stands behind it."""

    first: int
    last: int
    is_compared: bool


def without_named_secrets(line: str) -> str:
    """The line with each value beside the name of a secret hidden; quotes and brackets keep their place."""
    if not _OF_SECRET.search(line):
        return line
    made: list[str] = []
    start = 0
    for first, last in sorted(set(_values(line))):
        made += [line[start:first], SECRET]
        start = last
    return "".join([*made, line[start:]])


def _values(line: str) -> Iterator[tuple[int, int]]:
    """Start and end of each value to hide, without its quotes."""
    state, before = _State.NOTHING, None
    for piece in _PIECE.finditer(line):
        kind = _kind(piece)
        if kind == "between":
            continue
        if _is_name(piece, kind) and state is not _State.BEFORE_VALUE:
            if before is not None and before.is_compared:
                yield before.first, before.last
            state, before = _State.NAME, None
        elif kind in ("text", "number"):
            if state is _State.BEFORE_VALUE:
                yield _inside(piece, kind)
                state = _State.VALUE
            elif state is not _State.NAME:
                state = _State.NOTHING
            before = _Value(*_inside(piece, kind), is_compared=False)
        else:
            before = before and (before._replace(is_compared=True) if piece[0] in _COMPARES else None)
            state = _after(state, kind, piece[0])


def _after(state: _State, kind: str, sign: str) -> _State:
    """The state behind a word or a sign."""
    if kind == "word":
        return _State.BEFORE_CALL if state is _State.BEFORE_VALUE else _State.NOTHING
    if kind != "operator":
        return _State.NOTHING
    if (state is _State.NAME and sign not in _JOINS) or (state is _State.VALUE and sign in _JOINS):
        return _State.BEFORE_VALUE
    if sign == "(" and state in (_State.BEFORE_VALUE, _State.BEFORE_CALL):
        return _State.BEFORE_VALUE
    return _State.NOTHING


def _kind(piece: re.Match[str]) -> str:
    kind = "text" if piece.lastgroup == "long" else piece.lastgroup
    assert kind is not None
    return kind


def _is_name(piece: re.Match[str], kind: str) -> bool:
    if kind == "word":
        return _OF_SECRET.search(piece[0]) is not None
    named = _NAME_IN_TEXT.fullmatch(piece[0]) if kind == "text" else None
    return named is not None and _OF_SECRET.search(named[1]) is not None


def _inside(piece: re.Match[str], kind: str) -> tuple[int, int]:
    first, last = piece.span()
    if kind != "text":
        return first, last
    quote = piece[0][0] if piece["long"] is None else f"[{piece['long']}["
    closing = quote.replace("[", "]")
    is_closed = last - first >= 2 * len(quote) and piece[0].endswith(closing)
    return first + len(quote), last - len(closing) if is_closed else last
