"""Microsoft Teams: PSTN usage report, Direct Routing tab. Times are UTC; a forward has its own type."""

from veilleur.records.formats.teams_json import GRAPH_DIRECTIONS, GRAPH_ORIGINS
from veilleur.records.layouts.column_mapping import headed_format
from veilleur.records.layouts.named_values import Layout
from veilleur.words.calls import Direction, Origin

DIRECTIONS = {
    "dr_in": Direction.IN,
    "dr_in_vm": Direction.IN,
    "dr_in_ucap": Direction.IN,
    "dr_out": Direction.OUT,
    "dr_out_user_forwarding": Direction.OUT,
    "dr_out_user_transfer": Direction.OUT,
    "dr_out_ucap_forwarding": Direction.OUT,
    "dr_out_ucap_transfer": Direction.OUT,
    "dr_out_ucap": Direction.OUT,
    "dr_emergency_out": Direction.OUT,
    "dr_emergency": Direction.OUT,
    "dr_unassigned_in": Direction.IN,
}
ORIGINS = {
    "dr_out_user_forwarding": Origin.FORWARD,
    "dr_out_ucap_forwarding": Origin.FORWARD,
    "dr_out_user_transfer": Origin.TRANSFER,
    "dr_out_ucap_transfer": Origin.TRANSFER,
}

FORMAT = headed_format(
    "teams-direct-routing-csv",
    "Microsoft Teams Direct Routing report",
    "documented",
    "column names of the maker's page; order and values guessed",
    Layout(
        roles={
            "start": ("invitetimeutc", "invitetime", "starttimeutc", "starttime"),
            "answer": ("starttimeutc", "starttime"),
            "end": ("endtimeutc", "endtime"),
            "caller": ("phonenumber", "callernumber", "callerid"),
            "called": ("calledto", "calleenumber", "calleeid"),
            "duration": ("duration", "durationseconds"),
            "direction": ("calltype",),
            "call": ("correlationid",),
            "trunk": ("sbcfqdn",),
            "forwarder": ("phonenumber",),
        },
        needed=frozenset({"start", "caller", "called", "direction"}),
        marks=frozenset({"sbcfqdn"}),
        directions={**DIRECTIONS, **GRAPH_DIRECTIONS},
        origins={**ORIGINS, **GRAPH_ORIGINS},
        utc=True,
    ),
)
