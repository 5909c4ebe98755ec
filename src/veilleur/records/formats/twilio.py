"""Twilio: list of calls over its API. Prices are negative; a forwarded call is a child of another."""

from veilleur.records.layouts.json_mapping import json_format
from veilleur.records.layouts.named_values import Layout
from veilleur.words.calls import Direction

FORMAT = json_format(
    "twilio-json",
    "Twilio list of calls",
    "documented",
    "API reference, Call resource; values written",
    Layout(
        roles={
            "start": ("starttime", "datecreated"),
            "end": ("endtime",),
            "caller": ("from",),
            "called": ("to",),
            "billed": ("duration",),
            "status": ("status",),
            "call": ("sid",),
            "direction": ("direction",),
            "cost": ("price",),
            "diverted_by": ("forwardedfrom",),
            "linked": ("parentcallsid",),
            "trunk": ("trunksid",),
        },
        needed=frozenset({"start", "caller", "called", "direction"}),
        marks=frozenset({"sid"}),
        names_forwards=True,
        directions={
            "inbound": Direction.IN,
            "outbound-api": Direction.OUT,
            "outbound-dial": Direction.OUT,
            "trunking-terminating": Direction.OUT,
            "trunking-originating": Direction.IN,
            "outbound": Direction.OUT,
        },
    ),
)
