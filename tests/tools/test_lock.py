"""What users install is what was tested: names, versions and hashes, and a bill of materials that agrees."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tools import lock


def test_all_that_the_program_needs_is_locked_at_the_version_that_was_tested() -> None:
    locked, pins = lock.locked(), lock.pins()
    assert set(locked) == lock.wanted()
    assert {name: version for name, (version, _digests) in locked.items()} == {
        name: pins[name] for name in locked
    }
    assert all(digests for _version, digests in locked.values())


def test_a_package_of_machine_code_is_locked_for_each_system() -> None:
    for name in ("pydantic-core", "sqlalchemy"):
        assert len(lock.locked()[name][1]) >= len(lock.PYTHONS) * 2


def test_the_lock_names_nothing_but_names_versions_and_hashes() -> None:
    lines = [line for line in lock.HASHES.read_text("utf-8").splitlines() if not line.startswith("#")]
    line_of = re.compile(r"[a-z0-9-]+==[\w.]+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not line_of.fullmatch(line)] == []


def test_the_bill_of_materials_is_that_of_the_lock() -> None:
    kept = json.loads(lock.BILL.read_text("utf-8"))
    assert kept == lock.bill(lock.locked())
    assert kept["bomFormat"] == "CycloneDX"
    assert [one["name"] for one in kept["components"]] == sorted(lock.locked())


def test_every_licence_of_what_users_install_fits_ours() -> None:
    fitting = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla", re.I)
    licences = {name: lock.licence_of(name) for name in lock.locked()}
    assert {name: one for name, one in licences.items() if not fitting.search(one)} == {}


@pytest.mark.slow
def test_a_clean_environment_installs_by_hashes_and_runs(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv/bin/python"
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    for words in (
        ["install", "-q", "--require-hashes", "--only-binary", ":all:", "-r", str(lock.HASHES)],
        ["wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(tmp_path / "dist"), str(lock.ROOT)],
        ["install", "-q", "--no-deps", "--no-index", "--find-links", str(tmp_path / "dist"), "veilleur"],
        ["check"],
    ):
        subprocess.run([python, "-m", "pip", *words], check=True, env=clean, capture_output=True)
    said = subprocess.run(
        [tmp_path / "venv/bin/veilleur", "price", "0037129990000", "--lang", "fr"],
        check=True,
        env=clean,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert "Lettonie" in said.stdout


@pytest.mark.slow
def test_a_file_that_was_not_tested_is_refused(tmp_path: Path) -> None:
    text = lock.HASHES.read_text("utf-8")
    (one,) = re.findall(r"^tzdata==\S+ \\\n    --hash=sha256:[0-9a-f]{64}$", text, re.M)
    forged = tmp_path / "forged.txt"
    forged.write_text(f"{one[:-64]}{'0' * 64}\n")
    asked = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--require-hashes",
            "-d",
            str(tmp_path),
            "-r",
            str(forged),
        ],
        capture_output=True,
        text=True,
    )
    assert asked.returncode != 0
    assert "DO NOT MATCH" in asked.stderr
