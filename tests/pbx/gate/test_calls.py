"""What the gate reports, as calls of the site: who placed them, to where, and that each ends."""

from __future__ import annotations

import pytest

from veilleur.pbx.gate.calls import (
    CALLS_MAX,
    PROOF_WITHIN_S,
    GateCalls,
    dialled_number,
    name_of,
    number_of,
)
from veilleur.pbx.gate.frames import Frame
from veilleur.words.calls import Origin
from veilleur.words.events import CallAnswered, CallEnded, CallStarted, Snapshot
from veilleur.words.site import Site

NOW = 1_000_000.0


def frame(kind: str, call: str = "c1", **fields: str) -> Frame:
    return Frame(kind, {"c": call, "t": "tag", **fields})


@pytest.fixture
def calls() -> GateCalls:
    return GateCalls(Site(extensions=("2XX",)))


@pytest.mark.parametrize(
    ("headers", "extension", "origin", "outside"),
    [
        ({"f": "203"}, "203", Origin.EXTENSION, ""),
        ({"f": "0199001200", "i": '"Paul" <sip:204@pbx>'}, "204", Origin.EXTENSION, ""),
        ({"f": "0199001200", "r": "<sip:205@pbx>;party=calling"}, "205", Origin.EXTENSION, ""),
        ({"f": "0199001200", "p": "sip:206@pbx"}, "206", Origin.EXTENSION, ""),
        ({"f": "+3712900", "d": "<sip:204@pbx>;reason=unconditional"}, "204", Origin.FORWARD, "+3712900"),
        ({"f": "+37129000001", "d": "<sip:0199001200@pbx>"}, "", Origin.FORWARD, "+37129000001"),
        ({"f": "0199001200"}, "", Origin.UNKNOWN, ""),
        ({"f": "anonymous", "i": "<<<sip:>;tel:"}, "", Origin.UNKNOWN, ""),
    ],
)  # fmt: skip
def test_who_placed_a_call_is_read_from_what_the_pbx_shows(
    calls: GateCalls, headers: dict[str, str], extension: str, origin: Origin, outside: str
) -> None:
    asked = calls.requested(frame("ask", n="0037129990000", **headers), NOW)
    assert (asked.extension, asked.origin, asked.outside_caller) == (extension, origin, outside)
    assert not asked.can_key_digits, "nobody keys a code on a trunk"


@pytest.mark.parametrize(
    ("user", "number"),
    [
        ("0037129990000", "0037129990000"),
        ("+371.29(99)-0000", "+37129990000"),
        ("%30%30371%32", "003712"),
        ("0199001234;phone-context=+33", "0199001234"),
        ("112\x1b[2J\u202e", "112"),
    ],
)
def test_a_number_is_what_the_operator_dials(user: str, number: str) -> None:
    assert number_of(user).startswith(number)
    assert "\x1b" not in number_of(user)


@pytest.mark.parametrize(
    ("user", "number"),
    [
        ("0199001234;phone-context=+33", "0199001234"),
        ("0199001234;phone-context=pbx.example", "0199001234"),
        ("29990000;phone-context=+371", "+37129990000"),
        ("112;phone-context=%2B371", "+371112"),
        ("0199001234;npdi;rn=+37129990000", "+37129990000"),
        ("+33199001234;phone-context=+371", "+33199001234"),
        ("0199001234;phone-context=371", "+3710199001234"),
        ("0199001234;phone-context=00371", "+3710199001234"),
        ("0199001234;phone-context=0033", "0199001234"),
        ("0199001234;rn=29990000;rn-context=+371", "+37129990000"),
        ("0199001234;rn=29990000;phone-context=+371", "29990000"),
        ("0199001234;isub=0037129990000;postd=p5;cic=+3710", "0199001234"),
        ("0199001234;user=phone;x", "0199001234"),
        ("0199001234;;=;rn", "0199001234"),
    ],
)
def test_parameters_of_a_number_say_where_it_goes(calls: GateCalls, user: str, number: str) -> None:
    assert dialled_number(user, {"33"}) == number
    assert calls.requested(frame("ask", n=user), NOW).number == number


def test_the_same_call_keeps_its_name_through_challenge_and_fail_over() -> None:
    assert name_of("abc@pbx", "tag1") == name_of("abc@pbx", "tag1")
    assert name_of("abc@pbx", "tag1") != name_of("abc@pbx", "tag2")
    assert len(name_of("x" * 9_000, "tag")) == 64
    assert len(name_of("a\nb", "tag")) == 64


def test_a_call_lives_from_started_to_ended(calls: GateCalls) -> None:
    (started,) = calls.events_of(frame("started", n="0037129990000", f="203", q="2"), NOW)
    assert isinstance(started, CallStarted)
    assert (started.call, started.request) == (name_of("c1", "tag"),) * 2
    assert started.outside_line_removed
    assert not started.let_pass
    assert isinstance(calls.events_of(frame("answered"), NOW)[0], CallAnswered)
    (ended,) = calls.events_of(frame("ended", s="503"), NOW)
    assert isinstance(ended, CallEnded)
    assert ended.cause == "34", "no line was free"
    assert len(calls) == 0


def test_what_the_gate_let_pass_alone_is_said(calls: GateCalls) -> None:
    (started,) = calls.events_of(frame("started", n="0199001234", l="1"), NOW)
    assert isinstance(started, CallStarted)
    assert started.let_pass


def test_a_challenged_call_waits_for_its_proof_and_no_longer(calls: GateCalls) -> None:
    calls.events_of(frame("started", "proves"), NOW)
    calls.events_of(frame("started", "gives up"), NOW)
    assert calls.events_of(frame("challenged", "proves"), NOW) == []
    assert calls.events_of(frame("challenged", "gives up"), NOW) == []
    calls.events_of(frame("started", "proves"), NOW + 1)
    assert calls.overdue(NOW + PROOF_WITHIN_S - 1) == []
    (over,) = calls.overdue(NOW + PROOF_WITHIN_S)
    assert isinstance(over, CallEnded)
    assert over.call == name_of("gives up", "tag")
    assert len(calls) == 1


def test_a_list_of_all_calls_is_a_snapshot_by_our_own_clock(calls: GateCalls) -> None:
    calls.events_of(frame("started", "gone meanwhile"), NOW)
    calls.begin_list()
    calls.events_of(frame("alive", "a", n="0037129990000", f="203", up="1000070"), NOW)
    calls.events_of(frame("alive", "b", n="0199001234", f="204"), NOW)
    (listed,) = calls.events_of(frame("listed", now="1000100"), NOW)
    assert isinstance(listed, Snapshot)
    assert [(one.extension, one.answered_at) for one in listed.calls] == [("203", NOW - 30), ("204", None)]
    assert calls.called(name_of("gone meanwhile", "tag")) is None


def test_no_flood_makes_it_grow(calls: GateCalls) -> None:
    for number in range(CALLS_MAX + 10):
        calls.events_of(frame("started", f"c{number}"), NOW)
    assert len(calls) == CALLS_MAX


@pytest.mark.parametrize("odd", ["9" * 400, "²", "٣٤", "-5", "1e9", "nan", ""])
def test_a_time_that_cannot_be_never_reaches_the_watch(calls: GateCalls, odd: str) -> None:
    calls.events_of(frame("alive", n="0037129990000", q="1", up=odd), NOW)
    (snapshot,) = calls.events_of(frame("listed", now="1795223640"), NOW)
    assert isinstance(snapshot, Snapshot)
    assert [one.answered_at for one in snapshot.calls] == [None]

    calls.events_of(frame("alive", n="0037129990000", q="1", up="999990"), NOW)
    (snapshot,) = calls.events_of(frame("listed", now=odd), NOW)
    assert isinstance(snapshot, Snapshot)
    assert [one.answered_at for one in snapshot.calls] == [999_990.0]


def test_a_flood_of_calls_that_never_prove_themselves_is_bounded(calls: GateCalls) -> None:
    for number in range(CALLS_MAX + 100):
        calls.events_of(frame("challenged", f"c{number}"), NOW)
    assert len(calls.overdue(NOW + PROOF_WITHIN_S)) == CALLS_MAX
