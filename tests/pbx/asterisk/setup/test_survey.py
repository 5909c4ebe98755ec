# ruff: noqa: E501 - a dialplan line cannot be broken
"""What runs is the truth; files and lists of peers say what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.setup.survey import Peer, survey
from veilleur.pbx.asterisk.wizard import ways_out

ROWS = [
    {"Context": "p", "Extension": "1", "Priority": "1", "Application": "Dial", "AppData": "PJSIP/carrier"},
    {"Context": "p", "Extension": "2", "Priority": "1", "Application": "Dial", "AppData": "PJSIP/201"},
    {"Context": "p", "Extension": "3", "Priority": "1", "Application": "Dial", "AppData": "${RINGALL},20"},
    {"Context": "p", "IncludeContext": "q"},
    {"Context": "p", "Switch": "Realtime/x@y"},
]


def test_a_peer_that_only_the_pbx_knows_is_what_it_says() -> None:
    found = survey(
        ROWS, None, [Peer("PJSIP", "carrier", is_trunk=True), Peer("PJSIP", "201", is_trunk=False)]
    )
    left = [(way.extension, way.verdict.value) for way in found.model.ways if way.extension]
    assert left == [("1", "not_asked"), ("3", "not_known")]
    assert [way.reason.value for way in found.model.ways if not way.extension] == ["switch"]


def test_files_say_what_variables_hold_and_where_lines_stand(tmp_path: Path) -> None:
    (tmp_path / "extensions.conf").write_text(
        "[globals]\nRINGALL=PJSIP/201&PJSIP/202\n[p]\nexten => 1,1,Dial(PJSIP/carrier)\nexten => 2,1,Dial(PJSIP/201)\n"
    )
    found = survey(ROWS, tmp_path, [Peer("PJSIP", "carrier", is_trunk=True)])
    (way,) = [way for way in found.model.ways if way.extension]
    assert (way.extension, way.place) == ("1", (tmp_path / "extensions.conf", 4))
    assert found.files


@pytest.mark.parametrize(
    ("text", "line", "french", "english"),
    [
        (
            "[p]\n[nowhere](+)\n",
            2,
            "n’en reste rien",
            "Asterisk refuses this file because of this line ([nowhere](+)).",
        ),
        (
            "[p]\n[q](nowhere)\n",
            2,
            "n’en reste rien",
            "What runs was loaded before; after a restart nothing of it is left.",
        ),
        ("exten => 1,1,Dial(PJSIP/carrier)\n[p]\n", 1, "«\u00a0exten\u00a0»", "(exten)"),
        (
            "#include more.conf\n",
            3,
            "lecture de ce fichier inclus",
            "Asterisk stops reading this included file at this line ([open).",
        ),
    ],
)
def test_a_file_that_asterisk_refuses_is_said_beside_what_runs(
    tmp_path: Path, text: str, line: int, french: str, english: str
) -> None:
    """What runs was loaded before the fault came into the file, or is the rest of it: known, all the same."""
    (tmp_path / "extensions.conf").write_text(text)
    (tmp_path / "more.conf").write_text("[more]\nexten => 1,1,NoOp()\n[open\n")
    found = survey(ROWS, tmp_path, [Peer("PJSIP", "carrier", is_trunk=True)])
    assert {one.place.line for one in found.refusals} == {line}
    assert [way.extension for way in found.model.ways if way.extension] == ["1", "3"], "as without the fault"
    for language, part in (("fr", french), ("en", english)):
        (said,) = [one for one in ways_out.notices(found, language) if f".conf:{line}" in one]
        assert part in said, said
