"""FusionPBX: CSV export of its call records, times with their offset."""

from veilleur.records.layouts.column_mapping import headed_format
from veilleur.records.layouts.named_values import Layout
from veilleur.words.calls import Direction

FORMAT = headed_format(
    "fusionpbx-cdr",
    "FusionPBX export",
    "documented",
    "columns of the xml_cdr export",
    Layout(
        roles={
            "start": ("startstamp",),
            "caller": ("calleridnumber",),
            "call": ("xmlcdruuid",),
            "did": ("callerdestination",),
            "forwarder": ("extension",),
            "called": ("destinationnumber",),
            "billed": ("billsec",),
            "direction": ("direction",),
            "status": ("status",),
        },
        needed=frozenset({"caller", "called", "direction"}),
        marks=frozenset({"xmlcdruuid"}),
        directions={
            "inbound": Direction.IN,
            "outbound": Direction.OUT,
            "local": Direction.INTERNAL,
        },
    ),
)
