"""Telnyx: detail records of SIP trunks over its API, one JSON object a call. Times are UTC."""

from veilleur.records.layouts.column_mapping import Layout, json_format

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
