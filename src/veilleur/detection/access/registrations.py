"""Registrations: guessed passwords, telephones on new networks, unknown telephones.

In: registrations, and the address and telephone each call comes from. Out: evidence. Pitfall: the private
networks of a company are one network here, and a network is learned from the first days or from the site's
other telephones, so a new one says something only later.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, ip_address
from sys import intern
from typing import Any

from veilleur.detection.judge_port import Entity
from veilleur.detection.state.bounded import remember
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook
from veilleur.detection.state.incident_reporter import IncidentReporter
from veilleur.detection.state.incident_tracker import IncidentTracker, Level
from veilleur.words import events as ev

TRUSTED_AFTER_S = 3 * 86_400.0  # a network the site has used for this time is its own; expert estimate
NETWORKS_LEARNED_S = 3 * 86_400.0  # of a new watch: whatever is seen is taken for normal; expert estimate
NETWORK_REMEMBERED_S = 90 * 86_400.0  # expert estimate
KNOWN_MAX = 8  # networks and telephones of one extension
GUESSES = 5  # refused tries from one address before a success shows that they were guesses; expert estimate
GUESSES_FORGOTTEN_S = 86_400.0
ADDRESSES_MAX = 500
KNOWN_EXTENSIONS_MAX = 2_000
PRIVATE = "private"


class Registrations:
    """The accounts of one site and where they are used from."""

    __slots__ = ("_context", "_decisions", "_known", "_networks", "_refused", "_reporter", "_tracker")

    def __init__(
        self,
        *,
        context: WatchContext,
        decisions: DecisionBook,
        tracker: IncidentTracker,
        reporter: IncidentReporter,
    ) -> None:
        self._context, self._decisions = context, decisions
        self._tracker, self._reporter = tracker, reporter
        self._networks: dict[str, list[float]] = {}  # of the site: first seen, last seen
        self._known: dict[str, dict[str, float]] = {}  # extension -> network or telephone -> last seen
        self._refused: dict[str, list[float]] = {}  # address -> tries, last

    def refused(self, event: ev.RegistrationRefused) -> None:
        """Somebody failed to register or call as an account."""
        now = self._context.now
        if self._decisions.is_duplicate(event, event.account, event.address):
            return
        entry = self._refused.pop(event.address, None)
        if entry is None or now - entry[1] > GUESSES_FORGOTTEN_S:
            entry = [0, now]
        entry[0] += event.tries
        entry[1] = now
        remember(self._refused, event.address, entry, ADDRESSES_MAX)
        address = (Entity.ADDRESS, event.address)
        if event.unknown_account:
            return  # the noise of the net: it says nothing of this site
        if self._is_own(_network(event.address)):
            self._reporter.witness("registration_guessing", address)
            return
        incident = self._reporter.report("registration_guessing", address, (Entity.EXTENSION, event.account))
        if event.account in self._context.site.decoy_extensions and entry[0] >= GUESSES:
            self._reporter.announce(incident, Level.PROBING)

    def registered(self, event: ev.Registered) -> None:
        """A telephone proved its account."""
        now = self._context.now
        touched = ((Entity.EXTENSION, event.account), (Entity.ADDRESS, event.address))
        if event.account in self._context.site.decoy_extensions:
            self._reporter.report("decoy_extension", *touched, level=Level.ENTERED)
        if event.number:
            extension = (Entity.EXTENSION, event.account)
            self._reporter.report("contact_leads_out", extension, level=Level.ENTERED)
        entry = self._refused.get(event.address)
        if entry is not None and entry[0] >= GUESSES and now - entry[1] <= GUESSES_FORGOTTEN_S:
            if not self._is_own(_network(event.address)):
                self._reporter.report("registered_after_guessing", *touched, level=Level.PROBING)
            del self._refused[event.address]
        self.used(event.account, event.address, event.agent)

    def used(self, extension: str, address: str, agent: str) -> None:
        """An extension registered or calls from this address with this telephone."""
        if not extension or not (address or agent):
            return
        extension = intern(extension)
        known = self._known.pop(extension, None)
        if known is None:
            remember(self._known, extension, known := {}, KNOWN_EXTENSIONS_MAX)
        else:
            self._known[extension] = known  # the last one used stands last
        if address:
            network, name = _network_and_name(address)
            if self._is_new(known, name) and not self._is_own(network):
                self._record_new("new_network", extension, address)
            self._observe_network(network)
        if agent and self._is_new(known, _telephone_name(agent)):
            self._record_new("new_telephone", extension, address)

    def _record_new(self, signal: str, extension: str, address: str) -> None:
        touched = ((Entity.EXTENSION, extension), (Entity.ADDRESS, address))
        self._reporter.witness(signal, *touched)
        if self._tracker.find(touched):
            self._reporter.record(signal, touched)

    def _is_new(self, known: dict[str, float], name: str) -> bool:
        now = self._context.now
        seen = known.pop(name, None)
        known[name] = now
        if len(known) > KNOWN_MAX:
            del known[next(iter(known))]
        if seen is not None and now - seen <= NETWORK_REMEMBERED_S:
            return False
        kind = name.partition(" ")[0]
        has_others = any(one.startswith(kind) and one != name for one in known)
        began = self._context.began
        learning = began is None or now - began < NETWORKS_LEARNED_S
        # The network may be known before the telephone is: each is new among its own kind only.
        return has_others or not learning

    def _is_own(self, network: str) -> bool:
        seen = self._networks.get(network)
        if network == PRIVATE:
            return True
        return seen is not None and self._context.now - seen[0] >= TRUSTED_AFTER_S

    def _observe_network(self, network: str) -> None:
        now = self._context.now
        seen = self._networks.pop(network, None)
        if seen is None or now - seen[1] > NETWORK_REMEMBERED_S:
            remember(self._networks, network, [now, now])
        else:
            seen[1] = now
            self._networks[network] = seen

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {"networks": self._networks, "known": self._known, "refused": self._refused}

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._networks, self._refused = data["networks"], data["refused"]
        self._known = {
            intern(extension): {intern(name): seen for name, seen in known.items()}
            for extension, known in data["known"].items()
        }


@lru_cache(maxsize=8192)
def _network(address: str) -> str:
    """The network of an address: a provider hands out addresses within a /16, or a /32 of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.is_private and not _is_documentation(address):
        return PRIVATE
    bits = 16 if isinstance(parsed, IPv4Address) else 96
    return f"{parsed.version}/{int(parsed) >> bits}"


def _is_documentation(address: str) -> bool:
    # Kept for examples (RFC 5737), and private to Python; here they stand for the outside.
    return address.startswith(("192.0.2.", "198.51.100.", "203.0.113."))


@lru_cache(maxsize=8192)
def _network_and_name(address: str) -> tuple[str, str]:
    network = _network(address)
    return network, intern(f"network {network}")


@lru_cache(maxsize=1024)
def _telephone_name(agent: str) -> str:
    """What the telephone says it is, without the version that an update changes."""
    name = agent.partition("/")[0].rstrip("0123456789. ").lower() or agent
    return intern(f"telephone {name}")
