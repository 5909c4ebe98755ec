"""Where the guard listens for switches that ask over HTTP: [http] of veilleur.toml as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from veilleur.words.calls import Vantage

NAME = "http"  # of the adapter, its section, and its feed
HTTP_PORT = 5078
TOKENS_FILE = "http-tokens.json"


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """One switch that asks over HTTP.

    tokens: the file of its tokens. certificate, certificate_key: for TLS; "" for none, on loopback or behind
    a proxy. silent_s: seconds without a report after which its calls are not seen any more.
    questions_per_second, events_per_second: what one token may send; emergency calls are never counted.
    """

    adapter: ClassVar[str] = NAME
    vantage: ClassVar[Vantage] = Vantage.ASKED

    tokens: Path
    host: str = "127.0.0.1"
    port: int = HTTP_PORT
    certificate: str = ""
    certificate_key: str = ""
    silent_s: float = 60.0
    questions_per_second: int = 100
    events_per_second: int = 1_000
