"""What `veilleur setup gate` has to know beyond the site.

In: options and answers. Out: `GateAnswers`, and the plan of them. Pitfall: the address of the operator is
looked up once, at set-up; an operator that calls from other addresses has them named by --operator-networks.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from veilleur.pbx.gate.settings import GUARD_PORT, SIP_PORT, Trunk
from veilleur.pbx.gate.setup.sentences import ASK
from veilleur.pbx.setup_port import Answers, Option
from veilleur.words.errors import ConfigError
from veilleur.words.site import Site

if TYPE_CHECKING:
    from veilleur.pbx.gate.setup.plan import GatePlan

OWN_KEYS = frozenset("host port secret_file address sip_port pbx directory".split())
OPTIONS = (
    Option(
        "pbx",
        str,
        "SIP address of the PBX: address, address:port or a SIP URI.",
        "127.0.0.1:5060",
        ASK["pbx"],
    ),
    Option(
        "operator",
        str,
        "Operator: domain, or domain=hop,hop (SIP addresses, tried in order); several with spaces.",
        "",
        ASK["operator"],
    ),
    Option(
        "gate", str, "Address of the gate, as the PBX sees it.", "127.0.0.1", ASK["gate"], toml_key="address"
    ),
    Option(
        "gate_port",
        int,
        "Its SIP port; TLS is one above.",
        SIP_PORT,
        least=1,
        most=65534,
        toml_key="sip_port",
    ),
    Option("gate_public", str, "Address of the gate that the operator sees, behind NAT.", ""),
    Option(
        "guard_port",
        int,
        "Port on which the gate waits for the guard.",
        GUARD_PORT,
        least=1,
        most=65535,
        toml_key="port",
    ),
    Option("pbx_networks", str, "From where the PBX sends, beside its address: networks with commas.", ""),
    Option(
        "operator_networks", str, "From where the operator sends: networks with commas; else looked up.", ""
    ),
    Option("transports", str, "Of the gate: udp, tcp, tls with commas.", "udp,tcp"),
    Option("certificate", str, "Certificate (PEM), for TLS.", ""),
    Option("certificate_key", str, "Its key.", ""),
    Option(
        "calls_per_second",
        int,
        "Questions that the gate puts at most, in a second.",
        100,
        least=1,
        most=10_000,
    ),
    Option(
        "gate_secret_file",
        Path,
        "File with the gate's secret; made when it is not there.",
        toml_key="secret_file",
    ),
    Option("waits", str, "When risky calls wait while Veilleur is absent: closed, always, never.", "closed"),
    Option("write", Path, "Write the files into this folder instead of printing them."),
    Option(
        "show_secret",
        bool,
        "Print the secret with the pieces.",
        False,
        flags=("--show-secret/--no-show-secret",),
    ),
)
Lookup = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class GateAnswers:
    """The answers by name; see `OPTIONS`."""

    pbx: str
    operator: str
    gate: str
    gate_port: int
    gate_public: str
    guard_port: int
    pbx_networks: str
    operator_networks: str
    transports: str
    certificate: str
    certificate_key: str
    calls_per_second: int
    gate_secret_file: Path | None
    waits: str
    write: Path | None
    show_secret: bool

    @classmethod
    def of(cls, answers: Answers) -> GateAnswers:
        """Those of set-up, which has more."""
        return cls(**{one.name: answers[one.name] for one in fields(cls)})


def addresses_of(host: str) -> list[str]:
    """The addresses of a host, none when they cannot be looked up."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except OSError:
        return []
    families = {socket.AF_INET6} if ":" in host else {socket.AF_INET}
    return sorted({str(one[4][0]) for one in found if one[0] in families})


def plan_of(answers: GateAnswers, site: Site, secret: str, lookup: Lookup = addresses_of) -> GatePlan:
    """The plan of some answers.

    Raises:
        ConfigError: when they make no configuration.
    """
    # Late: a plan is drawn by jinja2, and every guard reads these options with the adapters.
    from veilleur.pbx.gate.setup.plan import GatePlan

    transports = tuple(_listed(answers.transports))
    if not transports or not set(transports) <= {"udp", "tcp", "tls"}:
        raise ConfigError("--transports: udp, tcp and tls, with commas, not {text}.", text=answers.transports)
    if "tls" in transports and not (answers.certificate and answers.certificate_key):
        raise ConfigError("--transports tls needs --certificate and --certificate-key.")
    pbx = uri_of(answers.pbx)
    trunks = tuple(_trunk(text) for text in answers.operator.split())
    hosts = [_host(uri) for trunk in trunks for uri in (trunk.hops or (f"sip:{trunk.domain}",))]
    looked_up = [address for host in hosts for address in lookup(host)]
    return GatePlan(
        site=site,
        address=answers.gate,
        port=answers.gate_port,
        public=answers.gate_public,
        transports=transports,
        pbx=pbx,
        pbx_networks=tuple(dict.fromkeys([*lookup(_host(pbx)), *_listed(answers.pbx_networks)])),
        operator_networks=tuple(dict.fromkeys(_listed(answers.operator_networks) or looked_up)),
        trunks=trunks,
        guard_port=answers.guard_port,
        secret=secret,
        waits=answers.waits,
        certificate=answers.certificate,
        key=answers.certificate_key,
        calls_per_second=answers.calls_per_second,
        directory=str(answers.write.absolute()) if answers.write else "/etc/veilleur/gate",
    )


def uri_of(text: str) -> str:
    """A SIP URI of an address with or without a port."""
    written = text.strip()
    if written.startswith(("sip:", "sips:")):
        return written
    return f"sip:{written}" if ":" in written else f"sip:{written}:5060"


def _trunk(text: str) -> Trunk:
    domain, _equals, hops = text.partition("=")
    return Trunk(domain, tuple(uri_of(hop) for hop in _listed(hops)))


def _host(uri: str) -> str:
    """The host of a SIP URI; an IPv6 address without its brackets."""
    place = uri.partition(":")[2].partition(";")[0].rpartition("@")[2]
    return place[1:].partition("]")[0] if place.startswith("[") else place.partition(":")[0]


def _listed(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(",") if piece.strip()]
