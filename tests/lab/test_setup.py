"""`veilleur setup asterisk` on the real switches: written, found in force, half in force, taken out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from lab.addresses import free_port
from lab.switch import RealAsterisk

from lab import configuration

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]


def veilleur(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("veilleur")), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def written(folder: Path, version: str, switch: RealAsterisk, *more: str, gated: bool) -> Path:
    """A company's files, with the pieces that the command adds to them."""
    etc = folder / "etc"
    etc.mkdir()
    for name, text in configuration.files(version, "127.0.0", {}, {}, 4, gated).items():
        if name in ("extensions.conf", "logger.conf"):
            (etc / name).write_text(text)
    technology = configuration.technology(version)
    done = veilleur(
        folder,
        *(
            "setup",
            "asterisk",
            "--yes",
            "--offline",
            "--lang",
            "en",
            "--name",
            "Garage",
            "--host",
            "127.0.0.1",
        ),
        *("--port", str(switch.ami_port), "--extensions", "2XX", "--trunks", f"{technology}/carrier*"),
        *("--hours", "always", "--agi-port", str(free_port()), "--log-file", "-", "--write", str(etc)),
        *more,
    )
    assert done.returncode == 0, done.stderr
    return etc


def checked(folder: Path, switch: RealAsterisk, etc: Path) -> tuple[int, dict[str, bool]]:
    """What `setup --check` says of a switch that runs with these files."""
    for path in etc.glob("*.conf"):
        switch.add_file(path.name, path.read_text())
    with switch:
        done = veilleur(folder, "setup", "asterisk", "--check", "--json", "--lang", "en")
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, json.loads(done.stdout)["in_force"]


def test_what_the_command_writes_is_in_force_and_comes_out_again(version: str, tmp_path: Path) -> None:
    switch = RealAsterisk(version, {})
    etc = written(tmp_path, version, switch, gated=True)
    code, found = checked(tmp_path, switch, etc)
    assert (code, [key for key, ok in found.items() if not ok]) == (0, [])
    before = configuration.files(version, "127.0.0", {}, {}, 4, True)
    assert veilleur(tmp_path, "setup", "asterisk", "--remove", "--write", str(etc)).returncode == 0
    left = {path.name: path.read_text() for path in etc.iterdir()}
    before = {name: before[name] for name in ("extensions.conf", "logger.conf")}
    # Lines of the owner still ask, so contexts stay that let every call go on; all else is as before.
    plan = left.pop("extensions.conf")
    assert plan.startswith(before.pop("extensions.conf"))
    assert "AGI(" not in plan.partition("BEGIN veilleur")[2]
    assert left == before


def test_pieces_that_nobody_calls_are_half_in_force(version: str, tmp_path: Path) -> None:
    switch = RealAsterisk(version, {})
    etc = written(tmp_path, version, switch, gated=False)
    code, found = checked(tmp_path, switch, etc)
    assert code == 1
    assert {key for key, ok in found.items() if not ok} == {"used", "every_dial"}


def test_the_questions_that_the_command_writes_itself_are_in_force(version: str, tmp_path: Path) -> None:
    switch = RealAsterisk(version, {})
    etc = written(tmp_path, version, switch, "--gates", gated=False)
    code, found = checked(tmp_path, switch, etc)
    assert (code, [key for key, ok in found.items() if not ok]) == (0, [])
    assert veilleur(tmp_path, "setup", "asterisk", "--remove", "--write", str(etc)).returncode == 0
    assert (etc / "extensions.conf").read_text() == configuration.files(version, "127.0.0", {}, {}, 4, False)[
        "extensions.conf"
    ]
