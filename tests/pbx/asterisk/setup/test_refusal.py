"""What a refused caller hears: a colleague the reason, somebody from outside nothing that helps them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from veilleur.pbx.asterisk.setup import AsteriskPlan, dialplan

_LINE = re.compile(
    r"^(?:exten => s,1|same => n(?:\((?P<label>\w+)\))?),(?P<application>\w+)\((?P<data>.*)\)$"
)
_JUMP = re.compile(r'^\$\["(?P<left>[^"]*)" (?P<sign>!?=) "(?P<right>[^"]*)"\]\?(?P<label>\w+)$')
STEPS_MAX = 100


def steps(context: str, plan: str) -> list[tuple[str, str, str]]:
    """Label, application and data of each line of a context."""
    lines = plan.partition(f"[{context}]\n")[2].partition("\n[")[0].splitlines()
    return [
        (line["label"] or "", line["application"], line["data"]) for line in map(_LINE.match, lines) if line
    ]


def run(origin: str, *, has_prompts: bool) -> Iterator[tuple[str, str]]:
    """The applications that a refused call comes by once the question about it is over."""
    plan = dialplan.core(AsteriskPlan(agi_port=4573, version=20))
    found = steps("veilleur-gate", plan)
    variables = {
        "VEILLEUR_GO": "",
        "VEILLEUR_ORIGIN": origin,
        "VEILLEUR_WHY": "",
        "PLAYBACKSTATUS": "SUCCESS" if has_prompts else "FAILED",
    }
    at = 1 + next(n for n, (_label, name, _data) in enumerate(found) if name == "Gosub")
    for _step in range(STEPS_MAX):
        _label, name, data = found[at]
        at += 1
        if name == "GotoIf":
            jump = _JUMP.match(re.sub(r"\$\{(\w+)\}", lambda blank: variables[blank[1]], data))
            assert jump, data
            if (jump["left"] == jump["right"]) is (jump["sign"] == "="):
                at = next(n for n, (label, _name, _data) in enumerate(found) if label == jump["label"])
            continue
        yield name, data
        if name in ("Hangup", "Return"):
            return
    raise AssertionError("the dialplan ends nowhere")


@pytest.mark.parametrize("has_prompts", [True, False])
@pytest.mark.parametrize("origin", ["voicemail", "disa", "forward", "transfer", "trunk", "followme", ""])
def test_whoever_comes_from_outside_hears_no_hint(origin: str, has_prompts: bool) -> None:
    """An attacker behind a forward learns neither that somebody is alerted nor which number would pass."""
    assert list(run(origin, has_prompts=has_prompts)) == [("Hangup", "21")]


def test_a_colleague_hears_why() -> None:
    names = [name for name, _data in run("extension", has_prompts=True)]
    assert names == ["Set", "Progress", "Set", "Playback", "Hangup"]
    without = [data for name, data in run("extension", has_prompts=False) if name == "Playback"]
    assert without[-1].startswith("cannot-complete-as-dialed")
