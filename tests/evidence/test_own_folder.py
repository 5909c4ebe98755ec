"""Where we write, no link is followed, and nothing that lay there before is written through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.evidence import stories

from veilleur.config import find_config
from veilleur.evidence.own_folder import OwnFolder
from veilleur.words.errors import ConfigError

SOURCE = Path(__file__).parents[2] / "src"
LINES = "lines-not-understood.txt"


def checked(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "veilleur", "check", "Master.csv", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(SOURCE)},
        check=False,
    )


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = stories.written(tmp_path, "Master.csv", stories.office())
    with path.open("a") as out:
        out.write("not a record \x1b]0;owned\x07 at all\n")
    return path


def test_a_link_that_lies_where_lines_are_written_is_not_followed(tmp_path: Path, records: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    victim.chmod(0o644)
    cases = tmp_path / "veilleur-cases"
    cases.mkdir(mode=0o700)
    (cases / LINES).symlink_to("../victim")
    done = checked(tmp_path)
    assert done.returncode in (0, 1), done.stderr
    assert victim.read_text() == "precious"
    assert victim.stat().st_mode & 0o777 == 0o644
    written = cases / LINES
    assert not written.is_symlink()
    assert written.stat().st_mode & 0o777 == 0o600
    assert "not a record" in written.read_text()
    assert not {"\x1b", "\x07"} & set(written.read_text())


def test_a_folder_of_cases_that_is_a_link_is_refused_in_one_sentence(tmp_path: Path, records: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "veilleur-cases").symlink_to("elsewhere")
    done = checked(tmp_path)
    assert "choose another place with --cases" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "elsewhere").iterdir())


def test_the_lines_of_an_earlier_check_are_kept_under_their_date(tmp_path: Path, records: Path) -> None:
    checked(tmp_path)
    cases = tmp_path / "veilleur-cases"
    first = (cases / LINES).read_text()
    records.write_text(records.read_text() + "another that is none\n")
    checked(tmp_path)
    (earlier,) = cases.glob("lines-not-understood-*.txt")
    assert earlier.read_text() == first
    assert "another that is none" in (cases / LINES).read_text()


def test_a_link_or_a_file_with_the_name_of_a_case_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir(mode=0o700)
    (tmp_path / "victim").write_text("precious")
    (tmp_path / "cases" / "case.json").symlink_to("../victim")
    (tmp_path / "cases" / ".case.json.part").symlink_to("../victim")
    with OwnFolder.at(tmp_path / "cases") as own:
        own.put("case.json", [b"{}"], 0o400)
    assert (tmp_path / "victim").read_text() == "precious"
    assert (tmp_path / "cases" / "case.json").read_text() == "{}"
    (tmp_path / "cases" / "sub").symlink_to("..")
    with OwnFolder.at(tmp_path / "cases") as own, pytest.raises(NotADirectoryError):
        own.subfolder("sub")


def test_a_folder_into_which_all_may_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases").chmod(0o777)
    with pytest.raises(PermissionError):
        OwnFolder.at(tmp_path / "cases")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another")
def test_root_takes_neither_folder_nor_configuration_of_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o755)
    (theirs / "veilleur.toml").write_text('[site]\nname = "x"\n')
    monkeypatch.chdir(theirs)
    assert find_config() == Path("veilleur.toml")
    for path in (theirs, theirs / "veilleur.toml"):
        os.chown(path, 1234, 1234)
        with pytest.raises(ConfigError, match="another user than root"):
            find_config()
        os.chown(path, 0, 0)
    os.chown(theirs, 1234, 1234)
    assert find_config(Path("veilleur.toml")) == Path("veilleur.toml")
    with pytest.raises(PermissionError):
        OwnFolder.at(theirs)
