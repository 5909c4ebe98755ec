"""Ways out of a PBX that no dialplan sees: each places one call on the trunk, as an attacker inside would.

In: a company behind a gate, and a number. Out: nothing; what became of the call, the carrier and the gate's
guard say. Pitfall: a door returns as soon as its order is given, mostly before the trunk is dialled.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from types import MappingProxyType

from lab.attacks import call_file, originate
from lab.gated_company import GatedCompany

_AGI = """\
#!/bin/sh
while read -r line && [ -n "$line" ]; do :; done
echo "EXEC Dial {channel}"
read -r answer
"""


def script(company: GatedCompany, number: str) -> None:
    """As a web shell does that runs as the PBX's own user: no login, no dialplan, no file of ours."""
    _command(company, f"channel originate {company.trunk_channel(number)} application Wait 3")


def local_channel(company: GatedCompany, number: str) -> None:
    """The manager sends a channel of its own through the dialplan."""
    _originate(company, f"Local/0{number}@internal/n", "Wait", "3")


def ari(company: GatedCompany, number: str) -> None:
    """The web interface of Asterisk places the call."""
    company.web(
        "channels",
        endpoint=company.trunk_channel(number),
        extension="*98",
        context="internal",
        priority="1",
        timeout="10",
    )


def agi(company: GatedCompany, number: str) -> None:
    """A program of AGI, put into its directory, dials; a channel that voicemail answers runs it."""
    program = company.switch.path(company.switch.home) / "var" / f"{number}.agi"
    program.write_text(_AGI.format(channel=company.trunk_channel(number)))
    program.chmod(0o755)
    _originate(company, "Local/*98@internal/n", "AGI", program.name)


def unknown_context(company: GatedCompany, number: str) -> None:
    """A context that stands in no file: made in the running switch, where no set-up ever reads it."""
    dial = f"Dial({company.trunk_channel(number)},10)"
    _command(company, f"dialplan add extension 777{number},1,{dial} into nobody-knows")
    _originate(company, f"Local/777{number}@nobody-knows/n", "Wait", "3")


def own_program(company: GatedCompany, number: str) -> None:
    """A program on the PBX speaks SIP with the gate itself: Asterisk knows nothing of the call."""
    with company.program_call(number) as program:
        program.wait()


DOORS: Mapping[str, Callable[[GatedCompany, str], None]] = MappingProxyType(
    {
        "manager": originate,
        "call file": call_file,
        "script": script,
        "local channel": local_channel,
        "ari": ari,
        "agi": agi,
        "unknown context": unknown_context,
        "own program": own_program,
    }
)


def _originate(company: GatedCompany, channel: str, application: str, data: str) -> None:
    company.switch.send("Originate", Channel=channel, Application=application, Data=data, Async="true")


def _command(company: GatedCompany, command: str) -> None:
    home, root = company.switch.home, str(company.switch.path("/"))
    subprocess.run(
        ["chroot", root, "asterisk", "-C", f"{home}/etc/asterisk.conf", "-rx", command],
        check=True,
        capture_output=True,
    )
