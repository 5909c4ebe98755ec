"""What every operator's module gives: requests that close the way abroad.

In: what veilleur.toml says and secrets of the environment. Out: HTTP requests, in order, each made of the
answers before it. Pitfall: nothing here opens again; who closed in an attack wants a person to open.
Telnyx and Twilio leave the own country open; OVHcloud shuts the whole line, emergency calls too, and so
only with `emergency_elsewhere`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Request(NamedTuple):
    """One request. url: whole. body: as it is sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""

    def __repr__(self) -> str:
        return f"Request({self.method} {self.url})"


# Yields requests, is sent each answer's body, and ends when the way abroad is closed.
Closing = Generator[Request, bytes, None]


class Account(NamedTuple):
    """Whose account is closed.

    values: keys of veilleur.toml; secrets: variables of the environment. country: ISO 3166, the one that
    stays open. now: seconds since 1970 UTC, of a true clock. base: the API's address.
    """

    values: Mapping[str, str]
    secrets: Mapping[str, str]
    country: str
    now: float
    base: str

    def __repr__(self) -> str:
        return f"Account(values={self.values!r}, country={self.country!r})"


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator.

    name: in veilleur.toml. base: the address of its API. keys: what veilleur.toml must say; secrets: which
    variables of the environment must be set. close: the requests.
    """

    name: str
    base: str
    keys: tuple[str, ...]
    secrets: tuple[str, ...]
    close: Callable[[Account], Closing]


class UnexpectedAnswerError(Exception):
    """An answer has not the documented shape."""
