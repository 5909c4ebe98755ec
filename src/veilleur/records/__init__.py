"""Call records of any PBX or operator -> `CallRecorded` events. Imports `words` only.

`read(paths, site)` gives a `Reader`: iterate it for the events in file order, then look at
`.rejected`, `.counts` and `.formats`. `recognise(path)` says which format a file has.

**A format is one module** in `records/formats/` with one object named `FORMAT`, a `format.Format`; adding one
touches no other file. It has a name, how sure we are of the layout, a `score(lines)` from 0 to 1 over the
first lines of a file, and a `parse(lines, context)` that takes `(line number, text)` pairs and gives
`ParsedRecord`, `BadLine` or nothing for each. For a format of one record a line, `format.by_line(parse_line)`
makes `parse` from a function that gives an event, gives None for a heading, or raises ValueError with the
cause.
Pitfall: times in files are local, and `context.clock` alone turns them into seconds since 1970 UTC.
"""

from veilleur.records.confined import RowsOfChild, in_child, read_confined
from veilleur.records.confined_follow import ConfinedFollowedReader
from veilleur.records.external_sort import SortedRecords, in_order_of_start
from veilleur.records.follow import FollowedReader
from veilleur.records.format import BadLine, Context, Format, ParsedRecord
from veilleur.records.reader import Reader, read
from veilleur.records.registry import known_formats, recognise
from veilleur.records.site_inference import Guess, guess_from, guess_site, with_zeros

__all__ = [
    "BadLine",
    "ConfinedFollowedReader",
    "Context",
    "FollowedReader",
    "Format",
    "Guess",
    "ParsedRecord",
    "Reader",
    "RowsOfChild",
    "SortedRecords",
    "guess_from",
    "guess_site",
    "in_child",
    "in_order_of_start",
    "known_formats",
    "read",
    "read_confined",
    "recognise",
    "with_zeros",
]
