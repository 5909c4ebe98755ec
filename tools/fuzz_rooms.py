"""Further targets of the fuzzer: gate, serial line, documents, lists of prices, dialplans, journals, alerts.

In: a chance and a folder for files. Out: what was made of them, for the fuzzer's own tests.
Pitfall: a target suppresses only what its room may raise by its docstring; all else is a fault.
"""

from __future__ import annotations

import contextlib
import json
import math
import shutil
import zipfile
from email import message_from_bytes
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

from tools.garbling import garbled, with_odd_values
from veilleur.alerts.channels.mail import compose
from veilleur.alerts.channels.message import Outgoing
from veilleur.alerts.composer import Composer
from veilleur.alerts.conversation import Conversation
from veilleur.alerts.escalation import Attempt
from veilleur.alerts.urgency import Urgency
from veilleur.control.framing import decoded, encoded
from veilleur.journal import Journal, JournalReader, verify
from veilleur.journal.restore import bring_back
from veilleur.numbering import DialPlan
from veilleur.numbering.deck_files import read_deck
from veilleur.numbering.feeds import read_feed
from veilleur.pbx.asterisk.dialplan.reading.directory import read_directory
from veilleur.pbx.asterisk.dialplan.ways import Model
from veilleur.pbx.gate.calls import GateCalls
from veilleur.pbx.gate.frames import FrameError, FrameParser
from veilleur.pbx.smdr.framing import Framer
from veilleur.pbx.smdr.parsing import count_outcomes, live_context
from veilleur.pbx.smdr.recognition import Recogniser, text_of
from veilleur.records import read
from veilleur.words.calls import Vantage
from veilleur.words.codec import encode_event
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.errors import ConfigError, InputError, JournalError
from veilleur.words.events import CallRecorded, CallRequested, Snapshot
from veilleur.words.site import Site

ROOT = Path(__file__).parents[1]
SAMPLES = sorted((ROOT / "tests" / "records").glob("*/sample.*"))
SHAPES = sorted((ROOT / "tests" / "pbx" / "asterisk" / "dialplan" / "shapes").iterdir())
SITE = Site(name="Garage Martin", extensions=("1XX",))
NOW = 1_795_223_640.0
EXCEL = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PRICES = b"prefix,eur_per_minute,connection_eur,first_s,step_s\n371,0.25,0.1,60,1\n+33899;0,8\n0033,0.01\n"
LIST = b"number,reason,date\n+37120000417,irsf,2026-11-01\n371,range,2026-11-02\n"
HOSTILE = (
    *(
        "=1+1",
        "<script>alert(1)</script>",
        "\x1b[2J",
        "a\r\nBcc: x@example.net",
        "\u202e104",
        "{0.__class__}",
    ),
    *(
        "%s%n",
        "\ud800",
        "104\0",
        "|id",
        "{{7*7}}",
        "+33612345678",
        "é" * 300,
        "\u2028",
        "",
        "`id`",
        "@SUM(A1)",
    ),
)


def hexed(text: str) -> str:
    return text.encode().hex()


@cache
def frames() -> bytes:
    """What a gate sends of one call, and its list of all calls."""
    party = {"f": hexed("101"), "i": hexed("<sip:101@pbx>"), "n": hexed("0021655500101"), "d": hexed("")}
    known = {
        "c": hexed("abc@pbx"),
        "t": hexed("tag1"),
        "q": "1",
        "a": "127.0.0.1",
        "u": hexed("Phone"),
        **party,
    }
    messages = [
        {"k": "alive", **known, "b": "1795223600", "up": "1795223610"},
        {"k": "listed", "now": "1795223640"},
        {"k": "ask", "id": "12|345", **known},
        {"k": "started", **known, "l": "1"},
        {"k": "challenged", **known},
        {"k": "answered", **known},
        {"k": "ended", **known, "s": "486"},
        {"k": "incoming", **known},
    ]
    texts = [json.dumps(one).encode() for one in messages]
    return b"".join(b"%d:%b," % (len(text), text) for text in texts)


def gate(chance: Random, _folder: Path) -> bytes:
    """The gate's messages, garbled within and between."""
    raw = frames()
    if chance.random() < 0.7:  # values alone, so that the frames stay whole
        pieces = []
        for text in _texts_of_frames():
            kind = dict(text)
            for key in kind:
                if key != "k" and chance.random() < 0.2:
                    kind[key] = chance.choice(("9" * 400, "-1", "\u00b2", "zz", "0", *HOSTILE))
            data = json.dumps(kind).encode()
            pieces.append(b"%d:%b," % (len(data), data))
        raw = b"".join(pieces)
    else:
        raw = garbled(chance, raw)
    parser, calls = FrameParser(), GateCalls(SITE)
    cut = chance.randrange(len(raw) + 1)
    with contextlib.suppress(FrameError):
        for part in (raw[:cut], raw[cut:]):
            for frame in parser.feed(part):
                found = [calls.requested(frame, NOW)] if frame.kind == "ask" else calls.events_of(frame, NOW)
                for event in found:
                    encode_event(event)
                    if isinstance(event, Snapshot):
                        times = [one.answered_at for one in event.calls if one.answered_at is not None]
                        assert all(math.isfinite(at) and 0 <= at < 1e11 for at in times), times
    return raw


@cache
def _texts_of_frames() -> tuple[dict[str, str], ...]:
    rest, found = frames(), []
    while rest:
        length, _, rest = rest.partition(b":")
        found.append(json.loads(rest[: int(length)]))
        rest = rest[int(length) + 1 :]
    return tuple(found)


def serial(chance: Random, _folder: Path) -> bytes:
    """What an old PABX prints, as the guard takes it."""
    raw = garbled(chance, chance.choice(SAMPLES).read_bytes()[:6_000])
    framer, recogniser = Framer(), Recogniser(None)
    cut = chance.randrange(len(raw) + 1)
    lines = [*framer.feed(raw[:cut]), *framer.feed(raw[cut:])]
    form = None
    for line in lines[:200]:
        form = recogniser.add(line).form
        if form is not None:
            break
    if form is not None:
        texts = [text_of(line.data) for line in lines]
        numbered = ((line.offset, text_of(line.data)) for line in lines)
        count_outcomes(form, texts, numbered, live_context(SITE, "spool", NOW))
    return raw


@cache
def workbook() -> dict[str, bytes]:
    """The parts of a bill as a workbook."""
    cells = '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>'
    row = (
        '<c r="A2"><v>33199000210</v></c><c r="B2" s="1"><v>46176.4</v></c><c r="C2" t="inlineStr">'
        '<is><t>00216555000102</t></is></c><c r="D2" s="2"><v>0.01</v></c><c r="E2"><v>1.5</v></c>'
    )
    names = ("Ligne", "Date et heure", "Numéro composé", "Durée", "Montant HT")
    shared = "".join(f"<si><t>{one}</t></si>" for one in names)
    return {
        "xl/workbook.xml": f"<workbook {EXCEL}/>".encode(),
        "xl/styles.xml": f"<styleSheet {EXCEL}><numFmts>"
        '<numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/>'
        '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="21"/></cellXfs>'
        "</styleSheet>".encode(),
        "xl/sharedStrings.xml": f"<sst {EXCEL}>{shared}</sst>".encode(),
        "xl/worksheets/sheet1.xml": f'<worksheet {EXCEL}><sheetData><row r="1">{cells}</row>'
        f'<row r="2">{row}</row></sheetData></worksheet>'.encode(),
    }


def documents(chance: Random, folder: Path) -> bytes:
    """Workbooks whose parts are garbled before they are packed, and pages of tables."""
    whole = BytesIO()
    if chance.random() < 0.7:
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in workbook().items():
                if chance.random() < 0.97:
                    part = garbled(chance, part) if chance.random() < 0.5 else part
                    archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
        raw = whole.getvalue()
    else:
        row = b"<tr><td>101</td><td>2026-06-03 10:00:00</td><td>00216555000102</td><td>90</td></tr>"
        head = b"<tr><th>Extension</th><th>Date</th><th>Number</th><th>Duration</th></tr>"
        raw = garbled(chance, b"<html><table>" + head + row * 5 + b"</table></html>")
    path = folder / "document"
    path.write_bytes(raw)
    with contextlib.suppress(InputError):
        for call in read([path]):
            assert isinstance(call, CallRecorded)
            assert math.isfinite(call.at + call.duration_s + call.billed_s), call
    return raw


def prices(chance: Random, folder: Path) -> bytes:
    """Lists of prices and of numbers."""
    raw = garbled(chance, chance.choice((PRICES, LIST)))
    path = folder / "list.csv"
    path.write_bytes(raw)
    with contextlib.suppress(InputError, ConfigError):
        for price in read_deck(path).values():
            assert 0 <= price.per_minute < 1e11
    with contextlib.suppress(InputError, ConfigError):
        read_feed(path)
    return raw


def dialplan(chance: Random, folder: Path) -> bytes:
    """A directory of Asterisk's, one of its files garbled."""
    copy = folder / "asterisk"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(chance.choice(SHAPES), copy)
    files = sorted(path for path in copy.rglob("*") if path.is_file())
    path = chance.choice(files)
    raw = garbled(chance, path.read_bytes()[:20_000])
    path.write_bytes(raw)
    found = read_directory(copy)
    Model(found.plan, found.around)
    return raw


def orders(chance: Random, _folder: Path) -> bytes:
    """Lines on the guard's socket."""
    sound = b'{"do": "answer", "number": "0021655", "messages": [{"template": "x {a}", "values": {"a": 1}}]}'
    raw = garbled(chance, sound)
    with contextlib.suppress(ValueError):
        data = decoded(raw)
        if isinstance(data, dict):
            encoded(with_odd_values(chance, data))
    return raw


@cache
def sound_journal() -> bytes:
    """The file of a small journal."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="veilleur-fuzz-") as folder:
        path = Path(folder) / "journal.db"
        journal = Journal(path)
        for place in range(40):
            at = NOW + place
            event = CallRequested(
                at=at, seen_at=at, request=f"r{place}", extension="101", number="0021655500101"
            )
            journal.append_event(SITE.name, event)
        journal.checkpoint(SITE.name, NOW + 40, "{}")
        journal.flush()
        journal.close()
        return path.read_bytes()


def journals(chance: Random, folder: Path) -> bytes:
    """A journal's file, garbled; it is read, or named as unreadable."""
    raw = garbled(chance, sound_journal())
    path = folder / "journal.db"
    for beside in folder.glob("journal.db*"):
        beside.unlink()
    path.write_bytes(raw)
    with contextlib.suppress(JournalError):
        verify(path)
    with contextlib.suppress(JournalError):
        reader = JournalReader(path)
        try:
            bring_back(reader, SITE, DialPlan(SITE), Vantage.ASKED, NOW).watch.wake_at  # noqa: B018
        finally:
            reader.close()
    return raw


def alerts(chance: Random, _folder: Path) -> bytes:
    """Names of callers and calls in every field of a message to people."""

    def name() -> str:
        return chance.choice(HOSTILE) + chance.choice(("", "104", *HOSTILE))

    site = Site(name=name() or "site", extensions=("1XX",))
    talk = Conversation(chance.choice(("i1", "limit day", f"blind {name()}", "drill 1")), NOW, NOW + 200)
    for place in range(chance.randrange(1, 4)):
        decision = Decision(
            id=f"d{place}",
            at=NOW + place,
            kind=chance.choice(tuple(DecisionKind)),
            subject=chance.choice(tuple(Subject)),
            target=name(),
            reasons=(Reason(chance.choice(("cut_unconfirmed", "attack_calling", "feed_blind"))),),
            number=name(),
            extension=name(),
            incident="i1",
        )
        talk.learn(decision)
        talk.alert(decision, Urgency.WAKE, chance.randrange(4))
    composer = Composer(site, DialPlan(site), chance.choice(("fr", "en")), word=name(), installer=name())
    step = chance.choice(("first", "again", "reminder", "news", "over"))
    if step == "over":
        talk.answered(NOW + 60, chance.choice(("keep", "allow")), name())
    text = composer.text(talk, step, spent=1_000_000)
    for one in (text.subject, text.line):
        assert one.isprintable() or set(one) <= set("\u00a0\u202f") | {
            sign for sign in one if sign.isprintable()
        }
    mail = compose(
        Outgoing(
            at=NOW,
            text=text,
            thread="i1",
            attempt=Attempt("i1", "", "Paul", "mail", 0),
            is_first_of_thread=True,
            is_urgent=True,
        ),
        "veilleur@example.net",
        "paul@example.net",
        site.name,
    )
    raw = mail.as_bytes()
    assert message_from_bytes(raw)["Bcc"] is None
    body = mail.get_body(("html",))
    assert body is not None
    assert "<script>" not in body.get_content()
    return text.whole.encode("utf-8", "surrogateescape")  # the mail has a boundary drawn by lot


TARGETS = (gate, serial, documents, prices, dialplan, orders, journals, alerts)
