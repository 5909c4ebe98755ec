"""Settings: what veilleur.toml says, as plain values; the shell builds its parts from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from veilleur.words.calls import Vantage
from veilleur.words.site import Site

if TYPE_CHECKING:
    from veilleur.numbering import DialPlan


MONTH_S = 30.44 * 86_400


@dataclass(frozen=True, slots=True)
class AsteriskSection:
    """How to reach an Asterisk. The secret comes from `secret_file` or from the environment
    variable VEILLEUR_AMI_SECRET before `secret` in the file; it is never printed or journalled."""

    host: str = "127.0.0.1"
    port: int = 5038
    username: str = "veilleur"
    secret: str = field(default="", repr=False)
    log_file: str = ""  # the logger file with the lines of wrong PINs; "" when there is none
    own_log: bool = False  # the file was made for Veilleur: it is emptied after reading
    agi_host: str = "127.0.0.1"
    agi_port: int = 4573
    asks: bool = True  # the dialplan asks before it dials; False: vantage `live`
    poll_forwards_s: float = 2.0
    code_prompt: str = "vm-password"  # the sound that asks a caller for a code
    directory: str = ""  # where `veilleur setup --write` put its pieces; "" when it did not
    cdr_file: str = ""  # Asterisk's own call records (Master.csv); "" when they are not kept in a file


@dataclass(frozen=True, slots=True)
class SmdrSection:
    """An old PABX that only prints its calls, and how its records come in.

    way: client, listen, serial or file. format: of a known format, or the path of a description;
    "" to recognise it. login: lines sent after each connection, `{secret}` in place of the secret.
    """

    way: str
    spool: str
    format: str = ""
    host: str = "127.0.0.1"
    port: int = 0
    login: tuple[str, ...] = ()
    secret: str = ""
    peers: tuple[str, ...] = ()
    device: str = ""
    baud: int = 9600
    bits: int = 8
    parity: str = "N"
    stop_bits: int = 1
    file: str = ""


@dataclass(frozen=True, slots=True)
class JournalSection:
    """Where the journal lies and how long it keeps numbers of people (French practice: a year)."""

    file: Path = Path("var/journal.db")
    keep_personal_months: int = 12

    @property
    def keep_personal_s(self) -> float:
        """The same in seconds."""
        return self.keep_personal_months * MONTH_S


@dataclass(frozen=True, slots=True)
class Settings:
    """All of one configuration. `asterisk` is None when no such PBX is configured, and so is `smdr`."""

    site: Site = field(default_factory=Site)
    more_sites: tuple[Site, ...] = ()
    asterisk: AsteriskSection | None = None
    smdr: SmdrSection | None = None
    journal: JournalSection = field(default_factory=JournalSection)
    control_socket_file: Path | None = None  # None: beside the journal
    feeds_directory: Path = Path("var/feeds")
    language: str = ""
    source: Path | None = None
    mode_was_set: bool = False  # the file says a mode itself

    @property
    def sites(self) -> tuple[Site, ...]:
        """Every configured site, the first one first."""
        return (self.site, *self.more_sites)

    @property
    def vantage(self) -> Vantage:
        """What the configured switch lets us see; `asked` while none is configured."""
        if self.smdr is not None:
            return Vantage.RECORDS
        asks = self.asterisk is None or self.asterisk.asks
        return Vantage.ASKED if asks else Vantage.LIVE

    @property
    def control_socket(self) -> Path:
        """The Unix socket on which the guard takes orders."""
        return self.control_socket_file or self.journal.file.with_name("guard.sock")

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
