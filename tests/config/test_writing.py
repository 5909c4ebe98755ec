"""A configuration that is written once more keeps who may read it: a service's own user, and nobody else;
and of two processes that change it at once, neither loses what the other wrote."""

from __future__ import annotations

import multiprocessing
import os
import stat
from pathlib import Path

import pytest
import tomlkit

from veilleur.cli.owner.limits_fit import write_limits
from veilleur.config.writing import editing, rewrite


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(("holds_secret", "mode"), [(False, 0o644), (True, 0o600)])
def test_a_new_file_is_for_everybody_unless_it_holds_a_secret(
    holds_secret: bool, mode: int, tmp_path: Path
) -> None:
    path = tmp_path / "veilleur.toml"
    rewrite(path, "[site]\n", holds_secret=holds_secret)
    assert (path.read_text(), mode_of(path)) == ("[site]\n", mode)


@pytest.mark.parametrize("holds_secret", [False, True])
def test_that_of_a_service_stays_readable_for_its_group_and_closed_to_others(
    holds_secret: bool, tmp_path: Path
) -> None:
    path = tmp_path / "veilleur.toml"
    path.write_text("[site]\n")
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 0, 12345)
    group = path.stat().st_gid
    rewrite(path, "[site]\nname = 1\n", holds_secret=holds_secret)
    assert (mode_of(path), path.stat().st_gid) == (0o640, group)


def test_a_file_that_was_open_is_closed_to_others_once_it_holds_a_secret(tmp_path: Path) -> None:
    path = tmp_path / "veilleur.toml"
    path.write_text("[site]\n")
    path.chmod(0o644)
    rewrite(path, "[alerts]\n", holds_secret=True)
    assert mode_of(path) == 0o600


def test_one_that_was_set_aside_hands_its_rights_on(tmp_path: Path) -> None:
    path = tmp_path / "veilleur.toml"
    path.write_text("[site]\n")
    path.chmod(0o640)
    like = path.stat()
    path.replace(tmp_path / "veilleur.toml.old")
    rewrite(path, "[site]\nname = 1\n", like=like)
    assert mode_of(path) == 0o640


def _change(path: Path, keys: range) -> None:
    for key in keys:
        write_limits(path, {f"day{key}": key})


def test_of_two_processes_that_change_it_at_once_neither_loses_what_the_other_wrote(tmp_path: Path) -> None:
    path = tmp_path / "veilleur.toml"
    path.write_text("# ours\n[limits]\n")
    fork = multiprocessing.get_context("fork")
    both = [fork.Process(target=_change, args=(path, keys)) for keys in (range(5), range(5, 10))]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert set(tomlkit.parse(path.read_text())["limits"]) == {f"day{key}" for key in range(10)}  # type: ignore[arg-type]
    assert path.read_text().startswith("# ours\n")
    assert [one.name for one in tmp_path.iterdir()] == ["veilleur.toml"]


def test_a_stranger_who_keeps_the_folder_locked_keeps_nobody_from_an_edit(tmp_path: Path) -> None:
    path = tmp_path / "veilleur.toml"
    with editing(path), editing(path, 0):
        rewrite(path, "[site]\n")
    assert path.read_text() == "[site]\n"
