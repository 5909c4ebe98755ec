"""Streams of events that nobody planned: every kind of event, few names, times that run on."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from tests.detection.stories import AMBULANCE, ATTACKER, CUBA, LATVIA, NIGHT, PARIS

from veilleur.words import events as ev
from veilleur.words.calls import Direction, Origin

CALLS = st.sampled_from([f"c{n}" for n in range(6)])
REQUESTS = st.sampled_from(["", *(f"r{n}" for n in range(6))])
NUMBERS = st.sampled_from([CUBA, CUBA, CUBA.removeprefix("0"), LATVIA, PARIS, AMBULANCE])
EXTENSIONS = st.sampled_from(["", "104", "105", "198"])
MAILBOXES = st.sampled_from(["", "104@default", "105@default", "199@default"])
CALLERS = st.sampled_from(["", ATTACKER, "0612"])
ADDRESSES = st.sampled_from(["", "192.168.1.9", "198.51.100.7"])
FEEDS = st.sampled_from(["ami", "log"])
ORIGINS = st.sampled_from(list(Origin))
WAITS = st.sampled_from([0.0, 0.0, 0.2, 1.0, 7.0, 29.0, 59.5, 61.0, 200.0])
LATE = st.sampled_from([0.0, 0.0, 0.1, 20.0, -3.0])
BOOLS = st.booleans()
AGO = st.sampled_from([None, 0.0, 30.0, 400.0])

LIVE_CALLS = st.lists(
    st.tuples(CALLS, NUMBERS, EXTENSIONS, AGO, REQUESTS), max_size=4, unique_by=lambda leg: leg[0]
)
# What follows the two times of an event; each kind is as likely as its weight says.
CALL_EVENTS = [
    st.tuples(st.just(ev.CallRequested), REQUESTS, EXTENSIONS, NUMBERS, ORIGINS, CALLERS),
    st.tuples(st.just(ev.CallRequested), REQUESTS, EXTENSIONS, NUMBERS),
    st.tuples(st.just(ev.CallStarted), CALLS, NUMBERS, REQUESTS, EXTENSIONS, ORIGINS),
    st.tuples(st.just(ev.CallStarted), CALLS, NUMBERS, REQUESTS, EXTENSIONS),
    st.tuples(st.just(ev.CallAnswered), CALLS),
    st.tuples(st.just(ev.CallAnswered), CALLS),
    st.tuples(st.just(ev.CallEnded), CALLS, st.sampled_from(["", "16", "34"])),
    st.tuples(st.just(ev.CodeKeyed), REQUESTS, EXTENSIONS, NUMBERS, BOOLS),
    st.tuples(st.just(ev.Tick)),
]
OTHER_EVENTS = [
    st.tuples(st.just(ev.CallTransferred), REQUESTS, EXTENSIONS, NUMBERS, BOOLS, CALLS, CALLERS),
    st.tuples(st.just(ev.IncomingCall), CALLS, CALLERS, EXTENSIONS),
    st.tuples(st.just(ev.MailboxRequested), REQUESTS, MAILBOXES, CALLERS, BOOLS),
    st.tuples(st.just(ev.MailboxEntered), REQUESTS, MAILBOXES, CALLERS, BOOLS),
    st.tuples(st.just(ev.MailboxLeft), REQUESTS, MAILBOXES),
    st.tuples(st.just(ev.PinRefused), MAILBOXES, REQUESTS, CALLERS, BOOLS),
    st.tuples(st.just(ev.PinRefused), MAILBOXES, REQUESTS, CALLERS, st.just(True)),
    st.tuples(st.just(ev.PinAccepted), MAILBOXES, REQUESTS, CALLERS, BOOLS),
    st.tuples(st.just(ev.PinChanged), MAILBOXES, REQUESTS, CALLERS, BOOLS),
    st.tuples(st.just(ev.ForwardSet), EXTENSIONS, st.sampled_from(["CF", "followme", "phone"]), NUMBERS),
    st.tuples(st.just(ev.ForwardCleared), EXTENSIONS, st.sampled_from(["CF", "followme"])),
    st.tuples(st.just(ev.RegistrationRefused), EXTENSIONS, ADDRESSES, st.just(""), BOOLS),
    st.tuples(st.just(ev.Registered), EXTENSIONS, ADDRESSES),
    st.tuples(st.just(ev.Registered), EXTENSIONS, ADDRESSES, st.just(""), REQUESTS),
    st.tuples(st.just(ev.FeedLost), FEEDS),
    st.tuples(st.just(ev.FeedRestored), FEEDS),
    st.tuples(st.just(ev.GuardStarted)),
    st.tuples(st.just(ev.ActionFailed), st.sampled_from([f"d{n}" for n in range(12)])),
    st.tuples(st.just(ev.UndoRequested), st.sampled_from([f"d{n}" for n in range(12)])),
    st.tuples(st.just(ev.OwnerAnswered), BOOLS, st.just("extension"), EXTENSIONS),
    st.tuples(st.just(ev.Resumed)),
    st.tuples(st.just(ev.ProtectionLost), st.sampled_from(["dialplan", "journal"]), st.just(""), BOOLS),
    st.tuples(st.just(ev.ProtectionRestored), st.sampled_from(["dialplan", "journal"])),
]
RARE_EVENTS = [
    st.tuples(st.just(ev.Snapshot), FEEDS, LIVE_CALLS),
    st.tuples(st.just(ev.Paused), st.sampled_from([60.0, 900.0])),
]
RECORDS = [
    st.tuples(st.just(ev.CallRecorded), CALLS, st.just(Direction.OUT), EXTENSIONS, NUMBERS),
    st.tuples(st.just(ev.ClockStepped), st.sampled_from([-86_400.0, -60.0, 3_600.0, 86_400.0])),
]


AGAIN = st.tuples(st.just("again"), st.integers(0, 5))


def pump(extensions: Sequence[str] = ("104",)) -> st.SearchStrategy[list[ev.Event]]:
    """Dear calls, many at once, asked about or not, with gaps in which they run on."""
    step = st.tuples(
        st.sampled_from([0.0, 0.3, 5.0, 30.0, 58.0, 61.0, 119.2, 300.0]),
        st.sampled_from(["asked", "asked", "unasked", "end", "ringing"]),
        st.sampled_from([CUBA, LATVIA]),
        st.sampled_from(extensions),
    )
    return st.lists(step, min_size=5, max_size=60).map(_pumped)


def _pumped(steps: Sequence[tuple[float, str, str, str]]) -> list[ev.Event]:
    now, events = NIGHT, []
    running: list[str] = []
    for n, (wait, what, number, extension) in enumerate(steps):
        now += wait
        call = f"c{n}"
        if what == "end":
            if running:
                events.append(ev.CallEnded(now, now, running.pop(0)))
            continue
        if what != "unasked":
            events.append(ev.CallRequested(now, now, f"r{n}", extension, number))
        events.append(ev.CallStarted(now, now, call, number, f"r{n}", extension))
        if what != "ringing":
            events.append(ev.CallAnswered(now, now, call))
        running.append(call)
    return events


def stream(
    most: int = 60, snapshots: bool = True, records: bool = False
) -> st.SearchStrategy[list[ev.Event]]:
    """Events in order of arrival, from two o'clock at night; their own times may be late or ahead."""
    kinds = [*CALL_EVENTS, *CALL_EVENTS, *OTHER_EVENTS, AGAIN, AGAIN]
    kinds += RARE_EVENTS if snapshots else RARE_EVENTS[1:]
    kinds += RECORDS if records else []
    return st.lists(st.tuples(WAITS, LATE, st.one_of(kinds)), max_size=most).map(_timed)


def _timed(drawn: Sequence[tuple[float, float, tuple[object, ...]]]) -> list[ev.Event]:
    now, events = NIGHT, []
    for wait, late, (kind, *values) in drawn:
        now += wait
        if kind == "again":  # reported once more, later
            known = events[-1 - values[0] :]  # type: ignore[operator]
            if known and not isinstance(known[0], ev.ClockStepped):
                events.append(known[0]._replace(seen_at=now))
            continue
        if kind is ev.Snapshot:
            feed, calls = values
            live = tuple(
                ev.LiveCall(
                    call, number, extension,
                    answered_at=None if ago is None else now - late - ago, request=request,
                )
                for call, number, extension, ago, request in calls  # type: ignore[attr-defined]
            )  # fmt: skip
            values = [feed, live]
        elif kind is ev.Paused:
            values = [now + values[0]]  # type: ignore[operator]
        elif kind is ev.CallRecorded:
            values += [Origin.UNKNOWN, "", 100.0, 90.0, True]
        events.append(kind(now - late, now, *values))  # type: ignore[operator]
    return events
