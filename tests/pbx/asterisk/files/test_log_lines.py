"""A line of the log means the same in each form that Asterisk can write, and a stranger forges none."""

from __future__ import annotations

import json

import pytest

from veilleur.pbx.asterisk.files.log_lines import LogLine, read_line
from veilleur.pbx.asterisk.files.security_log import LogReader, WrongPin

SAID = "Incorrect password '0000' for user '204' (context = default)"
WRONG = WrongPin("204@default")


def as_json(message: str, source: str = "app_voicemail.c", level: str = "VERBOSE") -> bytes:
    location = {"filename": source, "function": "vm_authenticate", "line": 11}
    return json.dumps(
        {
            "hostname": "pbx",
            "timestamp": "Nov 30 09:22:52",
            "identifiers": {"lwp": 11382, "callid": "[C-00000001]"},
            "logmsg": {"location": location, "level": level, "message": message},
        }
    ).encode()


@pytest.mark.parametrize(
    "line",
    [
        f"[Nov 30 09:22:52] VERBOSE[11406][C-00000001] app_voicemail.c: {SAID}",
        f"[Nov 30 09:22:52] VERBOSE[11406] app_voicemail.c:     -- {SAID}",  # Asterisk 1.8
        f"[Nov 30 09:22:52] VERBOSE[11406]: app_voicemail.c:11 vm_authenticate: {SAID}",  # [plain]
        f"[Nov 30 09:22:52] VERBOSE[11406][C-00000001]: app_voicemail.c:11 vm_authenticate: {SAID}",
        f"[2026-11-30 [09:22:52]] VERBOSE[11406] app_voicemail.c: {SAID}",  # dateformat=%F [%T]
        f"[] VERBOSE[11406] app_voicemail.c: {SAID}",  # dateformat=
        f"[2026-11-30 09:22:52.123] VERBOSE[11406][C-0a] app_voicemail_odbc.c: {SAID}",
        f"Nov 30 09:22:52 pbx asterisk[812]: VERBOSE[11406][C-00000001]: app_voicemail.c:11 in vm_x: {SAID}",
        f"2026-11-30T09:22:52.123456+01:00 pbx asterisk[8]: VERBOSE[11406]: app_voicemail.c:11 in x: {SAID}",
        f"<142>Nov  3 09:22:52 pbx asterisk: VERBOSE[11406]: app_voicemail.c:11 in vm_x: {SAID}",
        as_json(SAID + "\n").decode(),
        as_json(f"\x1b[1;36m{SAID}\x1b[0m\n").decode(),
    ],
)
def test_a_wrong_pin_is_read_in_every_form(line: str) -> None:
    assert LogReader().feed(line.encode() + b"\n") == [WRONG]


@pytest.mark.parametrize(
    "line",
    [
        # Behind another head, as a caller's name or a header that is quoted.
        f"[x] NOTICE[1] chan_sip.c: [x] VERBOSE[1] app_voicemail.c: {SAID}",
        # Another program of the same syslog.
        f"Nov 30 09:22:52 pbx sshd[1]: Invalid user asterisk: VERBOSE[1]: app_voicemail.c:1 in x: {SAID}",
        f"Nov 30 09:22:52 asterisk[1]: VERBOSE[1]: app_voicemail.c:1 in x: {SAID}",
        # In another value of JSON, or in the words of another source.
        as_json("x", source=f"x.c VERBOSE[1] app_voicemail.c: {SAID}").decode(),
        as_json(f'{SAID}"}},"logmsg":{{"message":"{SAID}', source="chan_sip.c").decode(),
        json.dumps({"logmsg": [SAID]}),
        json.dumps({"logmsg": {"location": {"filename": 1}, "level": "VERBOSE", "message": SAID}}),
        "{" * 8000,
        '{"logmsg":' * 700,
        # As the dialplan's own Log() writes it: the name of an extension stands where the source should be.
        f"[Nov 30 09:22:52] NOTICE[1] Ext. 204: ] VERBOSE[1] app_voicemail.c: {SAID}",
        f"[Nov 30 09:22:52] NOTICE[1][C-1] Ext. [a] VERBOSE[1] app_voicemail.c: {SAID}",
        # A date as long as a whole line of its own.
        f"[{'x' * 90}] VERBOSE[1] app_voicemail.c: {SAID}",
    ],
)
def test_a_strangers_words_are_no_line_of_their_own(line: str) -> None:
    assert LogReader().feed(line.encode() + b"\n") == []


def test_of_a_line_level_source_and_words_are_kept_apart() -> None:
    assert read_line(b"[x] NOTICE[7] chan_sip.c: hello") == LogLine(b"NOTICE", b"chan_sip.c", b"hello")
    assert read_line(as_json("hello\n", "chan_sip.c", "NOTICE")) == LogLine(
        b"NOTICE", b"chan_sip.c", b"hello"
    )
    assert read_line(b"WARNING: what no version of Asterisk writes") is None
