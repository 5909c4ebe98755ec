"""Plain national numbers as Asterisk patterns: what the dialplan lets pass without a question.

In: a country. Out: patterns of numbers that no cap counts, and patterns that look like them but are dear.
Pitfall: overseas numbers are dialled like national ones (0262, 0690) and are dear; the tables here must say
what `numbering` says, and a test compares them number by number.
"""

from __future__ import annotations

_FRENCH = frozenset(["FR"])  # overseas sites dial the same numbers at other prices: they are asked about
# Fixed and mobile, free and ordinary 08; then free short numbers and those of operators. ARCEP plan.
_FREE_FR = ("[1-79]XXXXXXXX", "80XXXXXXX")
_FREE_SHORT_FR = ("10XX", "116XXX", "3919", "300[0-79]", "30[1-9]X", "31[0-689]X")
_DEAR_FR = (
    *("26[2389]XXXXXX", "508XXXXXX", "59[046]XXXXXX"),
    *("639[0-8]XXXXX", "6399[0-79]XXXX", "69[0-467]XXXXXX"),
    *("708[45]XXXXX", "709[0-2]XXXXX", "7093[0-35-7]XXXX"),
)


def patterns(country: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(free, dear) patterns without the leading underscore; none for a country whose plan is not here.

    Where there are none, every number but emergency ones is asked about.
    """
    if country not in _FRENCH:
        return (), ()
    forms = ("0", "+33", "0033")
    free = tuple(form + pattern for form in forms for pattern in _FREE_FR)
    dear = tuple(form + pattern for form in forms for pattern in _DEAR_FR)
    return (*free, *_FREE_SHORT_FR), dear
