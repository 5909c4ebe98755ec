"""Orders to a switch that fetches them: calls to cut, until it reports their end.

In: an order, and a switch that asks for orders. Out: the calls to cut. Pitfall: an order is taken when it was
fetched, and done when the call's end is reported; nobody fetches: then the order fails, and the watch alarms.
"""

from __future__ import annotations

import asyncio

from veilleur.words.errors import SwitchError

ORDER_FETCHED_WITHIN_S = 1.5  # the responder gives an order up after 2 s
OPEN_ORDERS_MAX = 1_000


class HttpOrders:
    """See `words.ports.Actuator`."""

    def __init__(self) -> None:
        self._open: dict[str, asyncio.Event] = {}  # call -> set when it was fetched
        self._is_new = asyncio.Event()

    def __len__(self) -> int:
        return len(self._open)

    async def cut_call(self, call: str) -> None:
        """Have a call cut: wait until the switch has fetched the order."""
        if len(self._open) >= OPEN_ORDERS_MAX and call not in self._open:
            raise SwitchError("too many orders wait for the switch")
        fetched = self._open[call] = asyncio.Event()
        self._is_new.set()
        try:
            async with asyncio.timeout(ORDER_FETCHED_WITHIN_S):
                await fetched.wait()
        except TimeoutError:
            raise SwitchError("the switch does not fetch its orders (GET /v1/orders)") from None

    async def hang_up_channel(self, channel: str) -> None:
        """Any channel is a call there."""
        await self.cut_call(channel)

    async def clear_forward(self, extension: str, kind: str) -> None:
        """A switch over HTTP takes no such order."""
        raise _no_forwards()

    async def restore_forward(self, extension: str, kind: str, number: str) -> None:
        """A switch over HTTP takes no such order."""
        raise _no_forwards()

    async def fetch(self, wait_s: float) -> list[str]:
        """The calls to cut; waits for one at most that time."""
        if not self._open:
            self._is_new.clear()
            try:
                async with asyncio.timeout(wait_s):
                    await self._is_new.wait()
            except TimeoutError:
                return []
        for fetched in self._open.values():
            fetched.set()
        return list(self._open)

    def ended(self, call: str) -> None:
        """A call is over: nothing is left to cut."""
        self._open.pop(call, None)

    def still_alive(self, calls: frozenset[str]) -> None:
        """The switch has named all its calls."""
        for call in [call for call in self._open if call not in calls]:
            del self._open[call]


def _no_forwards() -> SwitchError:
    return SwitchError("a switch over HTTP takes orders for calls alone: change the forward on the PBX")
