"""What set-up has to know of a PBX to write its pieces."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date

from veilleur.numbering.emergency import emergency_numbers
from veilleur.pbx.asterisk.settings import AGI_PORT
from veilleur.pbx.asterisk.telephone.pieces import TelephonePlan
from veilleur.pbx.fail_policy.closed_days import earliest_today
from veilleur.words.errors import VeilleurError
from veilleur.words.site import Site


class SetupError(VeilleurError):
    """A configuration file of the PBX cannot be changed safely."""


@dataclass(frozen=True, slots=True)
class AsteriskPlan:
    """The PBX that set-up writes for.

    version: major version of Asterisk. hook_is_macro: FreePBX calls its predial hook by Macro
    (ends with MacroExit) instead of Gosub (ends with Return); on Asterisk 21 and later Macro is gone.
    waits_without_us: when risky calls wait while Veilleur is absent: "closed" (outside opening
    hours), "always" or "never". secret: of the AMI login, made for each plan. has_login: the owner
    keeps that login, so that it is left alone: others may use it with more rights. telephone: how alerts
    call people; None when they do not. today: the pieces know the holidays and closures of the year that
    begins on this day.
    """

    site: Site = field(default_factory=Site)
    agi_port: int = AGI_PORT
    trunks: str = "PJSIP/*"
    freepbx: bool = False
    version: int = 22
    hook_is_macro: bool = False
    waits_without_us: str = "closed"
    ami_user: str = "veilleur"
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    log_path: str = "/run/asterisk/veilleur-voicemail.log"
    has_login: bool = False
    telephone: TelephonePlan | None = None
    today: date = field(default_factory=earliest_today)

    def __post_init__(self) -> None:
        if self.waits_without_us not in ("closed", "always", "never"):
            raise SetupError(
                "waits_without_us is closed, always or never, not {word!r}.", word=self.waits_without_us
            )
        if self.hook_is_macro and self.version >= 21:
            raise SetupError("Asterisk 21 and later have no Macro; its predial hook must be a Gosub.")
        for value in (self.ami_user, self.secret, self.log_path, self.site.timezone):
            if any(character in value for character in "\r\n;[]?"):
                raise SetupError(
                    "A user name, secret, path or time zone holds a character Asterisk cannot read."
                )

    @property
    def emergency_numbers(self) -> tuple[str, ...]:
        """Emergency numbers as they may be dialled: bare, and behind the outside digit."""
        bare = sorted(emergency_numbers(self.site))
        outside = self.site.outside_line
        return tuple(dict.fromkeys((*bare, *(outside + number for number in bare))))
