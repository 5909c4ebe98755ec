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
        ({"extensions.conf": "#exec wazo-confgend-client asterisk/extensions.conf\n"}, "Wazo"),
    ],
)
def test_who_writes_these_files(tmp_path: Path, files: dict[str, str], pbx: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert look(tmp_path).generator == pbx
