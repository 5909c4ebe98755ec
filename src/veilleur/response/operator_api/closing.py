"""An operator asked by its API to carry no calls abroad: its requests sent, one after the other.

In: an operator, an account. Out: nothing, or why it was not done. Pitfall: it blocks for as long as the
operator takes, so it runs in a thread; and secrets stand in headers, so no answer and no address is ever
shown.
"""

from __future__ import annotations

import importlib
import pkgutil
import time
import urllib.error
import urllib.request
from functools import cache
from typing import Any

from veilleur.response import operator_api
from veilleur.response.operator_api.operator import Account, Operator, Request, UnexpectedAnswerError
from veilleur.words.errors import SwitchError, system_cause
from veilleur.words.messages import Message

REQUEST_TIMEOUT_S = 15.0  # for each piece of an answer
OPERATOR_ANSWER_WITHIN_S = 60.0  # for the whole of one
OPERATOR_ANSWER_MAX_BYTES = 5_000_000
_PARTS = frozenset({"operator", "closing"})


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


@cache
def operators() -> dict[str, Operator]:
    """Every operator, by its name."""
    names = [one.name for one in pkgutil.iter_modules(operator_api.__path__) if one.name not in _PARTS]
    modules = [importlib.import_module(f"{operator_api.__name__}.{name}") for name in names]
    return {module.OPERATOR.name: module.OPERATOR for module in modules}


def close(operator: Operator, account: Account) -> int:
    """Close the way abroad; gives how many requests it took.

    Raises:
        SwitchError: when the operator cannot be reached, refuses, or answers otherwise than documented.
    """
    steps, count = operator.close(account), 0
    try:
        request = next(steps)
        while True:
            count += 1
            request = steps.send(_answer(request))
    except StopIteration:
        return count
    except UnexpectedAnswerError:
        raise SwitchError("{operator} does not answer as it documents", operator=operator.name) from None


def _body(answer: Any) -> bytes:
    """What an operator answers; one that sends a little at a time is waited for no longer than another."""
    until, pieces, length = time.monotonic() + OPERATOR_ANSWER_WITHIN_S, [], 0
    while length < OPERATOR_ANSWER_MAX_BYTES and (piece := answer.read1(1 << 16)):
        pieces.append(piece)
        length += len(piece)
        if time.monotonic() > until:
            raise TimeoutError
    return b"".join(pieces)


def _answer(request: Request) -> bytes:
    wanted = urllib.request.Request(  # noqa: S310 - addresses of the operators' modules
        request.url, data=request.body or None, headers=dict(request.headers), method=request.method
    )
    try:
        with _OPENER.open(wanted, timeout=REQUEST_TIMEOUT_S) as answer:
            return _body(answer)
    except urllib.error.HTTPError as error:
        error.close()
        raise SwitchError("the operator's API answered {code}", code=error.code) from None
    except (OSError, ValueError) as error:
        cause = getattr(error, "reason", error)
        is_known = isinstance(cause, OSError) and cause.errno
        why = system_cause(cause) if is_known else Message("no answer")
        raise SwitchError("the operator's API cannot be reached ({why})", why=why) from None
