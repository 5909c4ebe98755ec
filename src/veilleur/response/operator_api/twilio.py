"""Twilio: dialling permissions of every country but the company's own taken away, in bulk.

In: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN. Out: GET /v1/DialingPermissions/Countries, page by page, and POSTs
of BulkCountryUpdates (twilio.com/docs/voice/api, read on 30 November 2026). Pitfall: premium numbers at home
are closed too, and a POST counts what it changed: fewer than asked is no closing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from veilleur.response.operator_api.operator import Account, Closing, Operator, Request, UnexpectedAnswerError
from veilleur.words.plain_json import parsed

PAGES_MAX = 50
COUNTRIES_AT_ONCE = 50
_OPEN = "low_risk_numbers_enabled", "high_risk_special_numbers_enabled", "high_risk_tollfraud_numbers_enabled"


def _close(account: Account) -> Closing:
    pair = f"{account.secrets['TWILIO_ACCOUNT_SID']}:{account.secrets['TWILIO_AUTH_TOKEN']}"
    headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    base = f"{account.base}/v1/DialingPermissions"
    url, updates = f"{base}/Countries?PageSize=100", []
    for _page in range(PAGES_MAX):
        answer = yield Request("GET", url, headers)
        try:
            page = parsed(answer)
            updates += list(
                _updates(page["content"] if "content" in page else page["countries"], account.country)
            )
            url = (page.get("meta") or {}).get("next_page_url") or ""
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UnexpectedAnswerError from None
        if not url:
            break
        if not url.startswith(account.base + "/"):
            raise UnexpectedAnswerError  # the login goes nowhere else
    for first in range(0, len(updates), COUNTRIES_AT_ONCE):
        wanted = updates[first : first + COUNTRIES_AT_ONCE]
        body = urlencode({"UpdateRequest": json.dumps(wanted)})
        answer = yield Request("POST", f"{base}/BulkCountryUpdates", form, body.encode())
        try:
            count = parsed(answer)["update_count"]
        except (ValueError, KeyError, TypeError):
            raise UnexpectedAnswerError from None
        if count != len(wanted):
            raise UnexpectedAnswerError


def _updates(countries: list[dict[str, Any]], own: str) -> Iterator[dict[str, str]]:
    for country in countries:
        code = str(country["iso_code"])
        wanted = dict.fromkeys(_OPEN, "false")
        if code == own:
            wanted["low_risk_numbers_enabled"] = "true"
        if any(str(country.get(key, True)).lower() != value for key, value in wanted.items()):
            yield {"iso_code": code, **wanted}


OPERATOR = Operator(
    name="twilio",
    base="https://voice.twilio.com",
    keys=(),
    secrets=("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"),
    close=_close,
)
