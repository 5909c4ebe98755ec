"""Set-up on the real Asterisk 22 and 16: written, loaded, checked, half taken away, checked again."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from lab.switch import RealAsterisk

from veilleur.cli import main

pytestmark = [pytest.mark.lab, pytest.mark.slow]
TRUNK = "[out]\nexten => _X.,1,Dial(PJSIP/${EXTEN:1}@carrier,20)\n"


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["veilleur", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize("version", ["22", "16"])
def test_from_nothing_to_in_force(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "extensions.conf").write_text(TRUNK)
    assert run(monkeypatch, "setup", "asterisk", "--write", str(folder)) == 0
    gate = next(line for line in capsys.readouterr().out.splitlines() if "veilleur-gate" in line).strip()
    written = (folder / "extensions.conf").read_text()
    manager = (folder / "manager.conf").read_text()

    def checked(extensions: str) -> tuple[int, str]:
        with RealAsterisk(version, {"extensions.conf": extensions}, more_manager=manager) as switch:
            port = str(switch.ami_port)
            assert run(monkeypatch, "setup", "asterisk", "--force", "--port", port) == 0
            capsys.readouterr()
            code = run(monkeypatch, "setup", "asterisk", "--check")
            return code, capsys.readouterr().err

    code, sentence = checked(written)
    assert code == 1
    assert "only half in force (missing: outgoing calls" in sentence

    # The line that set-up printed goes before the Dial, as an installer would do it.
    used = written.replace("1,Dial", f"1,NoOp()\n{gate}\nsame => n,Dial")
    code, sentence = checked(used)
    assert code == 0, sentence
    shutil.rmtree(folder)
