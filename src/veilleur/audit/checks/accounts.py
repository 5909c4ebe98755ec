"""Accounts of telephones and who may use them."""

from __future__ import annotations

from veilleur.audit.check import Check, How
from veilleur.words.audit import Severity
from veilleur.words.messages import Message

CHECKS = (
    Check(
        number=29,
        code="intrusion-services",
        severity=Severity.HIGH,
        how=How.ASK,
        rule=Message(
            "Taking over any telephone, breaking in on a call and listening in are off where nobody needs "
            "them."
        ),
        why=Message("Substitution gives any telephone the rights of the manager's."),
        mend=Message("Take the service codes away."),
        source="Orange Business",
        clicks="Admin > Feature Codes > ChanSpy: Disabled",
    ),
    Check(
        number=30,
        code="common-telephones",
        severity=Severity.MEDIUM,
        how=How.ASK,
        rule=Message("Telephones can be locked after hours; those of halls and workshops call inside only."),
        why=Message("A cleaner's visit is enough for a forward."),
        mend=Message("Give them a context of their own."),
        source="Avaya; ANSSI DAT-NT-14",
    ),
    Check(
        number=31,
        code="unused-accounts",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("Accounts that no line of the dialplan calls are removed."),
        why=Message("Nobody misses an account that is used from abroad."),
        mend=Message("Remove them, or find out whose they are."),
        source="Avaya; Asterisk, README-SERIOUSLY.bestpractices",
        clicks="Applications > Extensions > Delete",
    ),
    Check(
        number=32,
        code="unknown-accounts",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("Each account is on the staff list: none lies outside the extensions of the house."),
        why=Message("An account that an intruder made looks like any other."),
        mend=Message("Remove what nobody knows; add what is right to extensions in veilleur.toml."),
        source="focom case",
        clicks="Applications > Extensions",
    ),
    Check(
        number=38,
        code="sip-open",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("The SIP port listens to the operator and the house alone."),
        why=Message("An open port is scanned within minutes."),
        mend=Message("Write an access list, and the same in the firewall."),
        source="Asterisk, acl.conf and contact_acl; Cisco; NIST SP 800-58",
        lines=(
            "[house]",
            "type = acl",
            "deny = 0.0.0.0/0.0.0.0",
            "permit = 192.168.1.0/24",
            "permit = 203.0.113.10/32",
        ),
        clicks="Connectivity > Firewall; Settings > Asterisk SIP Settings",
    ),
    Check(
        number=39,
        code="guests",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "Nobody calls in without an account, and a wrong name is answered like a wrong password."
        ),
        why=Message("A guest needs no password at all."),
        mend=Message("Remove the anonymous endpoint; allowguest = no."),
        source="Asterisk, sip.conf.sample and pjsip.conf.sample",
        lines=(
            "[general]",
            "allowguest = no",
            "alwaysauthreject = yes",
        ),
        clicks="Settings > Asterisk SIP Settings > Allow Anonymous Inbound SIP Calls: No",
    ),
    Check(
        number=40,
        code="sip-secrets",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "Each SIP secret has twelve random characters at least, and no account's name is its secret."
        ),
        why=Message("Programs try the number, 1234 and short words against every address."),
        mend=Message("Give the accounts named here new secrets."),
        source="Asterisk, README-SERIOUSLY.bestpractices",
        lines=("password = (openssl rand -base64 18)",),
        clicks="Applications > Extensions > Secret",
    ),
    Check(
        number=41,
        code="contacts",
        severity=Severity.MEDIUM,
        how=How.AUTO,
        rule=Message("An account takes few telephones at once (max_contacts)."),
        why=Message("A stolen account registers beside the true telephone and nobody sees it."),
        mend=Message("Set it to the number of telephones there are."),
        source="Asterisk, pjsip.conf.sample",
        lines=(
            "[201]",
            "type = aor",
            "max_contacts = 1",
        ),
        clicks="Applications > Extensions > Advanced > Max Contacts",
    ),
    Check(
        number=46,
        code="bruteforce",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message(
            "A program closes the SIP port to addresses that guess (fail2ban or CrowdSec), and was tried."
        ),
        why=Message("Without it a guesser has all the time there is."),
        mend=Message("Switch the jail on."),
        source="fail2ban, asterisk jail; CrowdSec, asterisk_bf",
        lines=(
            "[asterisk]",
            "enabled = true",
            "maxretry = 5",
        ),
        clicks="Admin > System Admin > Intrusion Detection",
    ),
    Check(
        number=47,
        code="provisioning",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message(
            "The server that configures telephones wants a password; an address (MAC) alone is not enough."
        ),
        why=Message("A MAC address stands on the box, and the file holds the secret in clear."),
        mend=Message("Let nobody but the telephones' network read these files."),
        source="VoIPnow/Integrics",
        lines=("chmod o-r /tftpboot/*.cfg",),
        clicks="Settings > EndPoint Manager > Global Settings",
    ),
    Check(
        number=49,
        code="encryption",
        severity=Severity.LOW,
        how=How.AUTO,
        rule=Message("SIP runs over TLS and speech over SRTP where the operator and the telephones can."),
        why=Message("In clear, who sees the network sees the calls and can change them."),
        mend=Message("Add a TLS transport and media_encryption."),
        source="ANSSI DAT-NT-14; NIST SP 800-58",
        lines=(
            "[tls]",
            "type = transport",
            "protocol = tls",
            "[201]",
            "media_encryption = sdes",
        ),
        clicks="Settings > Asterisk SIP Settings > TLS/SSL/SRTP Settings",
    ),
)
