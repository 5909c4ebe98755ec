# ruff: noqa: E501 - a dialplan line cannot be broken
"""A PBX that writes its own files is known by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.setup.routes import look


@pytest.mark.parametrize(
    ("files", "pbx"),
    [
        ({"extensions.conf": "[phones]\nexten => 1,1,NoOp()\n"}, ""),
        (
            {
                "extensions.conf": "[globals]\nTRANSFER_CONTEXT=x;\n[internal-users]\n[outgoing]\nexten => 1,1,NoOp()\n"
            },
            "MikoPBX",
        ),
        (
            {
                "extensions.conf": "#include extensions__1.conf\n",
                "extensions__1.conf": "[a]\nexten => 1,1,NoOp()\n",
            },
            "VitalPBX",
        ),
        (  # a module took the telephones' context away
            {
                "extensions.conf": "[globals]\nTRANSFER_CONTEXT=x;\n[outgoing]\nexten => 1,1,Gosub(SIP-A-outgoing,${EXTEN},1)\n[SIP-A-outgoing]\nexten => 1,1,Set(DIAL_COMMAND=PJSIP/1@SIP-A)\n"
            },
            "MikoPBX",
        ),
        ({"extensions.conf": "[outgoing]\nexten => 1,1,Set(DIAL_COMMAND=PJSIP/1@a)\n"}, ""),
        ({"extensions.conf": "[CallingRule_Long]\nexten => 1,1,NoOp()\n"}, "Asterisk GUI"),
        ({"extensions.conf": "[numberplan-custom-1]\nexten => 1,1,NoOp()\n"}, "Asterisk GUI"),
        ({"extensions.conf": "#exec wazo-confgend-client asterisk/extensions.conf\n"}, "Wazo"),
    ],
)
def test_who_writes_these_files(tmp_path: Path, files: dict[str, str], pbx: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert look(tmp_path).generator == pbx


def test_a_line_in_the_file_that_vicidial_writes_each_minute_is_left_to_a_person(tmp_path: Path) -> None:
    line = "exten => _9X.,1,Dial(SIP/carrier/${EXTEN:1})\n"
    (tmp_path / "extensions.conf").write_text(f"#include extensions-vicidial.conf\n[own]\n{line}")
    (tmp_path / "extensions-vicidial.conf").write_text(f"[vicidial-auto-external]\n{line}")
    found = {one.path.name: (bool(one.in_place), one.why) for one in look(tmp_path).lines}
    assert found == {"extensions.conf": (True, ""), "extensions-vicidial.conf": (False, "generated")}
