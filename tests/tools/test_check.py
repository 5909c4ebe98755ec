"""`make check` runs the tests nearest to a change, and says what it leaves to `make test`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.check import CORE, OF_PAGES, ROOT, chosen, left_out, mirror
from tools.test_all import checks, steps


def test_a_module_is_tested_by_the_folder_that_mirrors_its_own() -> None:
    assert mirror("src/veilleur/records/files/xlsx.py") == ("tests/records/files",)
    assert mirror("src/veilleur/detection/judge/memory/exposure.py") == ("tests/detection/judge/memory",)


def test_where_no_folder_mirrors_it_the_nearest_one_above_does() -> None:
    assert not (ROOT / "tests/records/formats").exists()
    assert mirror("src/veilleur/records/formats/asterisk_master.py") == ("tests/records",)


def test_a_test_is_its_own_and_a_sample_that_of_its_folder() -> None:
    assert mirror("tests/records/test_reader.py") == ("tests/records/test_reader.py",)
    assert mirror("tests/records/vodavi/sample.txt") == ("tests/records/vodavi",)
    assert mirror("tests/records/test_that_was_deleted.py") == ()


def test_pages_are_read_by_the_tests_of_pages() -> None:
    assert mirror("README.md") == mirror("docs/formats.md") == OF_PAGES
    for tests in (*CORE, *OF_PAGES):
        assert (ROOT / tests).exists()


@pytest.mark.parametrize(
    "path", ["pyproject.toml", "constraints.txt", "src/veilleur/__init__.py", "tests/conftest.py"]
)
def test_what_may_concern_any_test_has_all_of_them_run(path: str) -> None:
    assert mirror(path) is None
    assert chosen(["src/veilleur/words/calls.py", path]) == {"tests": [path]}


def test_without_a_history_all_are_run() -> None:
    assert chosen(None) == {"tests": []}
    assert left_out(["tests"]) == []


def test_the_core_is_run_whatever_changed() -> None:
    assert chosen([]) == {folder: [] for folder in CORE}
    assert chosen(["Makefile", "src/veilleur/detection/judge/judge.py"]) == {
        **{folder: [] for folder in CORE},
        "tests/detection": ["src/veilleur/detection/judge/judge.py"],
    }


def test_nothing_is_run_twice() -> None:
    run = chosen(
        ["tests/records/test_reader.py", "src/veilleur/records/reader.py", "src/veilleur/cli/app.py"]
    )
    assert set(run) == {*CORE, "tests/records", "tests/cli"}
    assert sorted(run["tests/records"]) == ["src/veilleur/records/reader.py", "tests/records/test_reader.py"]


def test_what_is_left_out_is_named() -> None:
    rooms = left_out(chosen(["src/veilleur/records/reader.py"]))
    assert {"cli", "guard", "pbx", "journal", "test_dependencies.py"} <= set(rooms)
    assert not {"records", *(Path(one).name for one in CORE)} & set(rooms)


def test_no_check_of_make_test_is_missing() -> None:
    assert steps()[: len(checks())] == checks()
    assert [name for name, _command in checks()] == ["format", "lint", "types", "floors"]
