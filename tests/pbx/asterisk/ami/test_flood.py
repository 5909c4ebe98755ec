"""A call that loops: its steps are passed over, and nothing that shows what a call does."""

from __future__ import annotations

from veilleur.pbx.asterisk.ami.flood import STEPS_A_SECOND, FloodGate
from veilleur.pbx.asterisk.ami.protocol import Parser

END = "\r\n"


def step(channel: str, application: str = "Goto", name: str = "x") -> bytes:
    lines = [
        "Event: Newexten",
        f"CallerIDName: {name}",
        f"Uniqueid: {channel}",
        f"Application: {application}",
    ]
    return (END.join(lines) + END + END).encode()


def read(data: bytes, flood: FloodGate) -> list[str]:
    parser = Parser(flood=flood)
    return [one.get("application") or one.name for one in parser.feed(b"Asterisk Call Manager/5\r\n" + data)]


def test_the_steps_of_a_loop_are_passed_over_and_counted() -> None:
    flood = FloodGate()
    assert len(read(step("1.1") * 10_000, flood)) == STEPS_A_SECOND
    assert flood.passed_over == 10_000 - STEPS_A_SECOND


def test_what_shows_what_the_call_does_is_read_all_the_same() -> None:
    flood = FloodGate()
    applications = ("Dial", "VoiceMailMain", "VMAuthenticate", "DISA", "VoiceMail")
    data = step("1.1") * 5_000 + b"".join(step("1.1", one) for one in applications)
    assert read(data + b"Event: Hangup\r\nUniqueid: 1.1\r\n\r\n", flood)[STEPS_A_SECOND:] == [
        *applications,
        "Hangup",
    ]


def test_a_loop_hides_no_step_of_another_call() -> None:
    data = step("1.1") * 5_000 + step("1.2", "Answer")
    assert read(data, FloodGate())[-1] == "Answer"


def test_a_second_later_the_count_begins_again() -> None:
    flood = FloodGate()
    read(step("1.1") * 500, flood)
    flood.time_is(1.5)
    assert read(step("1.1"), flood) == ["Goto"]


def test_a_name_that_looks_like_a_header_counts_for_nobody_else() -> None:
    data = step("1.1", name="Uniqueid: 1.2") * 1_000 + step("1.2", "Answer", name="Application: Dial")
    flood = FloodGate()
    assert read(data, flood)[-1] == "Answer"
    assert flood.passed_over == 1_000 - STEPS_A_SECOND


def test_what_is_remembered_is_bounded() -> None:
    flood = FloodGate()
    for number in range(20_000):
        flood.passes_over(step(f"1.{number}").rstrip(), END.encode())
    assert len(flood._steps) <= 5_000
