"""Responder: turns a decision into orders to the switch.

In: decisions of the watch. Out: orders to an Actuator, and an `ActionFailed` event for an order the switch
did not take. Pitfall: nothing is retried and nothing is believed here. The watch repeats a decision that the
world has not confirmed, so retry and alarm live there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.errors import SwitchError
from veilleur.words.events import ActionFailed
from veilleur.words.messages import Message
from veilleur.words.ports import Actuator, Clock

ORDER_TIMEOUT_S = 2.0  # an order not taken by then has failed; the watch decides what next
ORDERS_AT_ONCE_MAX = 1_000

_Order = Callable[[Actuator, Decision], Awaitable[None]]


async def _cut_call(actuator: Actuator, decision: Decision) -> None:
    await actuator.cut_call(decision.target)


async def _hang_up_channel(actuator: Actuator, decision: Decision) -> None:
    await actuator.hang_up_channel(decision.target)


async def _clear_forward(actuator: Actuator, decision: Decision) -> None:
    extension, _slash, kind = decision.target.partition("/")
    await actuator.clear_forward(extension, kind)


async def _restore_forward(actuator: Actuator, decision: Decision) -> None:
    extension, _slash, kind = decision.target.partition("/")
    await actuator.restore_forward(extension, kind, decision.number)


# Every other decision needs no order: the answer to a request goes back on its own connection,
# locks live in the watch, alerts belong to another room.
_ORDERS: dict[tuple[DecisionKind, Subject], _Order] = {
    (DecisionKind.CUT, Subject.CALL): _cut_call,
    (DecisionKind.CUT, Subject.CHANNEL): _hang_up_channel,
    (DecisionKind.UNDO, Subject.FORWARD): _clear_forward,
    (DecisionKind.RESTORE, Subject.FORWARD): _restore_forward,
}


class Responder:
    """Carries out decisions on one switch, each in a task of its own so that none waits for another."""

    def __init__(self, actuator: Actuator, emit: Callable[[ActionFailed], None], clock: Clock) -> None:
        self._actuator = actuator
        self._emit = emit
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()

    def carry_out(self, decision: Decision) -> None:
        """Give the order for a decision, if it needs one; returns at once."""
        order = _ORDERS.get((decision.kind, decision.subject))
        if order is None or decision.observed:
            return
        if len(self._tasks) >= ORDERS_AT_ONCE_MAX:
            self._fail(decision, Message("too many orders wait for the switch"))
            return
        task = asyncio.get_running_loop().create_task(self._give(order, decision))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Let running orders end, for a moment."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=ORDER_TIMEOUT_S)

    async def _give(self, order: _Order, decision: Decision) -> None:
        try:
            async with asyncio.timeout(ORDER_TIMEOUT_S):
                await order(self._actuator, decision)
        except TimeoutError:
            why = Message("the switch did not answer within {seconds:g} s", seconds=ORDER_TIMEOUT_S)
            self._fail(decision, why)
        except SwitchError as error:
            self._fail(decision, error.message)
        except Exception as error:
            # A fault of ours is an order not taken: the watch repeats it and alarms.
            self._fail(decision, Message("a fault of Veilleur's own ({kind})", kind=type(error).__name__))

    def _fail(self, decision: Decision, why: str) -> None:
        now = self._clock.now()
        self._emit(ActionFailed(now, now, decision.id, why))
