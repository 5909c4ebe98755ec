"""A flood of refusals is printed as one line a second with its number; what matters once is never held."""

from __future__ import annotations

import asyncio

import pytest

from veilleur.cli.guard import rate_limited_printer as flood
from veilleur.cli.guard.rate_limited_printer import RateLimitedPrinter
from veilleur.words.decisions import Decision, DecisionKind, Subject


class Printed:
    def __init__(self) -> None:
        self.lines: list[tuple[DecisionKind, str, int]] = []
        self.more = asyncio.Event()

    def show(self, decision: Decision, count: int) -> None:
        self.lines.append((decision.kind, decision.incident, count))
        self.more.set()


def refusal(
    incident: str = "i1", kind: DecisionKind = DecisionKind.REFUSE, extension: str = "104"
) -> Decision:
    return Decision("d1", 0.0, kind, Subject.REQUEST, "r1", incident=incident, extension=extension)


async def test_a_flood_is_one_line_at_once_and_one_at_the_end_of_the_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(flood, "PRINTED_EVERY_S", 0.01)
    printed = Printed()
    printer = RateLimitedPrinter(printed.show)
    for _call in range(500):
        printer.show(refusal())
    assert printed.lines == [(DecisionKind.REFUSE, "i1", 1)]
    printed.more.clear()
    async with asyncio.timeout(30):
        await printed.more.wait()
    assert printed.lines[1:] == [(DecisionKind.REFUSE, "i1", 499)]


async def test_another_incident_and_another_kind_are_told_at_once() -> None:
    printed = Printed()
    printer = RateLimitedPrinter(printed.show)
    printer.show(refusal("i1"))
    printer.show(refusal("i2"))
    printer.show(refusal("i1", DecisionKind.CUT))
    printer.show(refusal("", extension="105"))
    assert [count for _kind, _incident, count in printed.lines] == [1, 1, 1, 1]
    printer.end()
    assert len(printed.lines) == 4


async def test_alerts_and_locks_are_never_held_and_the_end_loses_nothing() -> None:
    printed = Printed()
    printer = RateLimitedPrinter(printed.show)
    for _time in range(3):
        printer.show(refusal(kind=DecisionKind.ALERT))
        printer.show(refusal(kind=DecisionKind.LOCK))
        printer.show(refusal())
    assert [kind for kind, _incident, _count in printed.lines].count(DecisionKind.ALERT) == 3
    printer.end()
    assert printed.lines[-1] == (DecisionKind.REFUSE, "i1", 2)
    assert sum(count for kind, _i, count in printed.lines if kind is DecisionKind.REFUSE) == 3
