"""A company whose PBX knows nothing of Veilleur: its one change is the outbound proxy of its trunk.

The gate stands at .9 of its network, the guard asks and answers there; nothing is in the dialplan.
"""

from __future__ import annotations

import base64
import secrets
import urllib.parse
import urllib.request
from types import TracebackType
from typing import Any

from lab import scenarios
from lab.addresses import free_port
from lab.company import Company
from lab.configuration import technology
from lab.gate import SECRET, RealGate
from lab.guard import GuardProcess
from lab.patient_guard import PATIENCE_S
from lab.sip import Sip
from lab.switch import AMI_SECRET, AMI_USER
from veilleur.pbx.gate.settings import Trunk
from veilleur.pbx.gate.setup.plan import GatePlan
from veilleur.words.site import Site

GATE_PORT = 5070
PATIENT: dict[str, Any] = {"answer_ms": 1_500 * int(PATIENCE_S), "silent_s": int(PATIENCE_S)}
WEB_USER = "web"


class GatedCompany(Company):
    """One company behind a gate; use it as a context manager. gate_guard: the guard that answers the gate."""

    def __init__(
        self,
        version: str,
        *,
        rings_s: float = 0.3,
        limits: str = "closed_hours_eur = 0",
        joined: bool = False,
    ) -> None:
        """limits: lines of [site.limits]; as it stands, nothing that costs money leaves at night. joined: the
        guard has a manager login on the PBX too."""
        self._limits, self._joined = limits, joined
        self._web_port, self._web_secret = free_port(), secrets.token_hex(8)
        super().__init__(version, watched=False, rings_s=rings_s, proxy_port=GATE_PORT)

    def __enter__(self) -> GatedCompany:
        super().__enter__()
        try:
            self._start_gate()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)

    def web(self, path: str, **query: str) -> None:
        """Ask something of the switch's web interface (ARI), as whoever read its password in ari.conf."""
        url = f"http://127.0.0.1:{self._web_port}/ari/{path}?{urllib.parse.urlencode(query)}"
        login = base64.b64encode(f"{WEB_USER}:{self._web_secret}".encode()).decode()
        request = urllib.request.Request(url, method="POST", headers={"Authorization": f"Basic {login}"})
        with urllib.request.urlopen(request, timeout=30):
            pass

    def program_call(self, number: str) -> Sip:
        """A program on the PBX that speaks SIP with the gate itself; gives the running call."""
        address, port = f"{self.network}.1", str(next(self._ports))
        scenario = scenarios.call(number, "203", holds_s=1.0)
        place = [f"{self.network}.9:{GATE_PORT}", "-i", address, "-mi", address, "-p", port, "-m", "1"]
        return Sip(scenario, *place)

    def _login(self) -> str:
        """The manager interface of the PBX behind the gate, whose dialplan asks nothing."""
        (self.home / "manager-secret").write_text(AMI_SECRET)
        return (
            f'[asterisk]\nport = {self.switch.ami_port}\nusername = "{AMI_USER}"\n'
            'secret_file = "manager-secret"\nasks = false\n'
        )

    def _more_files(self) -> dict[str, str]:
        """Its web interface is open to the machine itself, as some telephony software wants it."""
        return {
            "http.conf": f"[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport={self._web_port}\n",
            "ari.conf": f"[general]\nenabled=yes\n[{WEB_USER}]\ntype=user\npassword={self._web_secret}\n",
        }

    def _start_gate(self) -> None:
        plan = GatePlan(
            site=Site(extensions=("2XX",)),
            address=f"{self.network}.9",
            port=GATE_PORT,
            transports=("udp",),
            pbx=f"sip:{self.network}.1:5060",
            pbx_networks=(f"{self.network}.1",),
            operator_networks=(f"{self.network}.2",),
            trunks=(Trunk(f"{self.network}.2", (f"sip:{self.network}.2:5060",)),),
            guard_port=free_port(),
            secret=SECRET,
            waits="always",
            **(PATIENT if self._joined else {}),
            workers=2,
        )
        self.gate = self._stack.enter_context(RealGate(plan))
        (self.home / "gate-secret").write_text(SECRET)
        config = self.home / "gate.toml"
        config.write_text(
            f"""\
[site]
name = "Garage du Lab"
extensions = ["2XX"]
timezone = "{self.zone}"
trunks = ["{technology(self.version)}/carrier*"]
[site.hours]
{self._opening_hours()}
[site.judge]
mode = "enforce"
[site.limits]
{self._limits}
[gate]
port = {plan.guard_port}
secret_file = "gate-secret"
[journal]
file = "gate.db"
{self._login() if self._joined else ""}"""
        )
        self.gate_guard = GuardProcess(config, self.home / "gate.db", is_patient=self._joined)
        self._stack.callback(self.gate_guard.kill)
        self.gate_guard.start()
