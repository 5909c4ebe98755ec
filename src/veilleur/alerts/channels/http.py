"""One HTTP request with a bound on time and size, for channels that speak HTTP.

In: an address, headers, a body. Out: the answer's body. Pitfall: redirects are not followed, since an address
that set-up has checked must not lead elsewhere with a secret in its path.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from email.message import Message as Headers
from http.client import HTTPException
from typing import IO, Any, NamedTuple

from veilleur.alerts.channels.message import CHANNEL_TIMEOUT_S, ChannelError
from veilleur.words.errors import system_cause
from veilleur.words.messages import Message

HTTP_BODY_MAX_BYTES = 1_000_000


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


# No proxy of the environment either: an alert goes where the configuration says.
_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


class Answered(NamedTuple):
    """Whatever a server answered, a success or not. headers: names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


def look(url: str, timeout_s: float = CHANNEL_TIMEOUT_S) -> Answered:
    """What a server answers when its address is opened.

    Raises:
        ChannelError: when it answers nothing.
    """
    wanted = urllib.request.Request(url, headers={"User-Agent": "Veilleur"})  # noqa: S310 - the same
    try:
        with _OPENER.open(wanted, timeout=timeout_s) as answer:
            return Answered(answer.status, _plain(answer.headers), _read(answer))
    except urllib.error.HTTPError as error:
        with error:
            return Answered(error.code, _plain(error.headers), b"")
    except (OSError, ValueError, HTTPException) as error:
        raise _unreachable(error) from None


def request(
    url: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    timeout_s: float = CHANNEL_TIMEOUT_S,
) -> bytes:
    """The answer's body.

    Raises:
        ChannelError: for every failure and every answer that is no success.
    """
    wanted = urllib.request.Request(  # noqa: S310 - the scheme was checked with the configuration
        url, data=body, headers={"User-Agent": "Veilleur", **(headers or {})}
    )
    try:
        with _OPENER.open(wanted, timeout=timeout_s) as answer:
            return _read(answer)
    except urllib.error.HTTPError as error:
        error.close()
        raise ChannelError("the server answered {code}", code=error.code) from None
    except (OSError, ValueError, HTTPException) as error:
        raise _unreachable(error) from None


def _plain(headers: Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _unreachable(error: Exception) -> ChannelError:
    why = error.reason if isinstance(error, urllib.error.URLError) else None
    cause = system_cause(why) if isinstance(why, OSError) and why.errno else Message("no answer")
    return ChannelError("the server cannot be reached ({why})", why=cause)


def _read(answer: IO[bytes]) -> bytes:
    return answer.read(HTTP_BODY_MAX_BYTES)
