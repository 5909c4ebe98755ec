"""Where telephones are reached: a contact that is a trunk, or a number, is no telephone but a way out. Pure.

In: contacts of accounts as the switch reports them (`sip:user@host`), addresses of trunks. Out: the number
that is rung where such an account is. Pitfall: many honest telephones register with odd user parts, and a
branch may register with its own number: at the address of a trunk a number is a way out for certain,
elsewhere only a long one, and that one proves nothing. A trunk and a contact may each be written by name or
by address: whoever looks names up says what they mean.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import unquote

MAX_ACCOUNTS = 10_000
MAX_CONTACTS = 10  # of one account; the oldest is forgotten first
MAX_TRUNKS = 1_000
MAX_CHARACTERS = 200
MAX_NAMES = 1_000  # of machines, looked up
DIGITS_AT_TRUNK = 3  # premium numbers may be that short
DIGITS_ELSEWHERE = 8  # fewer reach nobody abroad
_OF_NOBODY = (".invalid", ".test", ".example")  # RFC 2606; browsers register under the first
_SCHEMES = ("sips:", "sip:")
_SEPARATORS = str.maketrans("", "", "-.() ")


class WayOutBehind(NamedTuple):
    """What is rung instead of a telephone. is_trunk: it lies at the address of a trunk."""

    number: str
    is_trunk: bool


class Crowd(NamedTuple):
    """An account that is reached at more machines at once than is usual for it."""

    account: str
    machines: tuple[str, ...]
    usual: int


class Contacts:
    """The contacts of one switch's accounts, by peer ("PJSIP/203")."""

    def __init__(self, is_extension: Callable[[str], bool]) -> None:
        """is_extension: whether a number belongs to a telephone of the site."""
        self._is_extension = is_extension
        self._trunks: dict[str, None] = {}
        self._of: dict[str, dict[str, None]] = {}
        self._addresses: dict[str, frozenset[str]] = {}  # of machines that are written by name
        self._reported: set[tuple[str, str]] = set()  # peers with a contact at a trunk
        self._usual: dict[str, int] = {}  # at how many machines each peer was reached; once any was

    def trunk_at(self, address: str) -> None:
        """A trunk lies at this address or name of a machine."""
        address = address.lower()
        if address and len(self._trunks) < MAX_TRUNKS:
            self._trunks[address] = None

    def names(self) -> list[str]:
        """Names of machines whose addresses are not known yet."""
        hosts = {user_and_host(uri)[1] for known in self._of.values() for uri in known}
        wanted = {one for one in (*self._trunks, *hosts) if _is_name(one)}
        return sorted(wanted - set(self._addresses))[: max(0, MAX_NAMES - len(self._addresses))]

    def looked_up(self, name: str, addresses: Iterable[str]) -> None:
        """A machine of this name has these addresses; none: nobody knows it."""
        self._addresses[name] = frozenset(one.lower() for one in addresses)

    def forget_names(self) -> None:
        """Names may mean other addresses by now."""
        self._addresses.clear()

    def news(self, only: str = "") -> list[tuple[str, str, WayOutBehind]]:
        """Peers, contacts and ways out of which it was not known yet that they lie at a trunk. only: one
        peer."""
        found = []
        for peer in [only] if only else [*self._of]:
            for uri in self._of.get(peer, {}):
                way = self._way(peer, uri)
                if way is not None and way.is_trunk and (peer, uri) not in self._reported:
                    self._reported.add((peer, uri))
                    found.append((peer, uri, way))
        return found

    def crowds(self) -> list[Crowd]:
        """The accounts that are reached at more machines than at the first look, or than was reported since.
        What browsers register under says nothing of a machine."""
        machines = {
            peer: {host for uri in known if not (host := user_and_host(uri)[1]).endswith(_OF_NOBODY)}
            for peer, known in self._of.items()
        }
        is_first = not self._usual
        found = []
        for peer, hosts in machines.items():
            usual = self._usual.get(peer, 1)
            if is_first or len(hosts) > usual:
                self._usual[peer] = max(len(hosts), 1)
            if len(hosts) > usual and not is_first:
                found.append(Crowd(peer.partition("/")[2], tuple(sorted(hosts)), usual))
        if len(self._usual) > MAX_ACCOUNTS:
            self._usual = {peer: count for peer, count in self._usual.items() if peer in self._of}
        return found

    def added(self, peer: str, uri: str) -> bool:
        """An account is reached there too; whether that is news."""
        uri = uri[:MAX_CHARACTERS]
        if not uri:
            return False
        known = self._of.setdefault(peer, {})
        is_new = uri not in known
        known.pop(uri, None)
        known[uri] = None
        if len(known) > MAX_CONTACTS:
            self.removed(peer, next(iter(known)))
        if len(self._of) > MAX_ACCOUNTS:
            first = next(iter(self._of))
            self._reported -= {(first, one) for one in self._of.pop(first)}
        return is_new

    def removed_but(self, peer: str, uri: str) -> None:
        """An account is reached nowhere but there."""
        known = self._of.pop(peer, {})
        self._reported -= {(peer, one) for one in known if one != uri[:MAX_CHARACTERS]}
        if uri[:MAX_CHARACTERS] in known:
            self.added(peer, uri)

    def removed(self, peer: str, uri: str) -> None:
        """An account is not reached there any more."""
        known = self._of.get(peer, {})
        known.pop(uri[:MAX_CHARACTERS], None)
        self._reported.discard((peer, uri[:MAX_CHARACTERS]))
        if not known:
            self._of.pop(peer, None)

    def behind(self, peer: str, uri: str = "") -> WayOutBehind | None:
        """What is rung where a telephone of this name is thought to be; None: a telephone.

        uri: the one of its contacts that is rung, where the dial string names it.
        """
        uris = [uri] if uri else [*self._of.get(peer, {})]
        found = [way for one in uris if (way := self._way(peer, one))]
        return next((one for one in found if one.is_trunk), found[0] if found else None)

    def _way(self, peer: str, uri: str) -> WayOutBehind | None:
        user, host = user_and_host(uri)
        account = peer.partition("/")[2]
        if not user or user == account or self._is_extension(user):
            return None
        digits = sum(map(str.isdigit, user))
        if not set(user) <= set("+0123456789*#"):
            return None
        is_trunk = self._is_at_trunk(host)
        if digits < (DIGITS_AT_TRUNK if is_trunk else DIGITS_ELSEWHERE):
            return None
        return WayOutBehind(user, is_trunk)

    def _is_at_trunk(self, host: str) -> bool:
        """Whether a machine is one of a trunk, by its name or by an address that both have."""
        if host in self._trunks:
            return True
        mine = {host} | self._addresses.get(host, frozenset())
        return any(not mine.isdisjoint({one} | self._addresses.get(one, frozenset())) for one in self._trunks)


def _is_name(host: str) -> bool:
    """Whether somebody may know the addresses of a machine that is written so."""
    if not host or host.endswith(_OF_NOBODY):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


def user_and_host(uri: str) -> tuple[str, str]:
    """The user part of a contact, as a number is written, and its machine; "" for what it does not say."""
    text = uri.strip().strip("<>")
    for scheme in _SCHEMES:
        if text.lower().startswith(scheme):
            text = text[len(scheme) :]
            break
    user, at, rest = text.rpartition("@")
    if not at:
        return "", _host(text)
    user = unquote(user.partition(";")[0].partition(":")[0]).translate(_SEPARATORS)
    return user, _host(rest)


def _host(text: str) -> str:
    text = text.partition(";")[0].partition(">")[0].partition("?")[0].lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0].rstrip(".") if text.count(":") <= 1 else text
