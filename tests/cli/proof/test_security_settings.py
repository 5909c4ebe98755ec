"""The dossier's chapter of security settings: audits with their dates, the configuration before and after."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.test_owner_commands import a_night
from tests.pbx.asterisk.audit.test_configurations import FOLDER

from veilleur.evidence.bundle.security_settings import security_settings
from veilleur.evidence.bundle.signature import KEY_NAME, SigningKey
from veilleur.evidence.configuration.store import SnapshotStore
from veilleur.journal import Journal
from veilleur.pbx.asterisk.audit.snapshot.taking import configuration

Run = Callable[..., tuple[int, str, str]]
SITE = "Garage Martin"
JOURNAL = Path("var/journal.db")
ATTACK_S = 25 * 3_600.0  # after the night's begin


@pytest.fixture
def began_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> float:
    """A night with an audit and a snapshot before it, and a snapshot after it with a login of a stranger."""
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "veilleur.toml"
    config.write_text(f'[site]\nname = "{SITE}"\nextensions = ["10X"]\n[judge]\nmode = "enforce"\n')
    began = time.time() - 2 * 86_400
    machine = tmp_path / "machine"
    shutil.copytree(FOLDER / "hardened-22", machine)
    snapshot(machine, "start", began + 60)
    assert run("audit", str(FOLDER / "weak-everywhere"), "--lang", "en")[0] == 1
    a_night(config, began_at=began)
    with (machine / "etc/asterisk/manager.conf").open("a") as file:
        file.write("\n[eve]\nsecret = a-long-secret-of-eve\nwrite = all\n")
    snapshot(machine, "incident", began + ATTACK_S + 1_200)
    return began


def snapshot(machine: Path, why: str, at: float) -> None:
    taken = configuration(machine)
    digest = SnapshotStore.beside(JOURNAL).keep(taken, at)
    journal = Journal(JOURNAL)
    journal.append_note(
        SITE, at, {"note": "configuration", "why": why, "digest": digest, "files": 9, "incident": ""}
    )
    journal.close()


def test_before_and_after_with_their_difference_are_in_the_sealed_archive(began_at: float, run: Run) -> None:
    code, out, err = run("dossier", "i1", "--out", "out", "--lang", "fr", "--json")
    assert (code, err) == (0, "")
    with zipfile.ZipFile(json.loads(out)["zip"]) as archive:
        lines = archive.read("configuration/difference.diff").decode().splitlines()
        assert "+[eve]" in lines
        assert "+ administrator: AMI: eve" in lines
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert b"a-long-secret-of-eve" not in everything
        before = archive.read("configuration/before.json")
        kept = {one.digest for one in SnapshotStore.beside(JOURNAL).kept()}
        assert hashlib.sha256(before).hexdigest() in kept
        listed = json.loads(before)["files"]
        for name, digest in listed.items():
            assert hashlib.sha256(archive.read(f"configuration/before/{name}")).hexdigest() == digest
    assert run("verify", json.loads(out)["zip"])[0] == 0


def test_the_copy_for_circulation_holds_no_configuration(began_at: float, run: Run) -> None:
    code, out, _err = run("dossier", "i1", "--out", "out", "--circulated", "--lang", "en", "--json")
    assert code == 0
    with zipfile.ZipFile(json.loads(out)["zip"]) as archive:
        assert not [name for name in archive.namelist() if name.startswith("configuration")]


def test_each_audit_is_dated_signed_and_named_by_its_entry(began_at: float) -> None:
    key = SigningKey.at(JOURNAL.parent / KEY_NAME)
    (audit,) = security_settings(JOURNAL, SITE, began_at, began_at + 1, key.public_pem).audits
    assert audit.is_signed
    assert {1, 2} <= set(audit.weak)
    assert audit.source.file == "journal"
    assert len(audit.source.sha256) == 64
    other = SigningKey.at(JOURNAL.parent / "another.key")
    (same,) = security_settings(JOURNAL, SITE, began_at, began_at + 1, other.public_pem).audits
    assert not same.is_signed


def test_a_snapshot_that_was_changed_in_its_folder_is_missing(began_at: float) -> None:
    for path in SnapshotStore.beside(JOURNAL).folder.glob("*.json"):
        path.write_text("{}")
    found = security_settings(JOURNAL, SITE, began_at + ATTACK_S, began_at + ATTACK_S + 600)
    assert found.compared is not None
    assert (found.compared.before, found.compared.after, found.files) == (None, None, {})
