"""The operator asked to carry no calls abroad, when the protection is taken away and the owner has armed it.

In: a loss. Out: a note in the journal: done, or why not. Pitfall: it is tried in a thread of its own and
never twice at once; what was closed stays closed until a person opens it at the operator.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from veilleur.config import Settings
from veilleur.response.operator_api.closing import close, operators
from veilleur.response.operator_api.operator import Account, Operator
from veilleur.words.errors import ConfigError, SwitchError

TRIES = 3
OPERATOR_PAUSE_S = 10.0
Note = Callable[[dict[str, Any]], None]


class OperatorClosing:
    """Of one site. base: another address of the API, for tests."""

    def __init__(
        self, operator: Operator, account: Account, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._operator, self._account, self._pause = operator, account, pause
        self._done: deque[dict[str, Any]] = deque()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Close it, unless that is under way."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="operator", daemon=True)
            self._thread.start()

    def outcomes(self) -> list[dict[str, Any]]:
        """Notes of what came of it since it was asked last."""
        found = []
        while self._done:
            found.append(self._done.popleft())
        return found

    def _run(self) -> None:
        why: object = ""
        for tried in range(TRIES):
            if tried:
                self._pause(OPERATOR_PAUSE_S)
            try:
                count = close(self._operator, self._account._replace(now=time.time()))
            except SwitchError as error:
                why = error.message
            else:
                note = {"note": "last_resort", "operator": self._operator.name, "requests": count}
                return self._done.append(note)
        self._done.append({"note": "last_resort", "operator": self._operator.name, "why": str(why)})


def operator_closing(settings: Settings, environ: Mapping[str, str] = os.environ) -> OperatorClosing | None:
    """The one that is configured and armed; None when none is.

    Raises:
        ConfigError: when the operator is not known, or something that it needs is missing.
    """
    wanted = settings.last_resort
    if not wanted.operator:
        return None
    operator = operators().get(wanted.operator)
    if operator is None:
        raise ConfigError(
            "operator = {name!r} in [last_resort] is not known; known are {known}.",
            name=wanted.operator,
            known=", ".join(sorted(operators())),
        )
    missing = [key for key in operator.keys if key not in wanted.account]
    missing += [name for name in operator.secrets if not environ.get(name)]
    if missing:
        raise ConfigError(
            "{operator} as last resort needs {missing}: keys of [last_resort.account], and variables of the "
            "environment.",
            operator=operator.name,
            missing=", ".join(missing),
        )
    account = Account(
        values=wanted.account,
        secrets={name: environ[name] for name in operator.secrets},
        country=settings.site.country,
        now=0.0,
        base=operator.base,
    )
    return OperatorClosing(operator, account)
