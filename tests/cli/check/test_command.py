"""`veilleur check` as the victim runs it: a file, a page, and what to do now."""

from __future__ import annotations

import gzip
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.standard_error import without_progress
from tests.evidence import stories

from veilleur.cli.check.output import wrapped

PROGRAM = [sys.executable, "-c", "from veilleur.cli import main; main()"]
ENVIRONMENT = {"LANG": "C", "PATH": "/usr/bin:/bin", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}


def check(folder: Path, *words: str, lang: str = "C", given: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*PROGRAM, "check", *words],
        cwd=folder,
        input=given,
        capture_output=True,
        env={**ENVIRONMENT, "LANG": lang},
        check=False,
    )
    told = subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )
    assert "Traceback" not in told.stderr, told.stderr
    return told


def lines_of(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def attacked(tmp_path: Path) -> Path:
    return stories.written(tmp_path, "Master.csv", stories.office(), stories.clinic_pump())


@pytest.fixture
def honest(tmp_path: Path) -> Path:
    return stories.written(tmp_path, "honest.csv", stories.office())


def test_the_victim_reads_first_what_to_do_now(tmp_path: Path, attacked: Path) -> None:
    done = check(tmp_path, attacked.name, lang="fr_FR.UTF-8")
    assert done.returncode == 1
    page = done.stdout
    assert page.startswith("Une fraude trouvée\u00a0: 111\u00a0appels, environ ")
    assert (
        page.index("À faire maintenant") < page.index("Ce qui s’est passé") < page.index("Dépenses d’appels")
    )
    for word in ("opérateur", "installateur", "Gardez tout", "72\u00a0heures", "L12-10-1", "Dossier"):
        assert word in page
    assert "le poste 104" in page
    assert "Zimbabwe" in page
    for attack in stories.clinic_pump():
        assert attack.number[-9:] not in page  # no number whole


@pytest.mark.slow
def test_the_same_in_english(tmp_path: Path, attacked: Path) -> None:
    done = check(tmp_path, attacked.name)
    assert done.returncode == 1
    for word in (
        "Do this now",
        "operator",
        "maintainer",
        "Keep everything",
        "72\u00a0hours",
        "extension 104",
    ):
        assert word in done.stdout


def test_a_clean_file_says_so_in_its_first_line_and_leaves_nothing_behind(
    tmp_path: Path, honest: Path
) -> None:
    done = check(tmp_path, honest.name)
    assert done.returncode == 0
    assert done.stdout.startswith(
        "Nothing abnormal in 280\u00a0outgoing calls, from Monday 2\u00a0March 2026"
    )
    assert "Do this now" not in done.stdout
    assert "no digit to get out" in done.stdout
    assert "extensions of 3 digits that begin with 1" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["honest.csv"]


def test_a_faulty_dialler_is_a_notice_and_exit_0(tmp_path: Path) -> None:
    file = stories.written(tmp_path, "Master.csv", stories.office(), stories.boiler())
    done = check(tmp_path, file.name)
    assert done.returncode == 0
    assert "A machine (extension 106) keeps calling 08" in done.stdout
    assert "0899000000" not in done.stdout


def test_json_lines_for_machines(tmp_path: Path, attacked: Path) -> None:
    done = check(tmp_path, attacked.name, "--json")
    *found, last = lines_of(done)
    assert done.returncode == 1
    assert without_progress(done.stderr) == []
    assert [line["type"] for line in found] == ["incident"]
    incident = found[0]["incident"]
    assert incident["extensions"] == ["104"]
    assert incident["calls"] == 111
    assert Path(tmp_path, str(incident["case"]), "case.json").is_file()
    assert "•" in str(incident["numbers"])
    assert last["summary"]["outgoing_calls"] == 280 + 111
    assert last["summary"]["incidents"] == 1


@pytest.mark.slow
def test_a_file_from_standard_input_and_one_that_is_packed(tmp_path: Path, attacked: Path) -> None:
    (tmp_path / "old.csv.gz").write_bytes(gzip.compress(attacked.read_bytes()))
    plain = lines_of(check(tmp_path, attacked.name, "--json"))[-1]
    assert lines_of(check(tmp_path, "old.csv.gz", "--json"))[-1] == plain
    assert lines_of(check(tmp_path, "-", "--json", given=attacked.read_bytes()))[-1] == plain


@pytest.mark.slow
def test_rotated_files_in_any_order_are_one_life(tmp_path: Path, attacked: Path) -> None:
    rows = attacked.read_text().splitlines(keepends=True)
    half = len(rows) // 2
    (tmp_path / "a.csv").write_text("".join(rows[half:]))
    (tmp_path / "b.csv").write_text("".join(rows[: half + 20]))  # twenty rows stand in both
    whole = lines_of(check(tmp_path, attacked.name, "--json"))[-1]
    assert lines_of(check(tmp_path, "a.csv", "b.csv", "--json"))[-1] == whole


def test_bad_lines_are_named_counted_and_kept_and_the_rest_is_read(tmp_path: Path, attacked: Path) -> None:
    rows = attacked.read_bytes().splitlines(keepends=True)
    rows[40:40] = [b"\x00\xff garbage\n", b'"","104","0199000010","x"\n', b"\xe9\xe8;;;\n"]
    attacked.write_bytes(b"".join(rows))
    done = check(tmp_path, attacked.name, "--cases", "kept")
    assert done.returncode == 1
    assert "Master.csv:41: " in done.stderr
    assert "Not understood: 3\u00a0lines, kept in kept/lines-not-understood.txt" in done.stdout
    assert len((tmp_path / "kept/lines-not-understood.txt").read_text().splitlines()) == 3


@pytest.mark.slow
def test_a_file_that_is_no_call_records_is_one_sentence_and_exit_2(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir,\nyour bill is attached.\n" * 10)
    (tmp_path / "empty.csv").write_text("")
    for words in (["letter.txt"], ["empty.csv"], ["missing.csv"], ["."]):
        done = check(tmp_path, *words)
        assert done.returncode == 2, words
        assert done.stdout == ""
        assert done.stderr.startswith("veilleur: ")
        assert done.stderr.count("\n") == 1


def test_one_unusable_file_does_not_hide_the_fraud_in_the_others(tmp_path: Path, attacked: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir,\nyour bill is attached.\n" * 10)
    done = check(tmp_path, "letter.txt", attacked.name)
    assert done.returncode == 1
    assert "letter.txt" in done.stderr
    assert "letter.txt could not be read" in done.stdout


@pytest.mark.slow
def test_one_unusable_file_beside_an_honest_one_is_exit_2(tmp_path: Path, honest: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir,\nyour bill is attached.\n" * 10)
    done = check(tmp_path, "letter.txt", honest.name)
    assert done.returncode == 2
    assert "Nothing abnormal" in done.stdout


@pytest.mark.slow
def test_where_nothing_can_be_kept_the_page_is_shown_all_the_same(tmp_path: Path, attacked: Path) -> None:
    (tmp_path / "taken").write_text("a file stands here")
    done = check(tmp_path, attacked.name, "--cases", "taken")
    assert done.returncode == 1
    assert "Do this now" in done.stdout
    assert "--cases" in done.stderr


@pytest.mark.slow
def test_a_configuration_is_used_and_its_tariff_said(tmp_path: Path, attacked: Path) -> None:
    (tmp_path / "tariff.csv").write_text("prefix,eur_per_minute\n263,10\n")
    (tmp_path / "veilleur.toml").write_text(
        '[site]\nname = "Clinic"\noutside_line = ""\nextensions = ["1XX"]\n[tariff]\nfile = "tariff.csv"\n'
    )
    done = check(tmp_path, attacked.name)
    assert done.returncode == 1
    assert "tariff of your configuration" in done.stdout
    assert "guessed" not in done.stdout
    assert (tmp_path / "var/cases").is_dir()


def test_a_wrong_outside_line_is_reported_and_makes_no_fraud_of_an_honest_file(tmp_path: Path) -> None:
    behind_zero = [call._replace(number=f"0{call.number}") for call in stories.office()]
    file = stories.written(tmp_path, "honest.csv", behind_zero)
    (tmp_path / "veilleur.toml").write_text('[site]\nname = "Clinic"\noutside_line = ""\n')
    done = check(tmp_path, file.name)
    assert done.returncode == 0, done.stdout
    assert "veilleur.toml says no digit, but the file shows 0" in done.stdout
    assert "Do this now" not in done.stdout
    assert "national, fixed" in done.stdout


def test_a_wrong_country_is_never_nothing_abnormal_nor_a_fraud(tmp_path: Path, honest: Path) -> None:
    (tmp_path / "veilleur.toml").write_text(
        '[site]\nname = "Clinic"\ncountry = "US"\ntimezone = "America/Chicago"\noutside_line = ""\n'
    )
    done = check(tmp_path, honest.name)
    assert done.returncode == 0, done.stdout
    assert "Do this now" not in done.stdout
    assert "another country (France)" in done.stdout or "does not understand" in done.stdout


@pytest.mark.slow
def test_outside_france_no_french_law_is_told(tmp_path: Path, attacked: Path) -> None:
    (tmp_path / "veilleur.toml").write_text(
        '[site]\nname = "Praxis"\ncountry = "DE"\ntimezone = "Europe/Berlin"\noutside_line = "0"\n'
    )
    done = check(tmp_path, attacked.name)
    assert "Do this now" in done.stdout
    assert "Code" not in done.stdout


@pytest.mark.slow
def test_on_a_terminal_a_bar_is_shown_and_taken_away(tmp_path: Path, honest: Path) -> None:
    master, slave = pty.openpty()
    done = subprocess.run(
        [*PROGRAM, "check", honest.name], cwd=tmp_path, stdout=subprocess.PIPE, stderr=slave,
        env={**ENVIRONMENT, "TERM": "xterm"}, check=False,
    )  # fmt: skip
    os.close(slave)
    shown = os.read(master, 65_536).decode("utf-8", "replace")
    os.close(master)
    assert done.returncode == 0
    assert "Reading" in shown or "Examining" in shown
    assert "Traceback" not in shown


@pytest.mark.slow
def test_a_second_look_gives_no_new_72_hours(tmp_path: Path, attacked: Path) -> None:
    check(tmp_path, attacked.name)
    (case,) = tmp_path.glob("veilleur-cases/*/case.json")
    told = json.loads(case.read_text())
    told["opened_at"] = stories.moment(30, 9.0)  # Wednesday 1 April 2026
    case.chmod(0o600)
    case.write_text(json.dumps(told))
    assert "before the evening of Friday 3\u00a0April 2026" in check(tmp_path, attacked.name).stdout


@pytest.mark.slow
def test_an_old_terminal_gets_the_page_all_the_same(tmp_path: Path, attacked: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "check", attacked.name, "--lang", "fr"], cwd=tmp_path, capture_output=True,
        env={**ENVIRONMENT, "PYTHONIOENCODING": "latin-1"}, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "À faire maintenant" in done.stdout.decode("latin-1")


def test_a_long_line_is_cut_between_words_and_stands_under_its_first_one() -> None:
    text = "1. Votre opérateur, par téléphone puis par écrit\u00a0: faites bloquer 980,22\u00a0€."
    assert wrapped(text, 40).split("\n") == [
        "1. Votre opérateur, par téléphone puis",
        "   par écrit\u00a0: faites bloquer 980,22\u00a0€.",
    ]
    assert wrapped("  Vers\u00a0: Tunisie", 40) == "  Vers\u00a0: Tunisie"


def test_written_limits_too_tight_for_this_past_are_said_with_their_days(tmp_path: Path) -> None:
    dear = [
        stories.call(stories.moment(day, 10.0), "101", "0053555123456", 900.0) for day in (0, 3, 7, 10, 14)
    ]
    path = stories.written(tmp_path, "past.csv", stories.office(20), dear)
    (tmp_path / "veilleur.toml").write_text('[site]\nextensions = ["1XX"]\n[limits]\nday_eur = 1\n')
    done = check(tmp_path, str(path), "--lang", "en")
    assert "Limits: they would have stopped" in done.stdout
    assert "veilleur limits fit" in done.stdout
    (tmp_path / "veilleur.toml").write_text('[site]\nextensions = ["1XX"]\n')
    assert "Limits:" not in check(tmp_path, str(path), "--lang", "en").stdout
