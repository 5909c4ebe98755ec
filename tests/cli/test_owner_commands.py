"""What an owner does with a running guard: looks, pauses, takes back, answers, gives codes."""

from __future__ import annotations

import io
import json
import secrets
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lab.waiting import until
from tests.evidence import stories

from veilleur.config import load
from veilleur.detection import Watch
from veilleur.guard.passcodes import Passcodes
from veilleur.journal import Journal
from veilleur.pbx.registry import sections
from veilleur.words import events as ev
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import DecisionKind

Run = Callable[..., tuple[int, str, str]]
THIEF, TARGET = "+263771000000", "00037129990000"


def a_night(config: Path, began_at: float) -> list[str]:
    """A break-in, journalled as a guard does it: PINs guessed, a forward set, calls. Gives decision ids."""
    settings = load(config, sections())
    watch = Watch(settings.site, settings.numbering(), vantage=Vantage.ASKED)
    journal = Journal(settings.journal.file)
    undone = []
    at = began_at

    def step(event: ev.Event) -> None:
        journal.append_event(settings.site.name, event)
        for decision in watch.step(event):
            journal.append_decision(settings.site.name, decision)
            if decision.kind is DecisionKind.UNDO:
                undone.append(decision.id)

    step(ev.GuardStarted(at, at, "test"))
    step(ev.Snapshot(at, at, "asterisk"))
    step(ev.FeedRestored(at, at, "asterisk"))
    at += 3_600 * 25
    for n in range(9):
        at += 7
        step(ev.PinRefused(at, at, "104@default", f"v{n // 3}", THIEF, True))
        if n % 3 == 2:
            step(ev.MailboxLeft(at, at, f"v{n // 3}", "104@default"))
            step(ev.CallEnded(at, at, f"v{n // 3}"))
    at += 60
    step(ev.PinAccepted(at, at, "104@default", "v9", THIEF, True))
    step(ev.MailboxLeft(at + 1, at + 1, "v9", "104@default"))
    step(ev.ForwardSet(at + 20, at + 20, "104", "CF", TARGET))
    step(ev.ForwardCleared(at + 21, at + 21, "104", "CF", TARGET))
    for n in range(5):
        at += 30
        step(ev.CallRequested(at, at, f"c{n}", "104", TARGET, Origin.FORWARD, THIEF))
    journal.close()
    return undone


@pytest.fixture
def attacked(tmp_path: Path) -> Path:
    config = tmp_path / "veilleur.toml"
    config.write_text(
        '[site]\nname = "Garage Martin"\nextensions = ["10X"]\n'
        '[judge]\nmode = "enforce"\n[asterisk]\nport = 1\n'
    )
    return config


class TestLooking:
    def test_an_incident_is_told_to_a_shop_owner_in_both_languages(self, attacked: Path, run: Run) -> None:
        (undo,) = a_night(attacked, began_at=time.time() - 90_300)

        code, french, _err = run("incidents", "--lang", "fr")
        assert code == 0
        assert "5 appels arrêtés" in french.replace("\u00a0", " ")
        identifier = french.split()[0]

        code, story, _err = run("incidents", identifier, "--lang", "fr")
        assert code == 0
        assert "vu    La messagerie 104 a subi" in story
        assert "fait  Renvoi retiré, poste 104, +371" in story
        assert f"veilleur undo {undo}" in story
        assert "plainte dans les 72\u00a0heures" in story
        _code, english, _err = run("incidents", identifier, "--lang", "en")
        assert "done  Forward removed, extension 104" in english
        # Oldest first: the first thing seen stands before the first thing done about it.
        assert story.index("  vu ") < story.index("  fait ")

    def test_no_number_is_shown_whole_to_people_or_machines(self, attacked: Path, run: Run) -> None:
        a_night(attacked, began_at=time.time() - 90_300)
        for words in (
            ["incidents"],
            ["incidents", "i1"],
            ["incidents", "--json"],
            ["incidents", "i1", "--json"],
        ):
            code, out, _err = run(*words)
            assert code == 0
            assert "9990000" not in out
            assert "71000000" not in out

    def test_machines_get_json_lines(self, attacked: Path, run: Run) -> None:
        a_night(attacked, began_at=time.time() - 90_300)
        _code, out, _err = run("incidents", "--json")
        (one,) = [json.loads(line) for line in out.splitlines()]
        assert (one["id"], one["is_announced"], one["calls_stopped"]) == ("i1", True, 5)
        _code, out, _err = run("incidents", "i1", "--json")
        story = json.loads(out)
        assert [line["at"] for line in story["timeline"]] == sorted(line["at"] for line in story["timeline"])
        assert "undo" in {one["kind"] for one in story["decisions"]}

    def test_a_quiet_journal_and_an_unknown_incident(self, attacked: Path, run: Run) -> None:
        Journal(load(attacked, sections()).journal.file).close()
        assert run("incidents") == (0, "No incident in this journal.\n", "")
        code, _out, err = run("incidents", "i7")
        assert (code, "There is no incident 'i7'" in err) == (2, True)

    def test_status_without_a_guard_is_told_from_the_journal(self, attacked: Path, run: Run) -> None:
        a_night(attacked, began_at=time.time() - 90_300)
        code, out, _err = run("status", "--lang", "fr")
        assert code == 1
        assert "VEILLEUR EST ARRÊTÉ" in out
        assert "Verrous" in out
        code, out, _err = run("status", "--json")
        status = json.loads(out)
        assert (code, status["state"], status["incidents_open"]) == (1, "stopped", 1)

    def test_what_other_commands_wrote_is_no_sign_of_a_guard(self, attacked: Path, run: Run) -> None:
        settings = load(attacked, sections())
        with closing(Journal(settings.journal.file)) as journal:
            journal.append_note(settings.site.name, time.time(), {"note": "learned"})
        assert "has not run here yet" in run("status")[1]
        assert str(settings.journal.file.absolute()) in run("status")[1]
        with closing(Journal(settings.journal.file)) as journal:
            journal.append_event(settings.site.name, ev.GuardStarted(time.time(), time.time(), "test"))
            journal.append_note(settings.site.name, time.time(), {"note": "guard_stopped"})
            for _ in range(5):
                journal.append_note(settings.site.name, time.time(), {"note": "learned"})
        stopped = run("status")[1]
        assert "VEILLEUR IS STOPPED" in stopped
        assert "without notice" not in stopped

    def test_status_with_no_journal_at_all(self, attacked: Path, run: Run) -> None:
        code, _out, err = run("status")
        assert code == 2
        assert "there is no journal here; start `veilleur guard`" in err


@pytest.mark.slow
class TestOrders:
    @pytest.fixture
    def enforcing(self, site: Any) -> Any:
        site.config.write_text(site.config.read_text() + '[judge]\nmode = "enforce"\n')
        return site

    def test_a_pause_lets_the_judge_stand_aside_and_ends(self, enforcing: Any, run: Run) -> None:
        enforcing.guard.start()
        code, out, _err = run("pause", "--minutes", "30", "--json")
        assert (code, json.loads(out)["on_disk"]) == (0, True)
        code, out, _err = run("status")
        assert (code, "PAUSED until" in out) == (0, True)
        assert len(enforcing.guard.journal.events(ev.Paused)) == 1

        # It survives a kill: an order that was acknowledged is in the journal.
        enforcing.guard.kill()
        enforcing.guard.start()
        assert "PAUSED until" in run("status")[1]
        assert run("pause", "--end")[0] == 0
        assert "quiet" in run("status")[1]

    def test_a_forward_that_was_removed_is_put_back(self, enforcing: Any, run: Run) -> None:
        (undo,) = a_night(enforcing.config, began_at=time.time() - 90_300)
        enforcing.guard.start()
        assert "/CF/104" not in enforcing.switch.pbx.database

        code, out, _err = run("undo", undo, "--json")
        assert (code, json.loads(out)["undone"]) == (0, [undo])
        until(lambda: "/CF/104" in enforcing.switch.pbx.database, "the forward is put back")
        assert enforcing.switch.pbx.database["/CF/104"] == TARGET

        code, _out, err = run("undo", undo)
        assert (code, "there is nothing to take back" in err) == (2, True)
        assert "(undone since)" in run("incidents", "i1")[1]

    def test_a_whole_incident_is_taken_back(self, enforcing: Any, run: Run) -> None:
        (undo,) = a_night(enforcing.config, began_at=time.time() - 90_300)
        enforcing.guard.start()
        assert json.loads(run("status", "--json")[1])["locks"]
        code, out, _err = run("undo", "i1", "--json")
        assert code == 0
        assert undo in json.loads(out)["undone"]
        assert not [
            lock for lock in json.loads(run("status", "--json")[1])["locks"] if lock["kind"] == "extension"
        ]

    def test_the_owner_says_yes_for_an_hour_and_takes_it_back(self, enforcing: Any, run: Run) -> None:
        enforcing.guard.start()
        code, out, _err = run("answer", "yes", "--number", "000 371 2999 0000", "--json")
        assert code == 0
        assert 3_500 < json.loads(out)["until"] - time.time() < 3_700
        (answer,) = enforcing.guard.journal.events(ev.OwnerAnswered)
        assert (answer.scope, answer.value, answer.accepted) == ("number", "+37129990000", True)
        assert run("answer", "no", "--territory", "lv")[0] == 0
        assert run("answer", "withdraw", "--territory", "lv")[0] == 0
        assert len(enforcing.guard.journal.events(ev.AnswerWithdrawn)) == 1


class TestCodes:
    def test_a_code_comes_from_standard_input_and_is_never_shown(
        self, attacked: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code_digits = "2" + "".join(secrets.choice("0369") for _ in range(5)) + "7"
        monkeypatch.setattr(sys, "stdin", io.StringIO(code_digits + "\n"))
        code, out, err = run("codes", "set", "104")
        assert code == 0
        assert code_digits not in out + err
        assert Passcodes.beside(load(attacked, sections()).journal.file).is_right("104", "", code_digits)
        assert run("codes", "list") == (0, "Extensions that have a code: 104\n", "")
        assert run("codes", "remove", "104")[0] == 0
        assert run("codes", "list") == (0, "No extension has a code.\n", "")

    def test_on_a_terminal_it_is_asked_twice(
        self, attacked: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        typed = iter([secrets.token_hex(1) + "4", "0"])
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
        code, _out, err = run("codes", "set", "104")
        assert (code, "The two codes differ; nothing was changed." in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["pause"], "Write `veilleur pause --minutes 30`"),
        (["pause", "--minutes", "5", "--end"], "Write `veilleur pause --minutes 30`"),
        (["pause", "--minutes", "5"], "No guard runs here"),
        (["undo", "17"], "is no decision (d17) nor incident (i3)"),
        (["undo", "d17"], "No guard runs here"),
        (["answer", "maybe", "--number", "1"], "Write `veilleur answer yes"),
        (["answer", "yes"], "Write `veilleur answer yes"),
        (["codes", "set"], "Write `veilleur codes set 201`"),
        (["codes", "remove", "999"], "Extension 999 has no code."),
        (["codes", "show", "104"], "Write `veilleur codes set 201`"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(
    attacked: Path, run: Run, words: list[str], sentence: str
) -> None:
    code, _out, err = run(*words)
    assert code == 2
    assert sentence in err
    assert len(err.splitlines()) == 1


class TestLimits:
    def test_without_a_guard_its_last_state_is_shown_with_reasons(self, attacked: Path, run: Run) -> None:
        a_night(attacked, began_at=time.time() - 90_300)
        code, out, _err = run("limits", "--lang", "en")
        assert code == 0
        assert "No guard runs here" in out
        assert "€2,000 a month" in out
        assert "As at the start" in out
        _code, out, _err = run("limits", "--json")
        found = json.loads(out)
        assert (found["running"], found["ceiling_eur"]) == (False, 3000.0)
        assert {"window", "limit_eur", "spent_eur", "state", "fitting", "why"} <= set(found["windows"][0])

    def test_words_that_are_no_order_are_explained(self, attacked: Path, run: Run) -> None:
        for words in (["up"], ["raise", "month"], ["raise", "year", "9"], ["reset"], ["fit"]):
            code, _out, err = run("limits", *words)
            assert (code, "veilleur limits raise month 900" in err) == (2, True)
        assert "is no amount" in run("limits", "raise", "month", "much")[2]
        assert "write hours or days" in run("limits", "raise", "month", "900", "--for", "soon")[2]
        assert "No guard runs here" in run("limits", "raise", "month", "900")[2]
        assert "is no time of day" in run("limits", "open", "late")[2]
        assert "No guard runs here" in run("limits", "open", "23:00")[2]

    def test_limits_that_fit_records_are_written_beside_what_is_there(
        self, attacked: Path, tmp_path: Path, run: Run
    ) -> None:
        attacked.write_text("# ours\n" + attacked.read_text() + "[limits]\nextension_day_eur = 5\n")
        dear = [
            stories.call(stories.moment(day, 10.0), "101", "0053555123456", 1800.0) for day in range(0, 28, 3)
        ]
        records = stories.written(tmp_path, "past.csv", stories.office(28), dear)
        code, out, err = run("limits", "fit", str(records), "--yes", "--json")
        assert code == 0, err
        fitted = json.loads(out)
        assert fitted["wrote"] is True
        limits = load(attacked, sections()).site.limits
        assert limits.fitting == ()
        assert limits.month == fitted["limits"]["month_eur"] * 1_000_000
        assert limits.per_extension_day == 5_000_000
        assert attacked.read_text().startswith("# ours\n")


@pytest.mark.slow
def test_a_running_guard_takes_an_order_shows_it_and_keeps_it_over_a_kill(site: Any, run: Run) -> None:
    site.guard.start()
    code, out, err = run("limits", "raise", "month", "2500", "--for", "2d", "--json")
    assert code == 0, err
    assert (json.loads(out)["limit_eur"], json.loads(out)["on_disk"]) == (2500.0, True)
    site.guard.kill()
    site.guard.start()
    windows = {one["window"]: one for one in json.loads(run("limits", "--json")[1])["windows"]}
    assert (windows["month"]["limit_eur"], windows["month"]["why"]) == (2500.0, "limit_ordered")
    assert run("limits", "reset", "month")[0] == 0
    assert json.loads(run("limits", "open", "23:00", "--json")[1])["open_until"] > 0
    assert json.loads(run("limits", "reset", "hours", "--json")[1])["open_until"] is None
