"""The carrier of the laboratory: SIPp on loopback that answers and writes down every call."""

from __future__ import annotations

import re
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

SCENARIO = Path(__file__).parent / "sipp" / "carrier.xml"


class Carrier:
    """A trunk provider that answers every call at once. Ends by itself after `limit_s` seconds."""

    def __init__(self, limit_s: int = 120) -> None:
        self._limit_s = limit_s
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def __enter__(self) -> Carrier:
        self._directory = tempfile.TemporaryDirectory(prefix="veilleur-carrier-")
        self.log = Path(self._directory.name) / "calls.log"
        command = ["sipp", "-sf", str(SCENARIO), "-i", "127.0.0.1", "-p", str(self.port), "-nostdin"]
        command += ["-trace_logs", "-log_file", str(self.log), "-timeout", f"{self._limit_s}s"]
        self._process = subprocess.Popen(
            command, cwd=self._directory.name, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._directory.cleanup()

    def answered(self, at_least: int = 0, limit_s: float = 5.0) -> list[str]:
        """The numbers whose calls were answered so far, in order.

        SIPp writes its log a moment after the call: `at_least` waits, in time, for so many lines.
        """
        until = time.monotonic() + limit_s
        while True:
            text = self.log.read_text() if self.log.exists() else ""
            numbers = re.findall(r"answered (\S+)", text)
            if len(numbers) >= at_least or time.monotonic() > until:
                return numbers
            time.sleep(0.02)

    def pjsip_conf(self, port: int) -> str:
        """The trunk towards this carrier for a switch whose SIP port is `port`."""
        return (
            f"[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:{port}\n"
            f"[carrier]\ntype=aor\ncontact=sip:127.0.0.1:{self.port}\n"
            "[carrier]\ntype=endpoint\naors=carrier\ncontext=incoming\ndisallow=all\nallow=alaw\n"
        )
