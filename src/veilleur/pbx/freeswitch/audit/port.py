"""The audit of a FreeSWITCH as its adapter offers it; what it needs is loaded when it runs."""

from __future__ import annotations

from pathlib import Path

from veilleur.pbx.audit_port import AuditRequest, EmergencyPath
from veilleur.words.audit import Survey


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

    def emergency(self, request: AuditRequest) -> tuple[EmergencyPath, ...]:
        """Not followed: which route takes a number is for FreeSWITCH's own expressions to say."""
        return ()
