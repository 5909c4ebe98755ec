"""A log is in force when a line of our own making is read from it, and else it is said why not."""

from __future__ import annotations

import pytest

from veilleur.pbx.asterisk.files.log_proof import ENOUGH_STEPS, SHOWS_WITHIN_S, LogProof, LogTrouble
from veilleur.pbx.asterisk.files.log_targets import logger_conf, sentence
from veilleur.pbx.asterisk.files.security_log import Heard
from veilleur.pbx.asterisk.settings import JOURNALD

LOG = "/run/asterisk/veilleur-voicemail.log"


def after_a_login(heard: Heard, *, exists: bool = True) -> LogProof:
    proof = LogProof()
    proof.provoked(Heard(), 100.0)
    proof.look(heard, 100.0 + SHOWS_WITHIN_S, exists=exists)
    return proof


def test_a_login_that_shows_proves_the_log() -> None:
    proof = after_a_login(Heard(lines=1, verbose=1))
    assert (proof.is_proved, proof.trouble) == (True, None)


@pytest.mark.parametrize(
    ("heard", "exists", "trouble"),
    [
        (Heard(), False, LogTrouble.ABSENT),
        (Heard(), True, LogTrouble.SILENT),
        (Heard(strange=4), True, LogTrouble.STRANGE),
        (Heard(lines=4, notices=4, strange=1), True, LogTrouble.NOT_VERBOSE),
    ],
)
def test_a_login_that_does_not_show_has_a_reason(heard: Heard, exists: bool, trouble: LogTrouble) -> None:
    proof = after_a_login(heard, exists=exists)
    assert (proof.is_proved, proof.trouble) == (False, trouble)


def test_a_line_that_comes_late_proves_the_log_all_the_same() -> None:
    proof = after_a_login(Heard())
    proof.look(Heard(lines=1, verbose=1), 100.0 + 9 * SHOWS_WITHIN_S, exists=True)
    assert (proof.is_proved, proof.trouble) == (True, None)


def test_nothing_is_said_before_the_line_had_its_time() -> None:
    proof = LogProof()
    proof.provoked(Heard(), 100.0)
    proof.look(Heard(), 100.0 + SHOWS_WITHIN_S - 0.1, exists=True)
    assert (proof.is_proved, proof.trouble) == (False, None)


def test_calls_whose_steps_are_not_logged_show_a_log_below_level_three() -> None:
    proof = after_a_login(Heard(lines=1, verbose=1))
    for _step in range(ENOUGH_STEPS):
        proof.step_seen(Heard(lines=1, verbose=1), 200.0)
    proof.look(Heard(lines=1, verbose=1), 201.0, exists=True)
    assert proof.is_proved  # one busy call makes that many at once, and the log is read a moment later
    proof.look(Heard(lines=1, verbose=1), 200.0 + SHOWS_WITHIN_S, exists=True)
    assert proof.trouble is LogTrouble.TOO_QUIET
    # A further login, which is of level 2, proves nothing against it; a step does.
    proof.provoked(Heard(lines=1, verbose=1), 300.0)
    proof.look(Heard(lines=2, verbose=2), 301.0, exists=True)
    assert not proof.is_proved
    proof.look(Heard(lines=3, verbose=3, steps=1), 302.0, exists=True)
    assert proof.is_proved


def test_a_log_that_goes_silent_later_is_found_by_the_next_login() -> None:
    proof = after_a_login(Heard(lines=1, verbose=1, steps=1))
    proof.provoked(Heard(lines=1, verbose=1, steps=1), 3700.0)
    proof.look(Heard(lines=1, verbose=1, steps=1), 3700.0 + SHOWS_WITHIN_S, exists=True)
    assert proof.trouble is LogTrouble.SILENT
    proof.look(Heard(lines=1, verbose=1, steps=1), 3710.0, exists=True)
    assert proof.trouble is LogTrouble.SILENT


def conf(*sections: str, directory: str = "/var/log/asterisk") -> dict[str, dict[str, str]]:
    """The two files as GetConfig lists them; each section of [logfiles] its lines, one a line."""
    logger = {"category-000000": "general", "line-000000-000000": "dateformat=%F [%T]"}
    for place, section in enumerate(sections, 1):
        logger[f"category-{place:06d}"] = "logfiles"
        for line, text in enumerate(section.splitlines()):
            logger[f"line-{place:06d}-{line:06d}"] = text
    asterisk = {"category-000000": "directories", "line-000000-000000": f"astlogdir={directory}"}
    return {"logger": logger, "asterisk": asterisk}


@pytest.mark.parametrize(
    ("trouble", "read", "path", "says"),
    [
        (LogTrouble.NOT_VERBOSE, conf(f"{LOG}=notice,warning"), LOG, "Add 'verbose(3)' to its line"),
        (LogTrouble.TOO_QUIET, conf(f"{LOG}=verbose(2)"), LOG, "Add 'verbose(3)' to its line"),
        (LogTrouble.SILENT, conf(f"{LOG}=[json]verbose(3)"), LOG, "logger reload"),
        (LogTrouble.STRANGE, conf(f"{LOG}=[mine]verbose(3)"), LOG, "'[mine]'"),
        (LogTrouble.SILENT, conf("messages=notice", f"{LOG}=verbose(3)"), LOG, "second section"),
        (LogTrouble.ABSENT, conf("full=*"), LOG, "to /var/log/asterisk/full"),
        (
            LogTrouble.SILENT,
            conf("full=[plain]notice,verbose", directory="/data/logs/"),
            "/var/log/asterisk/full",
            "to /data/logs/full",
        ),
        (LogTrouble.ABSENT, conf("syslog.local0=notice,verbose(5)"), LOG, "to syslog alone"),
        (LogTrouble.ABSENT, conf("console=verbose(9)"), LOG, "the console alone"),
        (LogTrouble.SILENT, conf("syslog.local0=notice"), JOURNALD, "group systemd-journal"),
        (LogTrouble.ABSENT, conf(), LOG, f"Add '{LOG} => verbose(3)'"),
    ],
)
def test_what_to_do_follows_from_what_the_switch_says_of_its_logger(
    trouble: LogTrouble, read: dict[str, dict[str, str]], path: str, says: str
) -> None:
    said = sentence(trouble, path, logger_conf(**read))
    assert path in said
    assert says in said


def test_without_the_right_to_ask_the_trouble_is_said_all_the_same() -> None:
    assert "verbose(3)" in sentence(LogTrouble.SILENT, LOG, None)


def test_a_log_seen_by_another_root_is_the_same(tmp_path: object) -> None:
    read = logger_conf(**conf(f"{LOG}=notice"))
    assert "its line" in sentence(LogTrouble.NOT_VERBOSE, f"{tmp_path}{LOG}", read)
