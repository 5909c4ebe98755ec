"""A third kind of switch, in a folder of its own: guard, set-up, status and learn know it by that alone."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from veilleur import pbx
from veilleur.cli import main
from veilleur.config import load
from veilleur.guard import Guard
from veilleur.journal import JournalReader
from veilleur.pbx import registry
from veilleur.words.calls import Vantage
from veilleur.words.errors import ConfigError
from veilleur.words.events import Event, FeedRestored

SWITCHES = Path(__file__).with_name("switches")
PAST = Path(__file__).parents[1] / "records" / "asterisk_master_csv" / "sample.csv"
WAITS_S = 60.0
CONFIG = """
[site]
name = "Garage Martin"
extensions = ["1XX"]
[judge]
mode = "enforce"
[limits]
day_eur = 0
[tiny]
"""
ABROAD = "0037129990000"
Run = Callable[..., tuple[int, str, str]]


def _forget_what_was_found() -> None:
    registry.adapters.cache_clear()
    for name in list(sys.modules):
        if name.startswith(("veilleur.pbx.tiny", "veilleur.cli.setup.")):
            del sys.modules[name]


@pytest.fixture(autouse=True)
def third_adapter(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder beside those of Veilleur's own adapters: nothing else says that it is there."""
    monkeypatch.setattr(pbx, "__path__", [*pbx.__path__, str(SWITCHES)])
    _forget_what_was_found()
    yield
    _forget_what_was_found()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")

    def run_words(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["veilleur", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run_words


class TinySwitch:
    """The far end of the line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def says(self, line: str) -> None:
        self._writer.write(f"{line}\n".encode())

    async def hears(self) -> str:
        return (await asyncio.wait_for(self._reader.readline(), WAITS_S)).decode().strip()


@asynccontextmanager
async def guarded(folder: Path, said: list[str]) -> AsyncIterator[TinySwitch]:
    """A running guard, and the switch that it watches."""
    config = folder / "veilleur.toml"
    config.write_text(CONFIG)
    listens, sees = asyncio.Event(), asyncio.Event()

    def listen(event: Event, _decisions: object) -> None:
        if isinstance(event, FeedRestored):
            sees.set()

    def hear(sentence: str) -> None:
        said.append(sentence)
        if "The tiny line is open" in sentence:
            listens.set()

    guard = Guard(load(config, registry.sections()), listener=listen, say=hear)
    watching = asyncio.create_task(guard.run())
    try:
        await asyncio.wait_for(listens.wait(), WAITS_S)
        reader, writer = await asyncio.open_connection("127.0.0.1", guard.questions_port)
        await asyncio.wait_for(sees.wait(), WAITS_S)
        yield TinySwitch(reader, writer)
        writer.close()
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def test_the_guard_answers_it_cuts_on_it_and_says_what_its_inspection_saw(tmp_path: Path) -> None:
    said: list[str] = []
    async with guarded(tmp_path, said) as switch:
        switch.says("ask 101 112")
        assert await switch.hears() == "allow"
        switch.says(f"ask 101 {ABROAD}")
        assert await switch.hears() == "refuse"
        switch.says(f"started c1 101 {ABROAD}")
        assert await switch.hears() == "cut c1"
        switch.says("ended c1")
    assert "The tiny switch has no rules." in said


async def test_status_speaks_of_it_by_its_own_words(tmp_path: Path, run: Run) -> None:
    async with guarded(tmp_path, []):
        _code, out, _err = await asyncio.to_thread(run, "status")
    assert "(tiny): watched since" in out
    assert "see `veilleur setup tiny --check`" in out
    assert "asterisk" not in out.lower()


def test_set_up_writes_its_piece_checks_it_and_takes_it_out(tmp_path: Path, run: Run) -> None:
    config, rules = tmp_path / "veilleur.toml", tmp_path / "tiny.rules"
    code, out, err = run("setup", "tiny", "--name", "Garage Martin", "--door", "7077")
    assert code == 0
    assert "Written: tiny.rules" in err
    assert "The tiny switch is ready." in out
    assert "`veilleur setup tiny --check`" in out
    assert rules.read_text() == "ask Veilleur, for Garage Martin\n"
    assert "[tiny]\ndoor = 7077\n" in config.read_text()
    assert "asterisk" not in config.read_text()

    assert run("setup", "tiny", "--check")[:2] == (0, "The tiny switch is ready.\n")
    _code, out, _err = run("setup", "tiny", "--remove", "--json")
    assert json.loads(out) == {"removed": ["tiny.rules"]}
    assert not rules.exists()
    assert run("setup", "tiny", "--check")[0] == 1


def test_the_options_of_another_switch_are_refused(run: Run) -> None:
    code, _out, err = run("setup", "tiny", "--agi-port", "4573")
    assert code == 2
    assert "--agi-port: set-up of tiny has no such option." in err


def test_the_help_of_set_up_lists_its_option(run: Run) -> None:
    _code, out, _err = run("setup", "--help")
    assert "--door" in out
    assert "|tiny|service" in "".join(out.split())


def test_learn_teaches_its_guard(tmp_path: Path, run: Run) -> None:
    (tmp_path / "veilleur.toml").write_text(CONFIG)
    code, out, _err = run("learn", str(PAST), "--json")
    assert code in (0, 1)
    assert json.loads(out)["summary"]["calls_learned"] >= 0
    settings = load(tmp_path / "veilleur.toml", registry.sections())
    reader = JournalReader(settings.journal.file)
    assert [entry.data["note"] for entry in reader.entries(kind="note")] == ["learned", "checkpoint"]
    reader.close()


def test_a_wrong_key_of_its_section_is_named_with_its_line(tmp_path: Path) -> None:
    config = tmp_path / "veilleur.toml"
    config.write_text("[tiny]\ndoors = 1\n")
    with pytest.raises(ConfigError, match=r"toml:2: unknown key 'doors' in \[tiny\]; did you mean 'door'"):
        load(config, registry.sections())


def test_a_file_that_names_it_beside_another_is_refused_by_the_guard(tmp_path: Path) -> None:
    config = tmp_path / "veilleur.toml"
    config.write_text("[asterisk]\n[tiny]\n")
    with pytest.raises(ConfigError, match=r"it names \[asterisk\] and \[tiny\]"):
        Guard(load(config, registry.sections()))


def test_of_a_gate_and_the_pbx_behind_it_each_does_what_it_can(tmp_path: Path) -> None:
    config = tmp_path / "veilleur.toml"
    (tmp_path / "gate-secret").write_text("0123456789abcdef")
    config.write_text('[gate]\n[asterisk]\nsecret = "x"\nasks = false\n')
    settings = load(config, registry.sections())
    assert registry.adapter_of(settings).name == "gate"
    assert [one.name for one in registry.named_adapters(settings)] == ["gate", "asterisk"]
    assert settings.vantage is Vantage.ASKED, "every call passes the gate, whatever the dialplan asks"
    guard = Guard(settings)
    assert guard.vantage is Vantage.ASKED
    assert (guard.inspection.coverage, guard.inspection.can_cut) == (None, True)


def test_a_gate_before_a_pbx_that_names_no_calls_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "veilleur.toml"
    (tmp_path / "gate-secret").write_text("0123456789abcdef")
    config.write_text("[gate]\n[tiny]\n")
    with pytest.raises(ConfigError, match="a guard watches one PBX"):
        Guard(load(config, registry.sections()))
