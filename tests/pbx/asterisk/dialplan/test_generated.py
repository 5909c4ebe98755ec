"""Over generated dialplans every planted way out is found, and no telephone of the house is called one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from tests.pbx.asterisk.dialplan import generated
from tests.pbx.asterisk.dialplan.generated import Planted
from tests.pbx.asterisk.dialplan.plans import model_of

from veilleur.pbx.asterisk.dialplan import Verdict


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
