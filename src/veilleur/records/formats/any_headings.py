"""A table of calls of any maker, whose headings say what they hold in one of seven languages.

Nothing is known of who wrote it: every format of its own goes before. A word for the direction that is
not known is learned from the numbers, and said; where they do not show it the line is refused.
"""

from collections.abc import Sequence

from veilleur.records.format import Format
from veilleur.records.layouts.guessed_tables import parse, table_in


def _score(lines: Sequence[str]) -> float:
    return 0.55 if table_in(lines) is not None else 0.0


FORMAT = Format(
    name="any-headings",
    title="A table of calls with headings that explain themselves",
    confidence="guessed",
    source="usual headings of many makers in English, French, German, Italian, Spanish, Portuguese and Dutch",
    score=_score,
    parse=parse,
)
