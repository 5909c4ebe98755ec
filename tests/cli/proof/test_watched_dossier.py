"""The dossier of an incident that a guard watched: every figure and line rests on an entry of the journal."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from tests.cli.test_owner_commands import a_night

from veilleur.history.holds import holds
from veilleur.journal import Journal, JournalReader, chain
from veilleur.words import events as ev

Run = Callable[..., tuple[int, str, str]]
AGO_S = 90_300
MINUTE_S = 60.0
SECRET_NUMBER = "0037129990000"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "veilleur.toml"
    config.write_text('[site]\nname = "Garage Martin"\nextensions = ["10X"]\n[judge]\nmode = "enforce"\n')
    began_at = time.time() - AGO_S
    a_night(config, began_at=began_at)
    journal = Journal(tmp_path / "var" / "journal.db")
    at = began_at + 3_600 * 25 + 400
    journal.append_event("Garage Martin", ev.AlertSent(at, at, "i1", "first", "Paul", "sms"))
    journal.append_event("Garage Martin", ev.AlertAnswered(at + 41, at + 41, "i1", "keep", "sms", "Paul"))
    journal.close()
    return config


def made(run: Run, *words: str) -> tuple[dict[str, Any], zipfile.ZipFile]:
    code, out, err = run("dossier", "i1", "--out", "out", "--lang", "fr", "--json", *words)
    assert (code, err) == (0, "")
    said = json.loads(out)
    return said, zipfile.ZipFile(said["zip"])


def entries(archive: zipfile.ZipFile) -> dict[int, dict[str, Any]]:
    """The extract of the journal, each entry checked as the annex's program does."""
    found, previous = {}, ""
    for line in archive.read("journal/chain.jsonl").splitlines():
        entry = json.loads(line)
        assert previous in ("", entry["previous"])
        previous = entry["hash"]
        found[entry["seq"]] = entry
    assert json.loads(archive.read("MANIFEST.json"))["journal"]["head"] == previous
    return found


def test_each_call_and_each_step_names_an_entry_with_its_hash(site: Path, run: Run) -> None:
    said, archive = made(run)
    assert said["grade"] == "watched"
    known = entries(archive)
    for name in ("appels.csv", "chronologie.csv"):
        rows = list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
        assert rows
        for row in rows:
            assert known[int(row["source_line"])]["hash"] == row["source_sha256"], row
    calls = list(csv.DictReader(io.StringIO(archive.read("appels.csv").decode("utf-8-sig"))))
    assert {row["state"] for row in calls} == {"refused"}
    refused = [one for one in known.values() if '"kind":"refuse"' in one["public"]]
    assert len(calls) == len(refused) == 5


def test_who_was_alerted_and_who_answered_when(site: Path, run: Run) -> None:
    said, archive = made(run)
    steps = list(csv.DictReader(io.StringIO(archive.read("chronologie.csv").decode("utf-8-sig"))))
    texts = [(row["kind"], row["text_fr"]) for row in steps]
    assert ("alert", "Alerte à Paul par SMS.") in texts
    assert ("answer", "Réponse de Paul\u00a0: tout garder bloqué.") in texts
    sent = next(one for one in entries(archive).values() if '"event":"AlertSent"' in one["public"])
    assert said["complaint_before"] == pytest.approx(sent["at"] + 72 * 3_600)


def readable(name: str, content: bytes) -> str:
    """All digits of a part of an archive, those within compressed pages too, and its text."""
    texts = [content.decode("utf-8", "replace")]
    if name.endswith(".pdf"):
        with pdfplumber.open(io.BytesIO(content)) as document:
            texts += [page.extract_text() for page in document.pages]
    elif name.endswith((".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(content)) as office:
            texts += [office.read(part).decode("utf-8", "replace") for part in office.namelist()]
    return re.sub(r"[\s\u00a0\u202f]", "", "".join(texts))


def test_the_sealed_copy_proves_the_personal_parts_and_the_circulated_one_has_none(
    site: Path, run: Run
) -> None:
    _said, sealed = made(run)
    personal = [one for one in entries(sealed).values() if "personal" in one]
    assert personal
    for one in personal:
        assert chain.commitment(bytes.fromhex(one["salt"]), one["personal"]) == one["commitment"]
    said, circulated = made(run, "--circulated")
    assert not [one for one in entries(circulated).values() if "personal" in one]
    for name in circulated.namelist():
        assert SECRET_NUMBER[2:] not in readable(name, circulated.read(name)), name
    assert SECRET_NUMBER[2:] in readable("dossier.pdf", sealed.read("dossier.pdf")), "and would be found"
    assert run("verify", said["zip"])[0] == 0


def test_letters_are_filled_in_and_can_be_edited(site: Path, run: Run) -> None:
    _said, archive = made(run)
    letters = [name for name in archive.namelist() if name.startswith("lettres/")]
    assert sorted({name.rpartition(".")[2] for name in letters}) == ["docx", "pdf"]
    assert len(letters) == 10
    for name in letters:
        content = archive.read(name)
        if name.endswith(".pdf"):
            assert content.startswith(b"%PDF-")
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as document:
            text = document.read("word/document.xml").decode()
        assert "Garage Martin" in text
        assert "à vérifier par un avocat" in text
        assert "{" not in text, "no blank is left"
    with zipfile.ZipFile(io.BytesIO(archive.read("lettres/3-assureur.docx"))) as document:
        insurer = document.read("word/document.xml").decode()
    assert "72\u00a0heures" in insurer


def test_a_journal_that_was_rewritten_makes_no_whole_dossier(site: Path, run: Run) -> None:
    said, archive = made(run)
    lines = archive.read("journal/chain.jsonl").splitlines(keepends=True)
    assert hashlib.sha256(b"".join(lines)).hexdigest() in archive.read("MANIFEST.json").decode()
    path = Path(said["zip"])
    path.write_bytes(path.read_bytes().replace(lines[3], lines[4].ljust(len(lines[3]))[: len(lines[3])]))
    code, out, _err = run("verify", str(path), "--lang", "fr")
    assert code == 1
    assert "journal/chain.jsonl" in out


def test_an_incident_that_is_not_there_is_said(site: Path, run: Run) -> None:
    code, _out, err = run("dossier", "i9", "--lang", "en")
    assert code == 2
    assert "There is no incident 'i9'" in err


def test_a_hold_is_an_entry_of_the_journal_until_it_is_released(site: Path, run: Run) -> None:
    code, out, _err = run("dossier", "i1", "--hold", "--lang", "fr")
    assert code == 0
    assert "ne s’effacent plus" in out
    reader = JournalReader(site.parent / "var" / "journal.db")
    assert set(holds(reader, "Garage Martin")) == {"i1"}
    assert run("dossier", "i1", "--release")[0] == 0
    assert holds(reader, "Garage Martin") == {}
    reader.close()
    assert run("verify")[0] == 0
    assert run("dossier", "i9", "--hold")[0] == 2
