"""`veilleur setup service`: a configuration that was tried in some folder becomes a service."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from veilleur.config import Settings, load
from veilleur.config.exposed_files import BESIDE_JOURNAL
from veilleur.installation.machine import ThisMachine
from veilleur.installation.service import Places, Service
from veilleur.installation.unit import SiteNeeds, log_texts, site_text, unit_text, wanted_of_machine
from veilleur.journal import Journal, verify
from veilleur.pbx.asterisk.files.log_access import AGAIN_S
from veilleur.pbx.asterisk.settings import JOURNALD, AsteriskSettings
from veilleur.pbx.registry import sections
from veilleur.words.errors import ConfigError

PROGRAM = Path("/opt/veilleur/bin/veilleur")


class Bench:
    """A machine that writes down what it is ordered to do."""

    def __init__(self, *, root: bool = True, systemd: bool = True) -> None:
        self.root, self.systemd = root, systemd
        self.users: set[str] = set()
        self.given: list[tuple[Path, str]] = []
        self.ran: list[str] = []
        self.fails: dict[str, str] = {}
        self.groups: dict[str, str] = {}

    def is_root(self) -> bool:
        return self.root

    def has_systemd(self) -> bool:
        return self.systemd

    def has_user(self, name: str) -> bool:
        return name in self.users

    def group_of(self, path: Path) -> str | None:
        return self.groups.get(str(path))

    def addresses_of(self, host: str) -> tuple[str, ...]:
        return ("192.0.2.7",) if host == "pbx.example" else (host,)

    def run(self, command: Sequence[str]) -> tuple[int, str]:
        self.ran.append(" ".join(command))
        if command[0] == "useradd":
            self.users.add(command[-1])
        said = next((why for words, why in self.fails.items() if words in self.ran[-1]), None)
        return (0, "") if said is None else (1, said)

    def give(self, path: Path, user: str) -> None:
        self.given.append((path, user))


@pytest.fixture
def tried(tmp_path: Path) -> Settings:
    """A configuration in the folder where an installer tried it, with a journal that has begun."""
    folder = tmp_path / "tried"
    folder.mkdir()
    (folder / "ami-secret").write_text("of-the-test\n")
    (folder / "prices.csv").write_text("prefix,eur_per_minute\n53,1.10\n")
    config = folder / "veilleur.toml"
    config.write_text(
        '# the shop\n[site]\nname = "Garage"\ncountry = "FR"\n[tariff]\nfile = "prices.csv"\n'
        '[asterisk]\nhost = "pbx.example"\nsecret_file = "ami-secret"\n'
        'log_file = "/run/asterisk/veilleur-voicemail.log"\nown_log = true\ncdr_file = ""\n'
    )
    settings = load(config, sections())
    journal = Journal(settings.journal.file)
    journal.close()
    for name in BESIDE_JOURNAL:
        (settings.journal.file.parent / name).write_text("{}")
    return settings


def _install(machine: Bench, root: Path, settings: Settings) -> list[tuple[str, str]]:
    steps: list[tuple[str, str]] = []
    Service(machine, Places(root), PROGRAM).install(settings, lambda code, about: steps.append((code, about)))
    return steps


def test_what_was_tried_becomes_a_service_with_its_secret_and_its_past(
    tried: Settings, tmp_path: Path
) -> None:
    machine, root = Bench(), tmp_path / "machine"
    machine.groups["/run/asterisk/veilleur-voicemail.log"] = "asterisk"
    steps = _install(machine, root, tried)

    config = root / "etc/veilleur/veilleur.toml"
    text = config.read_text()
    assert text.startswith("# the shop\n")
    assert 'file = "/var/lib/veilleur/journal.db"' in text
    assert (root / "etc/veilleur/ami-secret").stat().st_mode & 0o777 == 0o600
    assert (root / "etc/veilleur/prices.csv").exists()
    assert load(config, sections()).site.name == "Garage"
    assert verify(root / "var/lib/veilleur/journal.db").is_whole
    assert all((root / "var/lib/veilleur" / name).exists() for name in BESIDE_JOURNAL)
    assert (root / "etc/veilleur/ami-secret", "veilleur") in machine.given
    part = (root / "etc/systemd/system/veilleur.service.d/site.conf").read_text()
    assert "SupplementaryGroups=asterisk\n" in part
    assert "IPAddressAllow=192.0.2.7\n" in part
    assert "setfacl --physical --modify u:veilleur:rw /run/asterisk/veilleur-voicemail.log" in part
    assert [words for words in machine.ran if words.startswith("useradd")]
    assert machine.ran[-4:] == [
        "systemctl daemon-reload",
        "systemctl enable --now veilleur-log.path",
        "systemctl enable veilleur.service",
        "systemctl restart veilleur.service",
    ]
    assert steps[-1] == ("runs", "veilleur.service")


def test_a_second_set_up_keeps_the_journal_of_the_service_and_the_older_configuration(
    tried: Settings, tmp_path: Path
) -> None:
    machine, root = Bench(), tmp_path / "machine"
    _install(machine, root, tried)
    journal = root / "var/lib/veilleur/journal.db"
    journal.write_bytes(b"the service has written on")
    assert tried.source is not None
    assert not tried.source.exists()  # commands given in that folder read the service's own from now on
    moved = tried.source.with_name("veilleur.toml.moved")
    tried.source.write_text(moved.read_text().replace("Garage", "Fleuriste"))
    _install(machine, root, load(tried.source, sections()))
    assert journal.read_bytes() == b"the service has written on"
    assert "Fleuriste" in (root / "etc/veilleur/veilleur.toml").read_text()
    assert "Garage" in (root / "etc/veilleur/veilleur.toml.old").read_text()
    assert len([words for words in machine.ran if words.startswith("useradd")]) == 1


@pytest.mark.parametrize(
    ("machine", "program", "why"),
    [
        (Bench(root=False), PROGRAM, "sudo veilleur setup service"),
        (Bench(systemd=False), PROGRAM, "not run by systemd"),
        (Bench(), Path("/root/.local/bin/veilleur"), "may not look into /root"),
        (Bench(), Path("/opt/my tools/veilleur"), "without blanks"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_changed(
    machine: Bench, program: Path, why: str, tried: Settings, tmp_path: Path
) -> None:
    root = tmp_path / "machine"
    with pytest.raises(ConfigError, match=why):
        Service(machine, Places(root), program).install(tried, lambda _code, _about: None)
    assert not root.exists()
    assert machine.ran == []


def test_a_log_that_the_guard_could_not_read_is_named_before_anything_is_changed(
    tried: Settings, tmp_path: Path
) -> None:
    machine, root = Bench(), tmp_path / "machine"
    machine.fails["setfacl"] = "not found"
    with pytest.raises(ConfigError, match=r"veilleur-voicemail.log.*apt install acl"):
        Service(machine, Places(root), PROGRAM).install(tried, lambda _code, _about: None)
    assert not root.exists()
    assert tried.source is not None
    assert tried.source.exists()


def test_a_guard_that_does_not_start_is_an_error_with_what_systemd_said(
    tried: Settings, tmp_path: Path
) -> None:
    machine = Bench()
    machine.fails["restart"] = "Job for veilleur.service failed."
    with pytest.raises(ConfigError, match=r"restart veilleur.service.*Job for veilleur.service failed"):
        _install(machine, tmp_path / "machine", tried)


def test_check_names_what_is_not_as_it_should_be(tried: Settings, tmp_path: Path) -> None:
    machine, root = Bench(), tmp_path / "machine"
    service = Service(machine, Places(root), PROGRAM)
    assert not service.state(tried).unit
    _install(machine, root, tried)
    assert service.state(tried).is_in_force
    part = root / "etc/systemd/system/veilleur.service.d/site.conf"
    part.write_text(part.read_text() + "ExecStart=/bin/true\n")
    machine.fails["is-active"] = "inactive"
    state = service.state(tried)
    assert (state.unit, state.site_part, state.enabled, state.active) == (True, False, True, False)


def test_taken_off_it_leaves_the_evidence_and_nothing_in_systemd(tried: Settings, tmp_path: Path) -> None:
    machine, root = Bench(), tmp_path / "machine"
    _install(machine, root, tried)
    Service(machine, Places(root), PROGRAM).remove(lambda _code, _about: None)
    assert list((root / "etc/systemd/system").iterdir()) == []
    assert (root / "var/lib/veilleur/journal.db").exists()
    assert (root / "etc/veilleur/veilleur.toml").exists()
    assert "systemctl disable --now veilleur.service" in machine.ran
    assert "systemctl disable --now veilleur-log.path" in machine.ran


def test_the_log_is_granted_again_by_a_unit_that_may_do_nothing_else(tried: Settings, tmp_path: Path) -> None:
    machine, root = Bench(), tmp_path / "machine"
    _install(machine, root, tried)
    units = root / "etc/systemd/system"
    waits = (units / "veilleur-log.path").read_text().splitlines()
    assert "PathChanged=/run/veilleur/log-wanted" in waits
    limit = dict(line.split("=") for line in waits if line.startswith("TriggerLimit"))
    assert limit == {"TriggerLimitIntervalSec": "1min", "TriggerLimitBurst": "60"}
    assert 2 * 60 / AGAIN_S < 60  # a guard alone never reaches it: systemd would wait no more
    grants = (units / "veilleur-log.service").read_text()
    assert [line for line in grants.splitlines() if line.startswith("Exec")] == [
        "ExecStart=-/usr/bin/setfacl --physical --modify u:veilleur:rw /run/asterisk/veilleur-voicemail.log"
    ]
    machine.fails["is-active --quiet veilleur-log.path"] = "inactive"
    assert not Service(machine, Places(root), PROGRAM).state(tried).site_part

    assert tried.source is not None
    (root / "etc/veilleur/veilleur.toml").write_text('[asterisk]\nlog_file = ""\ncdr_file = ""\n')
    _install(machine, root, load(root / "etc/veilleur/veilleur.toml", sections()))
    assert sorted(one.name for one in units.iterdir()) == ["veilleur.service", "veilleur.service.d"]


SITES = {
    "nothing more": SiteNeeds(),
    "FreePBX beside it": SiteNeeds(
        groups=("asterisk",), shared_logs=(Path("/run/asterisk/veilleur-voicemail.log"),)
    ),
    "PBX elsewhere": SiteNeeds(networks=("192.0.2.7", "2001:db8::7")),
    "mail and push": SiteNeeds(speaks_outward=True),
    "a gate": SiteNeeds(takes_reserved_port=True),
    "systemd's journal": SiteNeeds(groups=("systemd-journal",), reads_journal=True),
    "serial line": SiteNeeds(groups=("dialout",), devices=("/dev/ttyUSB0",)),
}


def _log_units(folder: Path, needs: SiteNeeds) -> list[str]:
    for name, text in log_texts(needs).items():
        (folder / name).write_text(text)
    return [str(folder / name) for name in log_texts(needs)]


def test_where_the_journal_is_read_journalctl_may_read_what_it_needs_and_elsewhere_nobody() -> None:
    assert "ProcSubset=pid\n" in unit_text(Path("/bin/true"))
    for name, needs in SITES.items():
        assert ("ProcSubset=all\n" in site_text(needs)) is (name == "systemd's journal")
    named = wanted_of_machine(Settings(switches=(AsteriskSettings(log_file=JOURNALD),)))
    assert (named.groups, named.reads_journal) == (("systemd-journal",), True)


@pytest.mark.parametrize("site", SITES)
def test_systemd_understands_each_site_and_gives_the_guard_hardly_any_right(
    site: str, tmp_path: Path
) -> None:
    true = shutil.which("true")
    assert true is not None
    unit = tmp_path / "veilleur.service"
    unit.write_text(unit_text(Path(true)))
    part = tmp_path / "veilleur.service.d" / "site.conf"
    part.parent.mkdir()
    part.write_text(site_text(SITES[site]))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit), *_log_units(tmp_path, SITES[site])],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if "veilleur" in line and "man " not in line] == []
    joined = (
        tmp_path / "joined.service"
    )  # what is added is not looked at offline unless it stands in one file
    joined.write_text(
        unit.read_text().replace("[Install]", part.read_text().split("[Service]\n")[1] + "[Install]")
    )
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(joined)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    exposure = re.search(r"exposure level for \S+: (\d+\.\d+)", done.stdout)
    assert exposure is not None, done.stderr
    assert float(exposure[1]) < 2.0


def test_this_machine_knows_its_own_users_and_groups(tmp_path: Path) -> None:
    machine = ThisMachine()
    assert machine.has_user("root")
    assert not machine.has_user("nobody-of-this-name")
    assert machine.group_of(Path("/")) is None
    assert machine.addresses_of("127.0.0.1") == ("127.0.0.1",)
    code, _said = machine.run(["/nonexistent/program"])
    assert code == 127
