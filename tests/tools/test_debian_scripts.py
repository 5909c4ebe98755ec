"""The package's scripts: an upgrade stops a guard before its files change, and starts what it stopped."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tools.debian_package import SCRIPTS, WAS_RUNNING

SYSTEMCTL = """\
#!/bin/sh
echo "$@" >>"$LOG"
case "$1" in is-active) exit "$INACTIVE";; esac
"""


class Machine:
    """A folder that stands for a machine with systemd."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._log = folder, folder / "log"
        self._command("systemctl", SYSTEMCTL)
        for name in ("getent", "install", "useradd"):
            self._command(name, "#!/bin/sh\n")
        self.mark = folder / "was-running"

    def _command(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text)
        (self._folder / name).chmod(0o755)

    def run(self, name: str, *words: str, runs: bool = True) -> list[str]:
        """What a script asks systemd to do."""
        self._log.write_text("")
        text = SCRIPTS[name].replace(WAS_RUNNING, str(self.mark)).replace("/run/systemd/system", "/")
        environ = {"PATH": f"{self._folder}:/usr/bin:/bin", "LOG": str(self._log), "INACTIVE": "03"[not runs]}
        subprocess.run(["/bin/sh", "-c", text, name, *words], check=True, env=environ, capture_output=True)
        asked = [line for line in self._log.read_text().splitlines() if not line.startswith("is-active")]
        return [line for line in asked if line != "daemon-reload"]


def test_an_upgrade_stops_what_runs_before_its_files_are_replaced(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    assert machine.run("preinst", "upgrade", "0.1.0") == ["stop veilleur.service"]
    assert machine.run("postinst", "configure", "0.1.0") == ["start veilleur.service"]
    assert not machine.mark.exists()


def test_a_failed_upgrade_starts_it_too(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.run("preinst", "upgrade", "0.1.0")
    assert machine.run("postinst", "abort-upgrade", "0.2.0") == ["start veilleur.service"]


def test_what_did_not_run_is_not_started(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    assert machine.run("preinst", "upgrade", "0.1.0", runs=False) == []
    assert machine.run("postinst", "configure", "0.1.0", runs=False) == []
    assert machine.run("preinst", "install") == []
    assert machine.run("postinst", "configure", "") == []


def test_an_upgrade_removes_no_data() -> None:
    for name in ("preinst", "postinst"):
        assert re.findall(r"\brm\b.*", SCRIPTS[name]) in ([], [f"rm -f {WAS_RUNNING}"])
