"""One line for each address that took part in an announced attack, for a program that closes ports to it.

In: incidents. Out: lines that fail2ban and CrowdSec read (contrib/), the same in every language. Pitfall: an
address that nobody outside can have (private, loopback) is left out: closed, it would shut out the company's
own telephones, and those of a NAT or of a proxy before the PBX all have it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network

from veilleur.words.incidents import Incident

LINE = "veilleur-hostile address={address} incident={incident}"
NAMED_MAX = 10_000
DOCUMENTATION = tuple(ip_network(one) for one in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))


class HostileAddresses:
    """Names each address of an incident once."""

    def __init__(self) -> None:
        self._named: set[tuple[str, str]] = set()
        self._order: deque[tuple[str, str]] = deque()

    def new_lines(self, incidents: Iterable[Incident]) -> Iterator[str]:
        """The lines of those not named yet."""
        for incident in incidents:
            if not incident.is_announced:
                continue
            for address in incident.addresses:
                key = (address, incident.id)
                if key in self._named or not is_outside(address):
                    continue
                self._remember(key)
                yield LINE.format(address=address, incident=incident.id)

    def _remember(self, key: tuple[str, str]) -> None:
        self._named.add(key)
        self._order.append(key)
        if len(self._order) > NAMED_MAX:
            self._named.discard(self._order.popleft())


def is_outside(text: str) -> bool:
    """Whether it is an address that somebody on the Internet can have. What is no address is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return address.is_global or any(address in one for one in DOCUMENTATION if one.version == address.version)
