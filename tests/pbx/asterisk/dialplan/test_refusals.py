"""Where Asterisk stops reading a file, we do, and it is said with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pbx.asterisk.dialplan.plans import model_of
from tests.pbx.asterisk.dialplan.refusals import BROKEN_OFF, MAIN, MISSING, PASSED_OVER, READ, REFUSED, Case

from veilleur.pbx.asterisk.dialplan import Model, Reason, Verdict, joined, read_directory
from veilleur.pbx.asterisk.dialplan.model import Dialplan
from veilleur.pbx.asterisk.dialplan.reading.config_file import read
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply, remove
from veilleur.pbx.asterisk.setup.routes import look
from veilleur.words.site import Site

OPEN_WAY = "[out]\nexten => _0X.,1,Dial(PJSIP/${EXTEN:1}@carrier)\n"


def written(case: Case, directory: Path) -> Path:
    """The files of a case, written."""
    for name, text in case.files.items():
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory


def steps_of(plan: Dialplan) -> set[str]:
    """ "context,extension" of each step."""
    return {f"{one.context},{one.extension}" for one in plan.steps()}


def stops_of(plan: Dialplan, *kinds: str) -> list[str]:
    """ "file:line" of what is named of these kinds."""
    return [
        f"{one.place.path.name}:{one.place.line}"
        for one in plan.blind
        if one.kind in kinds and one.place.path
    ]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_asterisk_refuses_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    case = REFUSED[name]
    plan = read_directory(written(case, tmp_path)).plan
    assert stops_of(plan, "refused", "broken_off") == case.stops.split()
    assert stops_of(plan, "refused") == [case.stops.split()[-1]]
    assert "z,9" not in steps_of(plan), "what follows the fault is not read"


@pytest.mark.parametrize("name", BROKEN_OFF)
def test_of_an_included_file_what_stands_before_the_fault_is_read(name: str, tmp_path: Path) -> None:
    case = BROKEN_OFF[name]
    plan = read_directory(written(case, tmp_path)).plan
    assert stops_of(plan, "refused", "broken_off") == case.stops.split()
    assert stops_of(plan, "refused") == []
    assert steps_of(plan) == set(case.steps.split())


@pytest.mark.parametrize("name", [*PASSED_OVER, *READ])
def test_what_asterisk_reads_in_its_own_way_is_read_so(name: str, tmp_path: Path) -> None:
    case = {**PASSED_OVER, **READ}[name]
    plan = read_directory(written(case, tmp_path)).plan
    assert steps_of(plan) == set(case.steps.split())
    assert not plan.blind


@pytest.mark.parametrize("name", MISSING)
def test_an_include_that_names_no_file_is_named(name: str, tmp_path: Path) -> None:
    case = MISSING[name]
    plan = read_directory(written(case, tmp_path)).plan
    assert stops_of(plan, "missing") == case.stops.split()
    assert "z,9" in steps_of(plan), "a copy that is audited may lack what the PBX has"


@pytest.mark.parametrize(
    "name", ["an unknown directive", "a line without a sign", "a comment without an end"]
)
def test_a_line_that_asterisk_passes_over_is_noted(name: str, tmp_path: Path) -> None:
    plan = read_directory(written(PASSED_OVER[name], tmp_path)).plan
    assert [place.line for place, _text in plan.notes] == [3]


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("", "[nowhere](+)"),
        ("#include more.conf\n", "[nowhere](+)"),
        ("", "[x](nowhere)"),
        ("#exec /bin/more\n", "[x](t)"),
    ],
)
def test_a_section_may_stand_in_what_could_not_be_read(before: str, line: str, tmp_path: Path) -> None:
    (tmp_path / MAIN).write_text(f"{before}{line}\n{OPEN_WAY}")
    plan = read_directory(tmp_path).plan
    assert bool(stops_of(plan, "refused")) is not bool(before)
    assert ("out" in plan.contexts) is bool(before)


@pytest.mark.parametrize(("text", "verdicts"), [
    ("[nowhere](+)\n" + OPEN_WAY, {Reason.REFUSED: Verdict.NOT_KNOWN}),
    (OPEN_WAY + "[b](nowhere)\n", {Reason.REFUSED: Verdict.NOT_KNOWN, Reason.NO_QUESTION: Verdict.NOT_ASKED}),
    ("#include x.conf\n", {Reason.BROKEN_OFF: Verdict.NOT_KNOWN, Reason.NO_QUESTION: Verdict.NOT_ASKED}),
])  # fmt: skip
def test_no_dialplan_is_said_to_be_closed_of_which_a_part_is_refused(
    text: str, verdicts: dict[Reason, Verdict], tmp_path: Path
) -> None:
    model = model_of(tmp_path, text, x_conf=f"{OPEN_WAY}[nowhere](+)\n{OPEN_WAY}")
    assert {way.reason: way.verdict for way in model.ways} == verdicts


@pytest.mark.parametrize("name", ["pjsip.conf", "sip.conf", "iax.conf", "queues.conf"])
def test_a_refused_file_beside_the_dialplan_is_named_too(name: str, tmp_path: Path) -> None:
    (tmp_path / MAIN).write_text(A_TELEPHONE)
    (tmp_path / name).write_text("[201](phone)\ntype=endpoint\nsecret=unwritten\n")
    looked = look(tmp_path)
    assert [
        (one.path.name, one.line, one.reason) for one in looked.lines if one.reason is Reason.REFUSED
    ] == [(name, 1, Reason.REFUSED)]
    assert not (name != "queues.conf" and looked.model.around.are_peers_known)


A_TELEPHONE = "[in]\nexten => 201,1,Dial(PJSIP/201)\n"


def test_what_runs_is_known_and_where_the_file_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / MAIN).write_text(f"{OPEN_WAY}[nowhere](+)\n")
    files = read_directory(tmp_path).plan
    both = joined(Dialplan(is_running=True), files)
    assert [(one.kind, one.place.line) for one in both.refusals] == [("refused", 3)]
    assert Model(both.plan, read_directory(tmp_path).around).ways == []


@pytest.mark.parametrize("fault", ["[nowhere](+)", "[x](nowhere)", "[open", "\\ x"])
def test_what_was_written_behind_a_later_fault_is_taken_out_again(fault: str, tmp_path: Path) -> None:
    """The owner's fault came after set-up had put its question into a file that is included behind it."""
    main, more = tmp_path / MAIN, tmp_path / "more.conf"
    main.write_text("[in]\nexten => 1,1,NoOp()\n#include more.conf\n")
    more.write_text(OPEN_WAY)
    apply(tmp_path, AsteriskPlan(site=Site(extensions=("2XX",))), gates=True)
    assert "veilleur-gate" in more.read_text()
    main.write_text(main.read_text().replace("#include more.conf", f"{fault}\n#include more.conf"))
    remove(tmp_path)
    assert more.read_text() == OPEN_WAY


def test_the_line_that_is_refused_shows_no_secret(tmp_path: Path) -> None:
    (tmp_path / MAIN).write_text("201 => 4321,Somebody\n")
    assert read(tmp_path, MAIN).blind[0].text == "201"


def test_templates_that_double_each_other_end(tmp_path: Path) -> None:
    head = "[t0](!)\nexten => 1,1,NoOp()\n"
    text = "".join(f"[t{number}](!,t{number - 1},t{number - 1})\n" for number in range(1, 60))
    (tmp_path / MAIN).write_text(f"{head}{text}{OPEN_WAY}[a](+,a)\n")
    found = read(tmp_path, MAIN)
    assert {one.kind for one in found.blind} <= {"size", "refused"}
    assert found.named("out")


def test_a_value_that_is_made_longer_without_end_ends(tmp_path: Path) -> None:
    (tmp_path / MAIN).write_text("[globals]\n" + "X += 0123456789\n" * 2_000)
    found = read(tmp_path, MAIN)
    assert len(found.sections[0].lines[0].value) < 10_000
    assert found.blind[0].kind == "size"
