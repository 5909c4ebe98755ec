"""A veilleur.toml that is a symbolic link, as where /etc lies in a repository, stays one or is left alone."""

from __future__ import annotations

import multiprocessing
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import tomlkit

from veilleur.cli.owner.limits_fit import write_limits
from veilleur.config.writing import editing, real_file, rewrite
from veilleur.language import error_in
from veilleur.words.errors import ConfigError

SOMEBODY = 12_345  # a user of no name
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to another user")


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    """/etc/veilleur, whose veilleur.toml lies in a repository beside."""
    for folder in ("etc/veilleur", "repository/veilleur"):
        (tmp_path / folder).mkdir(parents=True)
    file = tmp_path / "repository/veilleur/site.toml"
    file.write_text("# ours\n[site]\n")
    file.chmod(0o640)
    (tmp_path / "etc/veilleur/veilleur.toml").symlink_to("../../repository/veilleur/site.toml")
    return tmp_path / "etc/veilleur"


def refusal(path: Path) -> str:
    """How a link is refused: and it, and all that lies there, is as before."""
    before = sorted((str(one), one.lstat().st_mtime_ns) for one in path.parent.rglob("*"))
    with pytest.raises(ConfigError) as refused:
        rewrite(path, "[site]\n")
    assert path.is_symlink()
    assert sorted((str(one), one.lstat().st_mtime_ns) for one in path.parent.rglob("*")) == before
    assert "c’est un lien symbolique" in error_in(refused.value, "fr")
    said = str(refused.value)
    assert said.startswith(f"{path}: this is a symbolic link and is not written (")
    return said


def test_the_link_stays_and_its_file_is_written_with_the_rights_that_it_had(etc: Path) -> None:
    link, file = etc / "veilleur.toml", etc.parent.parent / "repository/veilleur/site.toml"
    if os.geteuid() == 0:
        os.chown(file, 0, SOMEBODY)
    group = file.stat().st_gid
    rewrite(link, "[site]\nname = 1\n")
    assert link.readlink() == Path("../../repository/veilleur/site.toml")
    assert file.read_text() == "[site]\nname = 1\n"
    assert not file.is_symlink()
    assert (stat.S_IMODE(file.stat().st_mode), file.stat().st_gid) == (0o640, group)
    assert [one.name for one in (*etc.iterdir(), *file.parent.iterdir())] == ["veilleur.toml", "site.toml"]


def test_a_command_that_changes_a_limit_keeps_it_too(etc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(etc)
    write_limits(Path("veilleur.toml"), {"day": 80})
    assert (etc / "veilleur.toml").is_symlink()
    text = (etc.parent.parent / "repository/veilleur/site.toml").read_text()
    assert text.startswith("# ours\n")
    assert tomlkit.parse(text)["limits"] == {"day": 80}


def test_what_holds_a_secret_from_now_on_is_closed_where_it_lies(etc: Path) -> None:
    file = etc.parent.parent / "repository/veilleur/site.toml"
    file.chmod(0o644)
    rewrite(etc / "veilleur.toml", "[alerts]\n", holds_secret=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_links_behind_links_and_linked_folders_are_followed_and_all_stay(etc: Path) -> None:
    file = etc.parent.parent / "repository/veilleur/site.toml"
    (etc.parent / "sites").symlink_to(file.parent.parent)  # a folder, by its whole path
    (etc / "first.toml").symlink_to(etc / "second.toml")
    (etc / "second.toml").symlink_to("../sites/veilleur/../veilleur/./site.toml")
    assert real_file(etc / "first.toml") == file
    rewrite(etc / "first.toml", "[limits]\n")
    assert file.read_text() == "[limits]\n"
    assert (etc / "first.toml").is_symlink()
    assert (etc / "second.toml").is_symlink()
    assert (etc.parent / "sites").is_symlink()


def test_a_plain_file_and_a_new_one_are_what_they_were(tmp_path: Path) -> None:
    assert real_file(tmp_path / "veilleur.toml") == tmp_path / "veilleur.toml"
    assert real_file(Path("veilleur.toml")) == Path("veilleur.toml")


def _change(path: Path, keys: range) -> None:
    for key in keys:
        write_limits(path, {f"day{key}": key})


def test_who_edits_by_the_link_and_who_edits_the_file_lose_nothing_of_each_other(etc: Path) -> None:
    link, file = etc / "veilleur.toml", etc.parent.parent / "repository/veilleur/site.toml"
    fork = multiprocessing.get_context("fork")
    both = [
        fork.Process(target=_change, args=(path, keys))
        for path, keys in ((link, range(5)), (file, range(5, 10)))
    ]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert {*tomlkit.parse(file.read_text()).unwrap()["limits"]} == {f"day{key}" for key in range(10)}


def to_nothing(folder: Path) -> str:
    (folder / "link").symlink_to("nowhere.toml")
    return f"{folder}/nowhere.toml is not there"


def to_itself(folder: Path) -> str:
    (folder / "link").symlink_to("link")
    return "it leads round in a circle"


def round_in_a_circle(folder: Path) -> str:
    (folder / "link").symlink_to("other")
    (folder / "other").symlink_to(folder / "link")
    return "it leads round in a circle"


def to_a_folder(folder: Path) -> str:
    (folder / "link").symlink_to(".")
    return f"{folder} is no plain file"


def to_a_pipe(folder: Path) -> str:
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("pipe")
    return f"{folder}/pipe is no plain file"


def through_a_file(folder: Path) -> str:
    (folder / "file").touch()
    (folder / "link").symlink_to("file/veilleur.toml")
    return "its way cannot be followed: Not a directory"


@pytest.mark.parametrize(
    "made", [to_nothing, to_itself, round_in_a_circle, to_a_folder, to_a_pipe, through_a_file]
)
def test_a_link_to_no_file_is_refused_and_not_replaced(tmp_path: Path, made: Callable[[Path], str]) -> None:
    why = made(tmp_path)
    assert f"({why});" in refusal(tmp_path / "link")


@only_root
@pytest.mark.parametrize(
    ("of_somebody", "why"),
    [
        ("repository/veilleur/site.toml", "{path} belongs to another user"),
        ("etc/veilleur/veilleur.toml", "{path} belongs to another user"),
        ("etc/veilleur", "another user may change {path}"),  # who may put another link there
        ("etc", "another user may change {path}"),
        ("repository/veilleur", "another user may change {path}"),
        ("repository", "another user may change {path}"),
    ],
)
def test_root_follows_no_link_that_another_user_may_change(etc: Path, of_somebody: str, why: str) -> None:
    root = etc.parent.parent
    os.chown(root / of_somebody, SOMEBODY, SOMEBODY, follow_symlinks=False)
    assert f"({why.format(path=root / of_somebody)});" in refusal(etc / "veilleur.toml")
    assert (root / "repository/veilleur/site.toml").read_text() == "# ours\n[site]\n"


@only_root
@pytest.mark.parametrize(
    ("mode", "group", "is_followed"),
    [
        (0o777, 0, False),
        (0o775, SOMEBODY, False),
        (0o775, 0, True),
        (0o755, SOMEBODY, True),
        (0o1777, 0, True),  # as /tmp
    ],
)
def test_a_folder_that_others_may_write_is_no_way_for_root(
    etc: Path, mode: int, group: int, is_followed: bool
) -> None:
    folder = etc.parent.parent / "repository"
    os.chown(folder, 0, group)
    folder.chmod(mode)
    if is_followed:
        assert real_file(etc / "veilleur.toml") == folder / "veilleur/site.toml"
    else:
        assert "another user may change" in refusal(etc / "veilleur.toml")


@only_root
@pytest.mark.parametrize(
    ("link_of", "file_of", "is_followed"),
    [(SOMEBODY, SOMEBODY, True), (0, SOMEBODY, True), (54_321, SOMEBODY, False), (SOMEBODY, 0, False)],
)
def test_a_user_follows_their_own_links_and_those_of_root_to_their_own_file(
    etc: Path, monkeypatch: pytest.MonkeyPatch, link_of: int, file_of: int, is_followed: bool
) -> None:
    file = etc.parent.parent / "repository/veilleur/site.toml"
    os.chown(etc / "veilleur.toml", link_of, -1, follow_symlinks=False)
    os.chown(file, file_of, -1)
    monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)
    if is_followed:
        assert real_file(etc / "veilleur.toml") == file
    else:
        assert "belongs to another user" in refusal(etc / "veilleur.toml")


@only_root
def test_an_edit_of_a_link_that_is_refused_waits_for_nobody(etc: Path) -> None:
    os.chown(etc.parent.parent / "repository", SOMEBODY, SOMEBODY)
    with (
        pytest.raises(ConfigError),
        editing(etc.parent.parent / "repository/x"),
        editing(etc / "veilleur.toml", 0),
    ):
        rewrite(etc / "veilleur.toml", "[site]\n")
