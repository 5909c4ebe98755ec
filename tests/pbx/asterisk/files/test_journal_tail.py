"""Wrong PINs are read from systemd's journal, and whatever keeps us from it is said."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab.waiting import until

from veilleur.pbx.asterisk.files.journal_tail import START_AGAIN_S, JournalTail
from veilleur.pbx.asterisk.files.log_lines import LogLine, read_line
from veilleur.pbx.asterisk.files.security_log import Finding, LogReader, WrongPin
from veilleur.words.errors import SwitchError

PIN = "VERBOSE[7][C-1]: app_voicemail.c:9 in x: -- Incorrect password '1' for user '204' (context = default)"
LOGIN = "VERBOSE[7]: manager.c:3000 in authenticate:   == Manager 'veilleur' logged on from 127.0.0.1"


def entry(message: object) -> bytes:
    return json.dumps({"__CURSOR": "s=1", "_BOOT_ID": "1", "MESSAGE": message}).encode() + b"\n"


def program(tmp_path: Path, then: str) -> str:
    """What stands for journalctl: writes how it was called, prints what there is, does one thing more."""
    path = tmp_path / "journalctl"
    path.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\ncat {tmp_path}/entries\n{then}\n')
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[JournalTail]:
    (tmp_path / "entries").write_bytes(entry(LOGIN) + entry(PIN))
    tail = JournalTail(program(tmp_path, "exec tail -f /dev/null"))
    yield tail
    tail.close()


def test_a_wrong_pin_is_read_and_a_login_counts_as_a_line(followed: JournalTail, tmp_path: Path) -> None:
    found: list[Finding] = []

    def is_read() -> bool:
        found.extend(followed.poll())
        return bool(found)

    until(is_read, "a wrong PIN")
    assert found == [WrongPin("204@default")]
    assert (followed.exists, followed.heard.verbose, followed.heard.strange) == (True, 2, 0)
    asked = (tmp_path / "asked").read_text().split()
    assert {"--follow", "--output=json"} < set(asked)


@pytest.mark.parametrize(("has_user", "users"), [(True, {"0", "998"}), (False, {"0"})])
def test_a_process_that_calls_itself_asterisk_is_read_only_of_asterisks_user_or_unit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_user: bool, users: set[str]
) -> None:
    def getpwnam(name: str) -> pwd.struct_passwd:
        if not has_user or name != "asterisk":
            raise KeyError(name)
        return pwd.struct_passwd(("asterisk", "x", 998, 998, "", "/", "/bin/false"))

    monkeypatch.setattr(pwd, "getpwnam", getpwnam)
    (tmp_path / "entries").write_bytes(entry(PIN))
    tail = JournalTail(program(tmp_path, "exec tail -f /dev/null"))
    until(lambda: bool(tail.poll()), "a wrong PIN")
    tail.close()
    matches = (tmp_path / "asked").read_text().partition("--since=")[2].split()[1:]

    def is_read(entry_of: dict[str, str]) -> bool:
        """As journalctl does: any group; in it every field; of a field any value."""
        groups = [group.split() for group in " ".join(matches).split(" + ")]
        return any(
            all(f"{name}={entry_of.get(name)}" in group for name in {one.partition("=")[0] for one in group})
            for group in groups
        )

    for user in users:
        assert is_read({"_COMM": "asterisk", "_UID": user, "_SYSTEMD_UNIT": "rc-local.service"})
        assert not is_read({"_COMM": "bash", "_UID": user, "_SYSTEMD_UNIT": "rc-local.service"})
    for unit in ("asterisk.service", "freepbx.service"):
        assert is_read({"_COMM": "asterisk", "_UID": "1200", "_SYSTEMD_UNIT": unit})
    assert not is_read({"_COMM": "asterisk", "_UID": "1200", "_SYSTEMD_UNIT": "user@1200.service"})
    assert not is_read({"_COMM": "asterisk", "_UID": "1200"})


def test_closed_it_leaves_no_child(followed: JournalTail) -> None:
    followed.poll()
    child = followed._child
    assert child is not None
    followed.close()
    assert child.returncode is not None
    assert not followed.exists


@pytest.fixture
def ending(tmp_path: Path) -> Iterator[tuple[JournalTail, list[float]]]:
    """A journalctl that complains and ends, each time that it is started; and the clock."""
    (tmp_path / "entries").write_bytes(b"")
    then = f"echo x >> {tmp_path}/starts\ntest -s {tmp_path}/entries && exec tail -f /dev/null\n"
    clock = [100.0]
    tail = JournalTail(program(tmp_path, f"{then}echo Failed to get boot id >&2\nexit 1"), lambda: clock[0])
    yield tail, clock
    tail.close()


def ends(tail: JournalTail) -> str:
    """What is said of its end; "" while none is said."""
    try:
        tail.poll()
    except SwitchError as error:
        return str(error)
    return ""


def starts(tmp_path: Path) -> int:
    return len((tmp_path / "starts").read_text().splitlines())


def test_a_journal_that_ends_is_said_in_its_own_words(ending: tuple[JournalTail, list[float]]) -> None:
    tail, _clock = ending
    until(lambda: "journalctl has ended: Failed to get boot id" in ends(tail), "its end is said")
    assert not tail.exists


def test_one_that_ends_each_time_is_never_taken_for_one_that_reads(
    ending: tuple[JournalTail, list[float]], tmp_path: Path
) -> None:
    tail, clock = ending
    until(lambda: bool(ends(tail)), "its end is said")
    for start in range(2, 5):
        assert all(ends(tail) for _look in range(50))
        assert starts(tmp_path) == start - 1  # not four times a second
        clock[0] += START_AGAIN_S
        until(lambda: bool(ends(tail)) and not tail.exists, "started again, it ends again")
        assert starts(tmp_path) == start


def test_one_that_reads_again_is_believed_at_its_first_entry(
    ending: tuple[JournalTail, list[float]], tmp_path: Path
) -> None:
    tail, clock = ending
    until(lambda: bool(ends(tail)), "its end is said")
    (tmp_path / "entries").write_bytes(entry(LOGIN))
    clock[0] += START_AGAIN_S
    until(lambda: not ends(tail), "it is read again")
    assert (tail.exists, tail.heard.verbose) == (True, 1)
    assert not ends(tail)


def test_a_machine_without_systemd_is_named(tmp_path: Path) -> None:
    with pytest.raises(SwitchError, match="journal of systemd"):
        JournalTail(os.fspath(tmp_path / "nowhere")).poll()


@pytest.mark.parametrize("message", [None, 7, [300], ["x"], {"level": "VERBOSE"}, "", "\x00"])
def test_what_is_no_line_of_asterisk_is_strange_and_harmless(message: object) -> None:
    reader = LogReader()
    assert reader.feed(entry(message)) == []
    assert reader.heard.strange == 1


def test_bytes_that_are_no_utf_8_are_read_and_a_callers_words_are_no_head() -> None:
    said = b"NOTICE[7]: chan_sip.c:1 in x: \xff"
    assert read_line(entry(list(said)).strip()) == LogLine(b"NOTICE", b"chan_sip.c", b"\xff")
    assert read_line(entry(f"Paul {PIN}").strip()) is None
