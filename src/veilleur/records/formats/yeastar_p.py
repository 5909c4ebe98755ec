"""Yeastar P-series: the downloaded list of calls, columns as displayed."""

from veilleur.records.layouts.column_mapping import headed_format
from veilleur.records.layouts.named_values import Layout
from veilleur.words.calls import Direction

FORMAT = headed_format(
    "yeastar-p",
    "Yeastar P-series CDR download",
    "documented",
    "headings in the P-series administrator guide; values guessed",
    Layout(
        roles={
            "start": ("time",),
            "caller": ("callfrom",),
            "called": ("callto",),
            "call": ("id",),
            "duration": ("callduration",),
            "billed": ("talkduration",),
            "status": ("status",),
            "direction": ("communicationtype",),
            "source_trunk": ("sourcetrunk",),
            "trunk": ("destinationtrunk",),
        },
        needed=frozenset({"caller", "called", "billed"}),
        marks=frozenset({"communicationtype"}),
        directions={
            "inbound": Direction.IN,
            "outbound": Direction.OUT,
            "internal": Direction.INTERNAL,
        },
    ),
)
