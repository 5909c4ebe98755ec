"""Keyyo: call records of its API, a list of JSON objects. A diverted call names the line it left by."""

from veilleur.records.layouts.json_mapping import json_format
from veilleur.records.layouts.named_values import Layout

FORMAT = json_format(
    "keyyo-json",
    "Keyyo API records",
    "documented",
    "field names of the public API; values written",
    Layout(
        roles={
            "start": ("starttime",),
            "caller": ("caller",),
            "called": ("callee",),
            "duration": ("quantity",),
            "call": ("callid",),
            "cost": ("cost",),
            "diverted_by": ("translationnumber",),
        },
        needed=frozenset({"start", "caller", "called", "duration"}),
        marks=frozenset({"calleeraw"}),
        names_forwards=True,
    ),
)
