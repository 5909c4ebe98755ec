"""`python -m tools.bench_freepbx`: `setup freepbx` and its `--check` on a FreePBX with 5,000 telephones.

Set-up is measured on the files alone, in processor time; `--check` on a real Asterisk: its plan has the lines
that FreePBX 15 to 17 write for each extension (about twenty), its AstDB the keys that FreePBX keeps for each
device. How long the whole command takes, and how long calls take to begin meanwhile.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from lab.freepbx.dialplan import of_version
from lab.install import LabError
from lab.switch import RealAsterisk, free_port

from tools.bench_dialplan import calls_beside_check, shown
from veilleur.config.writing import quoted
from veilleur.pbx.asterisk.setup import AsteriskPlan, apply
from veilleur.words.site import Site

CASE = Path(__file__).parent.parent / "tests" / "pbx" / "asterisk" / "freepbx" / "cases" / "plain"
TELEPHONES, FIRST, MOST_CHECK_S = 5_000, 20_000, 5.0
_EXTENSION = """\
exten => {n},1,Set(__RINGTIMER=${{IF($["${{DB(AMPUSER/{n}/ringtimer)}}" > "0"]?${{DB(AMPUSER/{n}/ringtimer)}}:20)}})
exten => {n},n,Set(__PICKUPMARK={n})
exten => {n},n,Macro(exten-vm,{n},{n},0,0,0)
exten => {n},n(dest),Set(__PICKUPMARK=)
exten => {n},n,GotoIf($["${{vmx}}" = "1"]?vmx,1)
exten => {n},n,Hangup()
exten => {n},hint,PJSIP/{n}&Custom:DND{n},CustomPresence:{n}
exten => vmb{n},1,VoiceMail({n}@default,b)
exten => vmb{n},n,Goto(vmret,1)
exten => vmu{n},1,VoiceMail({n}@default,u)
exten => vmu{n},n,Goto(vmret,1)
exten => vms{n},1,VoiceMail({n}@default,s)
exten => vms{n},n,Goto(vmret,1)
exten => FM{n},1,GotoIf($["${{DB(AMPUSER/{n}/followme/ddial)}}" = "EXTENSION"]?ext-local,{n},1)
exten => FM{n},n,Set(RingGroupMethod=ringallv2)
exten => FM{n},n,Set(_FMGRP={n})
exten => FM{n},n,Goto(ext-local,{n},1)
"""  # noqa: E501 - as FreePBX writes it
_DEVICE = {
    "dial": "PJSIP/{n}",
    "tech": "pjsip",
    "type": "fixed",
    "user": "{n}",
    "default_user": "{n}",
}


def files_of(version: str) -> dict[str, str]:
    """The files of a FreePBX with that many telephones."""
    files = {path.name: of_version(path.read_text(), version) for path in CASE.glob("[ep]*.conf")}
    lines = "".join(_EXTENSION.format(n=FIRST + number) for number in range(TELEPHONES))
    files["extensions_additional.conf"] += of_version(f"\n[ext-local]\n{lines}", version)
    return files


def written() -> None:
    """Print the processor time of a set-up that writes into the files."""
    with tempfile.TemporaryDirectory() as name:
        etc = Path(name, "etc")
        etc.mkdir()
        for file, text in files_of("22").items():
            (etc / file).write_text(text)
        command = [str(Path(sys.executable).with_name("veilleur")), "setup", "freepbx", "--offline", "--yes"]
        command += ["--write", str(etc), "--extensions", "2XXXX", "--config", f"{name}/veilleur.toml"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"setup freepbx --write, {TELEPHONES:,} telephones, processor time {spent_s:6.2f} s")


def checked(version: str) -> None:
    """Print how long `--check` takes."""
    files = files_of(version)
    files["extensions_custom.conf"] = "[call]\nexten => 1,1,Answer()\nsame => n,Wait(1)\n"
    plan = AsteriskPlan(
        site=Site(extensions=("2XXXX",)),
        agi_port=free_port(),
        version=int(version),
        freepbx=True,
        hook_is_macro=version == "16",
    )
    with tempfile.TemporaryDirectory() as name, RealAsterisk(version, files) as switch:
        folder, etc = Path(name), switch.path(switch.home) / "etc"
        apply(etc, plan)
        (folder / "ami-secret").write_text("lab-only")
        config = folder / "veilleur.toml"
        config.write_text(
            '[site]\nname = "x"\nextensions = ["2XXXX"]\n[asterisk]\nhost = "127.0.0.1"\n'
            f'port = {switch.ami_port}\nusername = "lab"\nsecret_file = {quoted("ami-secret")}\n'
            f"agi_port = {plan.agi_port}\ndirectory = {quoted(str(etc))}\n"
        )
        _answered(switch, "Command", "reload", Command="dialplan reload")
        for number in range(FIRST, FIRST + TELEPHONES):
            for key, value in _DEVICE.items():
                switch.send("DBPut", Family="DEVICE", Key=f"{number}/{key}", Val=value.format(n=number))
            _answered(switch, "DBPut", f"put-{number}", Family="AMPUSER", Key=f"{number}/device", Val=number)
        steps = len(switch.dialplan())
        quiet, _none = calls_beside_check(switch, None)
        busy, check_s = calls_beside_check(switch, config, "freepbx")
    what = f"setup freepbx --check, {version}, {TELEPHONES:,} telephones"
    print(f"{what} {check_s:6.2f} s    (aim {MOST_CHECK_S:.0f})")
    print(f"  {steps:,} lines by AMI, {TELEPHONES * (len(_DEVICE) + 1):,} keys of AstDB")
    print(f"  a call begins: median and worst {shown(quiet)}; while it is checked {shown(busy)}")


def _answered(switch: RealAsterisk, action: str, name: str, **fields: object) -> None:
    """Send an action and await its answer."""
    switch.send(action, ActionID=name, **{key: str(value) for key, value in fields.items()})
    for message in switch.events(60):
        if message.get("ActionID") == name:
            return
    raise LabError(f"{action} was not answered")


def main() -> None:
    """Print the figures."""
    written()
    for version in ("22", "16"):
        try:
            checked(version)
        except LabError as error:
            print(f"no figure of --check on {version}: {error}")


if __name__ == "__main__":
    main()
