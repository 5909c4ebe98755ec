"""The switch's own lists of peers: which are telephones, which are trunks, and where each is now. Pure.

Rows of `PJSIPShowEndpoints`, `PJSIPShowAors`, `PJSIPShowContacts` and `SIPpeers` in, events out. Pitfall: a
trunk may be called "1234" and a telephone "reception"; who proves himself to a carrier is a trunk, and who
registers here with a password is a telephone.
"""

from __future__ import annotations

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.contacts import user_and_host
from veilleur.pbx.asterisk.events.peer_names import Plan
from veilleur.pbx.asterisk.events.registrations import Accounts
from veilleur.words.events import Event


class Peers:
    """The peers of one switch, as it lists them after each connection."""

    def __init__(self, plan: Plan, accounts: Accounts) -> None:
        """plan: learns the sides. accounts: learn the addresses."""
        self._plan = plan
        self._accounts = accounts
        self._registering: set[str] = set()  # addresses of record that telephones register

    def listed(self, rows: list[Message], at: float, seen_at: float) -> list[Event]:
        """What the rows of one list say that is new."""
        found: list[Event] = []
        if any(row.name == "AorList" for row in rows):
            self._registering = {
                row.get("objectname") for row in rows if row.get("maxcontacts") not in ("", "0")
            }
        for row in rows:
            name = row.get("objectname")
            if row.name == "EndpointList":
                self._endpoint(name, row)
            elif row.name == "ContactList":
                found += self._accounts.contact_listed(row, at, seen_at)
            elif row.name == "PeerEntry" and row.get("dynamic") == "yes":
                self._plan.learn_peer(f"SIP/{name}", False)
                found += self._accounts.peer_listed(row, at, seen_at)
            elif row.name == "PeerEntry" and self._plan.is_trunk(f"SIP/{name}-0"):
                self._plan.contacts.trunk_at(row.get("ipaddress"))
        return found

    def _endpoint(self, name: str, row: Message) -> None:
        if row.get("outboundauths"):
            self._plan.learn_peer(f"PJSIP/{name}", True, by_list=True)
        elif row.get("auths") and self._registering.issuperset(row.get("aor").split(",")):
            self._plan.learn_peer(f"PJSIP/{name}", False)
        if self._plan.is_trunk(f"PJSIP/{name}-0"):
            # What does not register itself stands in no list of contacts.
            for contact in row.get("contacts").split(","):
                self._plan.contacts.trunk_at(user_and_host(contact.partition("/")[2])[1])
