"""Signs become events of the watch and notes; a restart knows what was held and what was announced."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from veilleur.config import Settings, load_text
from veilleur.detection import Watch
from veilleur.guard import Guard
from veilleur.guard.alerting.alert_calls import CODE_NAME
from veilleur.guard.passcodes import Passcodes
from veilleur.guard.protection import monitor as monitor_module
from veilleur.guard.protection.losses import STRIKE_HOLDS_S
from veilleur.guard.protection.monitor import FILES_GRACE_S, ProtectionMonitor
from veilleur.guard.protection.own_files import OwnFiles
from veilleur.journal import Journal, JournalReader
from veilleur.pbx.registry import sections
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.events import CallRequested, Event, ProtectionLost, ProtectionRestored, Tick

AT = 1_795_000_000.0
CLOSES = "[last_resort]\nclose_gate = true\n"


class Kept:
    """A monitor, what it reported, and what it noted."""

    def __init__(
        self, text: str = "", files: list[Path] | None = None, codes: Passcodes | None = None
    ) -> None:
        self.settings: Settings = load_text(f'[site]\nname = "Garage"\n{text}')
        self.events: list[Event] = []
        self.notes: list[dict[str, Any]] = []
        self.monitor = ProtectionMonitor(
            self.settings, self.events.append, self.notes.append, OwnFiles(files or []), codes
        )

    def lost(self) -> list[tuple[str, bool]]:
        return [(one.what, one.closes) for one in self.events if isinstance(one, ProtectionLost)]

    def seconds(self, begin: int, end: int) -> None:
        for second in range(begin, end):
            self.monitor.each_second(AT + second)


def test_a_dialplan_that_asks_no_more_is_reported_within_half_a_minute() -> None:
    kept = Kept()
    kept.monitor.seen("dialplan", None)
    kept.seconds(0, 2)
    kept.monitor.seen("dialplan", "missing: gate")
    kept.seconds(2, 27)
    assert kept.lost() == []  # a switch that starts again is whole by then
    kept.seconds(27, 30)
    assert kept.lost() == [("dialplan", False)]
    assert kept.notes == [{"note": "protection", "what": "dialplan"}]
    assert [one["what"] for one in kept.monitor.data(AT + 30)["lost"]] == ["dialplan"]
    kept.monitor.seen("dialplan", None)
    kept.seconds(30, 32)
    assert isinstance(kept.events[-1], ProtectionRestored)


def test_the_last_resort_closes_only_where_it_is_armed() -> None:
    kept = Kept(CLOSES)
    kept.monitor.trouble("file_gone", "the journal was deleted")
    kept.monitor.trouble("unwritable", "disk full")
    kept.seconds(0, 2)
    assert kept.lost() == [("journal", True)]


def test_a_changed_file_of_ours_is_reported_once(tmp_path: Path) -> None:
    unit = tmp_path / "veilleur.service"
    unit.write_text("[Service]\n")
    kept = Kept(CLOSES, files=[unit])
    kept.seconds(0, 20)
    assert kept.lost() == []
    unit.write_text("[Service]\nExecStart=/bin/true\n")
    kept.seconds(20, 60)
    assert kept.lost() == [("files", False)]  # and closes nothing where that is armed either
    unit.unlink()
    kept.seconds(60, 90)
    assert kept.lost() == [("files", False)] * 2


def test_a_restart_knows_what_was_held_and_what_was_announced(tmp_path: Path) -> None:
    before = Kept()
    before.monitor.seen("dialplan", None)
    before.seconds(0, 1)
    before.monitor.window(30, AT + 1, "root")
    journal = Journal(tmp_path / "journal.db")
    for note in before.notes:
        journal.append_note("Garage", AT, note)
    journal.close()

    after = Kept()
    reader = JournalReader(tmp_path / "journal.db")
    after.monitor.brought_back(reader, AT + 60)
    reader.close()
    assert after.monitor.data(AT + 60)["maintenance_until"] == AT + 1 + 1_800
    after.monitor.seen("dialplan", "missing: gate")
    after.seconds(60, 80)
    assert after.lost() == []
    after.seconds(1_801, 1_830)
    assert after.lost() == [("dialplan", False)]


def test_a_changed_file_waits_for_the_restart_that_follows_and_a_window_excuses_it(tmp_path: Path) -> None:
    source = tmp_path / "veilleur.toml"
    source.write_text("old")
    kept = Kept(files=[source])
    kept.seconds(0, 10)
    source.write_text("new")  # by the page, which then orders the restart
    kept.seconds(10, int(10 + FILES_GRACE_S))
    assert kept.lost() == []
    after = Kept(files=[source])
    after.seconds(25, 60)
    assert after.lost() == []
    kept.monitor.window(30, AT + 24, "root")
    kept.seconds(25, 60)
    assert kept.lost() == []
    source.write_text("in the window")
    kept.seconds(60, 75)
    kept.monitor.window(0, AT + 75, "root")
    kept.seconds(75, 120)
    assert kept.lost() == []


class Closing:
    """The operator's API, which counts how often it was asked."""

    asked = 0

    def begin(self) -> None:
        self.asked += 1

    def outcomes(self) -> list[dict[str, Any]]:
        return []


def test_files_alone_never_make_the_operator_close_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing = Closing()
    monkeypatch.setattr(monitor_module, "operator_closing", lambda _settings: closing)
    program = tmp_path / "veilleur.py"
    program.write_text("old")
    kept = Kept(CLOSES, files=[program])
    kept.seconds(0, 10)
    program.write_text("upgraded")
    kept.seconds(10, 60)
    assert (kept.lost(), closing.asked) == ([("files", False)], 0)
    kept.monitor.trouble("file_gone", "the journal was deleted")
    kept.seconds(60, 62)
    assert closing.asked == 1


def request(at: float, number: str) -> CallRequested:
    return CallRequested(at, at, f"r{at}", "201", number)


class Armed(Kept):
    """A monitor whose events a watch takes in: the watch stands still closed, or is open again."""

    def __init__(self, text: str = CLOSES, watch: Watch | None = None) -> None:
        super().__init__(text)
        site, numbering = self.settings.site, self.settings.numbering()
        self.watch = watch if watch is not None else Watch(site, numbering)
        self.monitor = ProtectionMonitor(self.settings, self.watch.step, self.notes.append, OwnFiles([]))
        self.monitor.begins(self.watch.rooms.context.blind, AT)

    @property
    def closed(self) -> list[str]:
        return list(self.watch.rooms.context.blind)


def test_a_strike_closes_for_a_time_and_not_for_ever() -> None:
    armed = Armed()
    armed.monitor.seen("log", "the log was emptied", is_strike=True)
    armed.monitor.seen("log", None)
    armed.seconds(0, int(STRIKE_HOLDS_S))
    assert armed.closed == ["protection log"]
    armed.seconds(int(STRIKE_HOLDS_S), int(STRIKE_HOLDS_S) + 2)
    assert armed.closed == []


def test_the_owner_opens_what_a_strike_closed_by_announcing_maintenance() -> None:
    armed = Armed()
    armed.monitor.trouble("file_replaced", "the journal was replaced")
    armed.seconds(0, 2)
    assert armed.closed == ["protection journal"]
    armed.monitor.window(30, AT + 2, "root")
    assert armed.closed == []


@pytest.mark.parametrize("text", [CLOSES, ""], ids=["armed", "switched off meanwhile"])
def test_what_an_earlier_run_closed_is_open_after_a_restart(text: str) -> None:
    before = Armed()
    before.monitor.seen("dialplan", None)
    before.seconds(0, 1)
    before.monitor.seen("dialplan", "missing: gate")
    before.monitor.trouble("file_gone", "the journal was deleted")
    before.seconds(1, 30)
    assert before.closed == ["protection journal", "protection dialplan"]
    site, numbering = before.settings.site, before.settings.numbering()
    after = Armed(text, Watch.load(site, numbering, before.watch.save()))
    assert after.closed == []


async def test_a_guard_that_starts_opens_what_an_earlier_run_closed(tmp_path: Path) -> None:
    text = '[site]\nname = "Garage"\n[smdr]\nway = "file"\nfile = "printer.txt"\nformat = "alcatel-oxo"\n'
    settings = load_text(f'{text}[journal]\nfile = "journal.db"\n', tmp_path / "veilleur.toml", sections())
    journal = Journal(settings.journal.file)
    now = time.time()
    journal.append_event("Garage", ProtectionLost(now, now, "journal", "moved", closes=True))
    journal.close()
    opened = asyncio.Event()

    def listen(event: Event, _decisions: list[Decision]) -> None:
        if isinstance(event, ProtectionRestored):
            opened.set()

    guard = Guard(settings, listener=listen)
    assert list(guard.watch.rooms.context.blind) == ["protection journal"]
    running = asyncio.create_task(guard.run())
    await asyncio.wait_for(opened.wait(), 60)
    assert "protection journal" not in guard.watch.rooms.context.blind
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_what_is_still_gone_after_a_restart_closes_once_more(tmp_path: Path) -> None:
    before = Armed()
    before.monitor.seen("dialplan", None)
    before.monitor.seen("dialplan", "missing: gate")
    before.seconds(0, 27)
    assert before.closed == ["protection dialplan"]
    journal = Journal(tmp_path / "journal.db")
    for note in before.notes:
        journal.append_note("Garage", AT, note)
    journal.close()

    after = Armed(CLOSES, before.watch)
    reader = JournalReader(tmp_path / "journal.db")
    after.monitor.brought_back(reader, AT + 30)
    reader.close()
    after.monitor.seen("dialplan", "missing: gate")
    after.seconds(30, 57)
    assert after.closed == ["protection dialplan"]
    after.monitor.seen("dialplan", None)
    after.seconds(57, 59)
    assert after.closed == []


def test_the_watch_alerts_and_once_armed_lets_only_emergency_and_national_calls_pass() -> None:
    settings = load_text('[site]\nname = "Garage"\n[judge]\nmode = "enforce"\n')
    watch = Watch(settings.site, settings.numbering())
    watch.step(Tick(AT - 1, AT - 1))
    given = watch.step(ProtectionLost(AT, AT, "dialplan", "missing: gate"))
    assert [one.kind for one in given] == [DecisionKind.ALERT]
    assert [reason.code for reason in given[0].reasons] == ["protection_lost", "protection_dialplan"]
    again = watch.step(ProtectionLost(AT + 1, AT + 1, "journal", "moved", closes=True))
    assert again[0].incident == given[0].incident
    kinds = {
        number: watch.step(request(AT + 10 + place, number))[-1].kind
        for place, number in enumerate(("0053712345678", "15", "0199001234"))
    }
    assert kinds == {
        "0053712345678": DecisionKind.REFUSE,
        "15": DecisionKind.ALLOW,
        "0199001234": DecisionKind.ALLOW,
    }
    watch.step(ProtectionRestored(AT + 20, AT + 20, "journal"))
    assert not watch.rooms.context.blind


def test_whoever_takes_the_alert_code_away_to_announce_maintenance_is_reported_first(tmp_path: Path) -> None:
    codes = Passcodes(tmp_path / "codes.json")
    kept = Kept(codes=codes)
    codes.set(CODE_NAME, "271828")
    kept.seconds(0, 60)
    assert kept.lost() == [], "the first code is no loss"
    codes.path.unlink()
    kept.monitor.window(30, AT + 60, "root")
    kept.seconds(60, 120)
    assert kept.lost() == [("files", False)]


def test_another_alert_code_is_reported_once(tmp_path: Path) -> None:
    codes = Passcodes(tmp_path / "codes.json")
    codes.set(CODE_NAME, "271828")
    kept = Kept(codes=codes)
    codes.set("203", "314159")
    kept.seconds(0, 30)
    assert kept.lost() == [], "a colleague's code announces nothing"
    codes.set(CODE_NAME, "161803")
    kept.seconds(30, 90)
    assert kept.lost() == [("files", False)]


def test_a_code_changed_within_a_window_is_reported_too(tmp_path: Path) -> None:
    """Whoever changes it then announces the next window."""
    codes = Passcodes(tmp_path / "codes.json")
    codes.set(CODE_NAME, "271828")
    kept = Kept(codes=codes)
    kept.seconds(0, 2)
    kept.monitor.window(30, AT + 2, "Paul")
    codes.set(CODE_NAME, "161803")
    kept.seconds(2, 30)
    assert kept.lost() == [("files", False)]


@pytest.mark.parametrize("used", ["161803", ""], ids=["another code", "no code"])
def test_a_code_that_stood_there_for_a_moment_is_the_one_that_counts(tmp_path: Path, used: str) -> None:
    """Put in place to announce maintenance, and the true one put back before anybody looks."""
    codes = Passcodes(tmp_path / "codes.json")
    codes.set(CODE_NAME, "271828")
    kept = Kept(codes=codes)
    kept.seconds(0, 2)
    other = Passcodes(tmp_path / "other.json")
    other.set(CODE_NAME, "161803")
    kept.monitor.code_was(other.matched(CODE_NAME, used), AT + 2)
    kept.monitor.window(30, AT + 2, "root")
    kept.seconds(2, 4)
    assert ("files", False) in kept.lost()


def test_a_code_taken_away_while_no_guard_ran_is_reported_at_the_start(tmp_path: Path) -> None:
    codes = Passcodes(tmp_path / "codes.json")
    codes.set(CODE_NAME, "271828")
    before = Kept(codes=codes)
    before.seconds(0, 2)
    journal = Journal(tmp_path / "journal.db")
    for note in before.notes:
        journal.append_note("Garage", AT + 1, note)
    journal.flush()
    journal.close()
    codes.path.unlink()
    after = Kept(codes=Passcodes(codes.path))
    after.monitor.brought_back(JournalReader(tmp_path / "journal.db"), AT + 10)
    after.seconds(10, 30)
    assert after.lost() == [("files", False)]
    assert after.notes[-1] == {"note": "alert_code", "mark": ""}
