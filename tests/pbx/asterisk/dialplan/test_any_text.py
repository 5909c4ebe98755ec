# ruff: noqa: E501 - pieces of dialplans
"""No text, however broken, stops the model."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pbx.asterisk.dialplan.plans import model_of

from veilleur.pbx.asterisk.dialplan import from_output
from veilleur.pbx.asterisk.dialplan.reading.config_file import BRACED_MOST

PIECES = (
    "[a]", "[b](!)", "[a](+)", "exten => _0X.,1,", "exten => s,n,", "same => n,", "same => n(l),", "exten =>", "Dial(",
    "PJSIP/${EXTEN:1}@c", "Gosub(veilleur-gate,s,1(", "${", "}", "$[", "]", ")", ",", "&", "/", "\\", '"', ";--", "--;", ";",
    "GotoIf($[", "?", ":", "Goto(", "Macro(x", "Set(A=", "${A}", "${A:1}", "${CUT(A,-,1)}", "\n", "\n", "\n", "=", "=>",
    "#include extensions.conf", "#include *", "switch => ", "include => a", "context a { ", "macro m(x) { ", "&m(", "if (",
    "switch (", "case x:", "=> ", "/*", "*/", "//", "\x00", "\r", "é", "_[1-", "While(", "EndWhile()", "EndIf()", "Else()",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT)
def test_any_text_gives_a_model(extensions: str, ael: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        model = model_of(
            Path(directory), extensions, extensions_ael=ael, queues_conf=extensions, pjsip_conf=ael
        )
    assert all(way.text is not None for way in model.ways)
    assert from_output(extensions + ael).steps() == []


@pytest.mark.parametrize(
    "name",
    ["h" * 5_000 + ".conf", "{a,b}" * 40, "{" + ",".join(["a"] * 3_000) + "}" * 3, "/**/x.conf", "a\x00b"],
)
def test_no_include_takes_the_reader_with_it(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked: list[str] = []
    real = Path.glob

    def glob(path: Path, pattern: str) -> Iterator[Path]:
        walked.append(pattern)
        return real(path, pattern)

    monkeypatch.setattr(Path, "glob", glob)
    model_of(tmp_path, f"#include {name}\n[a]\nexten => 1,1,Dial(PJSIP/1@c)\n")
    assert len(walked) <= BRACED_MOST
    assert not [pattern for pattern in walked if "**" in pattern], (
        "none walks through all folders of the machine"
    )
