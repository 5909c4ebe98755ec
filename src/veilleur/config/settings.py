"""Settings: what veilleur.toml says, as plain values; the shell builds its parts from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from veilleur.config.alerts_section import AlertSettings
from veilleur.config.last_resort_section import LastResort
from veilleur.config.page_section import PageSettings
from veilleur.config.switch_section import SwitchSettings
from veilleur.config.time_stamp_section import TimeStampSettings
from veilleur.config.witness_section import WitnessSettings
from veilleur.words.calls import Vantage
from veilleur.words.errors import ConfigError
from veilleur.words.site import Site

if TYPE_CHECKING:
    from veilleur.numbering import DialPlan


LINES_NOT_UNDERSTOOD = "lines-not-understood.txt"  # in the folder of cases
MONTH_S = 30.44 * 86_400
_FROM_LEAST = (Vantage.RECORDS, Vantage.LIVE, Vantage.ASKED)


@dataclass(frozen=True, slots=True)
class JournalSection:
    """Where the journal lies and how long it keeps numbers of people (French practice: a year)."""

    file: Path = Path("var/journal.db")
    keep_personal_months: int = 12

    @property
    def cases(self) -> Path:
        """Where `veilleur check` keeps the folders of cases."""
        return self.file.parent / "cases"

    @property
    def keep_personal_s(self) -> float:
        """The same in seconds."""
        return self.keep_personal_months * MONTH_S


@dataclass(frozen=True, slots=True)
class PrivacySection:
    """Whose calls are never stored by name, and how long folders of cases are kept (a complaint: 6 years)."""

    unnamed_extensions: tuple[str, ...] = ()
    keep_cases_months: int = 72

    @property
    def keep_cases_s(self) -> float:
        """The same in seconds."""
        return self.keep_cases_months * MONTH_S


@dataclass(frozen=True, slots=True)
class AuditSection:
    """Which of the switch's files the guard keeps an eye on: a machine's root or the switch's folder.

    path: None for what set-up found. watch: snapshots and changes, each minute; daily: an audit each day.
    """

    path: Path | None = None
    watch: bool = True
    daily: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """All of one configuration. switches: what it says of each switch that it names."""

    site: Site = field(default_factory=Site)
    more_sites: tuple[Site, ...] = ()
    switches: tuple[SwitchSettings, ...] = ()
    journal: JournalSection = field(default_factory=JournalSection)
    privacy: PrivacySection = field(default_factory=PrivacySection)
    audit: AuditSection = field(default_factory=AuditSection)
    control_socket_file: Path | None = None  # None: beside the journal
    page_socket: Path | None = None  # None: no page of the PBX is heard
    page_user: str = ""
    page_code: str = field(default="", repr=False)  # a hash of the code that a yes there needs; "" for no yes
    name_addresses: bool = False  # those of announced incidents, one line each, for fail2ban or CrowdSec
    feeds_directory: Path = Path("var/feeds")
    alerts: AlertSettings = field(default_factory=AlertSettings)
    page: PageSettings | None = None  # None: no page is served
    time_stamps: tuple[TimeStampSettings, ...] = ()  # authorities that vouch for the date of a dossier
    witnesses: tuple[WitnessSettings, ...] = ()  # where the journal's head goes
    last_resort: LastResort = field(default_factory=LastResort)
    language: str = ""
    source: Path | None = None
    secret_files: tuple[Path, ...] = ()  # that were read for it
    mode_was_set: bool = False  # the file says a mode itself

    @property
    def sites(self) -> tuple[Site, ...]:
        """Every configured site, the first one first."""
        return (self.site, *self.more_sites)

    @property
    def switch(self) -> SwitchSettings | None:
        """The switch to watch; None when none is configured."""
        return self.switches[0] if self.switches else None

    @property
    def has_gate(self) -> bool:
        """Whether every call passes a gate before the operator, whatever the PBX behind it."""
        return any(getattr(switch, "is_before_others", False) for switch in self.switches)

    @property
    def vantage(self) -> Vantage:
        """What the configured switch lets us see (of several the least, unless one is a gate before the
        others); `asked` while none is configured."""
        before = [switch.vantage for switch in self.switches if getattr(switch, "is_before_others", False)]
        if before:
            return before[0]
        seen = [switch.vantage for switch in self.switches]
        return min(seen, key=_FROM_LEAST.index, default=Vantage.ASKED)

    @property
    def wants_desk(self) -> bool:
        """Whether there is something for the process that speaks with people."""
        return self.alerts.are_wanted or self.page is not None

    @property
    def control_socket(self) -> Path:
        """The Unix socket on which the guard takes orders."""
        return self.control_socket_file or self.journal.file.with_name("guard.sock")

    def refuse_several_sites(self) -> None:
        """For a guard, which watches one PBX.

        Raises:
            ConfigError: when the file names several sites.
        """
        if self.more_sites:
            raise ConfigError(
                "{path}: it names {count} sites and a guard watches one PBX; keep one [site] in "
                "this file, and start a guard with a file of its own for each other site.",
                path=self.source or "veilleur.toml",
                count=len(self.sites),
            )

    def numbering(self, site: Site | None = None) -> DialPlan:
        """The plan of numbers and prices of a site (of the first one by default).

        Raises:
            ConfigError: when its tariff file cannot be read.
            InputError: when a line of the tariff file cannot be used.
        """
        from veilleur.numbering import DialPlan, Feeds, PriceDeck  # late: most commands need no number

        site = site or self.site
        deck = PriceDeck.for_site(site)
        return DialPlan(site, deck, Feeds.load(self.feeds_directory))
