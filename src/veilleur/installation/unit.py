"""The service's unit and what is added to it for one site, as texts.

In: settings, and what this machine says of its files and hosts. Out: two texts for systemd. Pitfall: the unit
gives the guard hardly any right; whatever a site needs beyond that (a group, a serial line, the mail server)
is granted by name in the second text, and by nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from veilleur.config import Settings
from veilleur.config.switch_section import LOG_WISH, LOOPBACK, NeedsOfMachine, ServiceNeeds
from veilleur.words.errors import ConfigError

UNIT = "veilleur.service"
LOG_WATCH, LOG_ACCESS = "veilleur-log.path", "veilleur-log.service"
USER = "veilleur"
CONFIG_FOLDER = Path("/etc/veilleur")
CONFIG = CONFIG_FOLDER / "veilleur.toml"
STATE_FOLDER = Path("/var/lib/veilleur")
RUN = Path("/run")
LOG_WISH_FILE = RUN / "veilleur" / "log-wanted"  # in the RuntimeDirectory of the unit
_UNSAFE = set("%\"'\\$;") | {chr(code) for code in range(33)}
_TEMPLATES = Environment(
    loader=PackageLoader("veilleur.installation"),
    autoescape=False,  # noqa: S701 - systemd's text, not HTML; every path was looked at
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class SiteNeeds:
    """What the service of one site may do beyond its unit.

    groups: whose files it reads. shared_logs: files of another program that it may empty. devices: serial
    lines. networks: addresses that it speaks with. speaks_outward: alerts or heads leave by the network.
    witness_folders: of another machine, where the journal's head is written.
    takes_reserved_port: it speaks from a port under 1024. reads_journal: that of systemd.
    """

    groups: tuple[str, ...] = ()
    shared_logs: tuple[Path, ...] = ()
    devices: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    speaks_outward: bool = False
    witness_folders: tuple[Path, ...] = ()
    takes_reserved_port: bool = False
    reads_journal: bool = False


def unit_text(executable: Path, config: Path = CONFIG, user: str = USER) -> str:
    """The unit.

    Raises:
        ConfigError: when a path holds a sign that systemd would read as its own.
    """
    return _TEMPLATES.get_template("veilleur.service").render(
        executable=_plain(executable), config=_plain(config), user=user
    )


def site_text(needs: SiteNeeds, config: Path = CONFIG, user: str = USER) -> str:
    """What is added for one site."""
    for path in (*needs.shared_logs, *needs.witness_folders, *map(Path, needs.devices)):
        _plain(path)
    return _TEMPLATES.get_template("site.conf").render(
        config=_plain(config),
        user=user,
        groups=needs.groups,
        shared_logs=needs.shared_logs,
        writable=_writable(needs),
        wish=f"{LOG_WISH}={LOG_WISH_FILE}",
        devices=needs.devices,
        networks=needs.networks,
        speaks_outward=needs.speaks_outward,
        witness_folders=needs.witness_folders,
        takes_reserved_port=needs.takes_reserved_port,
        reads_journal=needs.reads_journal,
    )


def log_texts(needs: SiteNeeds, user: str = USER) -> dict[str, str]:
    """Units that give the guard another program's log again where that program made it again."""
    if not needs.shared_logs:
        return {}
    blanks = {"user": user, "shared_logs": needs.shared_logs, "writable": _writable(needs)}
    return {
        LOG_WATCH: _TEMPLATES.get_template(LOG_WATCH).render(wish=LOG_WISH_FILE),
        LOG_ACCESS: _TEMPLATES.get_template(LOG_ACCESS).render(blanks),
    }


def _writable(needs: SiteNeeds) -> tuple[Path, ...]:
    """Folders in which the guard may write where its user may.

    A folder of /run is made again with its program, and what was granted of the former one is lost then.
    """
    folders = [RUN if path.is_relative_to(RUN) else path.parent for path in needs.shared_logs]
    return tuple(dict.fromkeys(folders))


def wanted_of_machine(settings: Settings) -> ServiceNeeds:
    """What all switches of a configuration need, in one."""
    each = [switch.service_needs for switch in settings.switches if isinstance(switch, NeedsOfMachine)]
    return ServiceNeeds(
        reads=_once(path for needs in each for path in needs.reads),
        empties=_once(path for needs in each for path in needs.empties),
        devices=_once(path for needs in each for path in needs.devices),
        hosts=_once(host for needs in each for host in needs.hosts if host not in LOOPBACK),
        takes_reserved_port=any(needs.takes_reserved_port for needs in each),
        groups=_once(group for needs in each for group in needs.groups),
        reads_journal=any(needs.reads_journal for needs in each),
    )


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _plain(path: Path) -> str:
    text = os.fspath(path)
    if not path.is_absolute() or _UNSAFE & set(text):
        raise ConfigError(
            "{path}: systemd cannot be given this path; use one without blanks and signs.", path=path
        )
    return text
