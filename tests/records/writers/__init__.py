"""Calls written as the PBXs write them, for tests: one `Layout` for each form of each format.

The layouts are those of the folders beside this one, where their sources are noted.
"""

from tests.records.writers import american, asterisk, documents, printed, proxies, tables
from tests.records.writers.asterisk import master
from tests.records.writers.calls import PARIS, Call, Layout, clock, columns
from tests.records.writers.printed import hicom, oxo, panasonic

EVERY_LAYOUT: tuple[Layout, ...] = (
    *printed.LAYOUTS,
    *american.LAYOUTS,
    *asterisk.LAYOUTS,
    *tables.LAYOUTS,
    *documents.LAYOUTS,
    *proxies.LAYOUTS,
)
# The first of each format whose records are lines by themselves.
LAYOUTS = tuple(
    layout
    for layout in EVERY_LAYOUT
    if layout.id in (
        "alcatel-oxo", "asterisk-master-csv", "panasonic-smdr", "siemens-native", "mitel-smdr",
        "avaya-ip-office", "freeswitch-csv", "yeastar-json",
    )
)  # fmt: skip

__all__ = [
    "EVERY_LAYOUT",
    "LAYOUTS",
    "PARIS",
    "Call",
    "Layout",
    "clock",
    "columns",
    "hicom",
    "master",
    "oxo",
    "panasonic",
]
