"""Wazo: export of its call logs, times with their offset."""

from veilleur.records.layouts.column_mapping import headed_format
from veilleur.records.layouts.named_values import Layout
from veilleur.words.calls import Direction

FORMAT = headed_format(
    "wazo-cdr",
    "Wazo call logs",
    "documented",
    "columns of wazo-call-logd's export",
    Layout(
        roles={
            "start": ("start",),
            "caller": ("sourceextension",),
            "call": ("id",),
            "did": ("requestedextension",),
            "forwarder": ("requestedinternalextension",),
            "called": ("destinationextension",),
            "billed": ("duration",),
            "direction": ("calldirection",),
            "status": ("callstatus",),
        },
        needed=frozenset({"caller", "called", "direction"}),
        marks=frozenset({"calldirection"}),
        directions={
            "inbound": Direction.IN,
            "outbound": Direction.OUT,
            "internal": Direction.INTERNAL,
        },
    ),
)
