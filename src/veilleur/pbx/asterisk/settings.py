"""What is needed to reach one Asterisk. Built by the guard from plain configuration values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AsteriskSettings:
    """One Asterisk: its manager login, its log, and where our FastAGI server listens.

    host, port, username, secret: of the manager interface. log_file: the log that holds the lines of
    wrong PINs, "" for none; truncate_log: it is ours alone and may be emptied once read.
    agi_host, agi_port: keep them on loopback, FastAGI has no login. poll_forwards_s: seconds between
    two readings of the forwards. quiet_s: seconds of silence before we ask; answer_s: seconds we wait
    for an answer. trunks: channel name patterns such as "PJSIP/carrier*". code_prompt: the sound that
    asks a caller for a code; the default is in Asterisk's own core sounds ("password"). compare_s: seconds
    between two comparisons of the calls that the switch lists with those that it told of.
    """

    host: str = "127.0.0.1"
    port: int = 5038
    username: str = "veilleur"
    secret: str = ""
    log_file: str = ""
    truncate_log: bool = False
    agi_host: str = "127.0.0.1"
    agi_port: int = 4573
    poll_forwards_s: float = 10.0
    quiet_s: float = 5.0
    answer_s: float = 3.0
    trunks: tuple[str, ...] = ()
    code_prompt: str = "vm-password"
    compare_s: float = 30.0

    def __repr__(self) -> str:
        """Without the secret, whatever prints it."""
        return f"AsteriskSettings({self.username}@{self.host}:{self.port})"
