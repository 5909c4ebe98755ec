"""The command line: what is asked for wrongly is one sentence on stderr and exit code 2."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from veilleur import __version__
from veilleur.cli.app import COMMANDS, main
from veilleur.journal import Journal
from veilleur.words.events import Tick

SOURCE = Path(__file__).parents[2] / "src"


def veilleur(*words: str, folder: Path, lang: str = "C") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from veilleur.cli import main; main()", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"LANG": lang, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(SOURCE)},
        check=False,
    )


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "var" / "journal.db"
    journal = Journal(path)
    for at in range(5):
        journal.append_event("Garage Martin", Tick(float(at), float(at)))
    journal.close()
    return path


def test_help_names_every_command(tmp_path: Path) -> None:
    done = veilleur("--help", folder=tmp_path)
    assert done.returncode == 0
    for name in COMMANDS:
        assert name in done.stdout


def test_an_unknown_command_and_an_unknown_option(tmp_path: Path) -> None:
    for words in (["gaurd"], ["verify", "--jsno"]):
        done = veilleur(*words, folder=tmp_path)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_a_whole_journal_is_proved_in_both_languages(journal: Path) -> None:
    folder = journal.parent.parent
    english = veilleur("verify", folder=folder)
    french = veilleur("verify", folder=folder, lang="fr_FR.UTF-8")

    assert english.returncode == french.returncode == 0
    assert "5 entries, the journal is whole" in english.stdout
    assert "5 entrées, journal intact" in french.stdout


def test_a_journal_that_was_changed_names_the_entry_and_exits_with_1(journal: Path) -> None:
    with sqlite3.connect(journal) as connection:
        connection.execute("UPDATE entries SET public = '{}' WHERE seq = 3")

    done = veilleur("verify", "--json", folder=journal.parent.parent)

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert lines[0]["seq"] == 3
    assert lines[-1]["summary"]["whole"] is False


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["verify", "nowhere.db"], "there is no journal here"),
        (["verify", "--head", "12"], "write NUMBER:HASH"),
        (["verify", "--head", "1" * 5_000 + ":" + "a" * 64], "write NUMBER:HASH"),
        (["verify", "--lang", "de"], "write fr or en"),
        (["verify", "--config", "nowhere.toml"], "the configuration cannot be read"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(journal: Path, words: list[str], sentence: str) -> None:
    done = veilleur(*words, folder=journal.parent.parent)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_key_of_the_configuration_names_file_and_line(journal: Path) -> None:
    folder = journal.parent.parent
    (folder / "veilleur.toml").write_text('[site]\nnme = "x"\n')
    done = veilleur("verify", folder=folder)
    assert done.returncode == 2
    assert "veilleur.toml:2: unknown key 'nme'" in done.stderr


def test_a_name_of_a_file_in_an_error_steers_no_terminal(tmp_path: Path) -> None:
    done = veilleur("check", "relevés\x1b]0;owned\x07\r\nFORGED LINE.csv", folder=tmp_path)
    assert done.returncode == 2
    assert not {"\x1b", "\x07", "\r"} & set(done.stderr)
    assert len(done.stderr.splitlines()) == 1
    assert "relevés" in done.stderr


def test_a_line_that_is_not_understood_steers_no_terminal(tmp_path: Path) -> None:
    lines = ["source,destination,start,duration,billsec"]
    lines += [f"20{n},0199001234,2026-03-0{n + 1} 10:00:00,60,50" for n in range(5)]
    lines += ["201,0199001234,\x1b]0;owned\x07\x9b31m,x\u202e,y\x1b[2J"]
    (tmp_path / "a\x1b[2J.csv").write_text("\n".join(lines) + "\n")
    done = veilleur("check", "a\x1b[2J.csv", folder=tmp_path)
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.stderr + done.stdout)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["price"], "Write veilleur price NUMBERS. See `veilleur price --help`."),
        (["price", "--lang", "fr"], "Écrivez veilleur price NUMBERS. Voir `veilleur price --help`."),
        (["--lang", "fr", "pause", "--minutes", "0"], "il faut au moins 1. Voir `veilleur pause --help`."),
        (["verify", "--jsno"], "No such option: --jsno"),
        (["gaurd"], "did you mean `veilleur guard`?"),
        (["xyzzy"], "`veilleur --help` lists them."),
        (["--frobnicate", "price"], "No such option: --frobnicate. See `veilleur --help`."),
        (["price", "15", "--lang", "de"], "--lang de: write fr or en."),
    ],
)
def test_words_that_do_not_fit_are_one_sentence_too(tmp_path: Path, words: list[str], sentence: str) -> None:
    done = veilleur(*words, folder=tmp_path, lang="C.UTF-8")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_language_is_named_before_or_behind_any_command(tmp_path: Path) -> None:
    for words in (["--lang", "fr", "price", "15"], ["price", "15", "--lang=fr"]):
        assert "urgence" in veilleur(*words, folder=tmp_path, lang="C.UTF-8").stdout
    assert veilleur("formats", "--lang", "fr", folder=tmp_path).returncode == 0


def test_help_of_the_program_is_french_to_its_last_line(tmp_path: Path) -> None:
    done = veilleur("--lang", "fr", "help", folder=tmp_path, lang="C.UTF-8")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    headings = [line for line in lines if line.endswith(":") and not line.startswith(" ")]
    assert headings == ["Commandes\u00a0:", "Options\u00a0:"]
    assert done.stdout.startswith("Usage\u00a0: veilleur [OPTIONS] COMMANDE")
    assert "Afficher la version." in done.stdout


def test_no_words_at_all_are_a_question_for_help(tmp_path: Path) -> None:
    assert veilleur(folder=tmp_path).stdout == veilleur("--help", folder=tmp_path).stdout


def test_version_is_one_line(tmp_path: Path) -> None:
    for words in (["--version"], ["--lang", "fr", "--version"]):
        done = veilleur(*words, folder=tmp_path)
        assert (done.returncode, done.stdout) == (0, f"veilleur {__version__}\n")


def test_a_command_imports_its_own_module_alone(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from veilleur.cli.app import COMMANDS, main\n"
        "try: main()\n"
        "except SystemExit: print([one for one, (module, _) in COMMANDS.items() if module in sys.modules])\n"
    )
    for words, loaded in ((["price", "15"], ["price"]), (["--help"], []), (["gaurd"], [])):
        done = subprocess.run(
            [sys.executable, "-c", program, *words], capture_output=True, text=True, cwd=tmp_path, check=False
        )
        assert done.stdout.splitlines()[-1] == str(loaded)


def test_ctrl_c_ends_a_command_with_what_shells_expect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_option: Path | None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("veilleur.cli.numbers.price.settings_or_default", interrupted)
    monkeypatch.setattr(sys, "argv", ["veilleur", "price", "15"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("words", [["help", "price", "--lang", "fr"], ["price", "--help", "--lang", "fr"]])
def test_help_in_french_is_french_to_its_last_line(tmp_path: Path, words: list[str]) -> None:
    done = veilleur(*words, folder=tmp_path, lang="C.UTF-8")
    assert done.returncode == 0
    assert "Afficher cette aide." in done.stdout
    assert "[obligatoire]" in done.stdout
    assert "Usage\u00a0: veilleur price" in done.stdout


@pytest.mark.parametrize("words", ["--help", "formats", "price 15 --json", "price --help"])
def test_a_full_disk_is_one_sentence_and_a_closed_pipe_is_nothing(tmp_path: Path, words: str) -> None:
    start = f"{sys.executable} -m veilleur {words}"
    full = subprocess.run(
        f"{start} > /dev/full", shell=True, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert full.returncode == 2
    assert "cannot be written" in full.stderr
    assert len(full.stderr.splitlines()) == 1
    closed = subprocess.run(
        f"{start} | true", shell=True, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert closed.stderr == ""


def test_a_closed_pipe_ends_with_0(tmp_path: Path) -> None:
    start = f"{sys.executable} -m veilleur formats | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", start], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("fault", "code", "sentence"),
    [
        (RuntimeError("a number of a person"), 70, "Veilleur itself has failed (RuntimeError, "),
        (MemoryError(), 2, "not enough memory"),
    ],
)
def test_a_fault_of_ours_is_one_sentence_and_never_the_code_of_something_found(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: Exception,
    code: int,
    sentence: str,
) -> None:
    def failing(_option: Path | None) -> None:
        raise fault

    monkeypatch.setattr("veilleur.cli.numbers.price.settings_or_default", failing)
    for lang in ("en", "fr"):
        monkeypatch.setattr(sys, "argv", ["veilleur", "price", "15", "--lang", lang])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr().err
        assert ended.value.code == code
        assert len(said.splitlines()) == 1
        assert "a number of a person" not in said
        assert (sentence in said) is (lang == "en")
