"""The page's word with the guard: what goes on now, and orders of people.

In: a control socket. Out: plain data. Pitfall: however many pages are open, the guard is asked for its status
once a second at most; and a status that could not be had is shown as old, never as quiet.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from veilleur.control import client
from veilleur.words.errors import ConfigError, VeilleurError

STATUS_EVERY_S = 1.0
ANSWERS_WITHIN_S = 5.0


class Seen(NamedTuple):
    """The last status that was had. at: when, seconds since 1970 UTC; 0 for never. is_fresh: just now."""

    status: Mapping[str, Any] | None
    at: float
    is_fresh: bool


NEVER_SEEN = Seen(None, 0.0, False)


class GuardWord:
    """Asks one guard. now: seconds since 1970 UTC."""

    def __init__(self, control_socket: Path, now: Callable[[], float]) -> None:
        self._socket, self._now = control_socket, now
        self._seen = NEVER_SEEN
        self._tried_at = float("-inf")
        self._asking = asyncio.Lock()

    async def seen(self) -> Seen:
        """What goes on; of the last second."""
        async with self._asking:
            loop_time = asyncio.get_running_loop().time()
            if loop_time - self._tried_at < STATUS_EVERY_S:
                return self._seen
            self._tried_at = loop_time
            try:
                answer = await self._ask({"do": "status"})
            except VeilleurError:
                answer = None
            if answer is None:
                self._seen = self._seen._replace(is_fresh=False)
            else:
                self._seen = Seen(answer["status"], self._now(), True)
            return self._seen

    async def order(self, person: str, **request: Any) -> dict[str, Any]:
        """What a person wants done.

        Raises:
            ConfigError: when no guard runs, or it says why this cannot be done.
        """
        answer = await self._ask({**request, "person": person})
        self._tried_at = float("-inf")  # what was ordered is to be seen at once
        if answer is None:
            raise ConfigError("No guard runs, so nothing was changed. All stays as it was.")
        return answer

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        return await asyncio.to_thread(client.ask, self._socket, request, ANSWERS_WITHIN_S)
