"""What is taken out leaves no hole where lines of the owner's, or of the FreePBX module, still ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.setup import AsteriskPlan, apply, remove
from veilleur.pbx.asterisk.setup.files import lines_left
from veilleur.pbx.asterisk.setup.left_behind import asks

HAND_WRITTEN = (
    "[out]\nexten => _X.,1,Gosub(veilleur-gate,s,1(${EXTEN},t,,))\nsame => n,Dial(PJSIP/${EXTEN}@t)\n"
)


def test_contexts_stay_that_let_every_call_go_on_until_no_line_asks(tmp_path: Path) -> None:
    path = tmp_path / "extensions.conf"
    path.write_text(HAND_WRITTEN)
    apply(tmp_path, AsteriskPlan())
    remove(tmp_path)
    assert lines_left(tmp_path) == [(path, 2, "exten => _X.,1,Gosub(veilleur-gate,s,1(${EXTEN},t,,))")]
    text = path.read_text()
    assert text.startswith(HAND_WRITTEN)
    assert "[veilleur-gate]\nexten => s,1,Return()" in text
    assert "veilleur-put" not in text
    assert remove(tmp_path) == []

    path.write_text(
        text.replace("exten => _X.,1,Gosub(veilleur-gate,s,1(${EXTEN},t,,))\nsame => n,", "exten => _X.,1,")
    )
    remove(tmp_path)
    assert lines_left(tmp_path) == []
    assert path.read_text() == "[out]\nexten => _X.,1,Dial(PJSIP/${EXTEN}@t)\n"


@pytest.mark.parametrize(
    ("line", "is_asking"),
    [
        ("exten => 1,1,Gosub(veilleur-gate,s,1(1,t,,))", True),
        (" same => n,GoSub(veilleur,s,1(1,t,,))", True),
        ("same => n,ExecIf($[1]?Gosub(veilleur-mailbox,s,1(201@default,1)))", True),
        ("; Gosub(veilleur-gate,s,1(1,t,,))", False),
        ("same => n,Gosub(veilleurs,s,1)", False),
        ("same => n,NoOp(veilleur-gate,)", False),
    ],
)
def test_a_line_that_asks_is_known(line: str, is_asking: bool) -> None:
    assert asks(line) is is_asking
