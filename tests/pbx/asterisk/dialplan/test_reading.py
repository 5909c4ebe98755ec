"""Files are read as a real Asterisk read them: the recordings are what 16 and 22 said of the same files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.dialplan import from_events, from_output, joined, read_directory
from veilleur.pbx.asterisk.dialplan.model import Dialplan

RECORDINGS = Path(__file__).with_name("recordings")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for name, target in (("plan.conf", "extensions.conf"), ("extra.conf", "extra.conf")):
        (tmp_path / target).write_bytes((RECORDINGS / name).read_bytes())
    return tmp_path


def _steps(plan: Dialplan) -> set[tuple[str, str, int, str, str, str]]:
    return {
        (one.context, one.pattern, one.priority, one.label, one.application.strip(), one.data)
        for one in plan.steps()
    }


def _events(version: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (RECORDINGS / f"events-{version}.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("version", ["16", "22"])
def test_the_files_hold_the_steps_that_asterisk_loads(directory: Path, version: str) -> None:
    running = from_output((RECORDINGS / f"show-{version}.txt").read_text())
    assert _steps(read_directory(directory).plan) == _steps(running)


@pytest.mark.parametrize("version", ["16", "22"])
def test_each_step_stands_on_the_line_that_asterisk_names(directory: Path, version: str) -> None:
    running = from_output((RECORDINGS / f"show-{version}.txt").read_text())
    ours = {
        (one.context, one.extension, one.priority): one.line for one in read_directory(directory).plan.steps()
    }
    theirs = {(one.context, one.extension, one.priority): one.line for one in running.steps()}
    assert ours == theirs


@pytest.mark.parametrize("version", ["16", "22"])
def test_events_and_output_are_the_same_plan(version: str) -> None:
    by_events = from_events(_events(version))
    by_output = from_output((RECORDINGS / f"show-{version}.txt").read_text())
    assert _steps(by_events) == _steps(by_output)
    assert [one.name for one in by_events.contexts["t"].includes] == ["other", "nope", "timed"]
    assert [one.text for one in by_events.contexts["t"].switches] == [
        "Realtime/x@y", "IAX2/u:p@h/ctx", "Realtime/${CONTEXT}@z",
    ]  # fmt: skip
    assert by_output.contexts["t"].ignored == ["9"]
    assert by_output.contexts["t"].hints == {"13": "SIP/201&SIP/202"}


def test_the_running_plan_gets_its_lines_from_the_files(directory: Path) -> None:
    plan = joined(from_events(_events("22")), read_directory(directory).plan).plan
    step = plan.contexts["t"].extensions["_4X."][104]
    assert (step.path, step.line, step.label) == (directory / "extensions.conf", 15, "far")


def test_what_was_changed_since_the_reload_is_named(directory: Path) -> None:
    with (directory / "extensions.conf").open("a") as file:
        file.write("[new]\nexten => 1,1,NoOp()\n")
    left = joined(from_events(_events("22")), read_directory(directory).plan).not_running
    assert [(one.context, one.extension) for one in left] == [("new", "1")]


def test_a_dropped_priority_is_kept_apart(directory: Path) -> None:
    shadowed = read_directory(directory).plan.shadowed
    assert {(one.extension, one.priority, one.data) for one in shadowed} >= {
        ("11", 1, "second t from extra"),
        ("11", 1, "third t"),
        ("_4X.", 104, "same prio"),
    }


def test_includes_follow_globs_braces_links_and_end_in_a_loop(tmp_path: Path) -> None:
    (tmp_path / "routes").mkdir()
    (tmp_path / "routes/b.conf").write_text("[b]\nexten => 1,1,NoOp()\n")
    (tmp_path / "routes/a.conf").write_text("[a]\nexten => 1,1,NoOp()\n#include loop.conf\n")
    (tmp_path / "loop.conf").write_text("#include loop.conf\n[loop]\nexten => 1,1,NoOp()\n")
    (tmp_path / "extensions.conf").write_text(
        '#include "routes/{a,b}.conf"\n#tryinclude none.conf\n#INCLUDE gone.conf\n#exec /usr/bin/lines\n'
    )
    found = read_directory(tmp_path)
    assert list(found.plan.contexts) == ["a", "loop", "b"]
    assert sorted((one.kind, one.text) for one in found.plan.blind) == [
        ("exec", "/usr/bin/lines"), ("loop", "loop.conf"), ("missing", "gone.conf"),
    ]  # fmt: skip


def test_a_file_that_includes_itself_many_times_ends(tmp_path: Path) -> None:
    (tmp_path / "extensions.conf").write_text("#include a.conf\n" * 20)
    (tmp_path / "a.conf").write_text("#include extensions.conf\n" * 20 + "[a]\nexten => 1,1,NoOp()\n")
    assert "a" in read_directory(tmp_path).plan.contexts


def test_bytes_of_any_encoding_are_kept(tmp_path: Path) -> None:
    latin = "[caf\xe9]\nexten => 1,1,NoOp(\xe9t\xe9)\n".encode("latin-1")
    (tmp_path / "extensions.conf").write_bytes(latin)
    step = read_directory(tmp_path).plan.steps()[0]
    assert f"[{step.context}]".encode("utf-8", "surrogateescape") == latin.splitlines()[0]


def test_templates_hand_their_lines_on_and_are_no_contexts(tmp_path: Path) -> None:
    (tmp_path / "extensions.conf").write_text(
        "[base](!)\nexten => 1,1,NoOp(base)\n[more](!,base)\nexten => 2,1,NoOp(more)\n"
        "[one](more)\nexten => 3,1,NoOp(one)\n[one](+)\nexten => 3,n,NoOp(two)\n"
    )
    plan = read_directory(tmp_path).plan
    assert set(plan.contexts) == {"one"}
    assert {(one.extension, one.priority) for one in plan.steps()} == {("1", 1), ("2", 1), ("3", 1), ("3", 2)}


def test_a_line_that_stands_twice_gets_its_own_place_each_time(tmp_path: Path) -> None:
    """As of AEL, which numbers its steps itself and gives the cases of a switch extensions of their own."""
    (tmp_path / "extensions.conf").write_text("")
    (tmp_path / "extensions.ael").write_text(
        "context out {\n_0X. => {\n  if (${A}) {\n    Dial(SIP/carrier/${EXTEN:1});\n  } else {\n"
        "    Dial(SIP/carrier/${EXTEN:1});\n  }\n}\n_1X. => switch (${B}) {\n  case 1:\n"
        "    Dial(SIP/carrier/${EXTEN:1});\n}\n}\n"
    )
    rows = [
        ("_0X.", "2", "SIP/carrier/${EXTEN:1}"),
        ("_0X.", "4", "SIP/carrier/${EXTEN:1}"),
        ("sw_1_1", "10", "SIP/carrier/${~~EXTEN~~:1}"),
    ]
    running = from_events(
        {"Context": "out", "Extension": name, "Priority": priority, "Application": "Dial", "AppData": data}
        for name, priority, data in rows
    )
    both = joined(running, read_directory(tmp_path).plan)
    assert [step.line for step in both.plan.steps()] == [4, 6, 11]


def test_a_line_as_asterisk_1_4_wrote_it_is_one_of_the_same_application(tmp_path: Path) -> None:
    (tmp_path / "extensions.conf").write_text("[a]\nexten => 1,1,Dial,SIP/201|30\nexten => 1,2,Hangup\n")
    steps = read_directory(tmp_path).plan.steps()
    assert [(step.application, step.data) for step in steps] == [("Dial", "SIP/201|30"), ("Hangup", "")]
