"""Further targets of the fuzzer: configurations of switches, snapshots, settings, proofs, growing files.

In: a chance and a folder for files. Out: what was made of them, for the fuzzer's own tests.
Pitfall: whoever has the switch writes its files and tables; a target suppresses only what its room may raise
by its docstring.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from tools.fuzz_rooms import HOSTILE, NOW, SAMPLES, SHAPES, SITE
from tools.garbling import garbled, with_odd_values
from veilleur.alerts.channels import sms
from veilleur.alerts.gsm7 import clipped, folded, septets
from veilleur.config.load import load_text
from veilleur.evidence.bundle.checking import check
from veilleur.evidence.bundle.packing import bundle
from veilleur.evidence.bundle.signature import SigningKey
from veilleur.evidence.bundle.standalone import verifier
from veilleur.evidence.configuration.difference import difference
from veilleur.evidence.configuration.store import SnapshotStore
from veilleur.installation.restore import restore
from veilleur.numbering import DialPlan
from veilleur.pbx.asterisk.audit.port import AsteriskAudit
from veilleur.pbx.asterisk.dialplan.masking import masked
from veilleur.pbx.asterisk.dialplan.reading import running
from veilleur.pbx.asterisk.files.master_csv import passed_between
from veilleur.pbx.asterisk.freepbx import database, generated, tables
from veilleur.pbx.asterisk.freepbx.places import Login
from veilleur.pbx.asterisk.freepbx.proposal import proposal_of
from veilleur.pbx.asterisk.freepbx.telephones import devices_in
from veilleur.pbx.audit_port import AuditRequest
from veilleur.pbx.freeswitch.audit.port import FreeSwitchAudit
from veilleur.pbx.registry import sections
from veilleur.records import known_formats, read
from veilleur.records.files.line_blocks import blocks
from veilleur.records.follow import FollowedReader
from veilleur.records.format import Context
from veilleur.records.values.local_time import LocalClock
from veilleur.words.errors import ConfigError, InputError, JournalError, SwitchError

ROOT = Path(__file__).parents[1]
ODD_TOML = ['""', "[]", "{}", "9" * 5000, "-1", "nan", "inf", '"{number}{text}{secret}"', "1979-05-27"]
XML = sorted((ROOT / "tests/pbx/freeswitch/audit/configurations").iterdir())
SETTINGS = """
[site]
name = "Garage Martin"
extensions = ["1XX"]
country = "FR"
[limits]
day_eur = 20
[alerts]
word = "linden"
[[alerts.person]]
name = "Paul"
sms = "+33612345678"
mail = "paul@example.net"
[alerts.sms]
url = "https://sms.example.net/send?to={number}"
fields = { text = "{text}", from = "Veilleur" }
headers = { X-Key = "abc" }
messages_a_day = 20
[witness]
keep_s = 3
[http]
port = 0
"""
RUNNING = """[ Context 'internal' created by 'pbx_config' ]
  '_0.' (CID match '101') => 1. Gosub(veilleur-gate,s,1(${EXTEN})) [extensions.conf:12]
     [dial]         2. Dial(PJSIP/${EXTEN}@carrier)              [extensions.conf:13]
  Include =>        'local'                                       [pbx_config]
-= 1 extension (2 priorities) in 1 context. =-
"""
SECRETS = (
    "secret=s3cr3t\n[101]\nauth_pass = hunter22\n-----BEGIN PRIVATE KEY-----\nMIIBVgIBADANBg\n"
    "-----END PRIVATE KEY-----\nexec /usr/bin/curl -u user:pa55w0rd https://a:b@example.net\n"
)


def audits(chance: Random, folder: Path) -> bytes:
    """A configuration of Asterisk's or FreeSWITCH's: its audit, its snapshots and how they differ."""
    is_xml = chance.random() < 0.3
    source = chance.choice(XML if is_xml else SHAPES)
    copy = folder / "switch"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy)
    port: Any = FreeSwitchAudit() if is_xml else AsteriskAudit()
    if not port.recognises(copy):
        return b""
    before = port.configuration(copy)
    files = sorted(path for path in copy.rglob("*") if path.is_file())
    path = chance.choice(files)
    raw = garbled(chance, path.read_bytes()[:20_000] + chance.choice(("", SECRETS)).encode())
    path.write_bytes(raw)
    if port.recognises(copy):
        request = AuditRequest(copy, extensions=("1XX",), outside_line=chance.choice(("", "0")))
        port.survey(request)
        port.emergency(request)
        port.stamps(copy)
        after = port.configuration(copy)
        difference(before, after)
        store = SnapshotStore(folder / "snapshots")
        kept = store.read(store.keep(after, NOW))
        assert kept is not None
        assert kept.files == after.files
    masked(
        chance.choice(("manager.conf", "voicemail.conf", "x.xml", path.name)), raw.decode("utf-8", "replace")
    )
    return raw


def snapshots(chance: Random, folder: Path) -> bytes:
    """The folder of snapshots, as somebody who may write there leaves it."""
    from veilleur.words.audit.configuration import Configuration

    place = folder / "snapshots-damaged"
    shutil.rmtree(place, ignore_errors=True)
    store = SnapshotStore(place)
    digest = store.keep(Configuration({"manager.conf": "[a]\n", "x": "b"}, {"trunk": frozenset({"t"})}), NOW)
    path = chance.choice(sorted(place.iterdir()))
    raw = garbled(chance, path.read_bytes())
    path.write_bytes(raw)
    store.read(digest)
    (place / f"{int(NOW)}-{'0' * 64}.json").write_bytes(raw)
    store.read("0" * 64)
    store.forget(lambda at: at < NOW + 1 and chance.random() < 0.5)
    return raw


def dialplans_running(chance: Random, _folder: Path) -> bytes:
    """What a manager is answered about the dialplan that runs, and AstDB's rows."""
    raw = garbled(chance, RUNNING.encode() * chance.randrange(1, 4))
    text = raw.decode("utf-8", "replace")
    running.from_output(text)
    rows = [
        {
            name: chance.choice(("1", "hint", "9" * 5000, "²", *HOSTILE))
            for name in (
                "Context",
                "Extension",
                "Priority",
                "Application",
                "AppData",
                "IncludeContext",
                "Switch",
            )
            if chance.random() < 0.7
        }
        for _ in range(10)
    ]
    running.from_events(rows)
    generated.facts_of(text + "\n[outrt-1]\n" + text, "extensions_additional.conf")
    devices_in({f"/DEVICE/{one['Context']}/dial": str(one) for one in rows if "Context" in one})
    return raw + json.dumps(rows).encode()


ROWS: dict[str, list[dict[str, Any]]] = {
    "freepbx_settings": [{"keyword": "TONEZONE", "value": "fr"}, {"keyword": "AUTHTYPE", "value": "none"}],
    "users": [{"extension": "101"}],
    "devices": [{"id": "101", "user": "101", "tech": "pjsip", "dial": "PJSIP/101"}],
    "trunks": [{"trunkid": 1, "name": "carrier", "tech": "pjsip", "channelid": "carrier", "maxchans": "4"}],
    "outbound_routes": [{"route_id": 1, "name": "out", "emergency_route": "YES"}],
    "outbound_route_patterns": [{"route_id": 1, "match_pattern_prefix": "0", "match_pattern_pass": "X."}],
    "outbound_route_trunks": [{"route_id": 1, "trunk_id": 1, "seq": 0}],
    "outbound_route_sequence": [{"route_id": 1, "seq": 0}],
    "ampusers": [{"username": "admin", "sections": "*"}],
    "cron_jobs": [{"modulename": "a", "jobname": "b", "command": "curl -u a:b http://x"}],
    "modules": [{"modulename": "core", "version": "17", "signature": '{"status": 129}', "enabled": 1}],
    "incoming": [{"extension": "", "destination": "from-did-direct,101,1"}],
    "miscdests": [{"description": "m", "destdial": "0021655"}],
}


class _Tables:
    """A connection to a database whose rows somebody else wrote."""

    def __init__(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        self._rows, self._found = rows, list[dict[str, Any]]()

    @contextlib.contextmanager
    def cursor(self) -> Iterator[_Tables]:
        yield self

    def execute(self, statement: str) -> None:
        self._found = self._rows.get(statement.split("`")[1], [])

    def fetchall(self) -> list[dict[str, Any]]:
        return self._found


def freepbx_tables(chance: Random, _folder: Path) -> bytes:
    """FreePBX's tables, with odd values in them."""
    rows = {
        name: [{key: _odd(chance, value) for key, value in row.items()} for row in found]
        for name, found in ROWS.items()
    }

    @contextlib.contextmanager
    def connected(*_what: object) -> Iterator[_Tables]:
        yield _Tables(rows)

    before = database.connected, tables.connected, tables.login_of
    database.connected = tables.connected = connected  # type: ignore[assignment]
    tables.login_of = lambda _path: SimpleNamespace(database="asterisk")  # type: ignore[assignment,return-value]
    try:
        facts = database.facts_of(Login("a", "b", "localhost", 3306, "", "asterisk", "asteriskcdrdb"))
        proposal_of(facts, lambda _zone: "FR")
        tables.tables_of(Path("/")).entries()
    finally:
        database.connected, tables.connected, tables.login_of = before
    return json.dumps(rows, default=str).encode()


def _odd(chance: Random, value: Any) -> Any:
    if chance.random() < 0.8:
        return value
    return chance.choice((None, -1, 10**30, 1.5, "9" * 5000, "²", "٣", b"\xff", "", *HOSTILE))


def astdb(chance: Random, folder: Path) -> bytes:
    """AstDB's file beside a configuration, garbled within its pages."""
    copy = folder / "astdb"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT / "tests/pbx/asterisk/dialplan/shapes/freepbx17-features", copy)
    path = copy / "astdb.sqlite3"
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE astdb (key VARCHAR(256) PRIMARY KEY, value VARCHAR(256))")
        values = [_odd(chance, "0021655500101") for _ in range(4)]
        sound = [one if isinstance(one, bytes) else str(one).encode("utf-8", "replace") for one in values]
        base.executemany(
            "INSERT INTO astdb VALUES (?, ?)", [(f"/CF/10{n}", one) for n, one in enumerate(sound)]
        )
    raw = garbled(chance, path.read_bytes())
    path.write_bytes(raw)
    AsteriskAudit().survey(AuditRequest(copy, extensions=("1XX",)))
    return raw


def settings(chance: Random, folder: Path) -> bytes:
    """veilleur.toml with a gateway for text messages, and a message through it."""
    text = SETTINGS
    if chance.random() < 0.5:
        lines = text.splitlines()
        place = chance.randrange(len(lines))
        key = lines[place].partition("=")[0]
        odd = ODD_TOML
        lines[place] = f"{key or 'x'}= {chance.choice(odd)}"
        text = "\n".join(lines)
    raw = garbled(chance, text.encode()) if chance.random() < 0.4 else text.encode()
    found = None
    with contextlib.suppress(ConfigError):
        found = load_text(raw.decode("utf-8", "replace"), folder / "veilleur.toml", sections())
    if found is not None and found.alerts.sms is not None:
        before = sms.http.request
        sms.http.request = lambda *_what, **_more: b"OK"  # type: ignore[assignment]
        try:
            with contextlib.suppress(sms.ChannelError):
                sms.deliver(found.alerts.sms, "+33612345678", chance.choice(HOSTILE))
        finally:
            sms.http.request = before
    name = chance.choice(HOSTILE) * chance.randrange(1, 40)
    assert septets(clipped(folded(name), 160)) <= 160
    return raw


@cache
def _dossier() -> bytes:
    from tempfile import mkdtemp

    key = SigningKey.at(Path(mkdtemp(prefix="veilleur-fuzz-key-")) / "dossier.key")
    parts = {"dossier.pdf": Random(1).randbytes(300), "raw/01-relevé.csv": b"a;b;c\n" * 20}
    return bundle(parts, {"reference": "V-1"}, key, (), lambda *_what: b"")[0]


def dossiers(chance: Random, _folder: Path) -> bytes:
    """A signed dossier, changed: each verifier names it as changed, and neither fails."""
    sound = _dossier()
    raw = garbled(chance, sound)
    if raw != sound:
        assert not check(raw).is_whole
        assert list(verifier.faults(raw, ""))
    return b""  # the key is drawn by lot


def backups(chance: Random, folder: Path) -> bytes:
    """A backup that is put back."""
    import hashlib
    import tarfile

    config = b'[site]\nname = "A"\n'
    manifest: Any = {
        "format": 1,
        "made_at": "2026-11-30T10:00:00+00:00",
        "config": str(folder / "back" / "veilleur.toml"),
        "journal": str(folder / "back" / "journal.db"),
        "entries": 0,
        "files": {"veilleur.toml": {"sha256": hashlib.sha256(config).hexdigest(), "path": ""}},
    }
    manifest = with_odd_values(chance, manifest, 0.1) if chance.random() < 0.6 else manifest
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        for name, content in (("manifest.json", json.dumps(manifest).encode()), ("veilleur.toml", config)):
            member = tarfile.TarInfo(name if chance.random() < 0.9 else chance.choice(("../x", "/etc/x", "")))
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    raw = whole.getvalue()
    raw = garbled(chance, raw) if chance.random() < 0.4 else raw
    path = folder / "backup.tar.gz"
    path.write_bytes(raw)
    with contextlib.suppress(InputError, ConfigError, JournalError):
        restore(path, config=folder / "back" / "veilleur.toml", may_replace=True)
    return b""  # gzip holds the time


def mails(chance: Random, folder: Path) -> bytes:
    """A mail, or a box of mails, with records in it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.net", "b@example.net", "CDR"
    mail.set_content("see attached\n")
    sample = chance.choice(SAMPLES).read_bytes()[:6_000]
    mail.add_attachment(sample, maintype="text", subtype=chance.choice(("csv", "plain")), filename="cdr.csv")
    mail.set_boundary("==x==")
    raw = b"From a@example.net Wed Jun  3 10:00:00 2026\n" + mail.as_bytes()
    raw = garbled(chance, raw * chance.randrange(1, 3))
    path = folder / "mail"
    path.write_bytes(raw)
    with contextlib.suppress(InputError):
        for call in read([path]):
            assert call.duration_s >= 0
    return raw


def in_bulk(chance: Random, folder: Path) -> bytes:
    """Records that are read by columns, as large files are."""
    form = chance.choice([one for one in known_formats() if one.parse_blocks is not None])
    sample = next(path for path in SAMPLES if path.parent.name.startswith(form.name.replace("-", "_")[:14]))
    raw = garbled(chance, sample.read_bytes()[:6_000] * 3)
    path = folder / "bulk.csv"
    path.write_bytes(raw)
    assert form.parse_blocks is not None
    with contextlib.suppress(InputError):
        for _ in form.parse_blocks(blocks(path), Context(SITE, LocalClock(SITE.timezone), path.name)):
            pass
    return raw


def followed(chance: Random, folder: Path) -> bytes:
    """A file that grows by pieces, is emptied, and is renamed."""
    raw = garbled(chance, chance.choice(SAMPLES).read_bytes()[:10_000])
    path = folder / "grows"
    for old in folder.glob("grows*"):
        old.unlink()
    begin = chance.randrange(len(raw) + 1)
    path.write_bytes(raw[:begin])
    reader = FollowedReader([path], SITE)
    with contextlib.suppress(InputError):
        list(reader.news())
        while begin < len(raw):
            end = begin + chance.randrange(1, 4_000)
            how = chance.random()
            if how < 0.1:
                path.rename(folder / f"grows.{begin}")
            with path.open("wb" if how > 0.9 else "ab") as file:
                file.write(raw[begin:end])
            begin = end
            list(reader.news(is_idle=chance.random() < 0.3))
        list(reader.finish())
    return raw


def past_calls(chance: Random, folder: Path) -> bytes:
    """Asterisk's own records of a gap."""
    text = io.StringIO()
    row = ["", "101", "0021655500101", "internal", '"a" <101>', "PJSIP/101-1", "PJSIP/c-1", "Dial", "x"]
    row += ["2026-11-21 01:14:00", "2026-11-21 01:14:05", "2026-11-21 01:15:00", "60", "55", "ANSWERED"]
    for place in range(6):
        csv.writer(text, lineterminator="\n").writerow([*row, "DOCUMENTATION", f"1795223640.{place}", ""])
    raw = garbled(chance, text.getvalue().encode())
    path = folder / "Master.csv"
    path.write_bytes(raw)
    with contextlib.suppress(SwitchError):
        passed_between(path, SITE, NOW - 86_400, NOW + 86_400)
    DialPlan(SITE).destination(raw[:200].decode("utf-8", "replace"))
    return raw


TARGETS = (
    *(
        audits,
        snapshots,
        dialplans_running,
        freepbx_tables,
        astdb,
        settings,
        dossiers,
        backups,
        mails,
        in_bulk,
    ),
    *(followed, past_calls),
)
