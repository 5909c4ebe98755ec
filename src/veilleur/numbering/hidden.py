"""Numbers whose last digits a PBX, an operator or an exporter hides: `0612345•••`, `0612345XXX`.

Pitfall: the hidden digits are never made up. What the number means is what nearly every number that begins so
means, and the digits that are given back end in HIDDEN_DIGIT.
"""

from __future__ import annotations

import re

from veilleur.words.destinations import HIDDEN_DIGIT

MOST_HIDDEN_DIGITS = 12
_HIDDEN_END = re.compile(rf"(?:{HIDDEN_DIGIT}+|[Xx]{{2,}})\s*$")
_SEPARATORS = re.compile(r"[\s.\-/()\u00a0\u202f]")


def hidden_end(raw: str) -> tuple[str, int]:
    """What is seen of a number, and how many digits are hidden at its end; 0 when none is."""
    if raw[-1:].isdecimal():
        return raw, 0
    found = _HIDDEN_END.search(raw)
    if found is None:
        return raw, 0
    hidden = len(found.group().strip())
    seen = raw[: found.start()]
    while (split := _HIDDEN_END.search(_SEPARATORS.sub("", seen))) is not None:  # `06 12 •• ••`
        hidden += len(split.group())
        seen = _SEPARATORS.sub("", seen)[: split.start()]
    if not any(one.isdecimal() for one in seen) or hidden > MOST_HIDDEN_DIGITS:
        return raw, 0
    return seen, hidden
