"""The audit of an Asterisk as its adapter offers it; what it needs is loaded when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from veilleur.pbx.audit_port import AuditRequest, EmergencyPath
from veilleur.words.audit import Survey
from veilleur.words.audit.configuration import Configuration
from veilleur.words.errors import InputError


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

    def ask(self, request: AuditRequest, switch: object) -> Survey:
        """What a running one says of itself over its manager interface."""
        from veilleur.pbx.asterisk.audit.manager.survey import ask
        from veilleur.pbx.asterisk.settings import AsteriskSettings

        if not isinstance(switch, AsteriskSettings):
            raise InputError(
                "veilleur.toml has no [asterisk]: without its manager login nothing can be asked."
            )
        return ask(request, switch)

    def emergency(self, request: AuditRequest) -> tuple[EmergencyPath, ...]:
        """Each emergency number from each kind of telephone."""
        from veilleur.pbx.asterisk.audit.survey import emergency

        return emergency(request)

    def stamps(self, path: Path) -> Mapping[str, object]:
        """Size, time and place of each file that counts."""
        from veilleur.pbx.asterisk.audit.snapshot.taking import login_of_machine, stamps

        return stamps(path, login_of_machine(path))

    def configuration(self, path: Path) -> Configuration:
        """Its files without secrets, and who and what has access."""
        from veilleur.pbx.asterisk.audit.snapshot.taking import configuration, login_of_machine

        return configuration(path, login_of_machine(path))

    def watched(self, directory: Path) -> Path:
        """The machine, when it is the usual folder of one: jobs, pages and accounts count too."""
        return Path("/") if directory == Path("/etc/asterisk") else directory
