"""Call records, logs, clock."""

from __future__ import annotations

from veilleur.audit.check import Check, How
from veilleur.words.audit import Severity
from veilleur.words.messages import Message

CHECKS = (
    Check(
        number=51,
        code="call-records",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "Call records are kept, with the calls that failed, and leave the machine within five minutes."
        ),
        why=Message("Without them there is neither alarm nor proof; failed calls are the first sign."),
        mend=Message("Set the options in cdr.conf."),
        source="Asterisk, cdr.conf.sample; fygurs",
        lines=(
            "[general]",
            "enable = yes",
            "unanswered = yes",
            "congestion = yes",
        ),
        clicks="Settings > Asterisk CDR settings",
    ),
    Check(
        number=52,
        code="security-log",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message(
            "Logins, wrong codes and changes of services are logged, and the log leaves the machine."
        ),
        why=Message("Who is in the machine deletes its log."),
        mend=Message("Add a file with the level security, and send it elsewhere."),
        source="Avaya; CNIL, délibération 2021-122",
        lines=(
            "[logfiles]",
            "security => security",
        ),
        clicks="Settings > Asterisk Logfile Settings",
    ),
    Check(
        number=53,
        code="clock",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("The clock is set by NTP, and its zone and drift are known."),
        why=Message("Times that are wrong prove nothing against the operator's."),
        mend=Message("Install chrony."),
        source="eIDAS 910/2014, article 42",
        lines=("apt-get install chrony",),
    ),
    Check(
        number=54,
        code="review",
        severity=Severity.MEDIUM,
        how=How.ASK,
        rule=Message(
            "Somebody reads the call records each month: short calls repeated, nights, a line always busy."
        ),
        why=Message("The signs stand there days before the bill."),
        mend=Message("`veilleur check` over the month's file."),
        source="Avaya (SMDR); TELUS",
        lines=("veilleur check FILE",),
    ),
)
