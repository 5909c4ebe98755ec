"""The extensions of a site as dialplan patterns: a call to another office passes without a question.

In: a site. Out: patterns of numbers that `numbering` takes for an extension. Pitfall: an extension may look
like a dear short number (`XXXX` covers 3237), and an open pattern would take any number: only what has a
fixed length and is no short number of the public network counts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

from veilleur.numbering.dialplan import DialPlan
from veilleur.numbering.emergency import extension_pattern
from veilleur.pbx.fail_policy.national_patterns import as_patterns
from veilleur.words.destinations import NumberClass
from veilleur.words.site import Site

LONGEST = 5  # digits; what is longer may be a number of the public network
_SIGNS = {"X": "0123456789", "Z": "123456789", "N": "23456789"}
_SIGN = re.compile(r"[0-9XZN]|\[[0-9-]+\]")
_RANGE = re.compile(r"(\d+)-(\d+)")


@lru_cache(maxsize=32)
def own_extensions(site: Site) -> tuple[str, ...]:
    """Patterns without the leading underscore."""
    numbering = DialPlan(site)
    decoys = [extension_pattern(text) for text in site.decoy_extensions]
    numbers = {
        number
        for text in site.extensions
        for number in _numbers(text)
        if numbering.destination(number).number_class is NumberClass.INTERNAL
        and not any(decoy.fullmatch(number) for decoy in decoys)
    }
    return tuple(as_patterns(sorted(numbers)))


def _numbers(text: str) -> Iterator[str]:
    """The numbers that a pattern of fixed length covers; none of any other."""
    name = text.strip().removeprefix("_").upper()
    ends = _RANGE.fullmatch(name)
    if ends is not None:
        if len(ends[1]) == len(ends[2]) <= LONGEST:
            numbers = range(int(ends[1]), int(ends[2]) + 1)
            yield from (f"{number:0{len(ends[1])}d}" for number in numbers)
        return
    signs = _SIGN.findall(name)
    if "".join(signs) != name or len(signs) > LONGEST:
        return
    yield from map("".join, itertools.product(*map(_digits, signs)))


def _digits(sign: str) -> str:
    """The digits that one sign of a pattern takes."""
    if not sign.startswith("["):
        return _SIGNS.get(sign, sign)
    one = extension_pattern(sign)
    return "".join(digit for digit in "0123456789" if one.fullmatch(digit))
