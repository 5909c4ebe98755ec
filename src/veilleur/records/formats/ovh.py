"""OVHcloud telephony: `voiceConsumption` objects of its API. A forward has the way `transfer`."""

from veilleur.records.layouts.json_mapping import json_format
from veilleur.records.layouts.named_values import Layout
from veilleur.words.calls import Direction, Origin

FORMAT = json_format(
    "ovh-json",
    "OVHcloud voice consumption",
    "guessed",
    "field names of the public API, some guessed; values written",
    Layout(
        roles={
            "start": ("creationdatetime",),
            "caller": ("calling",),
            "called": ("called", "dialed"),
            "duration": ("duration",),
            "call": ("consumptionid",),
            "cost": ("pricewithouttax",),
            "direction": ("waytype",),
            "status": ("hangupnature",),
        },
        needed=frozenset({"start", "caller", "duration", "direction"}),
        marks=frozenset({"consumptionid"}),
        directions={
            "incoming": Direction.IN,
            "outgoing": Direction.OUT,
            "transfer": Direction.OUT,
        },
        origins={"transfer": Origin.FORWARD},
    ),
)
