"""An owner's files keep what they are: links, owner, mode, line ends, and every line changed since."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.dialplan import read_directory
from veilleur.pbx.asterisk.setup import AsteriskPlan, SetupError, apply, lines_left, remove

PLAN = """\
[out]
exten => _0X.,1,NoOp(out)
 same => n(dial),Dial(PJSIP/${EXTEN:1}@carrier,60)
 same => n,Hangup()
"""


def contents(directory: Path) -> dict[str, bytes | str]:
    return {
        str(one.relative_to(directory)): os.readlink(one) if one.is_symlink() else one.read_bytes()
        for one in sorted(directory.rglob("*"))
        if one.is_symlink() or one.is_file()
    }


def directory_with(tmp_path: Path, text: str, name: str = "extensions.conf") -> Path:
    etc = tmp_path / "etc"
    etc.mkdir()
    (etc / name).write_bytes(text.encode())
    return etc


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """As in case 22: the directory is a git tree with links into it, a whole folder too."""
    etc = tmp_path / "etc"
    (etc / "repo" / "routes").mkdir(parents=True)
    (etc / "repo" / "extensions.conf").write_text(f"#include routes/*.conf\n{PLAN}")
    (etc / "repo" / "manager.conf").write_text("[general]\nenabled=yes\n")
    (etc / "repo" / "routes" / "a.conf").write_text(PLAN.replace("[out]", "[more]"))
    (etc / "extensions.conf").symlink_to("repo/extensions.conf")
    (etc / "manager.conf").symlink_to("repo/manager.conf")
    (etc / "routes").symlink_to("repo/routes")
    return etc


def test_a_link_stays_a_link_and_what_it_leads_to_is_changed(linked: Path) -> None:
    first = contents(linked)
    (linked / "repo" / "extensions.conf").chmod(0o604)
    apply(linked, AsteriskPlan(), gates=True)
    then = contents(linked)
    assert [
        name for name in ("extensions.conf", "manager.conf", "routes") if not (linked / name).is_symlink()
    ] == []
    assert b"Gosub(veilleur-gate" in (linked / "repo" / "extensions.conf").read_bytes()
    assert b"Gosub(veilleur-gate" in (linked / "repo" / "routes" / "a.conf").read_bytes()
    assert (linked / "repo" / "extensions.conf").stat().st_mode & 0o777 == 0o604
    apply(linked, AsteriskPlan(), gates=True)
    assert contents(linked).keys() == then.keys()
    remove(linked)
    assert contents(linked) == first


def test_a_link_that_leads_out_of_the_directory_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    etc = directory_with(tmp_path, PLAN)
    outside = tmp_path / "module" / "manager.conf"
    outside.parent.mkdir()
    outside.write_text("[general]\n")
    (etc / "manager.conf").symlink_to(outside)
    first = contents(etc)
    with pytest.raises(SetupError, match="outside of"):
        apply(etc, AsteriskPlan(), gates=True)
    assert contents(etc) == first
    assert outside.read_text() == "[general]\n"


def test_what_is_kept_aside_is_loaded_by_no_include(tmp_path: Path) -> None:
    etc = directory_with(tmp_path, "#include routes/*\n[in]\nexten => 1,1,NoOp()\n")
    (etc / "routes").mkdir()
    (etc / "routes" / "out").write_text(PLAN)
    before = read_directory(etc).files
    apply(etc, AsteriskPlan(), gates=True)
    assert b"Gosub(veilleur-gate" in (etc / "routes" / "out").read_bytes()
    assert read_directory(etc).files == before


def test_what_an_earlier_version_kept_aside_gets_the_name_of_today(
    tmp_path: Path,
) -> None:
    etc = directory_with(tmp_path, PLAN)
    first = contents(etc)
    apply(etc, AsteriskPlan(), gates=True)
    (etc / ".extensions.conf.before-veilleur").rename(etc / "extensions.conf.before-veilleur")
    apply(etc, AsteriskPlan(), gates=True)
    assert (etc / ".extensions.conf.before-veilleur").is_file()
    assert not (etc / "extensions.conf.before-veilleur").exists()
    remove(etc)
    assert contents(etc) == first


@pytest.mark.parametrize("end", ["", "\r\n"])
def test_line_ends_and_bytes_of_any_encoding_stay(tmp_path: Path, end: str) -> None:
    etc = directory_with(tmp_path, "")
    text = PLAN.replace("\n", "\r\n").encode() + "; bureau de l'h\xf4tel".encode("latin-1") + end.encode()
    (etc / "extensions.conf").write_bytes(text)
    first = contents(etc)
    apply(etc, AsteriskPlan(), gates=True)
    written = (etc / "extensions.conf").read_bytes()
    assert b"h\xf4tel" in written
    assert written.count(b"\n") - written.count(b"\r\n") <= (0 if end else 1)
    remove(etc)
    assert contents(etc) == first


@pytest.mark.parametrize(
    ("written", "then"),
    [
        ("@carrier,60)", "@carrier,90)"),
        ("[out]\n", "; the owner's word\n[out]\n"),
        (" same => n,Hangup()\n", " same => n,Playtones(busy)\n same => n,Hangup()\n"),
    ],
)
def test_what_the_owner_changed_since_stays(tmp_path: Path, written: str, then: str) -> None:
    """In the line behind our question too: a second run asks before the line as it is now."""
    etc = directory_with(tmp_path, PLAN)
    apply(etc, AsteriskPlan(), gates=True)
    path = etc / "extensions.conf"
    text = path.read_text()
    was = f"; was:  same => n(dial),Dial(PJSIP/${{EXTEN:1}}{written}"
    assert written in text
    kept, hidden = text.replace(was, "@WAS@"), was  # what was is no line that an owner edits
    path.write_text(kept.replace(written, then, 1).replace("@WAS@", hidden))
    apply(etc, AsteriskPlan(), gates=True)
    assert then in path.read_text()
    assert path.read_text().count("Gosub(veilleur-gate,s,1(${EXTEN:1},carrier,,))") == 1
    remove(etc)
    assert path.read_text() == PLAN.replace(written, then)


def test_a_line_that_the_owner_put_between_question_and_dial_stays(tmp_path: Path) -> None:
    etc = directory_with(tmp_path, PLAN)
    apply(etc, AsteriskPlan(), gates=True)
    path = etc / "extensions.conf"
    lines = path.read_text().split("\n")
    gate = next(n for n, line in enumerate(lines) if "Gosub(veilleur-gate,s,1(${EXTEN:1}" in line)
    lines.insert(gate + 1, " same => n,Set(CALLERID(num)=0199001200)")
    path.write_text("\n".join(lines))
    remove(etc)
    assert path.read_text() == PLAN.replace(
        "n(dial),Dial(", "n(dial),Set(CALLERID(num)=0199001200)\n same => n,Dial("
    )


def test_lines_written_behind_a_file_without_a_newline_keep_theirs(tmp_path: Path) -> None:
    etc = directory_with(tmp_path, PLAN.rstrip("\n"))
    apply(etc, AsteriskPlan())
    with (etc / "extensions.conf").open("a") as file:
        file.write("[late]\nexten => 1,1,Hangup()\n")
    remove(etc)
    assert (etc / "extensions.conf").read_text() == f"{PLAN}[late]\nexten => 1,1,Hangup()\n"


def test_a_second_run_without_gates_takes_no_question_out(tmp_path: Path) -> None:
    etc = directory_with(tmp_path, PLAN)
    apply(etc, AsteriskPlan(), gates=True)
    once = (etc / "extensions.conf").read_text()
    apply(etc, AsteriskPlan())
    assert (etc / "extensions.conf").read_text().count("; was: ") == once.count("; was: ") == 1


def test_what_a_person_wrote_and_removal_cannot_take_out_is_named(tmp_path: Path) -> None:
    by_hand = "exten => _9X.,1,Gosub(veilleur-gate,s,1(${EXTEN},carrier,,)) ; by hand"
    etc = directory_with(tmp_path, f"{PLAN}{by_hand}\n; Gosub(veilleur-gate,s,1) in a comment\n")
    apply(etc, AsteriskPlan(), gates=True)
    remove(etc)
    assert lines_left(etc) == [(etc / "extensions.conf", 5, by_hand)]
