"""`veilleur guard` as a process: it starts, is asked, is killed, comes back, and says what is wrong."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lab.waiting import until

from veilleur.journal import Journal, verify
from veilleur.words.decisions import DecisionKind
from veilleur.words.events import FeedLost, FeedRestored, GuardStarted, Paused

pytestmark = pytest.mark.slow
Run = Callable[..., tuple[int, str, str]]
FOREIGN = "000881612345678"  # satellite: dear whoever calls
LIMIT_S = 60.0


def start_and_fail(site: Any) -> tuple[int, str]:
    """Start a guard that cannot work: its exit code and what it says."""
    command = [sys.executable, "-m", "veilleur", "guard", "--config", str(site.config), "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr.strip().splitlines()[-1]


class TestLife:
    def test_it_answers_the_dialplan_tells_its_owner_and_ends_with_all_committed(
        self, site: Any, run: Run
    ) -> None:
        site.guard.start()
        assert site.ask("0112", unique="u1") == "allow"
        assert site.ask("0199001234", unique="u2") == "allow"

        code, out, _err = run("status", "--json")
        status = json.loads(out)
        assert (code, status["state"], status["running"]) == (0, "quiet", True)
        assert [feed["sees"] for feed in status["feeds"]] == [True]
        assert {cap["window"] for cap in status["caps"]} == {"day", "month"}
        assert {law["law"] for law in status["laws"]} == {1, 2, 3, 7, 9}
        code, out, _err = run("status", "--prometheus")
        assert (code, "veilleur_up 1\n" in out, 'veilleur_limit_euros{window="day"}' in out) == (
            0,
            True,
            True,
        )

        assert site.guard.stop() == 0
        result = verify(site.guard.journal.path)
        assert result.is_whole
        assert "the journal is complete" in site.guard.said
        code, out, _err = run("status")
        assert code == 1
        assert "VEILLEUR IS STOPPED" in out
        assert "without notice" not in out
        code, out, _err = run("status", "--prometheus")
        assert (code, "veilleur_up 0\n" in out) == (1, True)

    def test_killed_and_started_again_it_reports_what_passed_meanwhile(self, site: Any, run: Run) -> None:
        site.guard.start()
        site.guard.kill()
        code, out, _err = run("status")
        assert (code, "It ended without notice" in out) == (1, True)

        switch = site.switch
        switch.do(lambda: switch.pbx.originate(FOREIGN, 600.0))
        until(lambda: switch.do(lambda: any(c.answered_at for c in switch.pbx.facts)), "the call is answered")
        before = site.guard.journal.last()
        site.guard.start()

        until(lambda: _passed(site.guard.journal, before), "the call is reported")
        events = site.guard.journal.events(GuardStarted, after=before)
        assert len(events) == 1
        assert verify(site.guard.journal.path).is_whole

    def test_killed_at_random_moments_under_load_it_loses_nothing_it_acknowledged(
        self, site: Any, run: Run
    ) -> None:
        seed = int(os.environ.get("VEILLEUR_SEED", "20261124"))
        print(f"seed {seed}", file=sys.stderr)
        chance = random.Random(seed)
        acknowledged = 0
        for round_number in range(6):
            site.guard.start()
            stop, answered = threading.Event(), threading.Semaphore(0)
            asking = threading.Thread(target=_ask_without_end, args=(site, round_number, stop, answered))
            asking.start()
            for _ in range(chance.randint(1, 4)):
                code, out, _err = run("pause", "--minutes", "1", "--json")
                assert (code, json.loads(out)["on_disk"]) == (0, True)
                acknowledged += 1
            for _ in range(chance.randint(0, 100)):
                assert answered.acquire(timeout=LIMIT_S)
            site.guard.kill()
            stop.set()
            asking.join()
            assert verify(site.guard.journal.path).is_whole
            assert len(site.guard.journal.events(Paused)) == acknowledged

    def test_a_frozen_guard_is_told_apart_from_none(
        self, site: Any, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("veilleur.cli.owner.status.ANSWERS_WITHIN_S", 0.5)
        site.guard.start()
        site.guard.freeze()
        code, _out, err = run("status")
        site.guard.thaw()
        assert (code, "the guard does not answer; is it frozen?" in err) == (2, True)
        monkeypatch.undo()
        monkeypatch.chdir(site.folder)
        assert site.guard.stop() == 0

    def test_a_second_guard_is_refused_in_one_sentence(self, site: Any) -> None:
        site.guard.start()
        code, sentence = start_and_fail(site)
        assert code == 2
        assert "another Veilleur is writing this journal" in sentence
        assert site.ask("0199001234") == "allow"

    def test_without_a_pbx_it_says_once_that_it_is_blind_and_goes_on_trying(
        self, site: Any, run: Run
    ) -> None:
        with socket.socket() as absent:
            absent.bind(("127.0.0.1", 0))  # a port nobody else takes, on which nobody listens yet
            port = absent.getsockname()[1]
            site.config.write_text(
                site.config.read_text().replace("[asterisk]\nport = ", f"[asterisk]\nport = {port} # ")
            )
            command = [
                sys.executable,
                "-m",
                "veilleur",
                "guard",
                "--config",
                str(site.config),
                "--lang",
                "en",
            ]
            process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
            try:
                until(lambda: site.guard.journal.events(FeedLost), "blind is journalled")
                code, out, _err = run("status")
                assert (code, "BLIND" in out) == (1, True)
                absent.settimeout(LIMIT_S)
                absent.listen()
                later_tries = [absent.accept()[0]]  # held, not answered
            finally:
                process.terminate()
                said = process.communicate(timeout=LIMIT_S)[1]
            later_tries.pop().close()
        assert process.returncode == 0
        blind = [line for line in said.splitlines() if "not watched" in line]
        assert len(blind) == 1
        assert f"no manager interface answers on 127.0.0.1:{port}" in blind[0]

    def test_a_disk_that_fills_up_is_said_and_the_dialplan_is_answered_all_the_same(self, site: Any) -> None:
        site.guard.start()
        size = max(path.stat().st_size for path in site.guard.journal.path.parent.iterdir())
        # No file of this process may grow: what a full disk does, without filling a disk.
        resource.prlimit(site.guard.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        for n in range(200):
            assert site.ask("0199001234", unique=f"u{n}") == "allow"
        until(lambda: "cannot be written" in site.guard.said, "the trouble is said")
        resource.prlimit(
            site.guard.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        )
        until(lambda: "is written again" in site.guard.said, "the end of the trouble is said")
        assert site.guard.stop() == 0
        result = verify(site.guard.journal.path)
        assert result.is_whole
        assert result.entries > 400

    def test_a_log_that_can_no_longer_be_read_is_said_and_stops_no_honest_call(
        self, site: Any, run: Run
    ) -> None:
        log = site.folder / "voicemail.log"
        log.touch()
        site.config.write_text(site.config.read_text() + 'log_file = "voicemail.log"\n')
        site.guard.start()
        before = site.guard.journal.last()
        log.unlink()
        log.mkdir()
        until(lambda: site.guard.journal.events(FeedLost, after=before), "the log is told of")
        assert site.ask("0032470000000", unique="u9") == "allow"  # the judge observes in the first days
        code, out, _err = run("status")
        assert (code, "quiet in what is seen; not seen: asterisk-log" in out) == (1, True)

    def test_a_pbx_that_restarts_is_seen_again(self, site: Any) -> None:
        site.guard.start()
        before = site.guard.journal.last()
        site.switch.do(lambda: [writer.close() for _s, writer in site.switch.switch._writers.values()])
        until(lambda: site.guard.journal.events(FeedLost, after=before), "blind")
        until(lambda: site.guard.journal.events(FeedRestored, after=before), "seen again")


class TestMistakes:
    def test_a_wrong_secret(self, site: Any) -> None:
        (site.folder / "ami-secret").write_text("another")
        code, sentence = start_and_fail(site)
        assert code == 2
        assert "refuses the manager login 'veilleur'" in sentence

    def test_missing_rights(self, site: Any) -> None:
        known = [("CoreShowChannels", ""), ("DBGet", "")]
        site.switch.pbx.ami.handlers["listcommands"] = lambda _action: ([("Response", "Success"), *known], [])
        code, sentence = start_and_fail(site)
        assert code == 2
        assert "cannot cut calls: add 'write = call'" in sentence

    def test_a_log_that_cannot_be_read(self, site: Any) -> None:
        (site.folder / "log").mkdir()
        site.config.write_text(site.config.read_text() + 'log_file = "log"\n')
        code, sentence = start_and_fail(site)
        assert code == 2
        assert "cannot be read (Is a directory)" in sentence

    def test_an_unknown_key(self, site: Any) -> None:
        site.config.write_text(site.config.read_text() + "prot = 5038\n")
        code, sentence = start_and_fail(site)
        assert code == 2
        assert "unknown key 'prot' in [asterisk]; did you mean 'port'?" in sentence

    def test_a_port_that_is_taken(self, site: Any) -> None:
        with socket.create_server(("127.0.0.1", site.agi_port)):
            code, sentence = start_and_fail(site)
        assert code == 2
        assert f"cannot listen for the dialplan on 127.0.0.1:{site.agi_port}" in sentence

    def test_a_journal_that_is_none(self, site: Any) -> None:
        (site.folder / "var").mkdir()
        (site.folder / "var" / "journal.db").write_bytes(b"notes" * 1000)
        code, sentence = start_and_fail(site)
        assert code == 2
        assert "the journal cannot be opened" in sentence

    def test_a_disk_that_is_full_at_the_start(self, site: Any) -> None:
        def no_room() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

        command = [sys.executable, "-m", "veilleur", "guard", "--config", str(site.config)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=LIMIT_S,
            check=False, preexec_fn=no_room, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        assert done.returncode == 2
        assert "the journal cannot be opened" in done.stderr
        assert "Traceback" not in done.stderr

    def test_several_sites(self, site: Any) -> None:
        site.config.write_text(
            '[[site]]\nname = "A"\n[[site]]\nname = "B"\n[asterisk]\nsecret_file = "ami-secret"\n'
        )
        code, sentence = start_and_fail(site)
        assert code == 2
        assert "names 2 sites and a guard watches one PBX" in sentence

    def test_a_journal_that_another_program_holds(self, site: Any) -> None:
        journal = Journal(Path(site.folder) / "var" / "journal.db")
        code, sentence = start_and_fail(site)
        journal.close()
        assert code == 2
        assert "another Veilleur" in sentence


def _ask_without_end(
    site: Any, round_number: int, stop: threading.Event, answered: threading.Semaphore
) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        with contextlib.suppress(OSError):
            site.ask("0199001234", unique=f"r{round_number}-{number}")
            answered.release()


def _passed(journal: Any, before: int) -> bool:
    return any(
        reason.code == "passed_unwatched"
        for decision in journal.decisions(DecisionKind.ALERT.value, after=before)
        for reason in decision.reasons
    )
