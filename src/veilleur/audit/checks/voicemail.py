"""What a caller can do from voicemail and the automated attendant."""

from __future__ import annotations

from veilleur.audit.check import Check, How
from veilleur.words.audit import Severity
from veilleur.words.messages import Message

CHECKS = (
    Check(
        number=10,
        code="voicemail-dials-out",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "Voicemail calls nobody outside: no call-back, no dial-out, no notification by telephone."
        ),
        why=Message("Who knows one code then calls the world at the company's expense."),
        mend=Message("Take the options out."),
        source="FCC; Alcatel-Lucent OXO TC1143; Asterisk, voicemail.conf.sample",
        lines=(
            "; callback = ...",
            "; dialout = ...",
        ),
        clicks="Settings > Voicemail Admin > Dial Plan > Callback, Dialout: empty",
    ),
    Check(
        number=11,
        code="voicemail-ports",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "The lines and contexts of voicemail and of the automated attendant cannot call outside."
        ),
        why=Message("This is the way of most break-ins: code, dial-out, foreign number."),
        mend=Message("Give voicemail a context with the internal numbers alone."),
        source="Avaya; Mitel (class of restriction)",
        lines=("dialout = internal-only",),
        clicks="Settings > Voicemail Admin > Dial Plan",
    ),
    Check(
        number=12,
        code="voicemail-exit",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("Leaving voicemail with 0 or * leads to people of the house only."),
        why=Message("An exit context that includes the way out is a dial tone for callers."),
        mend=Message("Let the exit context hold the operator's number alone."),
        source="Avaya; Asterisk, exitcontext; Cisco Unity",
        lines=(
            "[vm-exit]",
            "exten => o,1,Dial(PJSIP/201,20)",
            "exten => a,1,Hangup()",
        ),
        clicks="Settings > Voicemail Admin > Dial Plan > exitcontext",
    ),
    Check(
        number=13,
        code="attendant-dial-tone",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "The automated attendant gives no dial tone: what is keyed in a menu never reaches an outside "
            "line."
        ),
        why=Message("A menu that runs in a context with the way out takes 00 and a number."),
        mend=Message("Give the menu a context of its own with the single digits and the extensions."),
        source="Cisco; Avaya",
        lines=(
            "[menu]",
            "exten => 1,1,Goto(internal,201,1)",
            "exten => i,1,Hangup()",
        ),
        clicks="Applications > IVR > Enable Direct Dial: Disabled",
    ),
    Check(
        number=14,
        code="greeting",
        severity=Severity.MEDIUM,
        how=How.ASK,
        rule=Message("No greeting can be taken for the acceptance of a reverse-charge call."),
        why=Message('Attackers record "yes, I accept" and call collect.'),
        mend=Message("Listen to each greeting once a quarter."),
        source="FCC, voicemail consumer guide",
    ),
)
