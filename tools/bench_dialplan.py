"""`python -m tools.bench_dialplan`: the model of large dialplans, and `setup --check` on a PBX that runs.

Measured: 100,000 lines modelled in a process of its own (CPU seconds, memory), beside a search for lines
that hold "Dial(" in the same text; and on a real Asterisk with 5,000 extensions how long `--check` takes,
beside the bare reading of the same plan by the manager interface, and how long calls take to begin meanwhile.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lab.addresses import free_port
from lab.install import LabError
from lab.switch import RealAsterisk

from veilleur.config.writing import quoted
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply
from veilleur.words.site import Site

LINES, MOST_S, MOST_MB = 100_000, 3.0, 300
EXTENSIONS, WAYS_OUT, MOST_CHECK_S = 5_000, 100, 5.0
CALLS, CALL_EVERY_S = 30, 0.1
_SECRET = "lab-only"
_MODELLED = """
import resource, sys, time
from pathlib import Path
from veilleur.pbx.asterisk.dialplan import Model, read_directory
began = time.process_time()
found = read_directory(Path(sys.argv[1]))
model = Model(found.plan, found.around)
print(time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(model.ways))
"""


def plan_text(telephones: int, ways_out: int, *, gated: bool) -> str:
    """A plan of telephones and ways out, four lines each; gated: the question stands before these."""
    found = ["[phones]"]
    first = "Gosub(veilleur-gate,s,1(0${EXTEN:2},carrier,,))" if gated else "NoOp(out)"
    for number in range(telephones):
        found += [
            f"exten => {number + 10_000},1,NoOp()",
            f" same => n,Dial(PJSIP/{number + 10_000},20)",
            f" same => n,VoiceMail({number + 10_000}@default,u)",
            " same => n,Hangup()",
        ]
    for number in range(ways_out):
        found += [
            f"exten => _0{number + 10_000}X.,1,{first}",
            " same => n,Dial(PJSIP/0${EXTEN:2}@carrier,60)",
            " same => n,NoOp(${DIALSTATUS})",
            " same => n,Hangup()",
        ]
    return "\n".join(found) + "\n"


def modelled() -> None:
    """The lines of a directory, modelled; and searched, as the baseline."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extensions.conf"
        text = plan_text(LINES // 8, LINES // 8, gated=True)
        path.write_text(text)
        began = time.process_time()
        count = len(re.findall(r"(?im)^.*\bdial\(.*$", path.read_text()))
        searched = time.process_time() - began
        done = subprocess.run(
            [sys.executable, "-c", _MODELLED, folder], capture_output=True, text=True, check=True
        )
        seconds, megabytes, ways = (float(one) for one in done.stdout.split())
    print(f"dialplan, {LINES:,} lines modelled {seconds:12.2f} s    (aim {MOST_S:.0f}; {ways:,.0f} ways out)")
    print(f"  memory, Python and all          {megabytes:12.0f} MB   (aim {MOST_MB})")
    print(f"  baseline: a search for Dial(    {searched:12.2f} s    ({count:,} lines)")


def checked(version: str) -> None:
    """`setup --check` on a real Asterisk, and what calls notice of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "extensions.conf").write_text(plan_text(EXTENSIONS - WAYS_OUT, WAYS_OUT, gated=False))
        plan = AsteriskPlan(site=Site(extensions=("1XXXX",)), agi_port=free_port(), version=int(version))
        apply(folder, plan, gates=True)
        (folder / "ami-secret").write_text(_SECRET)
        call = "[call]\nexten => 1,1,Answer()\nsame => n,Wait(1)\n"
        files = {"extensions.conf": (folder / "extensions.conf").read_text() + call}
        with RealAsterisk(version, files) as switch:
            config = folder / "veilleur.toml"
            config.write_text(
                '[site]\nname = "x"\nextensions = ["1XXXX"]\n[asterisk]\nhost = "127.0.0.1"\n'
                f'port = {switch.ami_port}\nusername = "lab"\nsecret_file = {quoted("ami-secret")}\n'
                f"agi_port = {plan.agi_port}\ndirectory = {quoted(str(folder))}\n"
            )
            began = time.monotonic()
            steps = len(switch.dialplan())
            read_s = time.monotonic() - began
            quiet, _none = calls_beside_check(switch, None)
            busy, check_s = calls_beside_check(switch, config)
    print(f"setup --check, {version}, {EXTENSIONS:,} extensions {check_s:8.2f} s    (aim {MOST_CHECK_S:.0f})")
    print(f"  baseline: reading {steps:,} lines by AMI {read_s:8.2f} s")
    print(f"  a call begins: median and worst {shown(quiet)}; while it is checked {shown(busy)}")


def calls_beside_check(
    switch: RealAsterisk, config: Path | None, kind: str = "asterisk"
) -> tuple[list[float], float]:
    """How long calls take to begin, and `--check` beside them, when there is a configuration."""
    began = time.monotonic()
    process = None
    if config is not None:
        words = [sys.executable, "-m", "veilleur", "setup", kind, "--check", "--json", "--config"]
        process = subprocess.Popen([*words, str(config)], stdout=subprocess.PIPE)
    took: list[float] = []
    while len(took) < CALLS or (process is not None and process.poll() is None):
        asked = time.monotonic()
        switch.send("Originate", Channel="Local/1@call/n", Application="Wait", Data="1", Async="true")
        switch.wait_for("Newexten", 20, Context="call", Application="Answer")
        took.append(time.monotonic() - asked)
        time.sleep(CALL_EVERY_S)
    if process is None:
        return took, 0.0
    spent = time.monotonic() - began
    output, _error = process.communicate()
    assert b'"ways"' in output, output[:500]
    return took, spent


def shown(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"{ordered[len(ordered) // 2] * 1000:.0f} and {ordered[-1] * 1000:.0f} ms"


def main() -> None:
    """Print the figures."""
    modelled()
    for version in ("22", "16"):
        try:
            checked(version)
        except LabError as error:
            print(f"no figure of --check on {version}: {error}")


if __name__ == "__main__":
    main()
