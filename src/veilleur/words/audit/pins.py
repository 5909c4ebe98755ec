"""What is wrong with a code that somebody keys: judged, never kept. Pure.

In: a code, and the number of the mailbox or extension it opens. Out: `PinFault`s, worst first. Pitfall: the
code itself leaves this function in no form: no message, no hash (a million codes are hashed in a second).
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import pairwise

_LEAST_DIGITS = 6  # FCC, voicemail consumer guide
_YEARS = range(1900, 2036)
_COUPLE = re.compile(r"(\d{1,4})\1+")
_LONGEST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# Columns, rows, corners and diagonals of the keys, and back.
_KEY_WALKS = (
    "147 258 369 0852 2580 1590 3570 1397 7139 159 357 753 951 147258 147258369 159357 258456 741852 14725836"
).split()


class PinFault(StrEnum):
    """One fault."""

    EMPTY = "empty"
    FACTORY = "factory"
    SHORT = "short"
    GUESSABLE = "guessable"
    COMMON = "common"


_FACTORY = frozenset(
    "0000 1234 1111 9999 8642 00000 12345 11111 000000 123456 111111 8888 888888 4711".split()
)
# The twenty most chosen of four digits (Data Genetics), and well-known ones of six.
_CHOSEN = frozenset(
    "1234 1111 0000 1212 7777 1004 2000 4444 2222 6969 9999 3333 5555 6666 1122 1313 8888 4321 2001 1010 "
    "2580 0852 1998 0007 0070 1337 5150 2468 1357 8675309 123123 112233 121212 123321 654321 520520 159753 "
    "789456 101010 131313".split()
)


def faults_of(pin: str, number: str) -> tuple[PinFault, ...]:
    """The faults of a code that opens a mailbox or an extension of that number."""
    if not pin:
        return (PinFault.EMPTY,)
    found = []
    if pin in {*_FACTORY, number}:
        found.append(PinFault.FACTORY)
    if len(pin) < _LEAST_DIGITS or len(pin) <= len(number):
        found.append(PinFault.SHORT)
    if _is_of_number(pin, number) or _is_sequence(pin) or len(set(pin)) == 1:
        found.append(PinFault.GUESSABLE)
    if pin in _CHOSEN or _is_common(pin):
        found.append(PinFault.COMMON)
    return tuple(found)


def _is_of_number(pin: str, number: str) -> bool:
    """The number itself, backwards, twice, or with digits before or behind it."""
    if len(number) < 2:
        return False
    return number in pin or number[::-1] in pin


def _is_sequence(pin: str) -> bool:
    """Each digit one step behind the last, up or down; 9 goes on with 0."""
    if not pin.isdecimal():
        return False
    steps = {(int(second) - int(first)) % 10 for first, second in pairwise(pin)}
    return len(steps) == 1 and steps <= {1, 2, 8, 9}


def _is_common(pin: str) -> bool:
    """A year, a date, a pair or more repeated, two equal halves, doubled digits, a way over the keys."""
    if not pin.isdecimal():
        return False
    if len(pin) == 4 and (int(pin) in _YEARS or _is_day(pin[:2], pin[2:]) or _is_day(pin[2:], pin[:2])):
        return True
    if len(pin) in (6, 8) and (_is_day(pin[:2], pin[2:4]) or _is_day(pin[2:4], pin[:2])):
        return len(pin) == 6 or int(pin[4:]) in _YEARS
    if _COUPLE.fullmatch(pin) or (len(pin) > 3 and len(set(pin)) <= 2):
        return True
    walks = [*_KEY_WALKS, *(one[::-1] for one in _KEY_WALKS)]
    return pin in walks or (len(pin) >= 6 and pin[:3] in walks and pin[3:6] in walks)


def _is_day(day: str, month: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= _LONGEST_DAYS[int(month) - 1]
