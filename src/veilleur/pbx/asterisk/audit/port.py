"""The audit of an Asterisk as its adapter offers it; what it needs is loaded when it runs."""

from __future__ import annotations

from pathlib import Path

from veilleur.pbx.audit_port import AuditRequest, EmergencyPath
from veilleur.words.audit import Survey


class AsteriskAudit:
    """Of an Asterisk, alone or under FreePBX."""

    def recognises(self, path: Path) -> bool:
        """Whether the files of one lie there."""
        from veilleur.pbx.asterisk.audit.survey import recognises

        return recognises(path)

    def survey(self, request: AuditRequest) -> Survey:
        """What its files say of each check."""
        from veilleur.pbx.asterisk.audit.survey import survey

        return survey(request)

    def emergency(self, request: AuditRequest) -> tuple[EmergencyPath, ...]:
        """Each emergency number from each kind of telephone."""
        from veilleur.pbx.asterisk.audit.survey import emergency

        return emergency(request)
