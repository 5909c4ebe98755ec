"""How the call records of one old PABX come in, and where their raw bytes lie: [smdr] as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from veilleur.config.switch_section import ServiceNeeds
from veilleur.words.calls import Vantage

NAME = "smdr"  # of the adapter, its section, and its feed


class Way(StrEnum):
    """How the records come in."""

    CLIENT = "client"  # we connect to the PABX
    LISTEN = "listen"  # the PABX, or a converter beside it, connects to us
    SERIAL = "serial"  # a serial line of this machine
    OXE = "oxe"  # we connect to an OmniPCX Enterprise and speak its own protocol
    FILE = "file"  # a capture file of a printer port, followed while it grows


@dataclass(frozen=True, slots=True)
class SmdrSettings:
    """One old PABX.

    format_name: of a known format or the path of a description (.toml); "" to recognise it.
    spool: the folder where the raw bytes and the position are kept.
    login: what is sent after each connection, line by line (Panasonic wants SMDR and a password);
    `{secret}` stands for the secret. peers: addresses that may connect to us; empty for all.
    parity: N, E or O. keep_s: raw lines are forgotten after this time, which has no key of its own.
    """

    adapter: ClassVar[str] = NAME
    vantage: ClassVar[Vantage] = Vantage.RECORDS

    way: Way
    spool: str
    format_name: str = ""
    host: str = "127.0.0.1"
    port: int = 0
    login: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)
    peers: tuple[str, ...] = ()
    device: str = ""
    baud: int = 9600
    bits: int = 8
    parity: str = "N"
    stop_bits: int = 1
    file: str = ""
    keep_s: float = float("inf")

    @property
    def service_needs(self) -> ServiceNeeds:
        """Its line, file or host, whichever carries the records."""
        return ServiceNeeds(
            reads=(self.file,) if self.file else (),
            devices=(self.device,) if self.device else (),
            hosts=(self.host, *self.peers),
        )
