"""What asking costs on the trunk: calls through the gate at several rates and at as many as it bears, asked,
not asked, and redirected; and what is left at twice that (`gate_overload`).

SIPp is PBX and operator, the guard is the real one, all on this machine. The baseline is a Kamailio that does
nothing but answer 302, in the same run. Pitfall: the load itself takes most of the two cores, so that the
figures of the highest rates are those of the machine more than of the gate.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from lab.addresses import free_network
from lab.gate import SECRET, RealGate
from lab.gate_overload import INSIDE_DIALOG, LATE_MS, flooded_trunk, most_borne, under_flood
from lab.guard import GuardProcess
from lab.sip import Sip
from lab.trunk import DOMAIN, GATE_PORT, gate_plan
from veilleur.pbx.gate.settings import Trunk
from veilleur.pbx.gate.setup.plan import GatePlan

RATES = (50, 200, 500, 1000)  # calls a second
SECONDS = 3
NUMBER, HOSTILE = "0199001234", "0037129990000"
SEARCH_S = 60.0  # for the highest rate that is borne
FLOOD_S = 6
NOTHING_ABROAD = "[limits]\nclosed_hours_eur = 0\nday_eur = 0\nmonth_eur = 0\n"
SCENARIO = Path(__file__).parent / "sipp" / "carrier.xml"
REDIRECT = """\
#!KAMAILIO
children=2
listen=udp:{address}:{port}
loadmodule "sl.so"
loadmodule "pv.so"
request_route {{
    if (is_method("INVITE")) {{
        append_to_reply("Contact: <sip:x@{network}.2>\\r\\n");
        sl_send_reply("302", "Moved");
    }}
}}
"""
_INVITE = """\
<send retrans="500" start_rtd="1"><![CDATA[

      INVITE sip:{number}@{domain} SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
      Route: <sip:[remote_ip]:[remote_port];lr>
      From: <sip:203@{domain}>;tag=[pid]x[call_number]
      To: <sip:{number}@{domain}>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:203@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Length: 0

]]></send>
"""
_REFUSED_ACK = INSIDE_DIALOG.replace("[next_url]", "sip:{number}@{domain}").replace(
    "branch=[branch]", "branch=[branch-2]"
)


class Load(NamedTuple):
    """What one rate gave. Times in milliseconds from INVITE to final reply."""

    calls: int
    p50_ms: float
    p99_ms: float
    failed: int
    repeats: int

    @property
    def is_borne(self) -> bool:
        """Every call got its answer, and 99 of 100 before an INVITE is sent again."""
        return self.failed == 0 and self.p99_ms < LATE_MS

    def __str__(self) -> str:
        return (
            f"{self.calls:6d} calls  p50 {self.p50_ms:5.1f} ms  p99 {self.p99_ms:6.1f} ms  "
            f"{self.failed} failed, {self.repeats} repeated"
        )


def _scenario(final: str, number: str) -> str:
    blanks = {"number": number, "domain": DOMAIN, "caller": "203"}
    steps = [_INVITE.format(**blanks), '<recv response="100" optional="true"/>']
    steps.append(f'<recv response="{final}" rtd="1" rrs="true"/>')
    if final == "200":
        steps.append(INSIDE_DIALOG.format(method="ACK", sequence=1, more="", **blanks))
        steps.append(INSIDE_DIALOG.format(method="BYE", sequence=2, more=' retrans="500"', **blanks))
        steps.append('<recv response="200"/>')
    else:
        steps.append(_REFUSED_ACK.format(method="ACK", sequence=1, more="", **blanks))
    return '<?xml version="1.0"?>\n<scenario name="load">\n' + "\n".join(steps) + "\n</scenario>\n"


def load(plan: GatePlan, rate: int, final: str = "200", number: str = NUMBER) -> Load:
    """Calls at a rate for some seconds."""
    calls = rate * SECONDS
    network = plan.address.rpartition(".")[0]
    with tempfile.TemporaryDirectory(prefix="veilleur-load-") as folder:
        scenario = Path(folder, "load.xml")
        scenario.write_text(_scenario(final, number))
        command = ["sipp", "-sf", str(scenario), "-i", f"{network}.1", "-p", "5060", "-m", str(calls)]
        command += [
            "-r",
            str(rate),
            "-nostdin",
            "-timeout",
            f"{SECONDS + 10}s",
            "-trace_rtt",
            "-rtt_freq",
            "1",
        ]
        command += [
            "-trace_stat",
            "-fd",
            "1",
            "-stf",
            str(Path(folder, "stat.csv")),
            f"{plan.address}:{GATE_PORT}",
        ]
        with suppress(subprocess.TimeoutExpired):  # calls that hang are counted as failed
            quiet = subprocess.DEVNULL
            subprocess.run(command, cwd=folder, stdout=quiet, stderr=quiet, timeout=SECONDS + 10, check=False)
        times = sorted(
            float(line.split(";")[1])
            for path in Path(folder).glob("*_rtt.csv")
            for line in path.read_text().splitlines()[1:]
        )
        rows = Path(folder, "stat.csv").read_text().splitlines()
        last = dict(zip(rows[0].split(";"), rows[-1].split(";"), strict=False))
    middle = times[len(times) // 2] if times else float("nan")
    late = times[min(len(times) - 1, len(times) * 99 // 100)] if times else float("nan")
    return Load(calls, middle, late, calls - int(last["SuccessfulCall(C)"]), int(last["Retransmissions(C)"]))


@contextmanager
def _carrier(network: str) -> Iterator[None]:
    with Sip(SCENARIO.read_text(), "-i", f"{network}.2", "-p", "5060", limit_s=300):
        yield


@contextmanager
def guarded(plan: GatePlan, more: str = "") -> Iterator[int]:
    """The real guard at a gate, as its process id. more: of its configuration."""
    with tempfile.TemporaryDirectory(prefix="veilleur-load-") as folder:
        home = Path(folder)
        (home / "gate-secret").write_text(SECRET)
        (home / "veilleur.toml").write_text(
            f'[site]\nname = "Load"\nextensions = ["2XX"]\n[gate]\nport = {plan.guard_port}\n'
            f'[journal]\nfile = "journal.db"\n{more}'
        )
        guard = GuardProcess(home / "veilleur.toml", home / "journal.db")
        guard.start()
        try:
            yield guard.pid
        finally:
            guard.kill()


def _cpu_s(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        fields = Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def pss_mb(pid: int) -> float:
    """Memory that a process alone uses."""
    text = Path("/proc", str(pid), "smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def report(say: Callable[[str], None] = print) -> None:
    """Print the figures."""
    with ExitStack() as stack:
        network = free_network()
        stack.enter_context(_carrier(network))
        plan = gate_plan(network, waits="never")
        with RealGate(plan):
            for rate in RATES:
                say(f"gate, not asked   {rate:5d}/s  {load(plan, rate)}")
        with RealGate(plan) as gate, guarded(plan) as pid:
            pids = [*gate.pids(), pid]
            idle = _cpu_s(pids)
            time.sleep(5)
            idle = _cpu_s(pids) - idle
            for rate in RATES:
                began = _cpu_s(pids)
                found = load(plan, rate)
                used = (_cpu_s(pids) - began) / SECONDS * 100
                say(f"gate, asked       {rate:5d}/s  {found}  {used:.0f} % of a core")
            borne = most_borne(lambda rate: load(plan, rate).is_borne, SEARCH_S)
            say(f"gate, asked       bears {borne:,} calls a second, answered and hung up")
            say(
                f"gate + guard      {gate.memory_kb() / 1024:.0f} + {pss_mb(pid):.0f} MB after that; "
                f"idle {idle / 5 * 100:.1f} % of a core"
            )
        with RealGate(plan), guarded(plan, NOTHING_ABROAD):
            refused = most_borne(lambda rate: load(plan, rate, "603", HOSTILE).is_borne, SEARCH_S)
            say(f"gate, asked       bears {refused:,} decisions a second, refused")
        with tempfile.TemporaryDirectory(prefix="veilleur-load-") as folder:
            config = Path(folder, "redirect.cfg")
            text = REDIRECT.format(address=plan.address, port=GATE_PORT, network=network)
            config.write_text(
                text.replace('loadmodule "pv.so"', 'loadmodule "pv.so"\nloadmodule "textops.so"')
            )
            with RealGate(plan, config):
                for rate in RATES:
                    say(f"redirect only     {rate:5d}/s  {load(plan, rate, '302')}")
                moved = most_borne(lambda rate: load(plan, rate, "302").is_borne, SEARCH_S)
                say(f"redirect only     bears {moved:,} calls a second, redirected")
    asyncio.run(_report_overload(2 * borne, say))


async def _report_overload(rate: int, say: Callable[[str], None]) -> None:
    """With the gate's own default of questions a second, and with as many as come."""
    for questions in (GatePlan(trunks=(Trunk(DOMAIN),), secret=SECRET).calls_per_second, 10_000):
        async with flooded_trunk(SCENARIO.read_text(), calls_per_second=questions) as at:
            with guarded(at.plan) as pid:
                before = at.gate.memory_kb() / 1024, pss_mb(pid)
                kept = await under_flood(at, rate, FLOOD_S)
                after = at.gate.memory_kb() / 1024, pss_mb(pid)
        say(
            f"twice that: {rate:,}/s for {FLOOD_S} s, at most {questions:,} questions a second: {kept}; "
            f"memory {before[0]:.0f} + {before[1]:.0f} -> {after[0]:.0f} + {after[1]:.0f} MB"
        )


if __name__ == "__main__":
    report()
