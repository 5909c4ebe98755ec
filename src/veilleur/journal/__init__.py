"""What is kept. Append-only, chained by hash, split into a public and a personal part.

`Journal` is written by one thread of the guard; `JournalReader` is opened read-only by everybody
else; `verify` says whether anything was changed, removed, reordered or cut off.
"""

from veilleur.journal.checks import Finding
from veilleur.journal.reader import Entry, JournalReader
from veilleur.journal.verify import Verification, verify
from veilleur.journal.waiting import Ticket, Trouble
from veilleur.journal.writer import Journal

__all__ = ["Entry", "Finding", "Journal", "JournalReader", "Ticket", "Trouble", "Verification", "verify"]
