"""Law 5: a million of anything keeps a site small, and time empties what is over though no more comes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from types import FrameType
from typing import Any

import pytest
from tests.detection.stories import CUBA, NIGHT, PARIS, SITE, Numbers

from veilleur.detection import Watch
from veilleur.detection.watch import AllowingJudge, real_judge
from veilleur.words import events as ev
from veilleur.words.calls import Direction, Vantage
from veilleur.words.site import Limits, Site

UNLIMITED = replace(SITE, limits=Limits(None, None, None, national_alarm_day=None), trunk_channels=0)
Stream = Callable[[int], Iterator[ev.Event]]


def calls(count: int) -> Iterator[ev.Event]:
    for n in range(count):
        at, call = NIGHT + n * 2.0, f"call-{n}"
        number = CUBA[:-5] + f"{n % 100_000:05}" if n % 5 == 0 else PARIS
        extension = f"{100 + n % 400}"
        yield ev.CallRequested(at, at, f"r-{n}", extension, number)
        yield ev.CallStarted(at, at, call, number, f"r-{n}", extension)
        yield ev.CallAnswered(at + 1, at + 1, call)
        yield ev.CallEnded(at + 1.5, at + 1.5, call)


def plain_calls(count: int) -> Iterator[ev.Event]:
    for n in range(count):
        at, call = NIGHT + n, f"call-{n}"
        yield ev.CallStarted(at, at, call, PARIS)
        yield ev.CallEnded(at + 0.5, at + 0.5, call)


def lost_ends(count: int) -> Iterator[ev.Event]:
    for n in range(2 * count):
        yield ev.CallStarted(NIGHT + n, NIGHT + n, f"call-{n}", PARIS if n % 2 else CUBA)


def early_answers(count: int) -> Iterator[ev.Event]:
    for n in range(count):
        yield ev.CallAnswered(NIGHT + n, NIGHT + n, f"call-{n}")


def requests_alone(count: int) -> Iterator[ev.Event]:
    for n in range(count):
        at = NIGHT + n * 0.001
        yield ev.CallRequested(at, at, f"r-{n}", f"{n}", CUBA[:-5] + f"{n % 100_000:05}", address=f"{n}")


def sweep(count: int) -> Iterator[ev.Event]:
    for n in range(count):
        yield ev.MailboxEntered(NIGHT + n, NIGHT + n, f"v-{n}", f"{n}@default", f"+26377{n}", True)
        yield ev.PinRefused(NIGHT + n - 0.5, NIGHT + n, f"{n}@default", f"v-{n}", f"+26377{n}", True)
        yield ev.MailboxLeft(NIGHT + n, NIGHT + n, f"v-{n}")


def scan(count: int) -> Iterator[ev.Event]:
    for n in range(count):
        address = f"{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}.9"
        yield ev.RegistrationRefused(NIGHT + n, NIGHT + n, f"{n}", address)
        yield ev.Registered(NIGHT + n, NIGHT + n, f"{n}", address, f"telephone {n}")


def doors(count: int) -> Iterator[ev.Event]:
    for n in range(count):
        at = NIGHT + n
        yield ev.ForwardSet(at, at, f"{n}", "CF", CUBA)
        yield ev.CallTransferred(at, at, f"in-{n}", f"{n}", CUBA)
        yield ev.FeedLost(at, at, f"feed-{n}")
        yield ev.OwnerAnswered(at, at, True, "number", f"+{n}")


def callers(count: int) -> Iterator[ev.Event]:
    for n in range(count):
        at, caller = NIGHT + n * 0.05, f"+26377{n}"
        yield ev.IncomingCall(at, at, f"in-{n}", caller, "104")
        yield ev.MailboxRequested(at, at, f"v-{n}", "104@default", caller, True)
        yield ev.PinRefused(at - 0.01, at, "104@default", f"v-{n}", caller, True)
        yield ev.PinChanged(at - 0.02, at, f"{n}@default", f"v-{n}", caller, True)


def linked_legs(count: int) -> Iterator[ev.Event]:
    for n in range(count):
        at, address, agent = NIGHT + n, f"{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}.9", f"telephone {n}"
        yield ev.CallStarted(
            at, at, f"call-{n}", CUBA, f"r-{n}", "104", address=address, agent=agent, linked=f"l-{n}"
        )
        yield ev.CallEnded(at + 0.5, at + 0.5, f"call-{n}")


def wrong_codes(count: int) -> Iterator[ev.Event]:
    for n in range(count):
        at, number = NIGHT + n, CUBA[:-5] + f"{n % 100_000:05}"
        yield ev.CallRequested(at, at, f"r-{n}", f"{n}", number, can_key_digits=True)
        yield ev.CodeKeyed(at + 0.1, at + 0.1, f"r-{n}", f"{n}", number, False)


def records(count: int) -> Iterator[ev.Event]:
    for n in range(count):
        at, number = NIGHT + n, CUBA[:-5] + f"{n % 100_000:05}"
        yield ev.CallRecorded(
            at, at, f"call-{n}", Direction.OUT, f"{n}", number, duration_s=30, billed_s=20, answered=True
        )


STREAMS = [
    calls, lost_ends, early_answers, requests_alone, sweep, scan, doors, callers, linked_legs, wrong_codes,
    records,
]  # fmt: skip
OWN_LIMITS = replace(SITE, limits=Limits(per_extension_day=5_000_000), trunk_channels=0)


def lines_an_event(watch: Watch, events: Iterable[ev.Event]) -> float:
    """How many lines of Python an event takes: the cost of a step, whatever the machine has to do beside."""
    lines = count = 0

    def traced(_frame: FrameType, what: str, _value: object) -> Any:
        nonlocal lines
        lines += what == "line"
        return traced

    sys.settrace(traced)
    try:
        for event in events:
            live(watch, event)
            count += 1
    finally:
        sys.settrace(None)
    return lines / count


def live(watch: Watch, event: ev.Event) -> None:
    wake = watch.wake_at
    if wake is not None and wake < event.seen_at:
        watch.step(ev.Tick(wake, wake))
    watch.step(event)


def size_after(stream: Stream, count: int, judge: str, vantage: Vantage = Vantage.ASKED) -> int:
    watch = Watch(
        UNLIMITED, Numbers(), AllowingJudge() if judge == "allowing" else real_judge(UNLIMITED), vantage
    )
    for event in stream(count):
        live(watch, event)
    return len(json.dumps(watch.save()))


@pytest.mark.parametrize(
    "stream",
    [
        pytest.param(stream, marks=[pytest.mark.slow] * (stream in (callers, lost_ends, sweep)))
        for stream in STREAMS
    ],
    ids=[stream.__name__ for stream in STREAMS],
)
def test_twice_as_many_names_make_no_larger_state(stream: Stream) -> None:
    # Beyond the size of every table, so that only what has no bound still grows.
    enough = 5_500 if stream in (lost_ends, doors, callers) else 2_600
    few, many = (size_after(stream, count, "allowing", Vantage.LIVE) for count in (enough, 2 * enough))
    assert many < few * 1.1 + 10_000


def of_passing_things(watch: Watch) -> dict[str, int]:
    """How much of the saved state passes with time: not what is normal for the company, incidents that
    were announced, orders that wait for the world, and what the owner said."""
    data = watch.save()
    state, legs = data["state"], data["legs"]
    *counts, _site, swept, (tries, _openers), locks = state["doors"]
    judge = state["judge"]
    found = {
        "alive": legs["alive"],
        "early": legs["early"],
        "ended": legs["ended"],
        "scans": legs["probing"],
        "answers": data["permits"]["answers"],
        "permits": data["permits"]["open"],
        "sent on": data["transfers"],
        "openings": data["openings"],
        "undoable": state["undoable"],
        "accounts": state["ledger"]["accounts"],
        "judged": judge.get("pending", []),
        "evidence": judge.get("evidence", []),
        "swept": swept,
        "slow tries": tries,
        "locks": locks,
        **{f"count {place}": table for place, table in enumerate(counts)},
    }
    return {name: len(things) for name, things in found.items() if things}


@pytest.mark.parametrize(
    "stream",
    [one for one in STREAMS if one not in (lost_ends, doors)],  # open orders are repeated
    ids=lambda stream: stream.__name__,
)
def test_a_year_of_silence_empties_all_that_passes(stream: Stream) -> None:
    watch = Watch(UNLIMITED, Numbers(), real_judge(UNLIMITED), Vantage.ASKED)
    at = 0.0
    for event in stream(120):
        live(watch, event)
        at = event.seen_at
    assert of_passing_things(watch), "the stream leaves nothing behind: the test could not fail"
    live(watch, ev.Snapshot(at + 60, at + 60, "ami", ()))
    for day in range(1, 380):
        live(watch, ev.Tick(at + day * 86_400, at + day * 86_400))
    assert of_passing_things(watch) == {}


@pytest.mark.slow
@pytest.mark.parametrize("site", [UNLIMITED, OWN_LIMITS], ids=["no limits", "limits of extensions"])
@pytest.mark.parametrize(
    "stream",
    [stream for stream in STREAMS if stream not in (lost_ends, doors)],  # open orders are repeated
    ids=lambda stream: stream.__name__,
)
def test_whoever_sends_ever_new_names_does_not_slow_the_watch_down(stream: Stream, site: Site) -> None:
    vantage = Vantage.RECORDS if stream is records else Vantage.ASKED
    watch = Watch(site, Numbers(), real_judge(site), vantage)
    events = stream(6_000)
    for event in islice(events, 2_600):  # fills the tables
        live(watch, event)
    early = lines_an_event(watch, islice(events, 200))
    for event in islice(events, 2_600):
        live(watch, event)
    assert lines_an_event(watch, islice(events, 200)) < early * 1.2 + 20


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("stream", "count"), [(plain_calls, 1_000_000), (calls, 50_000), (sweep, 100_000), (scan, 100_000)]
)
def test_a_million_names_fit_into_a_few_megabytes(stream: Stream, count: int) -> None:
    assert size_after(stream, count, "allowing") < 4_000_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "stream", [calls, sweep, scan, callers, wrong_codes], ids=lambda stream: stream.__name__
)
def test_with_the_judge_of_the_house_it_is_bounded_too(stream: Stream) -> None:
    few, many = (size_after(stream, count, "real") for count in (500, 1_200))
    assert many < few * 1.5 + 100_000
