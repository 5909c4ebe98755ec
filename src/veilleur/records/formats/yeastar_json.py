"""Yeastar: call records pushed as JSON (`NewCdr` of the S series, event 30012 of the P series).

The maker spells `callduraction` so; later firmware corrects it, and both are taken.
"""

from veilleur.records.layouts.json_mapping import json_format
from veilleur.records.layouts.named_values import Layout
from veilleur.words.calls import Direction

FORMAT = json_format(
    "yeastar-json",
    "Yeastar pushed call record",
    "documented",
    "examples of the maker's API guide",
    Layout(
        roles={
            "start": ("timestart",),
            "caller": ("callfrom",),
            "called": ("callto",),
            "call": ("callid",),
            "duration": ("callduraction", "callduration"),
            "billed": ("talkduraction", "talkduration"),
            "status": ("status",),
            "direction": ("type",),
            "source_trunk": ("srctrunkname",),
            "trunk": ("desttrunkname", "dsttrcunkname", "dsttrunkname"),
            "did": ("didnumber",),
        },
        needed=frozenset({"start", "caller", "called", "direction"}),
        directions={
            "inbound": Direction.IN,
            "outbound": Direction.OUT,
            "internal": Direction.INTERNAL,
        },
    ),
)
