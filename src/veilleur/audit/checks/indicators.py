"""Signs that somebody was in: packs of indicators with their sources."""

from __future__ import annotations

from veilleur.audit.check import Check, How
from veilleur.words.audit import Severity
from veilleur.words.messages import Message

CHECKS = (
    Check(
        number=101,
        code="cve-2025-57819-traces",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "No trace of the attack of August 2025 on FreePBX's Endpoint module (CVE-2025-57819) lies here."
        ),
        why=Message(
            "A file .clean.sh, requests to modular.php, an administrator ampuser or a missing freepbx.conf "
            "were its traces."
        ),
        mend=Message(
            "Take the machine off the network, keep a copy as evidence, install again from a backup older "
            "than the trace."
        ),
        source="FreePBX community forum, security advisory of 28 August 2025; The Hacker News, August 2025",
        lines=("veilleur check FILE",),
    ),
    Check(
        number=102,
        code="vulnerable-module",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("No FreePBX module has a version with a published hole that is exploited."),
        why=Message(
            "Each of these holes gives the machine to whoever reaches the web page, some without a password."
        ),
        mend=Message("Update the modules named here, close the web page to the world, then look for traces."),
        source="FreePBX security advisories; CVE-2025-57819, -61675, -61678, -64328, -66039; CVE-2026-26978",
        lines=(
            "fwconsole ma upgradeall",
            "fwconsole reload",
        ),
        clicks="Admin > Module Admin",
    ),
    Check(
        number=103,
        code="web-shell",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("No web page of the PBX carries the marks of a web shell."),
        why=Message("Such a page runs any command, and brings its siblings back when they are deleted."),
        mend=Message(
            "Do not delete it by itself: six ways bring it back. Keep a copy as evidence, install the "
            "machine again."
        ),
        source="Fortinet, EncystPHP, January 2026; Cyble, JOMANGY, 21 May 2026; Check Point, INJ3CTOR3, 2020",
    ),
    Check(
        number=104,
        code="unknown-page",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("Each web page of the PBX belongs to a module that is installed."),
        why=Message(
            "Pages in digium_phones/, rest_phones/, phones/ or a module without module.xml were made by "
            "intruders."
        ),
        mend=Message("Find out who put the files there; move them away as evidence."),
        source="Fortinet, EncystPHP, January 2026; Cyble, JOMANGY, 21 May 2026",
    ),
    Check(
        number=105,
        code="new-administrator",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("Each administrator of the PBX and each root account of the machine is known."),
        why=Message(
            "Intruders made accounts whose names look like the PBX's own: ampuser, freepbxusers, newfpbx, "
            "asteriskuser."
        ),
        mend=Message("Remove the account, change all other passwords, and look for how it came."),
        source="Cyble, JOMANGY, 21 May 2026; The Hacker News, August 2025",
        lines=("userdel NAME",),
        clicks="Admin > Administrators",
    ),
    Check(
        number=106,
        code="planted-job",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("No scheduled job, start-up file or row of cron_jobs fetches or unpacks a program."),
        why=Message(
            "CVE-2025-57819 wrote a row into cron_jobs; later campaigns poll their server every one to "
            "three minutes."
        ),
        mend=Message(
            "Keep a copy as evidence; one job removed comes back by another: install the machine again."
        ),
        source="rapid7/metasploit-framework pull request 20559; Cyble, JOMANGY, 21 May 2026",
        lines=("crontab -l -u asterisk",),
    ),
    Check(
        number=107,
        code="authtype-webserver",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "FreePBX itself asks for the password of administrators (AUTHTYPE is usermanager, not webserver"
            " or none)."
        ),
        why=Message("With webserver anybody enters who forges a header (CVE-2025-66039)."),
        mend=Message("Set it back, restart the machine, then look for traces."),
        source="GHSA-9jvh-mv6x-w698; Horizon3.ai, December 2025",
        lines=("fwconsole setting AUTHTYPE usermanager",),
        clicks="Settings > Advanced > Authorization Type",
    ),
    Check(
        number=108,
        code="hook-shadowed",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("Veilleur's question in the dialplan runs: no other line has taken its place."),
        why=Message(
            "The first definition of a priority wins; a line in an earlier file switches ours off without "
            "an error."
        ),
        mend=Message("Remove the line, or merge both."),
        source="Asterisk, pbx_config; docs/freepbx.md",
        lines=("veilleur setup asterisk --check",),
    ),
    Check(
        number=109,
        code="module-changed",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("Each file of a signed FreePBX module is as it was signed."),
        why=Message("A page of the PBX that was changed is a back door with the vendor's name."),
        mend=Message("Install the module again and compare."),
        source="FreePBX, module.sig; facts of the notification FW_TAMPERED",
        lines=(
            "fwconsole ma refreshsignatures",
            "fwconsole ma downloadinstall MODULE",
        ),
        clicks="Admin > Module Admin",
    ),
    Check(
        number=110,
        code="astdb-outside",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message(
            "No forward, follow-me or voicemail menu kept in AstDB leads to a number abroad or a premium "
            "number."
        ),
        why=Message("A forward lives in AstDB alone: no file and no page shows it."),
        mend=Message("Clear it, change the mailbox's code, and ask who set it."),
        source="FreePBX, families CF, CFB, CFU, AMPUSER/followme and vmx",
        lines=('asterisk -rx "database del CF 201"',),
        clicks="Applications > Follow Me",
    ),
    Check(
        number=111,
        code="telephone-defaults",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("No telephone or gateway is provisioned with its maker's default password."),
        why=Message("Grandstream, Yealink, Polycom and others print them in their manuals."),
        mend=Message("Set another one in the file and have the telephones fetch it."),
        source="Manuals of Grandstream (P2), Yealink (security.user_password), Polycom (device.auth)",
        clicks="Settings > EndPoint Manager > Global Settings",
    ),
    Check(
        number=112,
        code="call-file",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("No call file waits in Asterisk's spool."),
        why=Message("A file there is a call, asked of nobody."),
        mend=Message("Look at who writes there, then remove it."),
        source="Asterisk, call files",
        lines=("ls -l /var/spool/asterisk/outgoing",),
    ),
    Check(
        number=113,
        code="dialplan-implant",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("No line of the dialplan fetches a program, unpacks one or places calls by the shell."),
        why=Message('Check Point found thanku-outcall, others asterisk -rx "channel originate".'),
        mend=Message(
            "Keep a copy as evidence, remove the lines, look at the web pages and the scheduled jobs."
        ),
        source="Check Point Research, INJ3CTOR3, 2020; Cyble, JOMANGY, 21 May 2026",
    ),
)
