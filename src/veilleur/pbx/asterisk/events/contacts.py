"""Where telephones are reached: a contact that is a trunk, or a number, is no telephone but a way out. Pure.

In: contacts of accounts as the switch reports them (`sip:user@host`), addresses of trunks. Out: the number
that is rung where such an account is. Pitfall: many honest telephones register with odd user parts, and a
branch may register with its own number: at the address of a trunk a number is a way out for certain,
elsewhere only a long one, and that one proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

MAX_ACCOUNTS = 10_000
MAX_CONTACTS = 10  # of one account; the oldest is forgotten first
MAX_TRUNKS = 1_000
MAX_CHARACTERS = 200
DIGITS_AT_TRUNK = 3  # premium numbers may be that short
DIGITS_ELSEWHERE = 8  # fewer reach nobody abroad
_SCHEMES = ("sips:", "sip:")
_SEPARATORS = str.maketrans("", "", "-.() ")


class WayOutBehind(NamedTuple):
    """What is rung instead of a telephone. is_trunk: it lies at the address of a trunk."""

    number: str
    is_trunk: bool


class Contacts:
    """The contacts of one switch's accounts, by peer ("PJSIP/203")."""

    def __init__(self, is_extension: Callable[[str], bool]) -> None:
        """is_extension: whether a number belongs to a telephone of the site."""
        self._is_extension = is_extension
        self._trunks: dict[str, None] = {}
        self._of: dict[str, dict[str, None]] = {}

    def trunk_at(self, address: str) -> None:
        """A trunk lies at this address or name of a machine."""
        address = address.lower()
        if address and len(self._trunks) < MAX_TRUNKS:
            self._trunks[address] = None

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
            del known[next(iter(known))]
        if len(self._of) > MAX_ACCOUNTS:
            del self._of[next(iter(self._of))]
        return is_new

    def removed_but(self, peer: str, uri: str) -> None:
        """An account is reached nowhere but there."""
        known = self._of.pop(peer, {})
        if uri[:MAX_CHARACTERS] in known:
            self.added(peer, uri)

    def removed(self, peer: str, uri: str) -> None:
        """An account is not reached there any more."""
        known = self._of.get(peer, {})
        known.pop(uri[:MAX_CHARACTERS], None)
        if not known:
            self._of.pop(peer, None)

    def behind(self, peer: str) -> WayOutBehind | None:
        """What is rung where a telephone of this name is thought to be; None: a telephone."""
        found = [way for uri in self._of.get(peer, {}) if (way := self._way(peer, uri))]
        return next((one for one in found if one.is_trunk), found[0] if found else None)

    def _way(self, peer: str, uri: str) -> WayOutBehind | None:
        user, host = user_and_host(uri)
        account = peer.partition("/")[2]
        if not user or user == account or self._is_extension(user):
            return None
        digits = sum(map(str.isdigit, user))
        if not set(user) <= set("+0123456789*#"):
            return None
        is_trunk = host in self._trunks
        if digits < (DIGITS_AT_TRUNK if is_trunk else DIGITS_ELSEWHERE):
            return None
        return WayOutBehind(user, is_trunk)


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
