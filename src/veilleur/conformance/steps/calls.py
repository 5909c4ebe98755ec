"""Steps of calls that run: begun, answered, ended, doubled, late, cut."""

from __future__ import annotations

from veilleur.conformance.made_switch import ABROAD, CALLER, EMERGENCY, EXTENSION, NATIONAL, Ability
from veilleur.conformance.stage import CLOSED, Stage
from veilleur.conformance.step import of_area, require
from veilleur.words.decisions import DecisionKind
from veilleur.words.events import CallAnswered, CallEnded, CallStarted, IncomingCall

MANY = 50
steps = of_area("Calls", [Ability.LIVE])
orders = of_area("Orders", [Ability.LIVE, Ability.CUTS], limit=CLOSED, mode="enforce")


async def _begins(stage: Stage, call: str, number: str = NATIONAL) -> None:
    await stage.dials(call, number)
    await stage.sees(CallStarted, call)


async def _is_over(stage: Stage, call: str) -> None:
    await stage.sees(CallEnded, call)
    require(stage.made.name(call) not in stage.running, f"{call} is still taken to run")


@steps.step()
async def call_begins(stage: Stage) -> None:
    """A call that is dialled is seen with its number."""
    await _begins(stage, "c1")
    (started,) = stage.of(CallStarted, "c1")
    destination = stage.guard.numbering.destination(started.number, True)
    require(destination.e164 == "+33" + NATIONAL[1:], f"it is seen as {destination.e164}")


@steps.step(Ability.NAMES_CALLER)
async def call_names_extension(stage: Stage) -> None:
    """The extension behind a call is known."""
    await _begins(stage, "c1")
    (started,) = stage.of(CallStarted, "c1")
    require(started.extension == EXTENSION, f"it is {started.extension!r}")


@steps.step()
async def call_is_answered(stage: Stage) -> None:
    """An answer is seen once."""
    await _begins(stage, "c1")
    await stage.made.is_answered("c1")
    await stage.sees(CallAnswered, "c1")


@steps.step()
async def call_ends(stage: Stage) -> None:
    """The end of an answered call is seen, and nothing runs on."""
    await _begins(stage, "c1")
    await stage.made.is_answered("c1")
    await stage.sees(CallAnswered, "c1")
    await stage.made.ends("c1")
    await _is_over(stage, "c1")


@steps.step()
async def call_is_busy(stage: Stage) -> None:
    """A busy line ends a call that was never answered."""
    await _begins(stage, "c1", ABROAD)
    await stage.made.ends("c1", busy=True)
    await _is_over(stage, "c1")
    require(not stage.of(CallAnswered, "c1") and not stage.money_runs, "money is held")


@steps.step()
async def call_is_cancelled(stage: Stage) -> None:
    """A call that its caller gives up leaves nothing behind."""
    await _begins(stage, "c1", ABROAD)
    await stage.made.ends("c1")
    await _is_over(stage, "c1")
    require(not stage.money_runs, "money is held")


@steps.step()
async def begin_twice(stage: Stage) -> None:
    """A beginning that is reported twice is one call."""
    await _begins(stage, "c1", ABROAD)
    await stage.made.repeats()
    await _begins(stage, "c2")
    require(len(stage.running) == 2, f"{len(stage.running)} calls are taken to run")


@steps.step()
async def answer_twice(stage: Stage) -> None:
    """An answer that is reported twice is one answer."""
    await _begins(stage, "c1", ABROAD)
    await stage.made.is_answered("c1")
    await stage.sees(CallAnswered, "c1")
    await stage.made.repeats()
    await _begins(stage, "c2")
    accounts = stage.guard.watch.rooms.ledger.accounts
    require(len(accounts) == 1, f"money runs {len(accounts)} times")


@steps.step()
async def end_twice(stage: Stage) -> None:
    """An end that is reported twice is one end."""
    await _begins(stage, "c1", ABROAD)
    await stage.made.ends("c1")
    await _is_over(stage, "c1")
    await stage.made.repeats()
    await _begins(stage, "c2")
    require(len(stage.running) == 1 and not stage.money_runs, "a ghost is left")


@steps.step()
async def answer_of_unknown(stage: Stage) -> None:
    """An answer of a call that nobody knows makes no call."""
    await stage.made.is_answered("never")
    await _begins(stage, "c1")
    require(len(stage.running) == 1, "a ghost is made")


@steps.step()
async def end_of_unknown(stage: Stage) -> None:
    """The end of a call that nobody knows makes no call."""
    await stage.made.ends("never")
    await _begins(stage, "c1")
    require(len(stage.running) == 1, "a ghost is made")


@steps.step()
async def answer_after_end(stage: Stage) -> None:
    """An answer that comes after the end lets no money run."""
    await _begins(stage, "c1", ABROAD)
    await stage.made.ends("c1")
    await _is_over(stage, "c1")
    await stage.made.is_answered("c1")
    await _begins(stage, "c2")
    require(len(stage.running) == 1 and not stage.money_runs, "a ghost is left")


@steps.step()
async def many_calls(stage: Stage) -> None:
    """Fifty calls at once are seen, and none of them is left."""
    for i in range(MANY):
        await stage.dials(f"c{i}", NATIONAL)
        await stage.made.is_answered(f"c{i}")
    await stage.sees(CallAnswered, f"c{MANY - 1}")
    require(len(stage.running) == MANY, f"{len(stage.running)} calls are taken to run")
    for i in range(MANY):
        await stage.made.ends(f"c{i}")
    await _is_over(stage, f"c{MANY - 1}")
    require(not stage.running and not stage.money_runs, "something is left")


@steps.step(Ability.INCOMING)
async def incoming(stage: Stage) -> None:
    """A call from outside is seen with its caller, and costs nothing."""
    await stage.made.comes_in("in1")
    found = await stage.sees(IncomingCall)
    require(found.outside_caller == CALLER, f"the caller is {found.outside_caller!r}")
    require(not stage.money_runs and not stage.running, "it is taken for a call out")


# --- orders ---


@orders.step()
async def cut_unasked(stage: Stage) -> None:
    """A leg beyond the limit that nobody asked about is cut on the switch."""
    await stage.made.begins("c1", ABROAD)
    await _is_over(stage, "c1")
    require(stage.made.ordered[:1] == [stage.made.name("c1")], "no order came")


@orders.step()
async def cut_names_the_call(stage: Stage) -> None:
    """Among several calls the right one is cut."""
    await _begins(stage, "c1")
    await _begins(stage, "c2")
    await stage.made.begins("c3", ABROAD)
    await _is_over(stage, "c3")
    require(set(stage.made.ordered) == {stage.made.name("c3")}, f"orders are {stage.made.ordered}")
    require(stage.running == {stage.made.name("c1"), stage.made.name("c2")}, "another call is gone")


@orders.step()
async def cut_is_proved(stage: Stage) -> None:
    """A cut is believed when the call's end is reported, and not ordered again."""
    await stage.made.begins("c1", ABROAD)
    await _is_over(stage, "c1")
    require(not stage.guard.watch.rooms.decisions.unconfirmed.open, "it still waits for a proof")
    require(len(stage.decided(DecisionKind.CUT, "c1")) == 1, "it was decided twice")


@orders.step()
async def cut_not_obeyed(stage: Stage) -> None:
    """A cut that the switch does not carry out is ordered again, and alarmed."""
    stage.made.obeys = False
    await stage.made.begins("c1", ABROAD)
    await stage.decides(DecisionKind.CUT, "c1", count=2)
    await stage.until(
        lambda: any("cut_failed" in str(one.reasons) or one.attempt > 2 for one in stage.decisions),
        "nobody is alarmed",
    )
    stage.made.obeys = True
    await stage.made.ends("c1")
    await _is_over(stage, "c1")


@orders.step()
async def cut_crossed_by_end(stage: Stage) -> None:
    """A call that ends by itself while its cut is on the way leaves nothing behind."""
    stage.made.obeys = False
    await stage.made.begins("c1", ABROAD)
    await stage.made.ends("c1")
    await _is_over(stage, "c1")
    require(not stage.guard.watch.rooms.decisions.unconfirmed.open, "an order is left")
    require(not stage.money_runs, "money is held")


@orders.step()
async def cut_leaves_emergency(stage: Stage) -> None:
    """An emergency call that runs is never cut."""
    await _begins(stage, "e1", EMERGENCY)
    await stage.made.begins("c1", ABROAD)
    await _is_over(stage, "c1")
    require(stage.made.name("e1") in stage.running, "it is gone")
    require(stage.made.name("e1") not in stage.made.ordered, "it was to be cut")


@orders.step()
async def cut_leaves_national(stage: Stage) -> None:
    """A national call is never cut by a limit."""
    await _begins(stage, "n1")
    await stage.made.is_answered("n1")
    await stage.made.begins("c1", ABROAD)
    await _is_over(stage, "c1")
    require(stage.made.name("n1") in stage.running, "it is gone")
