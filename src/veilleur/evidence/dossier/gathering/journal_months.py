"""The months before an attack, as a guard's journal shows them.

In: the journal, the site, when the attack began, where it called. Out: months. Pitfall: where retention has
deleted the numbers of people, a call is counted with its time and no destination.
"""

from __future__ import annotations

from collections.abc import Iterable

from veilleur.evidence.dossier.content import Month
from veilleur.evidence.dossier.gathering.past_traffic import MonthsBefore, months_of
from veilleur.evidence.journal_calls import ended_calls
from veilleur.journal import JournalReader
from veilleur.words.ports import Numbering
from veilleur.words.site import Site


def months_before(
    reader: JournalReader, site: Site, numbering: Numbering, began_at: float, places: Iterable[str]
) -> tuple[Month, ...]:
    """The months before `began_at`, oldest first.

    Raises:
        JournalError: when the journal cannot be read.
    """
    months = MonthsBefore(site, numbering, began_at, places)
    for one in ended_calls(reader, site.name, until=began_at):
        months.observe(one.call)
    return months_of(months.data())
