"""Set-up of a FreeSWITCH behind the contract of `pbx/setup_port`; the rest is loaded when it is called."""

from __future__ import annotations

from veilleur.config import Settings
from veilleur.pbx.freeswitch.settings import NAME
from veilleur.pbx.freeswitch.setup.options import OPTIONS, OWN_KEYS
from veilleur.pbx.setup_port import (
    Answers,
    CheckReport,
    Notices,
    RemovalReport,
    SetupRequest,
    SetupSteps,
    Suggestion,
)


class FreeSwitchSetup:
    """See `Setup`."""

    kinds = (NAME, "fusionpbx")
    options = OPTIONS
    own_keys = OWN_KEYS

    def suggest(self, kind: str, given: Answers, notices: Notices) -> Suggestion:
        """Nothing can be found without asking."""
        return Suggestion()

    def is_asked(self, key: str, answers: Answers) -> bool:
        """Every question makes sense."""
        return True

    def begin(self, request: SetupRequest) -> SetupSteps:
        """See `Setup`."""
        from veilleur.pbx.freeswitch.setup.steps import FreeSwitchSteps

        return FreeSwitchSteps(request)

    def check(self, settings: Settings, language: str) -> CheckReport:
        """See `Setup`."""
        from veilleur.pbx.freeswitch.setup.check import check

        return check(settings, language)

    def remove(self, settings: Settings | None, answers: Answers, language: str) -> RemovalReport:
        """See `Setup`."""
        from veilleur.pbx.freeswitch.setup.check import take_out

        return take_out(settings, answers["write"], language)
