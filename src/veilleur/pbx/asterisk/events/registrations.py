"""Accounts of telephones: who proved one, from where, and who only guessed. Pure.

Pitfall: one failed registration is reported up to three times (security event, PeerStatus, line of the log),
and each call authenticates its account again, so only a change of address is news.
"""

from __future__ import annotations

from typing import Any

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.contacts import user_and_host
from veilleur.pbx.asterisk.events.peer_names import MAX_NUMBER_CHARACTERS, Plan, address_of, bounded, peer_of
from veilleur.words import events
from veilleur.words.events import Event

MAX_ACCOUNTS = 10_000
SAME_TRY_S = 3.0
MAX_AGENT_CHARACTERS = 200
REFUSALS = (
    "InvalidPassword",
    "ChallengeResponseFailed",
    "InvalidAccountID",
    "FailedACL",
    "UnexpectedAddress",
    "AuthMethodNotAllowed",
    "RequestNotAllowed",
)
_SERVICES = frozenset({"SIP", "PJSIP", "IAX2", "IAX"})
NO_ADDRESS = frozenset({"", "-none-", "(null)", "0.0.0.0"})  # noqa: S104 - as Asterisk writes "none"
_REGISTERED_CONTACTS = frozenset({"Created", "Updated", "NonQualified", "Reachable"})


class Accounts:
    """The accounts of one switch, and where each was last seen. addresses: by account and extension."""

    def __init__(self, plan: Plan) -> None:
        """plan: whose names they are."""
        self.addresses: dict[str, str] = {}
        self.agents: dict[str, str] = {}
        self._plan = plan
        self._reported: dict[str, float] = {}  # address -> when a security event reported it

    def security(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """A security event of a SIP channel; those of other services are not ours."""
        if message.get("service").upper() not in _SERVICES:
            return []
        account = message.get("accountid")[:MAX_NUMBER_CHARACTERS]
        address = address_of(message.get("remoteaddress"))
        if message.name == "SuccessfulAuth":
            return self._registered(
                technology=message.get("service").upper(),
                account=account,
                address=address,
                agent="",
                at=at,
                seen_at=seen_at,
            )
        before = self._reported.get(address, 0.0)
        _keep(self._reported, address, seen_at)
        unknown = message.name == "InvalidAccountID"
        if account == "<unknown>":
            # PJSIP reports a try for an unknown account twice by its name and once more without.
            if seen_at - before < SAME_TRY_S:
                return []
            account, unknown = "", True
        return [events.RegistrationRefused(at, seen_at, account, address, unknown_account=unknown)]

    def logged_refusal(
        self, account: str, address: str, unknown: bool, at: float, seen_at: float
    ) -> list[Event]:
        """The log, or PeerStatus, reports a failed try: news only where no security event did."""
        if seen_at - self._reported.get(address, 0.0) < SAME_TRY_S:
            return []
        return [events.RegistrationRefused(at, seen_at, account, address, unknown_account=unknown)]

    def peer_status(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """PeerStatus, of chan_sip and others."""
        status = message.get("peerstatus")
        technology, _slash, account = message.get("peer").partition("/")
        account = account[:MAX_NUMBER_CHARACTERS]
        address = address_of(message.get("address"))
        if status == "Rejected":
            unknown = message.get("cause") in ("URI_NOT_FOUND", "NOT_FOUND")
            return self.logged_refusal(account, address, unknown, at, seen_at)
        if status != "Registered" or not address:
            return []
        self._plan.learn_peer(f"{technology}/{account}", False)
        return self._registered(
            technology=technology, account=account, address=address, agent="", at=at, seen_at=seen_at
        )

    def contact_status(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """ContactStatus, of PJSIP."""
        account = (message.get("endpointname") or message.get("aor"))[:MAX_NUMBER_CHARACTERS]
        uri = message.get("uri")
        if message.get("contactstatus") == "Removed":
            self._plan.contacts.removed(f"PJSIP/{account}", uri)
        if message.get("contactstatus") not in _REGISTERED_CONTACTS:
            return []
        found = self._registered(
            technology="PJSIP",
            account=account,
            address=address_of(uri),
            agent=message.get("useragent")[:MAX_AGENT_CHARACTERS],
            at=at,
            seen_at=seen_at,
        )
        return found + self.reached_at("PJSIP", account, uri, at, seen_at)

    def contact_listed(self, row: Message, at: float, seen_at: float) -> list[Event]:
        """A row of PJSIPShowContacts; that of a trunk says nothing."""
        account = row.get("endpoint") or row.get("objectname").partition(";")[0]
        address = address_of(row.get("viaaddr") or row.get("uri"))
        agent = row.get("useragent")[:MAX_AGENT_CHARACTERS]
        account = account[:MAX_NUMBER_CHARACTERS]
        found = self._registered(
            technology="PJSIP", account=account, address=address, agent=agent, at=at, seen_at=seen_at
        )
        return found + self.reached_at("PJSIP", account, row.get("uri"), at, seen_at)

    def reached_at(
        self, technology: str, account: str, uri: str, at: float, seen_at: float
    ) -> list[events.Registered]:
        """An account says where it is reached (chan_sip: there alone); news where that is a trunk."""
        peer, contacts = f"{technology}/{account}", self._plan.contacts
        if self._plan.is_trunk(f"{peer}-0"):
            contacts.trunk_at(user_and_host(uri)[1])
            return []
        if technology == "SIP":
            contacts.removed_but(peer, uri)
        contacts.added(peer, uri)
        return self.led_out(at, seen_at, peer)

    def led_out(self, at: float, seen_at: float, only: str = "") -> list[events.Registered]:
        """The accounts that are news as reached at a trunk, also since a name was looked up."""
        return [
            events.Registered(
                at,
                seen_at,
                self._owner(peer.partition("/")[2]),
                user_and_host(uri)[1][:MAX_NUMBER_CHARACTERS],
                number=bounded(way.number),
            )
            for peer, uri, way in self._plan.contacts.news(only)
        ]

    def peer_listed(self, row: Message, at: float, seen_at: float) -> list[Event]:
        """A row of SIPpeers, of a telephone that registers."""
        address = row.get("ipaddress")
        account = row.get("objectname")[:MAX_NUMBER_CHARACTERS]
        return (
            []
            if address in NO_ADDRESS
            else self._registered(
                technology="SIP", account=account, address=address, agent="", at=at, seen_at=seen_at
            )
        )

    def called_from(self, name: str, address: str, at: float, seen_at: float) -> list[Event]:
        """A telephone's channel has its call from this address: a switch says so only when asked."""
        technology, account = name.partition("/")[0], peer_of(name)[:MAX_NUMBER_CHARACTERS]
        return self._registered(
            technology=technology, account=account, address=address, agent="", at=at, seen_at=seen_at
        )

    def _registered(
        self, technology: str, account: str, address: str, agent: str, at: float, seen_at: float
    ) -> list[Event]:
        if agent:
            _keep(self.agents, self._owner(account), agent)
        if not account or not address or self.addresses.get(account) == address:
            return []
        if self._plan.is_trunk(f"{technology}/{account}-0"):
            return []
        _keep(self.addresses, account, address)
        _keep(self.addresses, self._owner(account), address)
        return [events.Registered(at, seen_at, account, address, agent)]

    def _owner(self, account: str) -> str:
        return self._plan.extension_of_peer(account) or account


def _keep(table: dict[str, Any], key: str, value: Any) -> None:
    if key not in table and len(table) >= MAX_ACCOUNTS:
        del table[next(iter(table))]
    table[key] = value
