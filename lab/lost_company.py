"""Two companies whose PBX falls into an attacker's hands: guard and gate elsewhere, or all on the one box.

Both have a witness and a receiver of alerts on the second machine. The operator lies on that machine's own
loopback: it admits the gate's address alone.
"""

from __future__ import annotations

import json
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

from lab.addresses import free_network, free_port
from lab.carrier import Carrier
from lab.company import LIMIT_S, Company
from lab.gate import SECRET, RealGate
from lab.guard import GuardProcess
from lab.second_machine import SecondMachine
from veilleur.config import load_text
from veilleur.desk.witness_watch import Silence
from veilleur.journal.witness.server import WitnessServer
from veilleur.journal.witness.service import WitnessBook, new_token, site_file
from veilleur.pbx.gate.settings import Trunk
from veilleur.pbx.gate.setup.plan import GatePlan
from veilleur.words.site import Site

SITE = "Garage du Lab"
GATE_PORT = 5070
CAP_EUR = 5
SILENT_AFTER_S = 15.0
HOME_ADDRESSES = (1, *range(100, 106))
AWAY_ADDRESSES = (9,)


class Elsewhere:
    """The witness and the receiver of alerts, opened on the second machine (or on ours, without one)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "witness"
        self.token = new_token(self._folder, SITE)
        self.contradicted_at: list[float] = []
        self.book = WitnessBook(self._folder, lambda *_: self.contradicted_at.append(time.time()))
        self.alerted_at: list[float] = []
        alerts = self.alerted_at

        class Alerts(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if body.get("type") == "alert":
                    alerts.append(time.time())
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                pass

        self._servers: tuple[ThreadingHTTPServer, ThreadingHTTPServer] = (
            WitnessServer(("127.0.0.1", free_port()), self.book),
            ThreadingHTTPServer(("127.0.0.1", free_port()), Alerts),
        )
        self.witness_url, self.alerts_url = (
            f"http://127.0.0.1:{server.server_address[1]}" for server in self._servers
        )
        for server in self._servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()

    @property
    def heads(self) -> Path:
        """What the witness wrote."""
        return site_file(self._folder, SITE)

    def silent_since(self, now: float) -> float | None:
        """Since when the witness would have said that the site is silent; None while it is not."""
        news = Silence(SILENT_AFTER_S).news(self.book.last_received, now)
        return news[0].at + SILENT_AFTER_S if news else None

    def toml(self) -> str:
        """What the guard is given of both."""
        return f"""\
[[witness]]
kind = "service"
url = "{self.witness_url}"
token_file = "witness-token"
every_minutes = 0.1
[alerts]
[alerts.webhook]
url = "{self.alerts_url}"
secret_file = "witness-token"
"""

    def close(self) -> None:
        """Answer no more."""
        for server in self._servers:
            server.shutdown()
            server.server_close()


class GuardedFromElsewhere(Company):
    """Guard, gate, journal and operator on the second machine; on the PBX there is nothing of Veilleur."""

    def __init__(self, version: str) -> None:
        super().__init__(version, watched=False, rings_s=0.1, proxy_port=GATE_PORT)
        self.machine = SecondMachine(HOME_ADDRESSES, AWAY_ADDRESSES)
        self.network = self.machine.network
        self.operator = f"{free_network()}.2"

    def __enter__(self) -> GuardedFromElsewhere:
        self.machine.__enter__()
        self._stack.callback(self.machine.__exit__, None, None, None)
        try:
            super().__enter__()
            with self.machine.inside():
                self.elsewhere = Elsewhere(self.home)
                self._stack.callback(self.elsewhere.close)
                self._start_gate()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)

    def _start_carrier(self) -> Carrier:
        with self.machine.inside():
            return self._stack.enter_context(Carrier(LIMIT_S, self.operator, 5060, 0.1))

    def _start_gate(self) -> None:
        plan = GatePlan(
            site=Site(extensions=("2XX",)),
            address=f"{self.network}.9",
            port=GATE_PORT,
            transports=("udp",),
            pbx=f"sip:{self.network}.1:5060",
            pbx_networks=(f"{self.network}.1",),
            operator_networks=(self.operator,),
            trunks=(Trunk(f"{self.network}.2", (f"sip:{self.operator}:5060",)),),
            guard_port=free_port(),
            secret=SECRET,
            waits="always",
            workers=2,
        )
        self.gate = self._stack.enter_context(RealGate(plan))
        (self.home / "gate-secret").write_text(SECRET)
        (self.home / "witness-token").write_text(self.elsewhere.token)
        config = self.home / "gate.toml"
        config.write_text(
            f"""\
[site]
name = "{SITE}"
extensions = ["2XX"]
timezone = "{self.zone}"
[site.hours]
{self._opening_hours()}
[site.judge]
mode = "enforce"
[site.limits]
closed_hours_eur = {CAP_EUR}
[gate]
port = {plan.guard_port}
secret_file = "gate-secret"
[journal]
file = "gate.db"
{self.elsewhere.toml()}"""
        )
        self.settings = load_text(f'[site]\nname = "{SITE}"\n')
        self.gate_guard = GuardProcess(config, self.home / "gate.db")
        self._stack.callback(self.gate_guard.kill)
        self.gate_guard.start()


class GuardedOnTheBox(Company):
    """Guard, journal and question on the PBX's own machine; only the witness and who is alerted are not."""

    def __init__(self, version: str) -> None:
        super().__init__(version, rings_s=0.1, channels=1_000)

    def __enter__(self) -> GuardedOnTheBox:
        super().__enter__()
        return self

    def _write_settings(self) -> None:
        if not hasattr(self, "elsewhere"):
            self.elsewhere = Elsewhere(self.home)
            self._stack.callback(self.elsewhere.close)
            (self.home / "witness-token").write_text(self.elsewhere.token)
            self._toml = self.elsewhere.toml()
            self._judge += f"[site.limits]\nclosed_hours_eur = {CAP_EUR}\n"
        super()._write_settings()


def command_of(company: Company, words: str) -> str:
    """A command of the switch's own console, as whoever is its user gives it; what it says."""
    root, home = str(company.switch.path("/")), company.switch.home
    command = ["chroot", root, "asterisk", "-C", f"{home}/etc/asterisk.conf", "-rx", words]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60).stdout
