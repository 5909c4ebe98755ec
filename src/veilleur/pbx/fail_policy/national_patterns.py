"""Plain national numbers as dialplan patterns (X any digit, [..] a choice): what passes without a question.

In: a country. Out: patterns of numbers that no cap counts, and patterns that look like them but are dear;
outside France those of public services alone.
Pitfall: overseas numbers are dialled like national ones (0262, 0690) and are dear; the tables here must say
what `numbering` says, and a test compares them number by number.
"""

from __future__ import annotations

from collections.abc import Iterable

from veilleur.numbering import french
from veilleur.numbering.short_numbers import public_numbers

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
    """(free, dear) patterns without the leading underscore.

    Of a country whose plan is not here only the short numbers of public services are free.
    """
    if country not in _FRENCH:
        of_france = country in french.TERRITORIES
        return (_FREE_SHORT_FR if of_france else tuple(as_patterns(public_numbers(country)))), ()
    forms = ("0", "+33", "0033")
    free = tuple(form + pattern for form in forms for pattern in _FREE_FR)
    dear = tuple(form + pattern for form in forms for pattern in _DEAR_FR)
    return (*free, *_FREE_SHORT_FR), dear


def as_patterns(numbers: Iterable[str]) -> list[str]:
    """Patterns that match these numbers and no other, digits with the same endings taken together."""
    by_first: dict[str, set[str]] = {}
    for number in numbers:
        by_first.setdefault(number[:1], set()).add(number[1:])
    by_rest: dict[tuple[str, ...], str] = {}
    for first, rest in sorted(by_first.items()):
        if first:
            endings = tuple(as_patterns(rest))
            by_rest[endings] = by_rest.get(endings, "") + first
    patterns = [""] if "" in by_first else []
    for endings, firsts in by_rest.items():
        head = firsts if len(firsts) == 1 else "X" if len(firsts) == 10 else f"[{firsts}]"
        patterns += [head + ending for ending in endings]
    return patterns
