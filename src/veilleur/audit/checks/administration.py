"""Administration, remote access, software, backups."""

from __future__ import annotations

from veilleur.audit.check import Check, How
from veilleur.words.audit import Severity
from veilleur.words.messages import Message

CHECKS = (
    Check(
        number=34,
        code="admin-open",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("Administration answers from the house or a VPN only, with an account for each person."),
        why=Message("Whoever is administrator needs no trick."),
        mend=Message("Bind it to 127.0.0.1 or to the house's address."),
        source="NIST SP 800-58; Avaya; DCSSI guide for PABXs",
        lines=(
            "[general]",
            "bindaddr = 127.0.0.1",
        ),
        clicks="Settings > Advanced > Asterisk Builtin mini-HTTP server",
    ),
    Check(
        number=35,
        code="maintainer-access",
        severity=Severity.HIGH,
        how=How.ASK,
        rule=Message("The maintainer's remote access is opened on demand, closed afterwards and logged."),
        why=Message("A permanent access is one more key, in other hands."),
        mend=Message("Agree on who opens it, and how."),
        source="DCSSI guide for PABXs; NIST SP 800-24",
    ),
    Check(
        number=36,
        code="web-open",
        severity=Severity.CRITICAL,
        how=How.ASK,
        rule=Message("The web administration is not on the Internet, and its updates are installed."),
        why=Message("FreePBX was entered by the hundred through its web pages."),
        mend=Message("Close ports 80 and 443 to the world, and update."),
        source="CVE-2025-57819; NIST SP 800-58",
        lines=("fwconsole ma upgradeall",),
        clicks="Admin > Updates",
    ),
    Check(
        number=37,
        code="unsupported",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("The PBX software is a supported version with its security updates."),
        why=Message("Holes of old versions are public."),
        mend=Message("Plan the move to a supported version."),
        source="reseaux-business; NIST SP 800-24; docs.asterisk.org, Asterisk versions",
        clicks="Admin > Updates",
    ),
    Check(
        number=44,
        code="manager-interface",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message(
            "AMI and ARI answer this machine only, each login has the rights it needs, and the dialplan "
            "runs no commands (live_dangerously = no)."
        ),
        why=Message("With originate or system a manager login makes any call."),
        mend=Message("Bind, permit and narrow each login."),
        source="Asterisk, README-SERIOUSLY.bestpractices",
        lines=(
            "[general]",
            "bindaddr = 127.0.0.1",
            "[login]",
            "deny = 0.0.0.0/0.0.0.0",
            "permit = 127.0.0.1/255.255.255.255",
            "write = call,reporting",
        ),
        clicks="Settings > Asterisk Manager Users",
    ),
    Check(
        number=48,
        code="voice-network",
        severity=Severity.MEDIUM,
        how=How.ASK,
        rule=Message("Telephones have a network of their own, and the second socket of telephones is off."),
        why=Message("A computer with a virus then does not see the PBX."),
        mend=Message("Ask for a VLAN."),
        source="ANSSI DAT-NT-14; NIST SP 800-58; EBEN",
    ),
    Check(
        number=50,
        code="server-room",
        severity=Severity.MEDIUM,
        how=How.ASK,
        rule=Message("The PBX stands behind a lock, and who has the key is written down."),
        why=Message("Whoever touches it owns it."),
        mend=Message("Write the list."),
        source="EBEN/ARCEP; NIST SP 800-24",
    ),
    Check(
        number=55,
        code="backup",
        severity=Severity.HIGH,
        how=How.ASK,
        rule=Message(
            "The configuration is backed up elsewhere, was restored once, and is compared every day."
        ),
        why=Message("After a break-in only a backup shows what was changed."),
        mend=Message("`veilleur backup`, and take the file away."),
        source="Avaya",
        clicks="Admin > Backup & Restore",
    ),
    Check(
        number=56,
        code="drift",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("Scheduled jobs, routes and modules are as at the last audit."),
        why=Message("A back door is a job, a route or a module more."),
        mend=Message("Look at what has changed, and run the audit again with --since."),
        source="Humbug Labs 2010 (cron, module wrapfax)",
        lines=("veilleur audit --since last",),
    ),
)
