"""The manager's actions that list peers, with the events that their answers come in.

Out: `PEER_LISTS`, in the order in which they are asked for.
"""

from __future__ import annotations

from typing import NamedTuple


class PeerList(NamedTuple):
    """One list: the action that asks for it, the event of a row, and the event at its end."""

    action: str
    row: str
    end: str


# In this order: contacts say where the telephones are that the lists before have made known.
PEER_LISTS = (
    PeerList("PJSIPShowAors", "AorList", "AorListComplete"),
    PeerList("PJSIPShowEndpoints", "EndpointList", "EndpointListComplete"),
    PeerList("PJSIPShowContacts", "ContactList", "ContactListComplete"),
    PeerList("SIPpeers", "PeerEntry", "PeerlistComplete"),
)
