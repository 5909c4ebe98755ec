"""The real guard as a process of its own, as a user starts it: `veilleur guard --config FILE`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lab.install import LabError
from lab.switch import DIES_WITH_US
from lab.waiting import LIMIT_S
from veilleur.journal import JournalReader
from veilleur.journal.reader import Entry
from veilleur.words.decisions import Decision
from veilleur.words.errors import JournalError
from veilleur.words.events import Event, FeedRestored

ROOT = str(Path(__file__).parents[1])
COMMAND = str(Path(sys.executable).with_name("veilleur"))


class JournalView:
    """What the guard has written down, read while it goes on."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self, after: int = 0) -> list[Entry]:
        """All entries above a number, oldest first; none while there is no journal."""
        try:
            reader = JournalReader(self.path)
        except JournalError:
            return []
        try:
            return list(reader.entries(after=after))
        finally:
            reader.close()

    def events(self, *kinds: type[Event], after: int = 0) -> list[Event]:
        """The events of these kinds, all when none is named."""
        found = [entry.event() for entry in self.entries(after) if entry.kind == "event"]
        return [event for event in found if not kinds or isinstance(event, kinds)]

    def decisions(self, *kinds: str, after: int = 0) -> list[Decision]:
        """The decisions of these kinds ("cut"), all when none is named."""
        found = [entry.decision() for entry in self.entries(after) if entry.kind == "decision"]
        return [decision for decision in found if not kinds or decision.kind.value in kinds]

    def last(self) -> int:
        """The number of the newest entry."""
        entries = self.entries()
        return entries[-1].seq if entries else 0

    def wait_for(self, holds: Callable[[JournalView], object], what: str, limit_s: float = LIMIT_S) -> None:
        """Wait until something holds of the journal.

        Raises:
            LabError: when it does not in time.
        """
        until = time.monotonic() + limit_s
        while not holds(self):
            if time.monotonic() > until:
                raise LabError(f"the guard's journal does not tell within {limit_s:g} s: {what}")
            time.sleep(0.05)


class GuardProcess:
    """`veilleur guard` for one configuration; started, killed, frozen and started again at will."""

    def __init__(
        self, config: Path, journal: Path, ahead_s: float = 0.0, *, is_patient: bool = False
    ) -> None:
        """ahead_s: by how much its wall clock is ahead of the machine's. is_patient: `lab.patient_guard`."""
        self._config = config
        self.set_ahead(ahead_s)
        if is_patient:
            self._command = [sys.executable, "-m", "lab.patient_guard"]
        self.journal = JournalView(journal)
        self._output = config.with_name("guard.out")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of the running guard."""
        assert self._process is not None
        return self._process.pid

    @property
    def said(self) -> str:
        """Everything it printed, over all its lives."""
        return self._output.read_text() if self._output.exists() else ""

    def set_ahead(self, ahead_s: float) -> None:
        """From its next start its wall clock is ahead of the machine's."""
        self._command = [COMMAND] if not ahead_s else [sys.executable, "-m", "lab.guard_at", str(ahead_s)]

    def start(self) -> None:
        """Start it and wait until it sees the switch.

        Raises:
            LabError: when it ends or stays blind.
        """
        before = self.journal.last()
        command = [*self._command, "guard", "--config", str(self._config)]
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [*DIES_WITH_US, *command],
                cwd=self._config.parent,
                env={**os.environ, "PYTHONPATH": os.pathsep.join([ROOT, os.environ.get("PYTHONPATH", "")])},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        until = time.monotonic() + LIMIT_S
        while not self.journal.events(FeedRestored, after=before):
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise LabError(f"the guard does not see the switch: {self.said[-2000:]}")
            time.sleep(0.05)

    def run(self, *words: str) -> str:
        """Another command of Veilleur, such as "verify"; gives what it prints.

        Raises:
            LabError: when it cannot do its work (exit code 2).
        """
        done = subprocess.run(
            [COMMAND, *words], cwd=self._config.parent, capture_output=True, text=True, check=False
        )
        if done.returncode == 2:
            raise LabError(f"veilleur {words[0]}: {done.stderr.strip()}")
        return done.stdout

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> int:
        """End it as its service manager would (SIGTERM); its exit code."""
        if self._process is None:
            return 0
        self._process.terminate()
        try:
            code = self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._process = None
        return code

    def freeze(self) -> None:
        """Stop its clockwork, sockets open (SIGSTOP)."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen one go on."""
        os.kill(self.pid, signal.SIGCONT)

    def resident_bytes(self) -> int:
        """Memory the process holds now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
