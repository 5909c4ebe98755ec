"""What is needed to reach one Asterisk and to answer it: [asterisk] of veilleur.toml as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from veilleur.config.switch_section import ServiceNeeds
from veilleur.words.calls import Vantage

NAME = "asterisk"  # of the adapter, its section, and its feed
# Where the dialplan asks. 4573, FastAGI's usual port, is that of FreePBX's own server, of Wazo's and others.
AGI_PORT = 4579
JOURNALD = "journald"  # as log_file
JOURNAL_GROUP = "systemd-journal"  # whose members may read it
USUAL_AGI_PORT = 4573


@dataclass(frozen=True, slots=True)
class AsteriskSettings:
    """One Asterisk: its manager login, its log, and where our FastAGI server listens.

    host, port, username, secret: of the manager interface; the secret is never printed or journalled.
    log_file: the log that holds the lines of wrong PINs, "" for none, "journald" for that of systemd;
    own_log: it is ours alone and may be emptied once read. agi_host, agi_port: keep them on loopback,
    FastAGI has no login. asks: the dialplan asks before it dials; False is vantage `live`.
    poll_forwards_s: seconds between two readings of the forwards. code_prompt: the sound that asks a
    caller for a code; the default is in Asterisk's own core sounds ("password"). directory: where
    `veilleur setup --write` put its pieces, "" when it did not. cdr_file: Asterisk's own call records
    (Master.csv), "" when they are not kept in a file. cdr_database: the file with the login of the
    database in which FreePBX keeps them, "" when they are not read there. tls: the manager is spoken to
    encrypted; tls_ca: file of the CA that signed its certificate, "" for those of the system;
    tls_fingerprint: SHA-256 of the one certificate that is believed, "" for none.

    The last four have no key of their own. quiet_s: seconds between two questions whether the switch is
    there; ping_s: seconds in which it answers them, or we read too late what it says; answer_s: seconds we
    wait for any other answer; compare_s: seconds between two comparisons of the calls that the switch lists
    with those that its events made known.
    """

    adapter: ClassVar[str] = NAME

    host: str = "127.0.0.1"
    port: int = 5038
    username: str = "veilleur"
    secret: str = ""
    log_file: str = ""
    own_log: bool = False
    agi_host: str = "127.0.0.1"
    agi_port: int = AGI_PORT
    asks: bool = True
    poll_forwards_s: float = 2.0
    code_prompt: str = "vm-password"
    directory: str = ""
    cdr_file: str = ""
    cdr_database: str = ""
    tls: bool = False
    tls_ca: str = ""
    tls_fingerprint: str = ""
    quiet_s: float = 1.0
    ping_s: float = 2.0
    answer_s: float = 3.0
    compare_s: float = 30.0

    def __repr__(self) -> str:
        """Without the secret, whatever prints it."""
        return f"AsteriskSettings({self.username}@{self.host}:{self.port})"

    @property
    def vantage(self) -> Vantage:
        """What this Asterisk lets us see."""
        return Vantage.ASKED if self.asks else Vantage.LIVE

    @property
    def service_needs(self) -> ServiceNeeds:
        """Its log, its call records, and the manager's host."""
        reads_journal = self.log_file == JOURNALD
        log = "" if reads_journal else self.log_file
        return ServiceNeeds(
            reads=tuple(filter(None, (log, self.cdr_file, self.cdr_database))),
            empties=(log,) if self.own_log and log else (),
            hosts=(self.host,),
            groups=(JOURNAL_GROUP,) if reads_journal else (),
            reads_journal=reads_journal,
        )
