"""Telnyx: an outbound voice profile that lets calls through to the company's own country alone.

In: the profile's id, TELNYX_API_KEY. Out: GET and PATCH of /v2/outbound_voice_profiles/{id}. Pitfall: a
PATCH must repeat the profile's name (developers.telnyx.com, "Updates an existing outbound voice profile",
read on 30 November 2026), and it is done only when the answer shows the list that was asked for.
"""

from __future__ import annotations

import json

from veilleur.response.operator_api.operator import Account, Closing, Operator, Request, UnexpectedAnswerError
from veilleur.words.plain_json import parsed


def _close(account: Account) -> Closing:
    url = f"{account.base}/v2/outbound_voice_profiles/{account.values['profile']}"
    headers = {
        "Authorization": f"Bearer {account.secrets['TELNYX_API_KEY']}",
        "Content-Type": "application/json",
    }
    answer = yield Request("GET", url, headers)
    try:
        name = parsed(answer)["data"]["name"]
    except (ValueError, KeyError, TypeError):
        raise UnexpectedAnswerError from None
    body = {"name": name, "whitelisted_destinations": [account.country]}
    answer = yield Request("PATCH", url, headers, json.dumps(body).encode())
    try:
        is_closed = parsed(answer)["data"]["whitelisted_destinations"] == [account.country]
    except (ValueError, KeyError, TypeError):
        raise UnexpectedAnswerError from None
    if not is_closed:
        raise UnexpectedAnswerError


OPERATOR = Operator(
    name="telnyx",
    base="https://api.telnyx.com",
    keys=("profile",),
    secrets=("TELNYX_API_KEY",),
    close=_close,
)
