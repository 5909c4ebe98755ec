"""Telnyx: detail records of SIP trunks over its API, one JSON object a call. Times are UTC."""

from veilleur.records.layouts.json_mapping import json_format
from veilleur.records.layouts.named_values import Layout

FORMAT = json_format(
    "telnyx-json",
    "Telnyx detail records",
    "seen",
    "one record in a public thread, API reference",
    Layout(
        roles={
            "start": ("startedat",),
            "end": ("finishedat",),
            "caller": ("callernumber", "cli"),
            "called": ("destnumber", "cld"),
            "call": ("callid", "id"),
            "duration": ("billedsec", "callsec"),
            "cost": ("cost",),
        },
        needed=frozenset({"start", "caller", "called"}),
        marks=frozenset({"recordtype"}),
    ),
)
