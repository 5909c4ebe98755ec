"""A second run of set-up keeps what the owner changed within our blocks, and brings what is new."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.setup import AsteriskPlan, apply, edits_of_owner, edits_that_go, remove
from veilleur.pbx.asterisk.setup.merging import lines_of_owner, merged, record, sections_of_owner

OLD = ["[veilleur]", "secret = a", "permit = 127.0.0.1", "read = call", "write = call"]


@pytest.mark.parametrize(
    ("present", "wanted", "expected"),
    [
        (OLD, OLD, OLD),
        (OLD, [*OLD[:3], "read = call,dtmf", "write = call"], [*OLD[:3], "read = call,dtmf", "write = call"]),
        ([*OLD[:2], "permit = 10.0.0.0/8", *OLD[3:]], OLD, [*OLD[:2], "permit = 10.0.0.0/8", *OLD[3:]]),
        ([*OLD[:3], "permit = 10.0.0.1", *OLD[3:]], OLD, [*OLD[:3], "permit = 10.0.0.1", *OLD[3:]]),
        (OLD[:4], OLD, OLD[:4]),
        (
            [*OLD[:2], "permit = 10.0.0.0/8", *OLD[3:]],
            [*OLD[:4], "write = call,system"],
            [*OLD[:2], "permit = 10.0.0.0/8", "read = call", "write = call,system"],
        ),
        (
            [*OLD, "; a note"],
            ["[veilleur]", "; new", *OLD[1:]],
            ["[veilleur]", "; new", *OLD[1:], "; a note"],
        ),
    ],
    ids=["same", "new", "changed", "added", "taken out", "both", "both at other places"],
)
def test_both_changes_are_in_what_is_written(
    present: list[str], wanted: list[str], expected: list[str]
) -> None:
    found = merged([*record(OLD), *present], wanted)
    assert list(found.lines) == expected
    assert not found.clashes


def test_where_both_changed_one_line_the_owners_stays_and_ours_is_named() -> None:
    present = [*OLD[:3], "read = all", "write = call"]
    found = merged([*record(OLD), *present], [*OLD[:3], "read = call,user", "write = call"])
    assert list(found.lines) == present
    assert (found.kept, found.clashes) == (("read = all",), ("read = call,user",))


def test_a_section_of_the_owners_outlives_the_block_and_a_line_in_ours_does_not() -> None:
    block = [*record(OLD), *OLD[:3], "acl = mine", *OLD[3:], "", "[my-login]", "secret = b"]
    assert sections_of_owner(block) == ["", "[my-login]", "secret = b"]
    assert lines_of_owner(block) == ["acl = mine"]
    assert list(merged(block, OLD).lines) == [*OLD[:3], "acl = mine", *OLD[3:]]


def test_a_block_of_an_earlier_version_says_nothing_and_is_written_whole() -> None:
    assert list(merged(["[veilleur]", "read = all"], OLD).lines) == OLD


def _edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("freepbx", [False, True])
def test_a_second_run_keeps_what_the_owner_changed_in_each_file(tmp_path: Path, freepbx: bool) -> None:
    plan = AsteriskPlan(secret="s" * 20, freepbx=freepbx)
    apply(tmp_path, plan)
    manager = tmp_path / ("manager_custom.conf" if freepbx else "manager.conf")
    dialplan = tmp_path / ("extensions_custom.conf" if freepbx else "extensions.conf")
    logger = tmp_path / ("logger_logfiles_custom.conf" if freepbx else "logger.conf")
    _edited(
        manager,
        "permit = 127.0.0.1/255.255.255.255",
        "permit = 127.0.0.1/255.255.255.255\npermit = 10.0.0.9/255.255.255.255",
    )
    _edited(dialplan, "same => n,Set(TIMEOUT(absolute)=60)", "same => n,Set(TIMEOUT(absolute)=45)")
    _edited(dialplan, "; END veilleur", "[mine]\nexten => 1,1,NoOp()\n; END veilleur")
    _edited(logger, "verbose(3)", "verbose(5)")
    before = {path: path.read_text() for path in (manager, logger)}
    moved = AsteriskPlan(secret="s" * 20, freepbx=freepbx, agi_port=4599)
    assert {path.name for path, _edits in edits_of_owner(tmp_path, moved)} == {
        manager.name,
        dialplan.name,
        logger.name,
    }
    for _time in range(2):
        apply(tmp_path, moved)
        assert {path: path.read_text() for path in before} == before
        text = dialplan.read_text()
        assert "TIMEOUT(absolute)=45" in text
        assert "TIMEOUT(absolute)=60" not in text
        assert ":4599" in text
        assert ":4579" not in text
        assert text.count("[mine]") == 1
    gone = dict(edits_that_go(tmp_path))
    assert gone == {
        manager: "permit = 10.0.0.9/255.255.255.255",
        dialplan: "same => n,Set(TIMEOUT(absolute)=45)",
        logger: f"{plan.log_path} => verbose(5)",
    }
    remove(tmp_path)
    assert dialplan.read_text() == "[mine]\nexten => 1,1,NoOp()\n"
    assert not manager.exists()


def test_line_ends_of_windows_are_no_change_of_the_owners(tmp_path: Path) -> None:
    plan = AsteriskPlan(secret="s" * 20)
    path = tmp_path / "extensions.conf"
    path.write_bytes(b"[out]\r\nexten => 1,1,NoOp()\r\n")
    apply(tmp_path, plan)
    first = path.read_bytes()
    assert not edits_of_owner(tmp_path, plan)
    apply(tmp_path, plan)
    assert path.read_bytes() == first
    remove(tmp_path)
    assert path.read_bytes() == b"[out]\r\nexten => 1,1,NoOp()\r\n"
