"""What an order to the guard holds: its numbers, words and scope, and who gives it.

In: a request as it came by the control socket. Out: values within their bounds. Pitfall: whoever may reach
the socket writes it; nothing of it is used before it was read here.
"""

from __future__ import annotations

import pwd
from typing import Any

from veilleur.words.errors import InputError

WORD_MAX = 200
SCOPES = ("number", "territory", "extension")


def number_in(request: dict[str, Any], key: str, most: int) -> float:
    """A number above 0.

    Raises:
        InputError: when it is none, or more than the most.
    """
    value = request.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= most:
        raise InputError(
            "{key} = {value}: write a number from 1 to {most}.", key=key, value=str(value)[:40], most=most
        )
    return float(value)


def word_in(request: dict[str, Any], key: str, may_be_empty: bool = False) -> str:
    """A short text.

    Raises:
        InputError: when it is none, too long, or empty where it may not be.
    """
    value = request.get(key, "")
    if not isinstance(value, str) or len(value) > WORD_MAX or not (value or may_be_empty):
        raise InputError("{key}: write a word of at most {most} letters.", key=key, most=WORD_MAX)
    return value


def scope_in(request: dict[str, Any]) -> tuple[str, str]:
    """What an answer is about, and which.

    Raises:
        InputError: when that is not said.
    """
    scope, value = request.get("scope"), request.get("value")
    if scope not in SCOPES or not isinstance(value, str) or not 0 < len(value) <= 40:
        raise InputError("An answer is about a number, a territory or an extension; name one.")
    return str(scope), value


def orderer(request: dict[str, Any], user: int) -> str:
    """Who orders it: the person who is logged in on the page, where the desk names one."""
    person = request.get("person")
    return f"{person[:60]} (page)" if isinstance(person, str) and person else _name_of(user)


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
