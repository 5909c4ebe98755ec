"""What is needed to reach one FreeSWITCH and to answer it: [freeswitch] of veilleur.toml as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from veilleur.words.calls import Vantage

NAME = "freeswitch"  # of the adapter, its section, and its feed
EVENT_SOCKET_PORT = 8021
ASK_PORT = 4580  # where the dialplan asks


@dataclass(frozen=True, slots=True)
class FreeSwitchSettings:
    """One FreeSWITCH.

    host, port, secret: of its event socket; the secret is never printed or journalled. ask_host, ask_port:
    where its dialplan asks; loopback, since what asks there bears no token. asks: False is vantage `live`.
    trunk_profiles: the Sofia profiles on which operators are reached. directory: where set-up wrote.
    quiet_s: seconds between two questions whether it is there; answer_s: in which it answers.
    """

    adapter: ClassVar[str] = NAME

    host: str = "127.0.0.1"
    port: int = EVENT_SOCKET_PORT
    secret: str = field(default="", repr=False)
    ask_host: str = "127.0.0.1"
    ask_port: int = ASK_PORT
    asks: bool = True
    trunk_profiles: tuple[str, ...] = ("external",)
    directory: str = ""
    quiet_s: float = 2.0
    answer_s: float = 3.0

    @property
    def vantage(self) -> Vantage:
        """What this FreeSWITCH lets us see."""
        return Vantage.ASKED if self.asks else Vantage.LIVE
