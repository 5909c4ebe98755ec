"""The switch answers managers and asks the guard as Asterisk does, byte by byte."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.simulation.nights.demo_night import BEGINS_AT
from veilleur.simulation.pbx import Ask, AskState, EmbeddedPbx, Outcome
from veilleur.simulation.pbx.fault_injection import AgiFault, answer_badly
from veilleur.simulation.pbx.loopback_sockets import LoopbackPbx

NIGHT = BEGINS_AT + 8 * 3600
CUBA = "00053555001234"
NATIONAL = "00199001234"


def manager(pbx: EmbeddedPbx):
    session = pbx.ami.connect()
    pbx.ami.receive(session, b"Action: Login\r\nUsername: veilleur\r\nSecret: \r\n\r\n")
    session.take_output()
    return session


def order(pbx: EmbeddedPbx, session, text: str) -> str:
    pbx.ami.receive(session, text.replace("\n", "\r\n").encode() + b"\r\n\r\n")
    return session.take_output().decode("latin-1")


def answered(pbx: EmbeddedPbx, word: str) -> Ask:
    (ask,) = pbx.drain_asks()
    ask.receive(f'SET VARIABLE VEILLEUR "{word}"\n'.encode())
    pbx.settle()
    return ask


def test_nothing_is_reported_before_the_login():
    pbx = EmbeddedPbx(NIGHT)
    session = pbx.ami.connect()
    assert session.take_output() == b"Asterisk Call Manager/9.0.0\r\n"
    pbx.dial("104", "15", 10)
    assert session.take_output() == b""
    assert "Permission denied" in order(pbx, session, "Action: CoreShowChannels")


def test_a_wrong_secret_is_refused_and_the_connection_closed():
    pbx = EmbeddedPbx(NIGHT, secret="right")
    session = pbx.ami.connect()
    assert "Authentication failed" in order(pbx, session, "Action: Login\nUsername: veilleur\nSecret: wrong")
    assert session.closing
    assert not session.logged_in


@given(cuts=st.lists(st.integers(1, 40), max_size=8))
@settings(max_examples=50, deadline=None)
def test_actions_cut_anywhere_are_understood(cuts: list[int]):
    pbx = EmbeddedPbx(NIGHT)
    session = pbx.ami.connect()
    data = b"Action: Login\r\nUsername: veilleur\r\nSecret: \r\n\r\nAction: Ping\r\nActionID: 7\r\n\r\n"
    for cut in cuts:
        pbx.ami.receive(session, data[:cut])
        data = data[cut:]
    pbx.ami.receive(session, data)
    assert b"Response: Success\r\nActionID: 7\r\nPing: Pong" in session.take_output()


def test_an_allowed_call_is_dialled_answered_and_billed():
    pbx = EmbeddedPbx(NIGHT)
    session = manager(pbx)
    call = pbx.dial("104", CUBA, 120)
    assert call.outcome is Outcome.TRYING
    ask = answered(pbx, "allow")
    greeting = ask.take_output().decode()
    assert f"agi_arg_1: number={CUBA[1:]}\n" in greeting  # as the trunk will get it
    assert "agi_arg_10: origin=extension\n" in greeting
    pbx.advance(NIGHT + 200)
    reported = session.take_output().decode()
    places = [
        reported.index(f"Event: {name}\r\n") for name in ("Newchannel", "DialBegin", "DialEnd", "Hangup")
    ]
    assert places == sorted(places)
    assert call.outcome is Outcome.ENDED
    assert call.cost == 2_200_000  # two minutes at 1.10
    assert pbx.channels == {}


def test_a_refused_call_costs_nothing_and_reaches_no_trunk():
    pbx = EmbeddedPbx(NIGHT)
    call = pbx.dial("104", CUBA, 120)
    answered(pbx, "refuse")
    pbx.advance(NIGHT + 200)
    assert (call.outcome, call.cost, call.out_leg) == (Outcome.REFUSED, 0, "")
    assert pbx.channels == {}


@pytest.mark.parametrize("fault", AgiFault)
def test_without_an_answer_the_fail_policy_decides_within_two_seconds(fault: AgiFault):
    pbx = EmbeddedPbx(NIGHT)
    abroad, national = pbx.dial("104", CUBA, 60), pbx.dial("105", NATIONAL, 60)
    for seed, ask in enumerate(pbx.drain_asks()):
        answer_badly(ask, fault, seed)
    pbx.settle()
    pbx.advance(NIGHT + 2.0)
    assert abroad.outcome is Outcome.HELD
    assert national.out_leg != ""


def test_in_opening_hours_the_fail_policy_lets_calls_abroad_pass():
    pbx = EmbeddedPbx(BEGINS_AT)
    call = pbx.dial("104", CUBA, 60)
    pbx.advance(BEGINS_AT + 4)
    assert call.outcome is Outcome.ANSWERED


@pytest.mark.parametrize("word", ["ALLOW", "allow ", "allowed", "yes", "1"])
def test_only_the_exact_word_allows(word: str):
    pbx = EmbeddedPbx(NIGHT)
    call = pbx.dial("104", CUBA, 60)
    answered(pbx, word)
    assert call.outcome is Outcome.HELD


def test_an_emergency_call_waits_for_no_answer_and_takes_the_first_free_channel():
    pbx = EmbeddedPbx(NIGHT)
    session = manager(pbx)
    hostile = [pbx.originate("0037129000000", 3000, hostile=True) for _ in range(4)]
    pbx.advance(NIGHT + 5)
    emergency = pbx.dial("104", "015", 60)
    assert pbx.drain_asks() == []
    pbx.advance(NIGHT + 10)
    assert emergency.out_leg == ""
    leg = pbx.channels[hostile[0].out_leg]
    assert "Channel Hungup" in order(pbx, session, f"Action: Hangup\nChannel: {leg.name}")
    pbx.advance(NIGHT + 12)
    assert hostile[0].cut
    assert emergency.outcome is Outcome.ANSWERED


def test_a_forward_is_read_and_deleted_over_ami():
    pbx = EmbeddedPbx(NIGHT)
    session = manager(pbx)
    pbx.set_forward("104", CUBA)
    assert f"Key: /CF/104\r\nVal: {CUBA}" in order(pbx, session, "Action: DBGetTree\nFamily: CF")
    assert "Success" in order(pbx, session, "Action: DBDel\nFamily: CF\nKey: 104")
    assert "ListItems: 0" in order(pbx, session, "Action: DBGetTree\nFamily: CF")
    assert not pbx.forwarded("104", "+263770000", 60, hostile=True)


def test_a_wrong_pin_is_only_in_the_log_and_a_right_one_shows_the_mailbox():
    pbx = EmbeddedPbx(NIGHT, asks=False, pins={"104": "right"})
    session = manager(pbx)
    entered: list[bool] = []
    pbx.voicemail("104", "+263770000", ["wrong", "right"], lambda: entered.append(True))
    assert "MessageWaiting" not in session.take_output().decode()
    (line,) = pbx.drain_log()
    assert "Incorrect password" in line
    assert "for user '104' (context = default)" in line
    pbx.advance(NIGHT + 60)
    assert entered == [True]
    assert "Mailbox: 104@default" in session.take_output().decode()
    assert pbx.channels == {}


def test_a_value_cannot_break_out_of_its_line():
    pbx = EmbeddedPbx(NIGHT, asks=False)
    session = manager(pbx)
    pbx.dial("104\r\nEvent: Forged", NATIONAL, 5)
    assert "\r\nEvent: Forged" not in session.take_output().decode()


@given(
    numbers=st.lists(st.sampled_from([CUBA, NATIONAL, "15", "112"]), max_size=12),
    words=st.lists(st.sampled_from(["allow", "refuse", "ask", "", "nonsense"]), min_size=12, max_size=12),
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_answered_no_channel_is_left_over(numbers: list[str], words: list[str]):
    pbx = EmbeddedPbx(NIGHT)
    for number in numbers:
        pbx.dial("104", number, 30)
    for ask, word in zip(pbx.drain_asks(), words, strict=False):
        ask.receive(f'SET VARIABLE VEILLEUR "{word}"\n'.encode())
    pbx.settle()
    pbx.advance(NIGHT + 300)
    assert pbx.channels == {}
    assert all(call.answered_at is not None for call in pbx.facts if call.emergency)


async def test_on_loopback_a_manager_sees_the_call_and_a_server_decides_it(tmp_path: Path):
    async def allow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\n\n")
        writer.write(b'SET VARIABLE VEILLEUR "allow"\n')
        await reader.readline()
        writer.close()

    server = await asyncio.start_server(allow, "127.0.0.1", 0)
    pbx = EmbeddedPbx(NIGHT, pins={"104": "right"})
    switch = LoopbackPbx(pbx, server.sockets[0].getsockname()[1], tmp_path / "voicemail.log")
    await switch.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", switch.ami_port)
    writer.write(b"Action: Login\r\nUsername: veilleur\r\nSecret: \r\n\r\n")
    await reader.readuntil(b"FullyBooted")
    call = pbx.dial("104", CUBA, 60)
    pbx.voicemail("104", "+263770000", ["wrong"])
    await switch.run(NIGHT + 100, speed=1000)
    await asyncio.wait_for(reader.readuntil(b"Event: Hangup"), 5)
    assert call.outcome is Outcome.ENDED
    assert "Incorrect password" in (tmp_path / "voicemail.log").read_text()
    writer.close()
    await switch.stop()
    server.close()


def test_a_silent_exchange_stays_open_until_its_time_is_over():
    ask = Ask("ask", {}, NIGHT)
    ask.receive(b"NOOP\n")
    assert ask.state is AskState.WAITING
    assert not ask.allows


@pytest.mark.parametrize(("reply", "outcome"), [("allow", Outcome.ENDED), ("", Outcome.REFUSED)])
def test_a_caller_who_is_asked_gets_through_by_a_right_code_alone(reply: str, outcome: Outcome):
    pbx = EmbeddedPbx(NIGHT)
    call = pbx.dial("104", CUBA, 60)
    answered(pbx, "ask")
    if reply:
        assert answered(pbx, reply).script == "code"
    pbx.advance(NIGHT + 200)
    assert call.outcome is outcome
