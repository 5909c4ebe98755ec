"""Where the gate is and what stands around it: [gate] of veilleur.toml as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from veilleur.config.switch_section import ServiceNeeds
from veilleur.words.calls import Vantage

NAME = "gate"  # of the adapter, its section, and its feed
GUARD_PORT = 5079  # where the gate waits for the guard
SIP_PORT = 5070  # where the PBX sends its calls; 5060 is mostly the PBX's own


@dataclass(frozen=True, slots=True)
class Trunk:
    """One operator. domain: as the PBX names it; hops: its addresses as SIP URIs, in the order in which they
    are tried; empty leaves it to the domain's own records."""

    domain: str
    hops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateSettings:
    """One gate.

    host, port: where it waits for the guard. secret: proves the guard to it. address, sip_port: where it
    stands for PBX and operator. pbx: the PBX's SIP URI. pbx_networks, operator_networks: from where each
    sends. directory: where set-up wrote its files. silent_s: seconds without a sign after which it is lost.
    other_trunks: of the PBX, that may go past the gate; is_only_way: a call by any other is an alarm.
    """

    adapter: ClassVar[str] = NAME
    vantage: ClassVar[Vantage] = Vantage.ASKED
    is_before_others: ClassVar[bool] = True  # every call passes it, whatever the PBX behind it lets us see

    host: str = "127.0.0.1"
    port: int = GUARD_PORT
    secret: str = field(default="", repr=False)
    address: str = ""
    sip_port: int = SIP_PORT
    pbx: str = ""
    directory: str = ""
    silent_s: float = 3.0
    other_trunks: tuple[str, ...] = ()
    is_only_way: bool = False

    @property
    def service_needs(self) -> ServiceNeeds:
        """The gate's host, and a port of its own that no ordinary user may take."""
        return ServiceNeeds(hosts=(self.host,), takes_reserved_port=True)
