"""Over generated dialplans every planted way out is found, and no telephone of the house is called one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from tests.pbx.asterisk.dialplan import generated
from tests.pbx.asterisk.dialplan.generated import Other, Planted
from tests.pbx.asterisk.dialplan.plans import model_of

from veilleur.pbx.asterisk.dialplan import Verdict
from veilleur.pbx.asterisk.dialplan.applications import TABLE, Does


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(generated.plans())
def test_what_is_planted_is_found(planted: list[Planted]) -> None:
    text = generated.HEAD + "\n".join(line for one in planted for line in one.lines) + "\n"
    with tempfile.TemporaryDirectory() as directory:
        model = model_of(Path(directory), text)
    found = {way.context.removesuffix("-sub").removeprefix("macro-"): way for way in model.ways}
    assert set(found) == {one.context for one in planted if one.is_out}, text
    for one in planted:
        if one.is_out:
            verdict = found[one.context].verdict
            assert (verdict is Verdict.ASKED) == one.is_asked, (text, found[one.context])
            assert one.is_asked or verdict is Verdict.NOT_ASKED, (text, found[one.context])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(generated.others())
def test_programs_lines_queues_digits_and_doors_are_found_however_a_call_comes_to_them(
    planted: list[Other],
) -> None:
    text = generated.HEAD + "\n".join(line for one in planted for line in one.lines) + "\n"
    with tempfile.TemporaryDirectory() as directory:
        model = model_of(Path(directory), text)
    found = {way.context.partition("-")[0]: way.verdict.value for way in model.ways}
    found |= {door.step.context.partition("-")[0]: "door" for door in model.doors}
    assert found == {one.context: one.verdict for one in planted if one.verdict}, text


def test_each_application_that_can_place_a_call_is_planted() -> None:
    """So that a new one of the table is not forgotten here."""
    lines = " ".join([line for line, _what in (*generated.DIALS, *generated.OTHERS)]).lower()
    kinds = {Does.DIALS, Does.PLACES, Does.ADDS, Does.QUEUES, Does.REDIRECTS, Does.KEYS, Does.JOINS}
    kinds |= {Does.PROGRAM, Does.SHELL, Does.LINES, Does.MAILBOX, Does.DISA}
    alike = {"lcdial", "trunkdial", "slastation", "capicommand", "misdn_facility", "sendmf", "sendsf"}
    alike |= {"dahdisendcallreroutingfacility", "asyncagi", "stasisbroadcast", "audiosocket"}
    named = {one.name.lower() for one in TABLE if one.does in kinds}
    assert not {name for name in named - alike if f"{name}(" not in lines and f"({name}," not in lines}
