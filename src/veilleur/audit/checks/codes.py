"""Codes of mailboxes, telephones and administrators."""

from __future__ import annotations

from veilleur.audit.check import Check, How
from veilleur.words.audit import Severity
from veilleur.words.messages import Message

CHECKS = (
    Check(
        number=1,
        code="factory-codes",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "No mailbox, telephone or administrator keeps a factory code (0000, 1234, its own number)."
        ),
        why=Message(
            "Attackers try these first; French courts asked whether the default code had been changed."
        ),
        mend=Message(
            "Give each mailbox named here another code, at random, and have it changed at first use."
        ),
        source="FCC, voicemail consumer guide; CA Versailles 2014; EBEN/ARCEP; Orange Business",
        lines=("201 => CODE,Name,mail@example.net",),
        clicks="Applications > Extensions > (extension) > Voicemail > Voicemail Password",
    ),
    Check(
        number=2,
        code="short-codes",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("Each code has at least six digits and is longer than the extension number."),
        why=Message("Four digits are found over some nights; a program keys one code every few seconds."),
        mend=Message("Set longer codes and a least length, so that short ones are refused from now on."),
        source="FCC (6 digits); Avaya (longer than the extension)",
        lines=(
            "[general]",
            "minpassword = 6",
        ),
        clicks="Settings > Voicemail Admin > Settings > minpassword = 6",
    ),
    Check(
        number=3,
        code="guessable-codes",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("No code is a sequence, a repetition, or made of the extension number."),
        why=Message("201201, 1020 or 123456 are tried right after the factory codes."),
        mend=Message("Give each mailbox named here a code taken at random."),
        source="Alcatel-Lucent 4645; FCC",
        lines=("201 => CODE,Name,mail@example.net",),
        clicks="Applications > Extensions > (extension) > Voicemail > Voicemail Password",
    ),
    Check(
        number=4,
        code="common-codes",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message(
            "No code is one that many people choose: a year, a date, a pair twice, a column of keys."
        ),
        why=Message("Half of all people share some four hundred codes."),
        mend=Message("Give each mailbox named here a code taken at random."),
        source="Data Genetics, PIN analysis",
        lines=("201 => CODE,Name,mail@example.net",),
        clicks="Applications > Extensions > (extension) > Voicemail > Voicemail Password",
    ),
    Check(
        number=5,
        code="no-lock",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "After five wrong codes, over all calls together, a mailbox is locked for callers from outside "
            "and that is reported."
        ),
        why=Message("Three tries a call and any number of calls is no limit: a program calls again."),
        mend=Message("Let Veilleur stand before the mailboxes, or take them out of reach from outside."),
        source="Avaya (at most 5); Mitel; Orange Business",
        lines=("veilleur setup asterisk",),
        clicks="Admin > Feature Codes > Dial Voicemail; Settings > Voicemail Admin",
    ),
    Check(
        number=6,
        code="voicemail-limits",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message(
            "Voicemail sets a least length of codes, three tries a call at most, and checks new codes with "
            "a program."
        ),
        why=Message("By default Asterisk accepts an empty code and any new one."),
        mend=Message("Set the three options in voicemail.conf."),
        source="Asterisk, voicemail.conf.sample",
        lines=(
            "[general]",
            "minpassword = 6",
            "maxlogins = 3",
            "externpasscheck = /usr/share/asterisk/scripts/voicemailpwcheck.py",
        ),
        clicks="Settings > Voicemail Admin > Settings",
    ),
    Check(
        number=7,
        code="first-codes",
        severity=Severity.HIGH,
        how=How.ASK,
        rule=Message("The first code of each user is random and has to be changed at first use."),
        why=Message("A rule by which first codes are made is known to every former employee."),
        mend=Message("Hand out a random first code with each mailbox."),
        source="Avaya; Panasonic",
    ),
    Check(
        number=8,
        code="code-ageing",
        severity=Severity.MEDIUM,
        how=How.ASK,
        rule=Message(
            "Administrators' codes are changed every three months, and whenever something looks wrong."
        ),
        why=Message("A code known to a former installer opens the system for years."),
        mend=Message("Put the date of the next change into the calendar."),
        source="Orange Business; Avaya",
    ),
    Check(
        number=9,
        code="unused-mailboxes",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("Mailboxes of people who have left are deleted."),
        why=Message("Nobody notices what happens in a mailbox that nobody opens."),
        mend=Message("Delete the mailboxes named here, or give them a telephone."),
        source="Avaya; Mitel",
        clicks="Applications > Extensions > (extension) > Voicemail > Enabled: No",
    ),
)
