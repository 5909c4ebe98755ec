"""`setup freepbx --check` on a running Asterisk 22 and 16: a plain FreePBX with telephones in AstDB."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lab.addresses import free_port
from lab.freepbx.dialplan import of_version
from lab.switch import RealAsterisk
from tests.pbx.asterisk.freepbx.machine import CASES

from veilleur.cli import main
from veilleur.config.writing import quoted
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

TELEPHONES = {"201/dial": "PJSIP/201", "201/tech": "pjsip", "202/dial": "PJSIP/202", "202/tech": "pjsip"}


class Plain:
    """A plain FreePBX that runs, joined by set-up."""

    def __init__(self, switch: RealAsterisk, config: Path) -> None:
        self.switch, self.config = switch, config

    def put(self, key: str, value: str, family: str = "DEVICE") -> None:
        """Write an entry of AstDB, as FreePBX does."""
        self.switch.ask("DBPut", Family=family, Key=key, Val=value)

    def check(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> tuple[int, dict[str, Any]]:
        """The exit code of --check, and what it says."""
        words = ["veilleur", "setup", "freepbx", "--check", "--json", "--config", str(self.config)]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), json.loads(capsys.readouterr().out)


@pytest.fixture
def plain(version: str, tmp_path: Path) -> Iterator[Plain]:
    plan = AsteriskPlan(
        agi_port=free_port(), version=int(version), freepbx=True, hook_is_macro=version == "16"
    )
    files = {
        path.name: of_version(path.read_text(), version) for path in (CASES / "plain").glob("[ep]*.conf")
    }
    with RealAsterisk(version, files) as switch:
        etc = switch.path(switch.home) / "etc"
        apply(etc, plan)
        (tmp_path / "ami-secret").write_text("lab-only")
        config = tmp_path / "veilleur.toml"
        config.write_text(
            '[site]\nname = "x"\nextensions = ["2XX"]\n[asterisk]\nhost = "127.0.0.1"\n'
            f'port = {switch.ami_port}\nusername = "lab"\nsecret_file = {quoted("ami-secret")}\n'
            f"agi_port = {plan.agi_port}\ndirectory = {quoted(str(etc))}\n"
        )
        switch.ask("Command", Command="dialplan reload")
        yield Plain(switch, config)


def test_with_its_telephones_every_way_is_asked(
    plain: Plain, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key, value in TELEPHONES.items():
        plain.put(key, value)
    code, said = plain.check(monkeypatch, capsys)
    assert said["left"] == []
    assert said["ways"] == {"asked": 1, "not_asked": 0, "not_known": 0}
    assert (code, said["verdict"]) == (0, "whole")


def test_a_custom_device_and_a_follow_me_that_lead_out_are_named(
    plain: Plain, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key, value in TELEPHONES.items():
        plain.put(key, value)
    plain.put("300/dial", "PJSIP/0037129011000@relais")
    plain.put("201/followme/postdest", "ext-trunk,1,1", "AMPUSER")
    code, said = plain.check(monkeypatch, capsys)
    assert code == 1
    assert {(one["context"], one["reason"]) for one in said["left"]} == {
        ("DEVICE/300", "device"),
        ("ext-trunk", "no_question"),
    }
