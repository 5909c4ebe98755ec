# ruff: noqa: E501 - a dialplan line cannot be broken
"""What runs is the truth; files and lists of peers say what it is."""

from __future__ import annotations

from pathlib import Path

from veilleur.pbx.asterisk.setup.survey import Peer, survey

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
