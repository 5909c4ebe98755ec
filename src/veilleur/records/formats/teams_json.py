"""Microsoft Teams over the Graph API: `getDirectRoutingCalls` and `getPstnCalls`. Times are UTC."""

from veilleur.records.layouts.json_mapping import json_format
from veilleur.records.layouts.named_values import Layout
from veilleur.words.calls import Direction, Origin

_OUT = tuple(
    """
    byotout byotoutuserforwarding byotoutusertransfer user_out user_out_conf user_out_forwarding
    user_out_transfer ucap_out conf_out emergency byotoutucapforwarding byotoutucaptransfer byotoutucap
    ucap_out_forwarding
    """.split()
)
_IN = (
    "byotin",
    "byotinunknown",
    "byotinvm",
    "byotinucap",
    "user_in",
    "ucap_in",
    "conf_in",
    "byotinunassigned",
)

GRAPH_DIRECTIONS = {**dict.fromkeys(_OUT, Direction.OUT), **dict.fromkeys(_IN, Direction.IN)}
GRAPH_ORIGINS = {
    word: Origin.FORWARD if "forward" in word else Origin.TRANSFER
    for word in _OUT
    if "forward" in word or "transfer" in word
}

FORMAT = json_format(
    "teams-json",
    "Microsoft Teams call records (Graph API)",
    "documented",
    "examples of the maker's API reference",
    Layout(
        roles={
            "start": ("invitedatetime", "startdatetime"),
            "end": ("enddatetime",),
            "caller": ("callernumber",),
            "called": ("calleenumber",),
            "billed": ("duration",),
            "direction": ("calltype",),
            "call": ("id",),
            "cost": ("charge",),
            "answered": ("successfulcall",),
            "trunk": ("trunkfullyqualifieddomainname",),
            "linked": ("correlationid",),
            "forwarder": (),
        },
        needed=frozenset({"start", "caller", "called", "direction"}),
        directions=GRAPH_DIRECTIONS,
        origins=GRAPH_ORIGINS,
    ),
)
