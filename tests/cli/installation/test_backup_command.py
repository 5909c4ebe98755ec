"""`veilleur backup` and `restore` as an installer types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from veilleur.journal import Journal
from veilleur.words.events import Tick

Run = Callable[..., tuple[int, str, str]]


def _site(folder: Path) -> None:
    (folder / "veilleur.toml").write_text('[site]\nname = "Garage"\n')
    journal = Journal(folder / "var" / "journal.db")
    journal.append_event("Garage", Tick(1.0, 1.0))
    journal.close()


def test_there_and_back_in_french_with_what_a_person_must_know(run: Run, tmp_path: Path) -> None:
    _site(tmp_path)
    code, out, err = run("backup", "copie.tar.gz", "--lang", "fr")
    assert (code, err) == (0, "")
    assert "1 entrées du journal" in out or "1 entrée du journal" in out
    assert "gardez-le hors du standard" in out

    code, out, err = run("restore", "copie.tar.gz", "--lang", "fr")
    assert code == 2
    assert "--force" in err

    code, out, err = run("restore", "copie.tar.gz", "--force", "--lang", "fr")
    assert (code, err) == (0, "")
    assert "Ce qui s’est passé depuis n’y est pas" in out
    assert "Gardé à côté" in out


def test_a_program_reads_the_same_as_json(run: Run, tmp_path: Path) -> None:
    _site(tmp_path)
    code, out, _err = run("backup", "copy.tar.gz", "--json")
    kept = json.loads(out)
    assert (code, kept["type"], kept["entries"], kept["whole"]) == (0, "backup", 1, True)
    code, out, _err = run(
        "restore", "copy.tar.gz", "--config", str(tmp_path / "new" / "veilleur.toml"), "--json"
    )
    back = json.loads(out)
    assert (code, back["type"], back["aside"]) == (0, "restore", [])
    assert str(tmp_path / "new" / "veilleur.toml") in back["written"]


def test_a_service_has_no_option_of_a_pbx(run: Run) -> None:
    code, _out, err = run("setup", "service", "--country", "FR")
    assert code == 2
    assert "--country: set-up of service has no such option." in err


def test_a_service_needs_a_configuration_first(run: Run) -> None:
    code, _out, err = run("setup", "service")
    assert code == 2
    assert "veilleur setup asterisk" in err
