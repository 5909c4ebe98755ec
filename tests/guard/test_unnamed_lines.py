"""Lines that are not monitored by name: judged, cut and capped like others, and stored nowhere."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from veilleur.config import JournalSection, Settings, load
from veilleur.guard import Guard
from veilleur.guard.unnamed_lines import UNNAMED, UnnamedLines
from veilleur.journal import JournalReader
from veilleur.pbx.registry import sections
from veilleur.words.calls import Origin
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.errors import ConfigError
from veilleur.words.events import (
    CallAnswered,
    CallEnded,
    CallRequested,
    CallStarted,
    Event,
    ForwardCleared,
    ForwardSet,
    IncomingCall,
    LiveCall,
    MailboxRequested,
    OwnerAnswered,
    PinRefused,
    Registered,
    Snapshot,
)

LATVIA, CUSTOMER, LOVED = "00037129990417", "00199001234", "0639980277"
CONFIG = """
[site]
name = "G"
extensions = ["2XX"]
[judge]
mode = "enforce"
[privacy]
unnamed_extensions = ["21X"]
[asterisk]
port = 1
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "veilleur.toml"
    config.write_text(CONFIG)
    return load(config, sections())


def events_of_a_line(extension: str, now: float) -> list[Event]:
    """All that a line may do in a day."""
    return [
        Registered(now, now, extension, "198.51.100.7", "Phone"),
        CallRequested(now, now, "ask1", extension, CUSTOMER),
        CallStarted(now, now, "leg1", CUSTOMER, "ask1", extension, Origin.EXTENSION),
        CallAnswered(now + 1, now + 1, "leg1"),
        Snapshot(now + 2, now + 2, "asterisk", (LiveCall("leg1", CUSTOMER, extension, request="ask1"),)),
        CallEnded(now + 60, now + 60, "leg1"),
        CallRequested(now + 61, now + 61, "ask2", extension, LATVIA),
        CallStarted(now + 61, now + 61, "leg2", LATVIA, "ask2"),  # the switch does not say whose
        CallEnded(now + 70, now + 70, "leg2"),
        IncomingCall(now + 80, now + 80, "in1", LOVED, extension),
        ForwardSet(now + 90, now + 90, extension, "CF", LOVED),
        ForwardCleared(now + 95, now + 95, extension, "CF"),
        MailboxRequested(now + 96, now + 96, "ask3", f"{extension}@default", LOVED, True),
        PinRefused(now + 97, now + 97, f"{extension}@default", "ask3", LOVED, True),
        OwnerAnswered(now + 98, now + 98, True, "extension", extension),
    ]


async def watched(settings: Settings, extension: str) -> Guard:
    guard = Guard(settings, send_head=lambda _line: None)
    now = guard.clock.now()
    for event in events_of_a_line(extension, now):
        if isinstance(event, CallRequested | MailboxRequested):
            guard.decide(event)
        else:
            guard.receive(event)
    await guard._stop()
    return guard


def stored_in(folder: Path) -> bytes:
    """Every byte that the guard keeps."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "veilleur.toml"]
    return b"".join(path.read_bytes() for path in files)


async def test_neither_the_line_nor_whom_it_called_stands_anywhere_in_the_journals_file(
    settings: Settings, tmp_path: Path
) -> None:
    await watched(settings, "214")
    stored = stored_in(tmp_path)
    assert len(list(JournalReader(settings.journal.file).entries())) > 15
    for name in (b'"214', b"/214", b"214@", *(one[-7:].encode() for one in (CUSTOMER, LATVIA, LOVED))):
        assert name not in stored, name
    with sqlite3.connect(settings.journal.file) as database:
        assert database.execute("SELECT name FROM pseudonyms").fetchall() == [(UNNAMED,)]


async def test_another_line_is_stored_by_name(settings: Settings) -> None:
    await watched(settings, "204")
    text = " ".join(str(entry.data) for entry in JournalReader(settings.journal.file).entries())
    assert "'204'" in text
    assert CUSTOMER[-7:] in text


async def test_it_costs_and_is_judged_like_any_other(settings: Settings, tmp_path: Path) -> None:
    """Class, price and territory follow from the digits that are seen."""
    asked: dict[str, list[Decision]] = {}
    for extension in ("204", "214"):
        own = replace(settings, journal=JournalSection(tmp_path / extension / "journal.db"))
        guard = Guard(own, send_head=lambda _line: None)
        now = guard.clock.now()
        found = guard.order(CallRequested(now, now, f"ask-{extension}", extension, LATVIA))
        asked[extension] = [one for one in found if one.subject is Subject.REQUEST]
        guard.journal.close()
    (named,), (unnamed,) = asked["204"], asked["214"]
    assert (unnamed.kind, unnamed.saved_cost) == (named.kind, named.saved_cost)
    assert {reason.code for reason in unnamed.reasons} == {reason.code for reason in named.reasons}


@pytest.mark.parametrize("number", ["112", "0112", "3615", "15"])
async def test_services_and_emergency_numbers_keep_their_digits(settings: Settings, number: str) -> None:
    lines = UnnamedLines(("21X",), settings.numbering())
    event = CallRequested(1.0, 1.0, "r", "214", number)
    hidden = lines.hide(event)
    assert isinstance(hidden, CallRequested)
    assert (hidden.extension, hidden.number) == (UNNAMED, number)


async def test_a_hostile_forward_of_such_a_line_is_taken_back_at_the_switch(settings: Settings) -> None:
    lines = UnnamedLines(("21X",), settings.numbering())
    for extension, number in (("214", LATVIA), ("215", "0199001234")):
        lines.hide(ForwardSet(1.0, 1.0, extension, "CF", number))
    seen = lines.hide(ForwardSet(2.0, 2.0, "214", "CF", LATVIA))
    assert isinstance(seen, ForwardSet)
    undo = Decision(
        id="d1",
        at=2.0,
        kind=DecisionKind.UNDO,
        subject=Subject.FORWARD,
        target=f"{UNNAMED}/CF",
        number=seen.number,
        extension=UNNAMED,
    )
    (order,) = lines.as_the_switch_knows(undo)
    assert (order.target, order.number) == ("214/CF", LATVIA)
    lines.hide(ForwardCleared(3.0, 3.0, "214", "CF"))
    assert lines.as_the_switch_knows(undo) == []


async def test_a_restart_goes_on_as_if_it_had_not_happened(settings: Settings) -> None:
    guard = Guard(settings, send_head=lambda _line: None)
    now = guard.clock.now()
    guard.decide(CallRequested(now, now, "ask1", "214", LATVIA))
    guard.receive(CallStarted(now, now, "leg1", LATVIA, "ask1", "214", Origin.EXTENSION))
    guard.receive(CallAnswered(now, now, "leg1"))
    before = guard.watch.save()
    guard.journal.close()
    again = Guard(settings, send_head=lambda _line: None)
    assert again.watch.save() == before
    again.journal.close()


async def test_floods_of_calls_leave_it_bounded(settings: Settings) -> None:
    from veilleur.guard import unnamed_lines

    lines = UnnamedLines(("21X",), settings.numbering())
    for number in range(unnamed_lines.CALLS_MAX + 100):
        lines.hide(CallRequested(1.0, 1.0, f"r{number}", "214", "112"))
        lines.hide(ForwardSet(1.0, 1.0, "214", f"k{number}", "112"))
    assert len(lines._calls) == unnamed_lines.CALLS_MAX
    assert len(lines._forwards) == unnamed_lines.FORWARDS_MAX


@pytest.mark.parametrize("pattern", ["[9-1]", "reception", ""])
@pytest.mark.parametrize("where", ["[privacy]\nunnamed_extensions", "[site]\nextensions"])
def test_what_is_no_pattern_of_extensions_is_one_sentence(tmp_path: Path, pattern: str, where: str) -> None:
    config = tmp_path / "veilleur.toml"
    config.write_text(f'{where} = ["{pattern}"]\n')
    with pytest.raises(ConfigError, match="write digits, and X for any digit"):
        load(config, sections())
