"""Set-up of Asterisk behind the contract of `pbx/setup_port`; what it needs is loaded when it is called."""

from __future__ import annotations

from pathlib import Path

from veilleur.config import Settings
from veilleur.config.switch_section import LOOPBACK
from veilleur.pbx.asterisk.settings import NAME
from veilleur.pbx.asterisk.wizard.options import FREEPBX, OPTIONS, OWN_KEYS
from veilleur.pbx.setup_port import (
    Answers,
    CheckReport,
    Notices,
    RemovalReport,
    SetupRequest,
    SetupSteps,
    Suggestion,
)


class AsteriskSetup:
    """See `Setup`."""

    kinds = (NAME, FREEPBX)
    options = OPTIONS
    own_keys = OWN_KEYS
    root = Path("/")  # of the machine whose files are looked at

    def suggest(self, kind: str, given: Answers, notices: Notices) -> Suggestion:
        """See `Setup`."""
        from veilleur.pbx.asterisk.wizard.suggestion import suggest

        return suggest(self.root, given, notices)

    def is_asked(self, key: str, answers: Answers) -> bool:
        """Call records of another machine cannot be read, so they are not asked for; a certificate is
        asked for where the port shows one."""
        if key == "tls_fingerprint":
            import asyncio

            from veilleur.pbx.asterisk.ami.tls import shown_fingerprint

            return bool(asyncio.run(shown_fingerprint(answers["host"], answers["port"])))
        return key != "cdr_file" or answers["host"] in LOOPBACK

    def begin(self, request: SetupRequest) -> SetupSteps:
        """See `Setup`."""
        from veilleur.pbx.asterisk.wizard.steps import AsteriskSteps

        return AsteriskSteps(request, self.root)

    def check(self, settings: Settings, language: str) -> CheckReport:
        """See `Setup`."""
        from veilleur.pbx.asterisk.wizard.check import check

        return check(settings, language)

    def remove(self, settings: Settings | None, answers: Answers, language: str) -> RemovalReport:
        """See `Setup`."""
        from veilleur.pbx.asterisk.wizard.removal import take_out

        return take_out(settings, answers["write"], language)
