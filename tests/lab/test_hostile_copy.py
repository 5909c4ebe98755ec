"""A private copy of a hostile configuration: it makes calls, and runs, writes, reads and fetches nothing.

Pitfall: each way is first shown to work on a switch with all its modules, or the test would show nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from lab.carrier import Carrier
from lab.private_copy import private_copy
from lab.second_machine import Alone
from lab.switch import RealAsterisk
from lab.waiting import LIMIT_S, until

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

NUMBER = "0199001234"
MARK = "@MARK@"
TOUCH = f"/usr/bin/touch {MARK}"
# extension -> what its call does before it is answered
STEPS = {
    "system": (f"System({TOUCH})",),
    "trysystem": (f"TrySystem({TOUCH})",),
    "shell": (f"Set(x=${{SHELL({TOUCH})}})",),
    "evaluated": (f"Set(y=SHELL\\({TOUCH}\\))", "Set(x=${EVAL($\\{${y}\\})})"),
    "tryexec": (f"TryExec(System({TOUCH}))",),
    "exec": (f"Exec(System({TOUCH}))",),
    "execif": (f"ExecIf($[1]?System({TOUCH}))",),
    "agi": (f"AGI(/usr/bin/touch,{MARK})",),
    "externalivr": ("Answer()", f"ExternalIVR(/usr/bin/touch({MARK}))"),
    "mixmonitor": ("Answer()", f"MixMonitor(x.wav,,{TOUCH})", "Wait(0.5)", "StopMixMonitor()", "Wait(0.5)"),
    "file": (f"Set(FILE({MARK})=x)",),
    "record": ("Answer()", f"Record({MARK}.wav,1,1)"),
    "voicemail": ("Answer()", "VoiceMail(201@default,s)"),
    "originate": (f"Originate(Local/s@nowhere,app,System,{TOUCH})",),
}
WORKS_ELSEWHERE = ("system", "shell", "exec", "agi", "mixmonitor", "file")


def test_a_hostile_dialplan_runs_nothing_and_calls_still_go_out(version: str, tmp_path: Path) -> None:
    with alone(), Carrier() as carrier:
        mark = f"/tmp/veilleur-hostile-copy-{version}"
        write(tmp_path, mark, f"SIP/carrier/{NUMBER}" if version == "16" else f"PJSIP/{NUMBER}@carrier")
        with private_copy(version, tmp_path, carrier) as switch:
            for name in STEPS:
                ended(switch, name)
            ended(switch, "out")
            ended(switch, "abroad")
            assert carrier.answered(at_least=1, limit_s=LIMIT_S) == [NUMBER]
            assert marks(switch, mark) == []


def test_the_same_lines_do_run_on_a_switch_with_all_its_modules(version: str, tmp_path: Path) -> None:
    with alone():
        for name in WORKS_ELSEWHERE:
            mark = f"/tmp/veilleur-hostile-{name}-{version}"
            files = write(tmp_path, mark)
            with RealAsterisk(version, files) as switch:
                ended(switch, name)
                until(lambda: marks(switch, mark), f"what {name} leaves behind")  # noqa: B023


@contextmanager
def alone() -> Iterator[None]:
    """Without any network but loopback, so that nothing is proved at a stranger's cost."""
    with Alone() as machine, machine.inside():
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody,
            pytest.raises(OSError, match="nreach"),
        ):
            nobody.connect(("192.0.2.9", 5060))
        yield


def write(folder: Path, mark: str, trunk: str = "") -> Mapping[str, str]:
    """The configuration; its files by name."""
    lines = [f"#exec {TOUCH}", "[from-trunk]"]
    for name, steps in STEPS.items():
        lines.append(f"exten => {name},1,NoOp()")
        lines += [f"same => n,{step}" for step in (*steps, "Hangup()")]
    lines += ["exten => abroad,1,Dial(PJSIP/carrier/sip:1@192.0.2.9,2)", "same => n,Hangup()"]
    lines += [f"exten => out,1,Dial({trunk},20)", "same => n,Hangup()"]
    files = {
        "extensions.conf": "\n".join(lines).replace(MARK, mark) + "\n",
        "voicemail.conf": f"[general]\nformat=wav\nexternnotify={TOUCH}\nexternpass={TOUCH}\n"
        f"mailcmd={TOUCH}\n[default]\n201 => 847203,Paul,paul@example.org\n".replace(MARK, mark),
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    return files


def ended(switch: RealAsterisk, extension: str) -> None:
    """A call to an extension, until it is over."""
    switch.send(
        "Originate",
        Channel=f"Local/{extension}@from-trunk/n",
        Application="Wait",
        Data="3",
        Async="true",
    )
    for event in switch.events(LIMIT_S):
        if event.get("Event") == "Hangup" and event.get("Channel", "").endswith(";2"):
            return
    pytest.fail(f"the call to {extension} does not end")


def marks(switch: RealAsterisk, mark: str) -> list[str]:
    """What was left behind, on the switch's disk or on ours; it is taken away."""
    found = [*switch.path("/tmp").glob(f"{Path(mark).name}*"), *Path("/tmp").glob(f"{Path(mark).name}*")]
    for path in found:
        path.unlink()
    return [path.name for path in found]
