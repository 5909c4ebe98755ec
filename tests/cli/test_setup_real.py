"""Set-up on the real Asterisk 22 and 16: written, loaded, checked, used by a guard that tells what holds."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from lab.addresses import free_port
from lab.guard import GuardProcess
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
    agi = str(free_port())
    assert run(monkeypatch, "setup", "asterisk", "--write", str(folder), "--agi-port", agi) == 0
    told = [line.strip() for line in capsys.readouterr().out.splitlines()]
    in_place = [line.removeprefix("→ ") for line in told if line.startswith("→ ")]
    written = (folder / "extensions.conf").read_text()
    manager = (folder / "manager.conf").read_text()

    def checked(extensions: str) -> tuple[int, str, dict[int, str]]:
        with RealAsterisk(version, {"extensions.conf": extensions}, more_manager=manager) as switch:
            port = str(switch.ami_port)
            again = ("--force", "--port", port, "--agi-port", agi, "--log-file", "-")
            assert run(monkeypatch, "setup", "asterisk", *again) == 0
            capsys.readouterr()
            code = run(monkeypatch, "setup", "asterisk", "--check")
            sentence = capsys.readouterr().err
            guard = GuardProcess(tmp_path / "veilleur.toml", tmp_path / "var" / "journal.db")
            guard.start()
            try:
                run(monkeypatch, "status", "--json")
                status = json.loads(capsys.readouterr().out)
                run(monkeypatch, "setup", "asterisk", "--check", "--json")
                assert json.loads(capsys.readouterr().out)["guard_answers"]
            finally:
                assert guard.stop() == 0
            return code, sentence, {law["law"]: law["code"] for law in status["laws"]}

    code, sentence, laws = checked(written)
    assert code == 1
    assert laws[2] == "cap_bounded"
    assert "only half in force (missing: outgoing calls" in sentence
    assert f"No guard answers on 127.0.0.1:{agi}" in sentence

    # The lines that set-up printed take the place of the Dial, as an installer would do it.
    used = written.replace(TRUNK.splitlines()[1], "\n".join(in_place))
    code, sentence, laws = checked(used)
    assert code == 0, sentence
    assert (laws[1], laws[2], laws[9]) == ("emergency_gate", "cap_guaranteed", "absent_rule")
    shutil.rmtree(folder)
