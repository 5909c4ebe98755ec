"""`veilleur dossier` of a case, and `veilleur verify` of what it made, as people give them."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.evidence.dossier import cases

from veilleur.evidence.bundle.standalone import verifier

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return cases.case(tmp_path)


def test_a_case_becomes_an_archive_that_both_verifiers_confirm(case: Path, tmp_path: Path, run: Run) -> None:
    words = ("dossier", case.name, "--cases", "cases", "--out", "out")
    code, out, err = run(*words, "--json", "--lang", "fr")
    assert (code, err) == (0, "")
    made = json.loads(out)
    assert made["grade"] == "records_only"
    assert run("verify", made["zip"], "--key", made["key"])[0] == 0
    second = subprocess.run([sys.executable, verifier.__file__, made["zip"]], capture_output=True, text=True)
    assert second.returncode == 0, second.stdout
    assert made["key"] in second.stdout
    with zipfile.ZipFile(made["zip"]) as archive:
        assert archive.read("raw/01-Master.csv") == (case / "raw/01-Master.csv").read_bytes()
        assert archive.read("dossier.pdf") == Path(made["pdf"]).read_bytes()
    assert Path(made["zip"]).stat().st_mode & 0o777 == 0o600


def test_the_circulated_copy_has_no_raw_file_and_no_whole_number(case: Path, run: Run) -> None:
    _code, out, _err = run("dossier", str(case), "--out", "out", "--circulated", "--json", "--lang", "en")
    made = json.loads(out)
    number = json.loads((case / "case.json").read_text())["calls"][0]["e164"]
    with zipfile.ZipFile(made["zip"]) as archive:
        assert not [name for name in archive.namelist() if name.startswith(("raw/", "case"))]
        for name in archive.namelist():
            assert number[1:].encode() not in archive.read(name), name
    assert run("verify", made["zip"])[0] == 0


NAMED_AFTER_A_NUMBER = [
    "0199001234.csv",
    "relevé du 01 99 00 12 34 (2).csv",
    "+33 (0)1.99.00.12.34 2026-03-01.csv",
]


@pytest.mark.parametrize("name", NAMED_AFTER_A_NUMBER)
def test_a_number_in_the_name_of_a_file_is_masked_wherever_the_circulated_copy_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    case = cases.case(tmp_path, name).rename("affaire 01 99 00 12 34")
    code, out, err = run("dossier", str(case), "--out", "out", "--circulated", "--json", "--lang", "fr")
    assert (code, err) == (0, "")
    made = json.loads(out)
    assert "99001234" not in digits_of(out.encode()) + digits_of(made["reference"].encode())
    with zipfile.ZipFile(made["zip"]) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    for part, content in parts.items():
        for text in (part.encode(), *texts_of(part, content)):
            assert "99001234" not in digits_of(text), part
    manifest, figures = json.loads(parts["MANIFEST.json"]), json.loads(parts["chiffres.json"])
    assert manifest["reference"] == made["reference"] == "V-affaire 01 99 •• •• ••"
    (file,) = figures[0]["files"]
    assert file["file"].startswith("raw/01-")
    assert "•" in file["file"]
    assert file["file"] in parts["appels.csv"].decode()
    assert run("verify", made["zip"], "--key", made["key"])[0] == 0
    second = subprocess.run([sys.executable, verifier.__file__, made["zip"]], capture_output=True, text=True)
    assert second.returncode == 0, second.stdout


def test_the_sealed_copy_names_its_files_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    case = cases.case(tmp_path, "0199001234.csv")
    _code, out, _err = run("dossier", str(case), "--out", "out", "--json", "--lang", "en")
    with zipfile.ZipFile(json.loads(out)["zip"]) as archive:
        assert "raw/01-0199001234.csv" in archive.namelist()
        assert b"raw/01-0199001234.csv" in archive.read("calls.csv")


def texts_of(name: str, content: bytes) -> list[bytes]:
    """What a part of an archive says; of an office document each of its parts."""
    if not name.endswith((".xlsx", ".docx")):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as office:
        return [office.read(one) for one in office.namelist()]


def digits_of(text: bytes) -> str:
    """Its digits, as whoever leaves out what stands between them reads them; what is masked stays."""
    return re.sub(r"[^\d•]", "", text.decode("utf-8", "replace"))


def test_a_changed_archive_is_not_whole_and_says_which_part(case: Path, run: Run) -> None:
    _code, out, _err = run("dossier", str(case), "--out", "out", "--json")
    path = Path(json.loads(out)["zip"])
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("raw/01-Master.csv").header_offset + 200
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    code, out, _err = run("verify", str(path), "--lang", "fr")
    assert code == 1
    assert "raw/01-Master.csv" in out
    assert "NON intact" in out


def test_what_is_no_case_and_no_incident_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _out, err = run("dossier", "nothing", "--lang", "fr")
    assert code == 2
    assert "ni un incident (comme i3) ni un cas" in err


def test_without_typst_one_sentence_says_what_to_install(
    case: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    code, _out, err = run("dossier", str(case), "--lang", "en")
    assert code == 2
    assert "veilleur[dossier]" in err


def test_a_case_without_its_files_is_refused(case: Path, run: Run) -> None:
    shutil.rmtree(case / "raw")
    code, _out, err = run("dossier", str(case), "--lang", "en")
    assert code == 2
    assert "is no case" in err
