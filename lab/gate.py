"""The real gate of the laboratory: Kamailio with the configuration that set-up writes, on loopback."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from lab.install import LabError
from lab.switch import DIES_WITH_US
from veilleur.pbx.gate.setup.plan import CONFIG, GatePlan, files

STARTS_WITHIN_S = 120.0  # with TLS it takes 16 s on a busy machine
GONE_WITHIN_S = 10.0
SECRET = "0123456789abcdef0123456789abcdef"


class RealGate:
    """One running Kamailio; use it as a context manager.

    plan: its directory is made here. config: another configuration than the gate's. resolver: the address of
    the name server that it asks, "" for the machine's.
    """

    def __init__(self, plan: GatePlan, config: Path | None = None, resolver: str = "") -> None:
        self._plan, self._config, self._resolver = plan, config, resolver
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> RealGate:
        program = shutil.which("kamailio", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if program is None:
            raise LabError("the laboratory needs Kamailio; install the package kamailio")
        self._directory = tempfile.TemporaryDirectory(prefix="veilleur-gate-")
        self.home = Path(self._directory.name)
        plan = replace(self._plan, directory=str(self.home))
        for name, text in files(plan).items():
            (self.home / name).write_text(text)
        self._log = (self.home / "kamailio.log").open("wb")
        command = [
            program,
            "-DD",
            "-E",
            "-m",
            "256",
            "-M",
            "8",
            "-f",
            str(self._config or self.home / CONFIG),
        ]
        command += ["-P", str(self.home / "pid"), "-Y", str(self.home)]
        self._process = subprocess.Popen(
            [*DIES_WITH_US, *self._apart(), *command],
            env={**os.environ, "TZ": plan.site.timezone},
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        until = time.monotonic() + STARTS_WITHIN_S
        while not self._listens():
            if self._process.poll() is not None or time.monotonic() > until:
                said = self.log()
                self.stop()
                raise LabError(f"Kamailio did not start: {said[-2000:]}")
            time.sleep(0.02)
        return self

    def _apart(self) -> list[str]:
        """In a mount namespace of its own with another resolv.conf, where it asks another name server."""
        if not self._resolver:
            return []
        written = self.home / "resolv.conf"
        written.write_text(f"nameserver {self._resolver}\noptions timeout:1 attempts:1\n")
        script = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'
        return ["unshare", "--mount", "sh", "-c", script, "lab", str(written)]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def log(self) -> str:
        """What Kamailio said so far."""
        return (self.home / "kamailio.log").read_text(errors="replace")

    def memory_kb(self) -> int:
        """Memory that its processes alone use (their proportional share), in kB."""
        total = 0
        for pid in self.pids():
            rollup = Path("/proc", str(pid), "smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        return total

    def pids(self) -> list[int]:
        """Its processes."""
        assert self._process is not None
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if os.getpgid(int(process.name)) == self._process.pid:
                    found.append(int(process.name))
        return found

    def stop(self) -> None:
        """End it, and forget its files."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            # Its other processes are gone a moment later, and the next gate may want the same port.
            until = time.monotonic() + GONE_WITHIN_S
            while self._config is None and self._listens() and time.monotonic() < until:
                time.sleep(0.02)
        self._log.close()
        self._directory.cleanup()

    def _listens(self) -> bool:
        if self._config is not None:
            return (self.home / "pid").exists()
        with socket.socket() as probe:
            return probe.connect_ex((self._plan.guard_host, self._plan.guard_port)) == 0
