"""SIPp as a process that plays one scenario (`scenarios`); bounded in time and ended by its own id."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

from lab.install import LabError
from lab.switch import DIES_WITH_US
from lab.waiting import LIMIT_S


class Sip:
    """One running SIPp. Ends by itself after `limit_s`; `wait` gives what it wrote down."""

    def __init__(self, scenario: str, *arguments: str, limit_s: float = 60) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="veilleur-sip-")
        home = Path(self._directory.name)
        self.log = home / "calls.log"
        self._errors = home / "errors.log"
        (home / "scenario.xml").write_text(scenario)
        command = ["sipp", "-sf", str(home / "scenario.xml"), "-nostdin", "-timeout", f"{limit_s:g}s"]
        command += ["-trace_logs", "-log_file", str(self.log), "-trace_err", "-error_file", str(self._errors)]
        self._process = subprocess.Popen(
            [*DIES_WITH_US, *command, *arguments],
            cwd=home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._limit_s = limit_s

    def __enter__(self) -> Sip:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait(self) -> str:
        """Wait for its end; gives its log."""
        try:
            self._process.wait(self._limit_s + 5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        return self.written()

    def written(self) -> str:
        """What it has written down so far."""
        return self.log.read_text() if self.log.exists() else ""

    def errors(self) -> str:
        """What SIPp complains of, for the message of a failing test."""
        return self._errors.read_text() if self._errors.exists() else ""

    def wait_for(self, pattern: str, limit_s: float = LIMIT_S) -> str:
        """Wait until its log holds a match; gives it.

        Raises:
            LabError: when it does not come in time.
        """
        until = time.monotonic() + limit_s
        while time.monotonic() < until:
            found = re.search(pattern, self.written())
            if found is not None:
                return found[0]
            if self._process.poll() is not None and not re.search(pattern, self.written()):
                break
            time.sleep(0.02)
        raise LabError(f"SIPp wrote no {pattern!r} in {limit_s:g} s: {self.written()} {self.errors()[:600]}")

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it, and forget its files."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._directory.cleanup()
