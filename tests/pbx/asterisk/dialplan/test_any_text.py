# ruff: noqa: E501 - pieces of dialplans
"""No text, however broken, stops the model."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pbx.asterisk.dialplan.plans import model_of

from veilleur.pbx.asterisk.dialplan import from_output

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
