"""The audit of a FreeSWITCH as its adapter offers it; what it needs is loaded when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from veilleur.pbx.audit_port import AuditRequest, EmergencyPath
from veilleur.words.audit import Survey
from veilleur.words.audit.configuration import Configuration
from veilleur.words.errors import InputError


class FreeSwitchAudit:
    """Of a FreeSWITCH, alone or under FusionPBX."""

    def recognises(self, path: Path) -> bool:
        """Whether the files of one lie there."""
        from veilleur.pbx.freeswitch.audit.survey import recognises

        return recognises(path)

    def survey(self, request: AuditRequest) -> Survey:
        """What its files say of each check."""
        from veilleur.pbx.freeswitch.audit.survey import survey

        return survey(request)

    def ask(self, request: AuditRequest, switch: object) -> Survey:
        """A FreeSWITCH is not asked."""
        raise InputError("A FreeSWITCH is audited by its files alone: give its folder or a copy of it.")

    def emergency(self, request: AuditRequest) -> tuple[EmergencyPath, ...]:
        """Not followed: which route takes a number is for FreeSWITCH's own expressions to say."""
        return ()

    def stamps(self, path: Path) -> Mapping[str, object]:
        """None: its configuration is not watched."""
        return {}

    def configuration(self, path: Path) -> Configuration:
        """Empty: its configuration is not watched."""
        return Configuration()

    def watched(self, directory: Path) -> Path:
        """The same."""
        return directory
