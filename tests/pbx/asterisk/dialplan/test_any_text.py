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

from veilleur.pbx.asterisk.audit.port import AsteriskAudit
from veilleur.pbx.asterisk.dialplan import from_output, read_directory
from veilleur.pbx.asterisk.dialplan.reading.config_file import BRACED_MOST
from veilleur.pbx.audit_port import AuditRequest

PIECES = (
    "[a]", "[b](!)", "[a](+)", "exten => _0X.,1,", "exten => s,n,", "same => n,", "same => n(l),", "exten =>", "Dial(",
    "PJSIP/${EXTEN:1}@c", "Gosub(veilleur-gate,s,1(", "${", "}", "$[", "]", ")", ",", "&", "/", "\\", '"', ";--", "--;", ";",
    "GotoIf($[", "?", ":", "Goto(", "Macro(x", "Set(A=", "${A}", "${A:1}", "${CUT(A,-,1)}", "\n", "\n", "\n", "=", "=>",
    "#include extensions.conf", "#include *", "switch => ", "include => a", "context a { ", "macro m(x) { ", "&m(", "if (",
    "switch (", "case x:", "=> ", "/*", "*/", "//", "\x00", "\r", "é", "_[1-", "While(", "EndWhile()", "EndIf()", "Else()",
)  # fmt: skip
# Before any section the first line that is none would be all that is read.
TEXT = st.builds(
    "".join,
    st.tuples(st.sampled_from(("", "[a]\n")), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)),
)


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


NINES = "9" * 5_000  # more digits than Python turns into a number


@pytest.mark.parametrize(
    "line",
    [
        f"exten => _0X.,{NINES},Dial(PJSIP/${{EXTEN}}@c)",
        f"exten => _0X.,1+{NINES},Dial(PJSIP/${{EXTEN}}@c)",
        f"exten => _0X.,1,Goto({NINES})",
        f"exten => _0X.,1,Goto(a,s,{NINES})",
        f"exten => _0X.,1,GotoIf($[{NINES} > {NINES}]?{NINES}:{NINES})",
        f"exten => _0X.,1,Goto($[${{PRIORITY}} + {NINES}])",
        f"exten => _0X.,1,Dial(PJSIP/${{EXTEN:{NINES}}}@c)",
        f"exten => _0X.,1,Dial(PJSIP/${{EXTEN:-{NINES}:{NINES}}}@c)",
        f"exten => _0X.,1,Dial(PJSIP/${{CUT(EXTEN,-,{NINES})}}@c)",
        f"exten => _0X.,1,Gosub(a,s,1(${{ARG{NINES}}}))",
        f"exten => _0X.,1,Dial(DAHDI/{NINES}-{NINES}/${{EXTEN}})",
    ],
)
def test_numbers_of_thousands_of_digits_stop_neither_model_nor_audit(tmp_path: Path, line: str) -> None:
    (tmp_path / "extensions.conf").write_text(f"[a]\n{line}\n")
    (tmp_path / "chan_dahdi.conf").write_text(f"[channels]\nchannel => 1-{NINES},{NINES}-{NINES}\n")
    (tmp_path / "logger.conf").write_text(f"[logfiles]\nfull => verbose({NINES})\n")
    assert read_directory(tmp_path).plan.contexts["a"]
    assert AsteriskAudit().survey(AuditRequest(tmp_path, extensions=("1XX",))).observations is not None
    AsteriskAudit().emergency(AuditRequest(tmp_path))
    assert from_output(
        f"[ Context 'a' created by 'pbx_config' ]\n  's' =>  {NINES}. NoOp() [extensions.conf:{NINES}]\n"
    )
