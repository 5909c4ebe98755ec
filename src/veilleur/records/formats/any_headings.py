"""A table of calls of any maker, whose headings say what they hold in one of eleven languages.

Nothing is known of who wrote it: every format of its own goes before. A word for the direction that is
not known is learned from the numbers, and said; where they do not show it the line is refused.
"""

from collections.abc import Sequence

from veilleur.records.format import Format
from veilleur.records.inference.aligned_columns import aligned_columns
from veilleur.records.inference.guessed_tables import parse, table_in

_SWITCH = frozenset({"ring", "end", "answer", "billed"})


def _score(lines: Sequence[str]) -> float:
    roles = table_in(lines)
    if roles is None:
        return 0.0
    if aligned_columns(lines) is not None:  # printed, as old PABXs do: what knows the layout goes before
        return 0.5
    # An operator's bill knows no extensions, ringing or directions: what does is no bill.
    is_switch = roles.is_far or "cost" not in roles.places or not _SWITCH.isdisjoint(roles.places)
    return 0.65 if is_switch else 0.55


FORMAT = Format(
    name="any-headings",
    title="A table of calls with headings that explain themselves",
    confidence="guessed",
    source="usual headings of many makers in eleven languages of Europe",
    score=_score,
    parse=parse,
)
