"""Law 9 on the real switches: Veilleur absent, closing, resetting, babbling or frozen, within 2 seconds.

The same in each construction an owner may use: a plain Gosub, and on 16 a Gosub inside a Macro, where an
absolute timeout would end the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lab.addresses import free_port
from lab.fake_guard import VERDICT, FakeGuard, may_leave
from lab.lateness import Lateness
from lab.switch import RealAsterisk

from veilleur.pbx.asterisk.setup import AsteriskPlan, dialplan
from veilleur.words.site import Hours, Site

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NATIONAL, FOREIGN, OVERSEAS = "0199001234", "0037129011234", "0692001234"
IN_TIME_S = 2.5  # 2 s of law 9, and what a busy machine takes
GOSUB = "Gosub(veilleur,s,1(${EXTEN},carrier,,))"
CONTEXTS = {
    "lab-out": f"[lab-out]\nexten => _[+0-9]X!,1,{GOSUB}\n{VERDICT}",
    "lab-macro": f"[lab-macro]\nexten => _[+0-9]X!,1,Macro(lab-ask,${{EXTEN}})\n{VERDICT}"
    "[macro-lab-ask]\nexten => s,1,Gosub(veilleur,s,1(${ARG1},carrier,,))\n",
}
WAYS = [("22", "lab-out"), ("16", "lab-out"), ("16", "lab-macro"), ("11", "lab-out")]
NAMES = ["22", "16", "16 in a Macro", "pieces for 11 on 16"]  # Asterisk 11 itself was not tried


class Bench:
    """A running switch with the pieces, and where it asks; machine: how late it was in the last call."""

    def __init__(self, switch: RealAsterisk, port: int, context: str, machine: Lateness) -> None:
        self.switch, self.port, self.context, self.machine = switch, port, context, machine

    def may_leave(self, number: str) -> tuple[str, float]:
        self.machine.start_again()
        return may_leave(self.switch, number, self.context)


def running(version: str, context: str, plan: AsteriskPlan) -> Iterator[Bench]:
    text = dialplan.core(plan) + "\n".join(CONTEXTS.values())
    with RealAsterisk(max(version, "16"), {"extensions.conf": text}) as switch, Lateness() as machine:
        yield Bench(switch, plan.agi_port, context, machine)


@pytest.fixture(scope="module", params=WAYS, ids=NAMES)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A company that is never open for risky calls while Veilleur is absent."""
    version, context = request.param
    plan = AsteriskPlan(agi_port=free_port(), waits_without_us="always", version=int(version))
    yield from running(version, context, plan)


def test_with_nobody_listening_national_passes_and_foreign_waits(bench: Bench) -> None:
    assert [bench.may_leave(number)[0] for number in (NATIONAL, FOREIGN, OVERSEAS)] == ["yes", "no", "no"]


@pytest.mark.parametrize("behaviour", ["closing", "resetting", "nonsense", "frozen"])
def test_a_broken_guard_leaves_the_choice_of_the_site(bench: Bench, behaviour: str) -> None:
    with FakeGuard(bench.port, behaviour) as guard:
        for number, expected in ((NATIONAL, "yes"), (FOREIGN, "no"), (OVERSEAS, "no")):
            go, after_s = bench.may_leave(number)
            assert go == expected
            assert after_s < bench.machine.within(IN_TIME_S)
        assert guard.asked == 2, "a plain national call waits for nobody"


@pytest.mark.parametrize(
    ("word", "expected"), [("allow", "yes"), ("refuse", "no"), ("allowed", "no"), ("ALLOW", "no")]
)
def test_only_the_exact_word_lets_a_foreign_call_pass(bench: Bench, word: str, expected: str) -> None:
    with FakeGuard(bench.port, word):
        assert bench.may_leave(FOREIGN)[0] == expected


def test_an_answer_that_comes_too_late_helps_no_later_call(bench: Bench) -> None:
    with FakeGuard(bench.port, "allow") as guard:
        assert bench.may_leave(FOREIGN)[0] == "yes"
        guard.behaviour = "closing"
        assert bench.may_leave(FOREIGN)[0] == "no"


def test_emergency_calls_are_never_asked_about(bench: Bench) -> None:
    with FakeGuard(bench.port, "refuse") as guard:
        for number in ("112", "15", "0112", "015"):
            assert bench.may_leave(number)[0] == "yes"
        assert guard.asked == 0


def hours_around_now(first: int, last: int) -> Hours:
    """Every day open between two hours from now."""
    now = datetime.now(ZoneInfo("Europe/Paris"))
    start, end = now + timedelta(hours=first), now + timedelta(hours=last)
    minutes = (start.hour * 60 + start.minute, end.hour * 60 + end.minute)
    return replace(Hours(), ranges=((minutes,),) * 7, holidays="")


@pytest.mark.parametrize(("version", "context"), WAYS, ids=NAMES)
def test_opening_hours_are_read_by_the_switch_itself(version: str, context: str) -> None:
    """Without an answer risky calls pass while the company is open, and wait while it is closed."""
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    open_now, closed_now = hours_around_now(-2, 2), hours_around_now(3, 6)
    on_holiday = replace(open_now, closed=((today, today + timedelta(days=1)),))
    for hours, expected in ((open_now, "yes"), (closed_now, "no"), (on_holiday, "no")):
        site = Site(hours=hours)
        plan = AsteriskPlan(site=site, agi_port=free_port(), version=int(version))
        for bench in running(version, context, plan):
            assert bench.may_leave(FOREIGN)[0] == expected
            with FakeGuard(bench.port, "frozen"):
                go, after_s = bench.may_leave(FOREIGN)
                assert go == expected
                assert after_s < bench.machine.within(IN_TIME_S)
