"""Set-up of a switch that asks over HTTP behind `pbx/setup_port`; the rest is loaded when it is called."""

from __future__ import annotations

from veilleur.config import Settings
from veilleur.config.switch_section import LOOPBACK
from veilleur.pbx.http.settings import NAME
from veilleur.pbx.http.setup.options import OPTIONS, OWN_KEYS
from veilleur.pbx.setup_port import (
    Answers,
    CheckReport,
    Notices,
    RemovalReport,
    SetupRequest,
    SetupSteps,
    Suggestion,
)


class HttpSetup:
    """See `Setup`."""

    kinds = (NAME,)
    options = OPTIONS
    own_keys = OWN_KEYS

    def suggest(self, kind: str, given: Answers, notices: Notices) -> Suggestion:
        """Nothing is known of a switch that has not asked yet."""
        return Suggestion()

    def is_asked(self, key: str, answers: Answers) -> bool:
        """A certificate is needed beyond loopback alone, where no proxy has it."""
        if key == "certificate":
            return answers["listen"] not in LOOPBACK and not answers["behind_proxy"]
        if key == "certificate_key":
            return bool(answers["certificate"])
        return True

    def begin(self, request: SetupRequest) -> SetupSteps:
        """See `Setup`."""
        from veilleur.pbx.http.setup.steps import HttpSteps

        return HttpSteps(request)

    def check(self, settings: Settings, language: str) -> CheckReport:
        """See `Setup`."""
        from veilleur.pbx.http.setup.check import check

        return check(settings, language)

    def remove(self, settings: Settings | None, answers: Answers, language: str) -> RemovalReport:
        """See `Setup`."""
        from veilleur.pbx.http.setup.check import take_out

        return take_out(settings, language)
