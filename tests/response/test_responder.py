"""Decisions become orders; an order that the switch does not take comes back as an event."""

from __future__ import annotations

import asyncio

import pytest

from veilleur.response import Responder
from veilleur.response import responder as module
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.errors import SwitchError
from veilleur.words.events import ActionFailed

NOW = 1_795_000_000.0


class StillClock:
    def now(self) -> float:
        return NOW

    def wall(self) -> float:
        return NOW

    def wait_s(self, until: float) -> float:
        return max(0.0, until - NOW)


class Switch:
    """Notes every order; refuses or hangs when told to."""

    def __init__(self, *, refuses: bool = False, hangs: bool = False) -> None:
        self.orders: list[tuple[str, ...]] = []
        self._refuses = refuses
        self._hangs = hangs

    async def _order(self, *words: str) -> None:
        self.orders.append(words)
        if self._hangs:
            await asyncio.Event().wait()
        if self._refuses:
            raise SwitchError("No such channel.")

    async def cut_call(self, call: str) -> None:
        await self._order("cut", call)

    async def hang_up_channel(self, channel: str) -> None:
        await self._order("hang up", channel)

    async def clear_forward(self, extension: str, kind: str) -> None:
        await self._order("clear", extension, kind)

    async def restore_forward(self, extension: str, kind: str, number: str) -> None:
        await self._order("restore", extension, kind, number)


def decision(kind: DecisionKind, subject: Subject, target: str, **more: object) -> Decision:
    return Decision("d1", NOW, kind, subject, target, **more)  # type: ignore[arg-type]


async def carried_out(switch: Switch, *decisions: Decision) -> list[ActionFailed]:
    failed: list[ActionFailed] = []
    responder = Responder(switch, failed.append, StillClock())
    for one in decisions:
        responder.carry_out(one)
    await responder.close()
    return failed


async def test_each_decision_that_needs_an_order_gives_the_right_one() -> None:
    switch = Switch()
    failed = await carried_out(
        switch,
        decision(DecisionKind.CUT, Subject.CALL, "1.2"),
        decision(DecisionKind.CUT, Subject.CHANNEL, "1.3"),
        decision(DecisionKind.UNDO, Subject.FORWARD, "104/CF"),
        decision(DecisionKind.RESTORE, Subject.FORWARD, "104/CF", number="0199000001"),
    )
    assert failed == []
    assert switch.orders == [
        ("cut", "1.2"),
        ("hang up", "1.3"),
        ("clear", "104", "CF"),
        ("restore", "104", "CF", "0199000001"),
    ]


async def test_answers_locks_alerts_and_what_is_only_observed_give_no_order() -> None:
    switch = Switch()
    await carried_out(
        switch,
        decision(DecisionKind.REFUSE, Subject.REQUEST, "1.2"),
        decision(DecisionKind.LOCK, Subject.MAILBOX, "104@default"),
        decision(DecisionKind.ALERT, Subject.SITE, ""),
        decision(DecisionKind.CUT, Subject.CALL, "1.2", observed=True),
    )
    assert switch.orders == []


async def test_an_order_that_is_refused_comes_back_with_its_reason() -> None:
    failed = await carried_out(Switch(refuses=True), decision(DecisionKind.CUT, Subject.CALL, "1.2"))
    assert failed == [ActionFailed(NOW, NOW, "d1", "No such channel.")]


async def test_an_order_that_hangs_has_failed_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ORDER_TIMEOUT_S", 0.01)
    failed: list[ActionFailed] = []
    told = asyncio.Event()

    def emit(event: ActionFailed) -> None:
        failed.append(event)
        told.set()

    responder = Responder(Switch(hangs=True), emit, StillClock())
    responder.carry_out(decision(DecisionKind.CUT, Subject.CALL, "1.2"))
    await told.wait()
    assert failed[0].decision == "d1"
    assert "did not answer" in failed[0].why


async def test_a_fault_of_our_own_is_an_order_not_taken() -> None:
    class Broken(Switch):
        async def cut_call(self, call: str) -> None:
            raise KeyError("00371290112345")

    failed: list[ActionFailed] = []
    responder = Responder(Broken(), failed.append, StillClock())
    responder.carry_out(decision(DecisionKind.CUT, Subject.CALL, "c1"))
    await responder.close()
    assert [event.decision for event in failed] == ["d1"]
    assert "KeyError" in failed[0].why
    assert "00371290112345" not in failed[0].why
