"""Names of extensions as Asterisk matches them: exact ones and patterns. Pure.

In: an extension such as `_0[1-5]XX.` and what is dialled. Out: whether it matches, which of two comes first,
whether two can match the same. Pitfall: a dash outside brackets says nothing, `.` wants at least one more
sign and `!` none.
"""

from __future__ import annotations

from functools import lru_cache

_DIGITS = "0123456789"
_SETS = {"X": frozenset(_DIGITS), "Z": frozenset(_DIGITS[1:]), "N": frozenset(_DIGITS[2:])}
ANY, ANY_OR_NONE = ".", "!"
_LONGEST = 256


@lru_cache(maxsize=50_000)
def signs(pattern: str) -> tuple[tuple[frozenset[str], ...], str]:
    """The sets of signs that a pattern takes, one by one, and its end: "", "." or "!"."""
    if not pattern.startswith("_"):
        return tuple(frozenset(sign) for sign in pattern if sign != "-"), ""
    found: list[frozenset[str]] = []
    place, end = 1, len(pattern)
    while place < end and len(found) < _LONGEST:
        sign = pattern[place]
        if sign in (ANY, ANY_OR_NONE):
            return tuple(found), sign
        if sign == "[" and (close := pattern.find("]", place)) > 0:
            found.append(_bracket(pattern[place + 1 : close]))
            place = close + 1
            continue
        if sign != "-":
            found.append(_SETS.get(sign.upper(), frozenset(sign)))
        place += 1
    return tuple(found), ""


def _bracket(text: str) -> frozenset[str]:
    found: set[str] = set()
    place = 0
    while place < len(text):
        if place + 2 < len(text) and text[place + 1] == "-":
            found |= {chr(code) for code in range(ord(text[place]), ord(text[place + 2]) + 1)}
            place += 3
        else:
            found.add(text[place])
            place += 1
    return frozenset(found)


def matches(pattern: str, dialled: str) -> bool:
    """Whether an extension takes what was dialled."""
    if not pattern.startswith("_"):
        return pattern == dialled or pattern.replace("-", "") == dialled.replace("-", "")
    sets, tail = signs(pattern)
    digits = dialled.replace("-", "")
    if len(digits) < len(sets) + (tail == ANY) or (not tail and len(digits) != len(sets)):
        return False
    return all(digit in one for digit, one in zip(digits, sets, strict=False))


def overlap(first: str, second: str) -> bool:
    """Whether something can be dialled that both take."""
    if first == second:
        return True
    if not first.startswith("_"):
        return matches(second, first)
    if not second.startswith("_"):
        return matches(first, second)
    left, left_tail = signs(first)
    right, right_tail = signs(second)
    if not all(one & other for one, other in zip(left, right, strict=False)):
        return False
    if left_tail and right_tail:
        return True
    if left_tail:
        return len(right) >= len(left) + (left_tail == ANY)
    if right_tail:
        return len(left) >= len(right) + (right_tail == ANY)
    return len(left) == len(right)


def order(pattern: str) -> tuple[object, ...]:
    """Sorts extensions as Asterisk looks through them: exact ones first, then narrow patterns before wide
    ones."""
    if not pattern.startswith("_"):
        return (0, pattern)
    sets, tail = signs(pattern)
    places = [(len(one), min(one, default="")) for one in sets]
    return (1, *places, *([(_LONGEST, tail)] if tail else []))


def is_bounded(pattern: str) -> bool:
    """Whether only digits of a known count can be dialled here, so that nobody can key a name or a sign."""
    sets, tail = signs(pattern)
    return not tail and bool(sets) and all(one <= _SETS["X"] | {"*", "#"} for one in sets)


def glob_matches(text: str, name: str) -> bool:
    """Whether a name fits a text in which `*` stands for what a variable holds."""
    if "*" not in text:
        return text == name
    first, *middle, last = text.split("*")
    if len(name) < len(first) + len(last) or not name.startswith(first) or not name.endswith(last):
        return False
    place = len(first)
    stop = len(name) - len(last)
    for piece in middle:
        place = name.find(piece, place, stop)
        if place < 0:
            return False
        place += len(piece)
    return True
