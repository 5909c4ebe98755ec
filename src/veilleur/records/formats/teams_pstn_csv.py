"""Microsoft Teams: PSTN usage report, Calling Plans and Operator Connect tab. Times are UTC."""

from veilleur.records.formats.teams_json import GRAPH_DIRECTIONS, GRAPH_ORIGINS
from veilleur.records.layouts.column_mapping import headed_format
from veilleur.records.layouts.named_values import Layout

FORMAT = headed_format(
    "teams-pstn-csv",
    "Microsoft Teams PSTN usage report",
    "documented",
    "column names of the maker's page; order and values guessed",
    Layout(
        roles={
            "start": ("starttime", "starttimeutc"),
            "end": ("endtime", "endtimeutc"),
            "caller": ("callerid", "callernumber"),
            "called": ("destinationnumber", "calleenumber"),
            "billed": ("durationseconds", "duration"),
            "direction": ("calltype",),
            "call": ("callid",),
            "cost": ("charge",),
            "forwarder": ("callerid", "callernumber"),
        },
        needed=frozenset({"start", "caller", "called", "billed", "direction"}),
        marks=frozenset({"callid", "destinationdialed"}),
        directions=GRAPH_DIRECTIONS,
        origins=GRAPH_ORIGINS,
        utc=True,
    ),
)
