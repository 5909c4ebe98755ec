"""One HTTP request with a bound on time and size, for channels that speak HTTP.

In: an address, headers, a body. Out: the answer's body. Pitfall: redirects are not followed, since an address
that set-up has checked must not lead elsewhere with a secret in its path.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import IO, Any

from veilleur.alerts.channels.message import CHANNEL_TIMEOUT_S, ChannelError
from veilleur.words.errors import system_cause
from veilleur.words.messages import Message

HTTP_BODY_MAX_BYTES = 1_000_000


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


# No proxy of the environment either: an alert goes where the configuration says.
_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


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
    except urllib.error.URLError as error:
        why = error.reason
        cause = system_cause(why) if isinstance(why, OSError) and why.errno else Message("no answer")
        raise ChannelError("the server cannot be reached ({why})", why=cause) from None
    except (OSError, ValueError):
        raise ChannelError("the server cannot be reached ({why})", why=Message("no answer")) from None


def _read(answer: IO[bytes]) -> bytes:
    return answer.read(HTTP_BODY_MAX_BYTES)
