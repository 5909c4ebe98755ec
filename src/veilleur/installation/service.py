"""Veilleur as a service of this machine: put on it, looked at, taken off it.

In: settings, a machine. Out: a user that may do nothing else, its files, a unit of systemd. Pitfall: all that
can be refused is refused before anything is changed, and taking the service off leaves the configuration and
the journal where they are: they are the owner's evidence.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from veilleur.config import Settings
from veilleur.config.writing import write_new
from veilleur.installation.adoption import Adoption, adopted
from veilleur.installation.machine import Machine
from veilleur.installation.unit import (
    CONFIG_FOLDER,
    LOG_ACCESS,
    LOG_WATCH,
    STATE_FOLDER,
    UNIT,
    USER,
    SiteNeeds,
    log_texts,
    site_text,
    unit_text,
    wanted_of_machine,
)
from veilleur.words.errors import ConfigError, system_cause

UNIT_FOLDER = Path("/etc/systemd/system")
PACKAGED_UNIT_FOLDERS = (Path("/usr/lib/systemd/system"), Path("/lib/systemd/system"))
HIDDEN_FROM_SERVICES = (Path("/home"), Path("/root"), Path("/run/user"))
MOVED = ".moved"  # behind the name of a configuration that a service has taken over
SITE_PART = Path(f"{UNIT}.d", "site.conf")
Report = Callable[[str, str], None]  # code of a step, what it is about


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie. root: "/", or a folder that stands for it in a trial."""

    root: Path = Path("/")

    def real(self, path: Path) -> Path:
        """Where a path of the service lies for us."""
        return self.root / path.relative_to("/")

    @property
    def config(self) -> Path:
        """The configuration of the service."""
        return self.real(CONFIG_FOLDER / "veilleur.toml")

    @property
    def unit(self) -> Path:
        """The unit that an administrator's machine has."""
        return self.real(UNIT_FOLDER / UNIT)

    @property
    def site_part(self) -> Path:
        """What is added to the unit for this site."""
        return self.real(UNIT_FOLDER / SITE_PART)

    @property
    def packaged_unit(self) -> Path | None:
        """The unit that a package brought."""
        found = [self.real(folder / UNIT) for folder in PACKAGED_UNIT_FOLDERS]
        return next((path for path in found if path.is_file()), None)


@dataclass(frozen=True, slots=True)
class State:
    """How the service is. unit, site_part: as they would be written now; enabled, active: as systemd says."""

    unit: bool
    site_part: bool
    enabled: bool
    active: bool

    @property
    def is_in_force(self) -> bool:
        """Whether the guard runs now and after the next start of the machine."""
        return self.unit and self.site_part and self.enabled and self.active


class Service:
    """The service of one machine."""

    def __init__(self, machine: Machine, places: Places, executable: Path | None = None) -> None:
        self._machine, self._places = machine, places
        self._executable = executable or own_executable()

    def install(self, settings: Settings, report: Report) -> None:
        """Put the service on the machine and start it.

        Raises:
            ConfigError: before anything is changed, when it cannot run here or we may not change the machine.
        """
        self._refuse_unfit()
        assert settings.source is not None
        needs = self._needs(settings)
        texts = {self._places.site_part: site_text(needs), **self._log_units(needs)}
        if self._places.packaged_unit is None:
            texts[self._places.unit] = unit_text(self._executable)
        self._refuse_without_acl(needs)
        self._make_user(needs, report)
        self._adopt(settings, report)
        for path, text in texts.items():
            if _text(path) != text:
                _replace(path, text, 0o644)
                report("wrote", str(path))
        if not needs.shared_logs:
            self._take_off_log_units(report)
        self._must("systemctl", "daemon-reload")
        if needs.shared_logs:
            self._must("systemctl", "enable", "--now", LOG_WATCH)
        self._must("systemctl", "enable", UNIT)
        report("starts", UNIT)
        self._must("systemctl", "restart", UNIT)
        report("runs", UNIT)

    def state(self, settings: Settings) -> State:
        """How the service is."""
        unit = self._places.packaged_unit
        own = _text(self._places.unit)
        is_ours = own == unit_text(self._executable) if own is not None else unit is not None
        needs = self._needs(settings)
        parts = {self._places.site_part: site_text(needs), **self._log_units(needs)}
        return State(
            unit=is_ours,
            site_part=all(_text(path) == text for path, text in parts.items())
            and (not needs.shared_logs or self._is("active", LOG_WATCH)),
            enabled=self._is("enabled", UNIT),
            active=self._is("active", UNIT),
        )

    def remove(self, report: Report) -> None:
        """Take the service off; configuration, journal and user stay.

        Raises:
            ConfigError: when we may not.
        """
        if not self._machine.is_root():
            raise _not_root("--remove")
        if self._machine.has_systemd():
            self._machine.run(["systemctl", "disable", "--now", UNIT])
        self._take_off_log_units(report)
        for path in (self._places.unit, self._places.site_part):
            if path.is_file():
                path.unlink()
                report("removed", str(path))
        folder = self._places.site_part.parent
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        if self._machine.has_systemd():
            self._machine.run(["systemctl", "daemon-reload"])

    def _is(self, state: str, unit: str) -> bool:
        return self._machine.run(["systemctl", f"is-{state}", "--quiet", unit])[0] == 0

    def _log_units(self, needs: SiteNeeds) -> dict[Path, str]:
        folder = self._places.unit.parent
        return {folder / name: text for name, text in log_texts(needs).items()}

    def _take_off_log_units(self, report: Report) -> None:
        """What gives the guard another program's log, where it needs none any more."""
        there = [
            path for name in (LOG_WATCH, LOG_ACCESS) if (path := self._places.unit.parent / name).is_file()
        ]
        if there and self._machine.has_systemd():
            self._machine.run(["systemctl", "disable", "--now", LOG_WATCH])
        for path in there:
            path.unlink()
            report("removed", str(path))

    def _refuse_unfit(self) -> None:
        if not self._machine.is_root():
            raise _not_root()
        if not self._machine.has_systemd():
            raise ConfigError(
                "This machine is not run by systemd; start `veilleur guard` by what starts services here."
            )
        hidden = next((one for one in HIDDEN_FROM_SERVICES if self._executable.is_relative_to(one)), None)
        if hidden is not None:
            raise ConfigError(
                "{path}: a service may not look into {hidden}; install Veilleur for the whole machine, for "
                "example by `python3 -m venv /opt/veilleur` and its pip.",
                path=self._executable,
                hidden=hidden,
            )

    def _refuse_without_acl(self, needs: SiteNeeds) -> None:
        """The log of wrong PINs is another program's; without this program the guard would never see one."""
        if needs.shared_logs and self._machine.run(["setfacl", "--version"])[0]:
            raise ConfigError(
                "{path}: only `setfacl` can let the guard read this log, and it is not installed; "
                'run `sudo apt install acl`, or set log_file to "" and lose sight of wrong PINs.',
                path=needs.shared_logs[0],
            )

    def _needs(self, settings: Settings) -> SiteNeeds:
        wanted = wanted_of_machine(settings)
        groups = [self._machine.group_of(Path(path)) for path in (*wanted.reads, *wanted.devices)]
        networks = [one for host in wanted.hosts for one in self._machine.addresses_of(host)]
        return SiteNeeds(
            groups=tuple(dict.fromkeys(group for group in (*groups, *wanted.groups) if group)),
            shared_logs=tuple(map(Path, wanted.empties)),
            devices=wanted.devices,
            networks=tuple(networks),
            speaks_outward=settings.alerts.are_wanted
            or bool(settings.last_resort.operator)
            or any(one.speaks_outward for one in settings.witnesses),
            witness_folders=tuple(one.file.parent for one in settings.witnesses if one.file is not None),
            takes_reserved_port=wanted.takes_reserved_port,
            reads_journal=wanted.reads_journal,
        )

    def _make_user(self, needs: SiteNeeds, report: Report) -> None:
        if not self._machine.has_user(USER):
            command = ["useradd", "--system", "--user-group", "--home-dir", str(STATE_FOLDER)]
            self._must(*command, "--shell", "/usr/sbin/nologin", USER)
            report("user", USER)
        for group in needs.groups:
            self._must("usermod", "--append", "--groups", group, USER)

    def _adopt(self, settings: Settings, report: Report) -> None:
        """Configuration, secrets and journal where the service finds them, and its own."""
        source = settings.source
        assert source is not None
        config, state = self._places.config, self._places.real(STATE_FOLDER)
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        if source.absolute() != config:
            adoption = adopted(
                source.read_text(encoding="utf-8-sig"),
                source.absolute().parent,
                config_folder=CONFIG_FOLDER,
                state_folder=STATE_FOLDER,
                journal=settings.journal.file,
            )
            self._copy(adoption, report)
            if _text(config) != adoption.text:
                if config.exists():
                    config.replace(config.with_name(config.name + ".old"))
                _replace(config, adoption.text, 0o640 if _holds_secret(settings) else 0o644)
                self._must("chgrp", USER, str(config))
                report("config", str(config))
            # Commands given in this folder would read it before the one that counts now.
            source.replace(set_aside := source.with_name(source.name + MOVED))
            report("set_aside", str(set_aside))
        self._machine.give(state, USER)
        for secret in settings.secret_files:
            kept = self._places.real(CONFIG_FOLDER / secret.name)
            if kept.is_file():
                self._machine.give(kept, USER)

    def _copy(self, adoption: Adoption, report: Report) -> None:
        """What goes along. A journal that is there already stays: it is the longer one."""
        for old, new in adoption.copies.items():
            target = self._places.real(new)
            if target.exists() and new.is_relative_to(STATE_FOLDER):
                continue
            try:
                if old.is_dir():
                    shutil.copytree(old, target)
                else:
                    is_private = new in adoption.private or new.is_relative_to(STATE_FOLDER)
                    _copy_file(old, target, 0o600 if is_private else 0o644)
            except OSError as error:
                raise ConfigError(
                    "{path}: this cannot be copied to {target} ({why}).",
                    path=old,
                    target=target,
                    why=system_cause(error),
                ) from error
            report("copied", str(target))

    def _must(self, *command: str) -> None:
        code, said = self._machine.run(command)
        if code:
            raise ConfigError(
                "`{command}` ended with {code}: {said}",
                command=" ".join(command),
                code=code,
                said=said[-500:] or "-",
            )


def _holds_secret(settings: Settings) -> bool:
    """Whether the configuration itself names what only its reader may know: a secret topic or address."""
    alerts = settings.alerts
    return bool(alerts.heartbeat_url or alerts.webhook or any(person.ntfy for person in alerts.people))


def own_executable() -> Path:
    """The command that is running, as a service would start it."""
    beside = Path(sys.executable).with_name("veilleur")
    return beside if beside.exists() else Path(sys.argv[0]).resolve()


def _not_root(*options: str) -> ConfigError:
    return ConfigError(
        "A service is put on a machine by root only; run `sudo {command}`.",
        command=" ".join(("veilleur", "setup", "service", *options)),
    )


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _replace(path: Path, text: str, mode: int) -> None:
    write_new(path, text, mode)
    path.chmod(mode)


def _copy_file(old: Path, new: Path, mode: int) -> None:
    """A new file of its own mode from the start; what lies there is replaced, never followed."""
    new.parent.mkdir(parents=True, exist_ok=True)
    temporary = new.with_name(f".{new.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "wb") as target, old.open("rb") as source:
        shutil.copyfileobj(source, target)
    temporary.replace(new)
