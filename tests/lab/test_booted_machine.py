"""A Debian 12 with its own systemd, from nothing to a watched Asterisk and a rehearsed alert.

Three commands and three answers, as an installer types them; then what only a real systemd shows.
"""

from __future__ import annotations

import json
import mailbox
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from lab.booted import BootedDebian
from lab.install import ensure
from lab.package import package
from lab.waiting import until

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.timeout(900)]
PBX_UNIT = """\
[Service]
RootDirectory=/pbx
MountAPIVFS=yes
BindPaths=/run/systemd/journal /etc/asterisk /var/log/asterisk /var/spool/asterisk /var/lib/asterisk
RuntimeDirectory=asterisk
ExecStart=/usr/sbin/asterisk -f
ExecReload=/usr/sbin/asterisk -rx "core reload"
"""
TELEPHONE = """
[{number}]
type=endpoint
context=office
aors={number}
auth={number}
[{number}]
type=auth
username={number}
password=of-the-lab
[{number}]
type=aor
max_contacts=1
"""
TRUNK = """
[carrier]
type=endpoint
context=from-carrier
aors=carrier
outbound_auth=carrier
[carrier]
type=auth
username=office
password=of-the-lab
[carrier]
type=aor
contact=sip:127.0.0.1:5090
"""
FILES = {
    "modules.conf": "[modules]\nautoload=yes\n",
    "logger.conf": "[general]\n[logfiles]\nmessages => notice,warning,error\n",
    "manager.conf": "[general]\nenabled=yes\nbindaddr=127.0.0.1\n",
    "cdr.conf": "[general]\nenable=yes\n[csv]\n",
    "extensions.conf": "[office]\nexten => _0X.,1,Dial(PJSIP/${EXTEN:1}@carrier,20)\n",
    "pjsip.conf": "[transport]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:5060\n"
    + "".join(TELEPHONE.format(number=number) for number in (104, 105, 106, 107))
    + TRUNK,
}
LOG = "/run/asterisk/veilleur-voicemail.log"
SHORTEST_ENTRY_BYTES = 300
WIDE = "COLUMNS=500"  # a terminal in which no sentence is broken
ANSWERS = "Garage Martin\nmon-fri=08:00-18:30\n40\n"  # name, hours, a usual month abroad


def _office(root: Path) -> None:
    """A Debian with an Asterisk that somebody set up by its files, as an office has it."""
    pbx = ensure("22")
    subprocess.run(["cp", "-a", str(ensure("debian")), str(root)], check=True)
    for folder in ("etc/asterisk", "var/log/asterisk/cdr-csv", "var/spool/asterisk/outgoing"):
        (root / folder).mkdir(parents=True)
    subprocess.run(["cp", "-a", str(pbx / "var/lib/asterisk"), str(root / "var/lib/asterisk")], check=True)
    modules = next(pbx.glob("usr/lib/*/asterisk/modules")).relative_to(pbx)
    (root / "etc/asterisk/asterisk.conf").write_text(f"[directories]\nastmoddir => /{modules}\n")
    for name, text in FILES.items():
        (root / "etc/asterisk" / name).write_text(text)
    (root / "etc/systemd/system/asterisk.service").write_text(PBX_UNIT)
    (root / "etc/timezone").write_text("Europe/Paris\n")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BootedDebian]:
    """A running office, with our package on its disk."""
    assert os.geteuid() == 0, "the laboratory needs root"
    folder = tmp_path_factory.mktemp("booted")
    root = folder / "office"
    _office(root)
    shutil.copy(package(), root / "root/veilleur.deb")
    office = BootedDebian(root, {"/pbx": ensure("22")})
    if why := office.refusal():
        pytest.skip(f"THIS MACHINE LETS NOBODY BOOT ANOTHER INSIDE IT, so that no systemd was tried: {why}")
    with office as booted:
        booted.run("systemctl", "start", "asterisk")
        yield booted
    shutil.rmtree(root)


@contextmanager
def mails(machine: BootedDebian, folder: Path) -> Iterator[mailbox.Maildir]:
    """What a mail server on the machine's loopback takes."""
    words = ["-m", "aiosmtpd", "-n", "-l", "127.0.0.1:25", "-c", "aiosmtpd.handlers.Mailbox", str(folder)]
    with subprocess.Popen(machine.on_its_loopback(sys.executable, *words)) as server:
        try:
            until(lambda: ":0019 " in Path(f"/proc/{machine.init}/net/tcp").read_text(), "a mail server")
            yield mailbox.Maildir(str(folder), create=True)
        finally:
            server.terminate()


def main_process(machine: BootedDebian) -> str:
    return machine.run("systemctl", "show", "--property=MainPID", "--value", "veilleur").strip()


def feeds(machine: BootedDebian) -> dict[str, bool]:
    """What the guard that runs now is fed by, and whether it sees there; nothing while it does not answer."""
    said = machine.run("veilleur", "status", "--json", code=None).splitlines()
    status = json.loads(said[0]) if said and said[0].startswith("{") else {}
    return {feed["feed"]: feed["sees"] for feed in status.get("feeds", ())}


def sees_all(machine: BootedDebian) -> bool:
    """Whether the manager is seen, and nothing else is missed: a log that cannot be read would be named."""
    seen = feeds(machine)
    return "asterisk" in seen and all(seen.values())


def reads_journal(machine: BootedDebian) -> bool:
    """Whether the guard's journalctl runs and has handed on an entry: a complaint is shorter."""
    guard = main_process(machine)
    with suppress(OSError):  # one of them has just ended
        for child in machine.path(f"/proc/{guard}/task/{guard}/children").read_text().split():
            process = machine.path(f"/proc/{child}")
            if b"journalctl" in (process / "cmdline").read_bytes():
                counts = dict(line.split(": ") for line in (process / "io").read_text().splitlines())
                return int(counts["wchar"]) > SHORTEST_ENTRY_BYTES
    return False


def set_up(machine: BootedDebian, folder: Path) -> None:
    """The three commands and three answers, up to a rehearsal that passed."""
    began = time.monotonic()
    machine.run("dpkg", "--install", "/root/veilleur.deb")
    typed = f"{WIDE} veilleur setup asterisk --write /etc/asterisk --gates --alert paul@example.org --lang en"
    said = machine.run("script", "--quiet", "--return", "--command", typed, "/dev/null", typed=ANSWERS)
    assert "extensions 104, 105, 106, 107; trunks PJSIP/carrier; country FR; digit to get out 0" in said
    assert said.count("]: ") == len(ANSWERS.splitlines())
    machine.run("systemctl", "reload", "asterisk")

    with mails(machine, folder / "mails") as box:
        typed = f"{WIDE} veilleur setup service --lang en"
        words = machine.inside("script", "--quiet", "--return", "--command", typed, "/dev/null")
        with subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as setting_up:
            assert setting_up.stdout is not None
            begun = next(line for line in setting_up.stdout if "veilleur answer seen" in line)
            until(lambda: len(box), "the rehearsal's mail")
            machine.run("veilleur", "answer", "seen", begun.rpartition(" ")[2].strip("`.\r\n"))
            said, _nothing = setting_up.communicate(timeout=60)
    print(f"from the package to a rehearsed alert: {time.monotonic() - began:.0f} s")
    assert setting_up.returncode == 0, said
    assert "Passed:" in said
    until(lambda: sees_all(machine), "the guard sees the PBX and its log of wrong PINs")


@pytest.fixture
def watched(machine: BootedDebian, tmp_path: Path) -> BootedDebian:
    """The office with its guard. Another worker may have the test that sets one up, or that takes it off."""
    if not machine.path("/opt/veilleur").exists():
        set_up(machine, tmp_path)
    return machine


def test_three_commands_and_three_answers_end_on_a_rehearsal_that_passed(
    machine: BootedDebian, tmp_path: Path
) -> None:
    set_up(machine, tmp_path)
    checked = machine.run("veilleur", "setup", "asterisk", "--check", "--lang", "en")
    assert "ways out: 1 asked about, 0 not asked about, 0 not known" in checked
    assert "in force" in machine.run("veilleur", "setup", "service", "--check", "--lang", "en")


def test_a_guard_that_is_killed_or_hangs_is_started_again(watched: BootedDebian) -> None:
    for how in (signal.SIGKILL, signal.SIGSTOP):  # the second hangs: the watchdog of 15 s ends it
        before = main_process(watched)
        watched.run("systemctl", "kill", "--kill-whom=main", f"--signal={how.name}", "veilleur")
        until(lambda gone=before: main_process(watched) not in (gone, "0"), f"a new guard after {how.name}")  # type: ignore[misc]
        until(lambda: sees_all(watched), "it sees the PBX again")
    assert "veilleur.service: Watchdog timeout" in watched.run("journalctl", "--unit", "veilleur")
    watched.run("veilleur", "verify")


def test_set_up_again_speaks_to_the_configuration_of_the_service(watched: BootedDebian) -> None:
    again = ("veilleur", "setup", "asterisk", "--yes", "--write", "/etc/asterisk", "--lang", "en")
    said = watched.run(*again, "--name", "Garage Martin & fils", "--force")
    assert "/etc/veilleur/veilleur.toml" in said
    watched.run("systemctl", "restart", "veilleur")
    until(lambda: sees_all(watched), "the guard reads what was written")
    assert "Garage Martin & fils" in watched.run("veilleur", "status", "--lang", "en", code=None)


def test_the_service_may_do_what_it_needs_and_no_more(watched: BootedDebian) -> None:
    guard = main_process(watched)
    status = Path(watched.path(f"/proc/{guard}/status")).read_text()
    assert "CapEff:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status
    assert watched.run("stat", "--format=%U", f"/proc/{guard}").strip() == "veilleur"
    assert "user:veilleur:rw" in watched.run("getfacl", "--omit-header", LOG)
    for file in ("/etc/asterisk/extensions.conf", "/etc/shadow"):
        watched.run("runuser", "-u", "veilleur", "--", "sh", "-c", f": >> {file}", code=2)


def test_a_pbx_that_starts_again_makes_its_log_again_and_the_guard_may_read_that_too(
    watched: BootedDebian,
) -> None:
    guard, log = main_process(watched), watched.path(LOG)
    before = log.stat().st_ino
    watched.run("systemctl", "restart", "asterisk")
    until(lambda: log.exists() and log.stat().st_ino != before, "Asterisk makes its log again")
    until(lambda: "user:veilleur:rw" in watched.run("getfacl", "--omit-header", LOG), "it is the guard's too")
    until(lambda: sees_all(watched), "the guard reads it")
    assert main_process(watched) == guard


def test_where_syslog_alone_has_the_lines_they_are_read_from_the_journal(watched: BootedDebian) -> None:
    logger = "[general]\n[logfiles]\nsyslog.local0 => notice,warning,verbose(3)\n"
    watched.path("/etc/asterisk/logger.conf").write_text(logger)
    watched.run("systemctl", "reload", "asterisk")
    config = watched.path("/etc/veilleur/veilleur.toml")
    named = config.read_text()
    config.write_text(named.replace(f'log_file = "{LOG}"\nown_log = true', 'log_file = "journald"'))
    assert config.read_text() != named
    checked = watched.run("veilleur", "setup", "asterisk", "--check", "--lang", "en")
    assert "rhythm of keys" not in checked
    watched.run("veilleur", "setup", "service", "--lang", "en")
    group = watched.run("getent", "group", "systemd-journal").split(":")[2]
    status = Path(watched.path(f"/proc/{main_process(watched)}/status")).read_text()
    assert group in next(one for one in status.splitlines() if one.startswith("Groups:")).split()

    for _start in range(2):
        watched.run("systemctl", "restart", "veilleur")
        until(lambda: reads_journal(watched), "the guard reads the journal")
        assert "journalctl has ended" not in watched.run("journalctl", f"_PID={main_process(watched)}")
    until(lambda: sees_all(watched), "and misses nothing")

    watched.path("/etc/asterisk/logger.conf").write_text(logger.replace("verbose(3)", "error"))
    watched.run("systemctl", "reload", "asterisk")
    checked = watched.run("veilleur", "setup", "asterisk", "--check", "--lang", "en", code=None)
    assert "syslog.local0 => notice,warning,error,verbose(3)" in checked


def test_taken_off_and_purged_nothing_of_it_runs_or_lies_about(watched: BootedDebian) -> None:
    watched.run("veilleur", "setup", "asterisk", "--remove", "--write", "/etc/asterisk", "--lang", "en")
    watched.run("dpkg", "--purge", "veilleur")
    assert watched.run("systemctl", "is-active", "veilleur", code=None).strip() == "inactive"
    for place in (
        "etc/veilleur",
        "var/lib/veilleur",
        "opt/veilleur",
        "etc/systemd/system/veilleur.service.d",
        "etc/systemd/system/veilleur-log.path",
    ):
        assert not watched.path(place).exists()
    assert watched.path("/etc/asterisk/extensions.conf").read_text() == FILES["extensions.conf"]
