"""The paths of an audit are dialled by a command on a private copy, and each is marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab.prove import Verdict, main, proofs

pytestmark = [pytest.mark.lab, pytest.mark.slow]
FOLDER = Path(__file__).parents[1] / "pbx/asterisk/audit/configurations"


@pytest.mark.parametrize(
    ("name", "version", "marks"),
    [
        ("menu-with-a-dial-tone", "22", {(check, Verdict.PROVED) for check in (5, 13, 16)}),
        ("voicemail-dials-out", "22", {(5, Verdict.PROVED), (11, Verdict.NOT_TRIED)}),
        ("guests-and-a-catch-all", "16", {(42, Verdict.PROVED)}),
    ],
)
def test_each_path_is_marked(name: str, version: str, marks: set[tuple[int, Verdict]]) -> None:
    assert {(one.check, one.verdict) for one in proofs(FOLDER / name, version)} == marks


def test_a_path_that_a_switch_refuses_is_not_reproduced(tmp_path: Path) -> None:
    """The model believes no condition, and follows both branches; the switch decides."""
    (tmp_path / "pjsip.conf").write_text(
        "[operator]\ntype=endpoint\ncontext=from-trunk\naors=operator\n[operator]\ntype=aor\n"
        "contact=sip:192.0.2.9\n"
    )
    (tmp_path / "extensions.conf").write_text(
        "[from-trunk]\nexten => _00X.,1,GotoIf($[${LEN(${EXTEN})} > 60]?out,${EXTEN},1)\n"
        "same => n,Hangup()\n[out]\nexten => _00X.,1,Dial(PJSIP/${EXTEN}@operator)\n"
    )
    found = list(proofs(tmp_path, "22"))
    assert [one.verdict for one in found] == [Verdict.NOT_REPRODUCED] * len(found) != []


def test_what_holds_has_nothing_to_prove_and_a_wrong_word_is_refused() -> None:
    assert main([str(FOLDER / "hardened-22")]) == 0
    assert main([str(FOLDER / "hardened-22"), "13"]) == 2
