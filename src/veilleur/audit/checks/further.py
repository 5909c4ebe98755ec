"""What an audit finds beyond the sixty-four checks: logs with codes, what cannot be read or is not known."""

from __future__ import annotations

from veilleur.audit.check import Check, How
from veilleur.words.audit import Severity
from veilleur.words.messages import Message

CHECKS = (
    Check(
        number=65,
        code="codes-in-logs",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("No old log holds codes in clear."),
        why=Message("At verbose 3 Asterisk writes each wrong code that was tried, and the digits keyed."),
        mend=Message("Delete these files, keep the log below verbose 3, and have the codes changed."),
        source="Asterisk, app_voicemail.c; docs/asterisk.md",
        lines=(
            "[logfiles]",
            "messages => notice,warning,error",
        ),
        clicks="Settings > Asterisk Logfile Settings > verbose: off",
    ),
    Check(
        number=66,
        code="unreadable",
        severity=Severity.MEDIUM,
        how=How.AUTO,
        rule=Message(
            "The whole configuration can be read: nothing is missing, broken, made by a program or kept "
            "elsewhere."
        ),
        why=Message("What nobody can read nobody has checked."),
        mend=Message("Mend or remove the lines named here."),
        source="docs/dialplan.md",
    ),
    Check(
        number=67,
        code="way-unknown",
        severity=Severity.MEDIUM,
        how=How.AUTO,
        rule=Message("Every way by which a call can leave is known."),
        why=Message("A program or a variable decides there what is dialled."),
        mend=Message("Write what is dialled into the line, or let Veilleur ask about it."),
        source="docs/dialplan.md",
        lines=("veilleur setup asterisk --check --explain",),
    ),
)
