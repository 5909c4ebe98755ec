"""A company whose PBX knows nothing of Veilleur: its one change is the outbound proxy of its trunk.

The gate stands at .9 of its network, the guard asks and answers there; nothing is in the dialplan.
"""

from __future__ import annotations

from types import TracebackType

from lab.addresses import free_port
from lab.company import Company, _range
from lab.gate import SECRET, RealGate
from lab.guard import GuardProcess
from veilleur.pbx.gate.settings import Trunk
from veilleur.pbx.gate.setup.plan import GatePlan
from veilleur.words.site import Site

GATE_PORT = 5070


class GatedCompany(Company):
    """One company behind a gate; use it as a context manager. gate_guard: the guard that answers the gate."""

    def __init__(self, version: str, *, rings_s: float = 0.3, limits: str = "closed_hours_eur = 0") -> None:
        """limits: lines of [site.limits]; as it stands, nothing that costs money leaves at night."""
        self._limits = limits
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
[site.hours]
mon-sun = "{_range("closed", 0.0)}"
[site.judge]
mode = "enforce"
[site.limits]
{self._limits}
[gate]
port = {plan.guard_port}
secret_file = "gate-secret"
[journal]
file = "gate.db"
"""
        )
        self.gate_guard = GuardProcess(config, self.home / "gate.db")
        self._stack.callback(self.gate_guard.kill)
        self.gate_guard.start()
