"""Law 5: a million of anything keeps a site small, and time empties what is no longer needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tests.detection.stories import CUBA, NIGHT, PARIS, SITE, Numbers

from veilleur.detection import Watch
from veilleur.detection.watch import AllowingJudge, real_judge
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.site import Limits

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


STREAMS = [calls, lost_ends, early_answers, requests_alone, sweep, scan, doors]


def size_after(stream: Stream, count: int, judge: str, vantage: Vantage = Vantage.ASKED) -> int:
    watch = Watch(
        UNLIMITED, Numbers(), AllowingJudge() if judge == "allowing" else real_judge(UNLIMITED), vantage
    )
    for event in stream(count):
        wake = watch.wake_at
        if wake is not None and wake < event.seen_at:
            watch.step(ev.Tick(wake, wake))
        watch.step(event)
    return len(json.dumps(watch.save()))


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.__name__)
def test_twice_as_many_names_make_no_larger_state(stream: Stream) -> None:
    # Beyond the size of every table, so that only what has no bound still grows.
    enough = 5_500 if stream in (lost_ends, doors) else 2_600
    few, many = (size_after(stream, count, "allowing", Vantage.LIVE) for count in (enough, 2 * enough))
    assert many < few * 1.1 + 10_000


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("stream", "count"), [(plain_calls, 1_000_000), (calls, 50_000), (sweep, 100_000), (scan, 100_000)]
)
def test_a_million_names_fit_into_a_few_megabytes(stream: Stream, count: int) -> None:
    assert size_after(stream, count, "allowing") < 4_000_000


@pytest.mark.parametrize("stream", [calls, sweep, scan], ids=lambda stream: stream.__name__)
def test_with_the_judge_of_the_house_it_is_bounded_too(stream: Stream) -> None:
    few, many = (size_after(stream, count, "real") for count in (500, 1_200))
    assert many < few * 1.5 + 100_000
