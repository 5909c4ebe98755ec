"""How far an audit sees, and the logs it reads: codes kept in clear, what cannot be read, ways not known."""

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
    Check(
        number=114,
        code="around-gate",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("Where a gate stands on the trunk, the PBX cannot reach the operator without it."),
        why=Message("A trunk that still registers with the operator itself is a way around every question."),
        mend=Message(
            "Set the outbound proxy of each trunk and registration to the gate, have the operator admit the "
            "gate's address alone or bar SIP from the PBX to the outside on the router, and place a call "
            "with the gate stopped: none but emergency calls may go out."
        ),
        source="docs/gate.md",
        lines=("outbound_proxy=sip:192.168.1.20:5070\\;lr",),
        clicks="Connectivity > Trunks > pjsip Settings > Advanced > Outbound Proxy",
    ),
)
