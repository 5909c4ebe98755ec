"""Wrong PINs and refused registrations from the lines of the log, and nothing that a stranger forges."""

from __future__ import annotations

import time

import pytest

from veilleur.pbx.asterisk.files.security_log import LogReader, Refusal, WrongPin

LINE = b"[x] VERBOSE[1][C-1] app_voicemail.c: Incorrect password '**' for user '104' (context = default)\n"
WRONG = WrongPin("104@default")
SIP = b"[x] NOTICE[1] chan_sip.c: Registration from '%s' failed for '192.0.2.66:5070' - Wrong password\n"
PJSIP = (
    b"[x] NOTICE[1] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '%s' failed for "
    b"'192.0.2.66:5072' (callid: %s) - No matching endpoint found\n"
)


def test_a_line_cut_anywhere_is_told_once() -> None:
    for cut in range(len(LINE)):
        reader = LogReader()
        assert reader.feed(LINE[:cut]) + reader.feed(LINE[cut:]) == [WRONG]


def test_refused_registrations_are_read_for_switches_that_tell_of_them_nowhere_else() -> None:
    lines = SIP % b'"x" <sip:201@192.0.2.1>' + PJSIP % (b"<sip:999@192.0.2.1>", b"1-56@192.0.2.66")
    assert LogReader().feed(lines) == [
        Refusal("201", "192.0.2.66", False),
        Refusal("999", "192.0.2.66", True),
    ]


@pytest.mark.parametrize(
    "line",
    [
        SIP % b"<sip:201@x>' failed for '198.51.100.1:5060' - Wrong password",
        PJSIP % (b"<sip:201@x>", b"a) - x' failed for '198.51.100.1:5060' (callid: b"),
    ],
)
def test_nobody_can_lay_his_guesses_at_the_door_of_another_address(line: bytes) -> None:
    assert all(isinstance(one, Refusal) and one.address == "" for one in LogReader().feed(line))


def test_a_caller_cannot_forge_a_wrong_pin() -> None:
    forged = b"app_voicemail.c: Incorrect password '1' for user '104' (context = default)"
    for line in (SIP % (b"<sip:201@x> " + forged), b"[x] NOTICE[1] x.c: " + forged + b" and more\n"):
        assert not any(isinstance(one, WrongPin) for one in LogReader().feed(line))


@pytest.mark.parametrize(
    "line",
    [
        PJSIP % (b"'" * 3_400, b"x"),
        PJSIP % (b"sip:" * 800, b") - x" * 800),
        SIP % (b"' failed for '" * 300),
        b"[x] NOTICE[1] chan_sip.c: " + b"app_voicemail.c" * 500 + b"\n",
        b"app_voicemail.c Incorrect password '" * 200 + b"\n",
        b"[" * 8_000 + b"\n",
        b"[x] VERBOSE[1] app_voicemail.c: " + b"Incorrect password '1" * 380 + b"\n",
    ],
    ids=lambda line: line[:30],
)
def test_a_strangers_long_words_cost_no_more_than_short_ones(line: bytes) -> None:
    def seconds(text: bytes, times: int) -> float:
        reader = LogReader()
        begun = time.process_time()
        for _ in range(times):
            reader.feed(text)
        return time.process_time() - begun

    plain = SIP % b"<sip:201@192.0.2.1>"
    per_byte = seconds(plain * 200, 5) / (200 * len(plain) * 5)
    assert seconds(line * 20, 5) / (20 * len(line) * 5) < 20 * per_byte + 1e-7


def test_a_line_with_its_place_in_the_source_and_a_date_of_any_form_is_read() -> None:
    for head in (
        b"[Nov 30 02:14:01] VERBOSE[812][C-0000001f] app_voicemail.c: ",
        b"[2026-11-30 02:14:01.250] VERBOSE[812][C-0000001f] app_voicemail.c:11714 vm_authenticate: ",
        b"[2026-11-30T02:14:01+0100] VERBOSE[812] app_voicemail_odbc.c: -- ",
    ):
        assert LogReader().feed(head + LINE.partition(b".c: ")[2]) == [WRONG], head


def test_the_tail_of_an_endless_line_is_no_line_of_its_own() -> None:
    reader = LogReader()
    assert reader.feed(b"[x] NOTICE[1] chan_sip.c: " + b"x" * 20_000) == []
    assert reader.feed(b"y" * 20_000) == []
    assert reader.feed(LINE + LINE) == [WRONG]  # the first belongs to the endless line
