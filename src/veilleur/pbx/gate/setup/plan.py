"""The gate's own configuration of Kamailio, made from what set-up knows.

In: a `GatePlan`. Out: the text of kamailio.cfg, tls.cfg and the systemd unit. Pitfall: what the gate lets
pass while no guard answers is written here once; hours and emergency numbers that change in veilleur.toml
reach the gate with the next `veilleur setup gate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from veilleur.numbering.emergency import emergency_forms, own_country_codes
from veilleur.pbx.fail_policy import national_patterns
from veilleur.pbx.fail_policy.closed_days import closed_days, earliest_today
from veilleur.pbx.gate.certificate import TLS_CONFIG
from veilleur.pbx.gate.settings import GUARD_PORT, SIP_PORT, Trunk
from veilleur.words.errors import ConfigError
from veilleur.words.messages import Message
from veilleur.words.site import Site

CONFIG, UNIT = "kamailio.cfg", "veilleur-gate.service"
LONGEST_CALL_S = 14_400  # a call whose end nobody reported is ended then; an expert estimate
KEEPALIVE_S = 60  # the PBX is asked this often whether it still knows a call
REMEMBERED_S = 300  # an answer holds this long for the same call
ANSWER_MS = 500  # after which the gate decides alone; SIP repeats a request after this time
SILENT_S = 3  # a guard that gave no sign for this time is not asked
LARGEST_REQUEST = 16_384  # bytes
LONGEST_NAME, LONGEST_NUMBER = 256, 128  # characters: of a Call-ID or tag, and of the user part of a URI
LONGEST_URI = 250  # characters; all of it is shown to the guard
# What Kamailio's module sanity looks at: version 1 and scheme 2 of the request, headers that it must have 4,
# CSeq 32 and 64, length of the body 128, URIs 1024, doubled tags 4096.
SANITY = 1 + 2 + 4 + 32 + 64 + 128 + 1024 + 4096
# Parameters that say where a number is (RFC 3966), and any whose name is escaped, in a URI or in its
# parameters alone; Kamailio's =~ passes over case.
SAYS_WHERE = "(^|;)[ ]*(rn|phone-context)[ ]*=|(^|;)[^;=?@:]*%[^;=?]*="
UNASKED_FACTOR = 4  # plain national calls that pass a full gate unasked: this many times --calls-per-second
RECEIVE_BUFFER = 1_048_576  # bytes, some 500 requests: a tenth of a second at 5,000 a second
WAITS = ("closed", "always", "never")
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,253}\Z")
_URI = re.compile(
    r"sips?:(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?(?:;transport=(?:udp|tcp|tls))?\Z"
)
_PORT = re.compile(r":[0-9]+\Z")
_NETWORK = re.compile(r"\[?[0-9A-Fa-f.:]+\]?(?:/[0-9]{1,3})?\Z")


@dataclass(frozen=True, slots=True)
class GatePlan:
    """All that the gate's configuration depends on.

    address, port: where it stands. public: the address that the outside sees, behind NAT. pbx: the PBX's SIP
    URI. pbx_networks, operator_networks: from where each sends. trunks: the first is the default one.
    waits: when what is neither emergency nor national waits while nobody answers. transports: udp, tcp, tls.
    answer_ms: after which the gate decides alone; silent_s: without a sign a guard is not asked.
    certificate, key: of the gate, for tls; verifies: whether the operator's certificate is checked.
    """

    site: Site = field(default_factory=Site)
    address: str = "127.0.0.1"
    port: int = SIP_PORT
    public: str = ""
    transports: tuple[str, ...] = ("udp", "tcp")
    pbx: str = "sip:127.0.0.1:5060"
    pbx_networks: tuple[str, ...] = ("127.0.0.1",)
    operator_networks: tuple[str, ...] = ()
    trunks: tuple[Trunk, ...] = ()
    guard_host: str = "127.0.0.1"
    guard_port: int = GUARD_PORT
    secret: str = field(default="", repr=False)
    waits: str = "closed"
    certificate: str = ""
    key: str = ""
    verifies: bool = True
    calls_per_second: int = 100
    workers: int = 4
    keepalive_s: int = KEEPALIVE_S
    longest_call_s: int = LONGEST_CALL_S
    answer_ms: int = ANSWER_MS
    silent_s: int = SILENT_S
    directory: str = "/etc/veilleur/gate"
    today: date = field(default_factory=earliest_today)

    def __post_init__(self) -> None:
        """Raises ConfigError for what would not be a configuration."""
        if self.waits not in WAITS:
            raise ConfigError("--waits is closed, always or never, not {word!r}.", word=self.waits)
        if not self.trunks:
            raise ConfigError("The gate needs an operator: name its domain or address by --operator.")
        hosts = (
            self.address,
            *(trunk.domain for trunk in self.trunks),
            *((self.public,) if self.public else ()),
        )
        _must_match(_HOST, hosts, Message("host"))
        _must_match(
            _URI, (self.pbx, *(hop for trunk in self.trunks for hop in trunk.hops)), Message("SIP address")
        )
        _must_match(_NETWORK, (*self.pbx_networks, *self.operator_networks), Message("network"))
        _must_match(re.compile(r"[0-9a-f]{16,128}\Z"), (self.secret,), Message("secret"))

    @property
    def transport_of_pbx(self) -> str:
        """How the gate reaches the PBX."""
        return self.pbx.partition(";transport=")[2] or "udp"


def _must_match(pattern: re.Pattern[str], texts: tuple[str, ...], what: str) -> None:
    for text in texts:
        if not pattern.match(text):
            raise ConfigError("{text}: no {what} that the gate can use.", text=text, what=what)


def files(plan: GatePlan) -> dict[str, str]:
    """The gate's files by name."""
    found = {CONFIG: _render("kamailio.cfg", plan, _values(plan)), UNIT: _render(UNIT, plan, {})}
    if "tls" in plan.transports:
        found[TLS_CONFIG] = _render(TLS_CONFIG, plan, {})
    return found


def _render(template: str, plan: GatePlan, values: dict[str, Any]) -> str:
    # What goes into it was checked above, character by character; nothing in it is ever escaped.
    env = Environment(
        loader=PackageLoader("veilleur.pbx.gate"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=True,
    )
    return env.get_template(template).render(plan=plan, **values)


def _values(plan: GatePlan) -> dict[str, Any]:
    free, dear = national_patterns.patterns(plan.site.country)
    ranges = open_ranges(plan.site)
    return {
        "debug": 1,
        "workers": plan.workers,
        "ipv6": ":" in plan.address,
        "tls": f"{plan.directory}/{TLS_CONFIG}" if "tls" in plan.transports else "",
        "sockets": [_socket(plan, transport) for transport in plan.transports],
        "longest_call_s": plan.longest_call_s,
        "keepalive_s": plan.keepalive_s,
        "remembered_s": REMEMBERED_S,
        "guard_at": f"{plan.guard_host}:{plan.guard_port}",
        "secret": plan.secret,
        "emergency": _any_of(_emergency(plan.site)),
        "emergency_dialled": _emergency_dialled(plan.site),
        "sanity": SANITY,
        "longest_name": LONGEST_NAME,
        "longest_number": LONGEST_NUMBER,
        "longest_uri": LONGEST_URI,
        "own_names": _names((plan.address, plan.public)),
        "operator_hosts": _hosts(host for trunk in plan.trunks for host in _hosts_of(trunk)),
        "national": _any_of(_expression(pattern) for pattern in free),
        "dear": _any_of(_expression(pattern) for pattern in dear),
        "is_pbx": " || ".join(f"src_ip=={network}" for network in plan.pbx_networks),
        "is_operator": " || ".join(f"src_ip=={network}" for network in plan.operator_networks)
        or "src_ip==0.0.0.0",
        "says_where": SAYS_WHERE,
        "largest_request": LARGEST_REQUEST,
        "address": plan.address,
        "port": plan.port,
        "trunks": [_trunk(trunk) for trunk in plan.trunks],
        "names": [trunk.domain for trunk in plan.trunks if not trunk.hops and not _is_address(trunk.domain)],
        "transports": plan.transports,
        "pbx_uri": plan.pbx,
        "calls_per_second": plan.calls_per_second,
        "unasked_factor": UNASKED_FACTOR,
        "receive_buffer": RECEIVE_BUFFER,
        "silent_s": plan.silent_s,
        "answer_ms": plan.answer_ms,
        "waits": plan.waits,
        "closed_days": [day.isoformat() for day in closed_days(plan.site, plan.today)],
        "open_ranges": ranges,
        "always_open": plan.site.hours.always,
    }


def _emergency_dialled(site: Site) -> str:
    """An emergency number, also with a context (RFC 3966) that leaves it one: a domain, or our country."""
    numbers = "|".join(_emergency(site))
    codes = "|".join(sorted(own_country_codes(site)))
    return f"^({numbers})(;phone-context=([+]({codes})|[A-Za-z][A-Za-z0-9.-]*))?$"


def _emergency(site: Site) -> list[str]:
    return sorted(number.replace("+", "[+]") for number in emergency_forms(site))


def open_ranges(site: Site) -> list[tuple[int, int, int]]:
    """(day, first minute, minute after the last) of the opening hours; Monday is 1."""
    found = []
    for day, ranges in enumerate(site.hours.ranges, 1):
        for start, end in ranges:
            if end > start:
                found.append((day, start, end))
                continue
            found.append((day, start, 24 * 60))
            if end > 0:
                found.append((day % 7 + 1, 0, end))
    return found


def _socket(plan: GatePlan, transport: str) -> str:
    port = plan.port + 1 if transport == "tls" else plan.port
    address = f"[{plan.address}]" if ":" in plan.address else plan.address
    public = f" advertise {plan.public}:{port}" if plan.public else ""
    return f"{transport}:{address}:{port}{public}"


def _trunk(trunk: Trunk) -> dict[str, Any]:
    return {"domain": trunk.domain, "hosts": _hosts(_hosts_of(trunk)), "hops": trunk.hops or ("",)}


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _hosts_of(trunk: Trunk) -> set[str]:
    hops = (hop.partition(":")[2].partition(";")[0] for hop in trunk.hops)
    return {trunk.domain, *(_PORT.sub("", hop) for hop in hops)}


def _hosts(hosts: Iterable[str]) -> str:
    """Any of some hosts as a regular expression; Kamailio shows those of IPv6 with and without brackets."""
    return f"^{_names(hosts)}$"


def _names(hosts: Iterable[str]) -> str:
    bare = {host.strip("[]").replace(".", "[.]") for host in hosts if host}
    written = [f"[[]?{host}[]]?" if ":" in host else host for host in sorted(bare)]
    return f"({'|'.join(written)})"


def _expression(pattern: str) -> str:
    """A dialplan pattern as a regular expression of Kamailio."""
    return pattern.replace("X", "[0-9]").replace("+", "[+]")


def _any_of(expressions: Any) -> str:
    found = list(expressions)
    return f"^({'|'.join(found)})$" if found else "^$"
