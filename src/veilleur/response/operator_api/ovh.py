"""OVHcloud: a line of its telephony that may place no outgoing call any more.

In: billing account and line, OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET, OVH_CONSUMER_KEY. Out: the time by
OVH's clock, a signed PUT of the line's options, a signed GET that reads them back: some descriptions of the
API have the option as read-only, so only what is read back counts. Pitfall: OVH knows no "national only"
here: emergency calls over this line are refused by it too. So it is done only where veilleur.toml says that
another line carries them: `emergency_elsewhere = "yes"`.
"""

from __future__ import annotations

import hashlib
import json

from veilleur.response.operator_api.operator import Account, Closing, Operator, Request, UnexpectedAnswerError
from veilleur.words.plain_json import parsed

_LONGEST_TIME = 12


def _close(account: Account) -> Closing:
    if account.values["emergency_elsewhere"] != "yes":
        raise UnexpectedAnswerError  # emergency calls come first, whatever is lost
    service = f"{account.values['billing_account']}/line/{account.values['line']}"
    url = f"{account.base}/1.0/telephony/{service}/options"
    body = json.dumps({"callRestrictionOutgoing": True})
    at = _time((yield Request("GET", f"{account.base}/1.0/auth/time", {})))
    yield Request("PUT", url, _signed(account, "PUT", url, body, at), body.encode())
    answer = yield Request("GET", url, _signed(account, "GET", url, "", at))
    try:
        is_closed = parsed(answer)["callRestrictionOutgoing"] is True
    except (ValueError, KeyError, TypeError):
        raise UnexpectedAnswerError from None
    if not is_closed:
        raise UnexpectedAnswerError


def _time(answer: bytes) -> str:
    """Seconds since 1970 by OVH's clock: a signature by a clock that is wrong is refused."""
    text = answer.decode("ascii", "replace").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_TIME):
        raise UnexpectedAnswerError
    return text


def _signed(account: Account, method: str, url: str, body: str, at: str) -> dict[str, str]:
    """OVH's own signature: "$1$" and SHA-1 over secret, consumer, method, address, body and time."""
    parts = (
        account.secrets["OVH_APPLICATION_SECRET"],
        account.secrets["OVH_CONSUMER_KEY"],
        method,
        url,
        body,
        at,
    )
    digest = hashlib.sha1("+".join(parts).encode(), usedforsecurity=False).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Ovh-Application": account.secrets["OVH_APPLICATION_KEY"],
        "X-Ovh-Consumer": account.secrets["OVH_CONSUMER_KEY"],
        "X-Ovh-Timestamp": at,
        "X-Ovh-Signature": f"$1${digest}",
    }


OPERATOR = Operator(
    name="ovh",
    base="https://eu.api.ovh.com",
    keys=("billing_account", "line", "emergency_elsewhere"),
    secrets=("OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"),
    close=_close,
)
