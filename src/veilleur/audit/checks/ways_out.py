"""What may be called, when, how often and for how long."""

from __future__ import annotations

from veilleur.audit.check import Check, How
from veilleur.words.audit import Severity
from veilleur.words.messages import Message

CHECKS = (
    Check(
        number=20,
        code="international-open",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "Calls abroad are closed by default and open for those who need them, or are asked about."
        ),
        why=Message("Nearly all of the damage goes abroad or to satellites."),
        mend=Message("Let Veilleur ask, or have the operator bar them."),
        source="FCC; reseaux-business; Mitel",
        lines=("veilleur setup asterisk",),
        clicks="Connectivity > Outbound Routes > Dial Patterns, Route Password",
    ),
    Check(
        number=21,
        code="premium-open",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("Premium numbers (089, 3BPQ, 118) are barred."),
        why=Message("The attacker owns some and is paid for each minute; barring is free by law."),
        mend=Message("Ask the operator for the free option, or bar them in the dialplan."),
        source="Arrêté of 26 December 2017; to be checked by a lawyer",
        lines=(
            "exten => _089X.,1,Congestion(2)",
            "exten => _118XXX,1,Congestion(2)",
        ),
        clicks="Connectivity > Outbound Routes > Dial Patterns",
    ),
    Check(
        number=22,
        code="risk-prefixes",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("Satellite networks and the Caribbean countries behind +1 are barred."),
        why=Message("They look like America and cost like a satellite."),
        mend=Message("Bar them before the pattern that takes 00."),
        source="Avaya (disallow list); FTC; FCC",
        lines=(
            "exten => _0088[12]X.,1,Congestion(2)",
            "exten => _001876XXXXXXX,1,Congestion(2)",
        ),
        clicks="Connectivity > Outbound Routes > Dial Patterns",
    ),
    Check(
        number=23,
        code="night-open",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("At night, at week-ends and on holidays less may be called than by day."),
        why=Message("Attacks begin on Friday evening: some forty hours until somebody looks."),
        mend=Message("Let Veilleur ask outside the opening hours, or include the way abroad by day only."),
        source="Cisco (after hours); VoIPnow; FCC; SmartIPX 2014",
        lines=("include => abroad,08:00-19:00,mon-fri,*,*",),
        clicks="Connectivity > Outbound Routes > Time Group",
    ),
    Check(
        number=24,
        code="operator-cap",
        severity=Severity.CRITICAL,
        how=How.ASK,
        rule=Message(
            "The operator cuts off by itself at a spending limit for calls abroad and premium numbers."
        ),
        why=Message("It is the one limit that a lost PBX cannot lift."),
        mend=Message("Ask for it in writing, with the amount."),
        source="soreau.net; Gamma (500 GBP a day); Integrics",
    ),
    Check(
        number=25,
        code="calls-at-once",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("Not more than one or two calls abroad run at once."),
        why=Message("The loss a minute is the number of calls at once, times the price."),
        mend=Message("Count them before Dial."),
        source="VoIPnow/Integrics; OpenSIPS",
        lines=(
            "same => n,Set(GROUP()=abroad)",
            "same => n,GotoIf($[${GROUP_COUNT(abroad)} > 2]?full)",
        ),
        clicks="Connectivity > Trunks > Maximum Channels",
    ),
    Check(
        number=26,
        code="call-rate",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("An extension that calls out more than five times a minute is stopped."),
        why=Message("A program makes seven to twenty calls a minute, a person one or two."),
        mend=Message("Let Veilleur ask before each call."),
        source="Yeastar (5 a minute); TransNexus 2019",
        lines=("veilleur setup asterisk",),
    ),
    Check(
        number=27,
        code="call-length",
        severity=Severity.MEDIUM,
        how=How.AUTO,
        rule=Message("Calls abroad end by themselves after some time."),
        why=Message("A call forgotten on a Friday runs until Monday."),
        mend=Message("Bound the time of Dial."),
        source="OpenSIPS; Panasonic",
        lines=("same => n,Dial(PJSIP/${EXTEN}@carrier,60,L(3600000))",),
        clicks="Settings > Advanced > Asterisk Outbound Trunk Dial Options: L(3600000)",
    ),
    Check(
        number=42,
        code="catch-all",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "No pattern that takes anything dials out, and no context of incoming calls includes the way out."
        ),
        why=Message("_X. dials whatever is sent to it."),
        mend=Message("Write the patterns that are meant."),
        source="Asterisk, README-SERIOUSLY.bestpractices",
        lines=("exten => _0[1-7]XXXXXXXX,1,Dial(PJSIP/${EXTEN}@carrier,60)",),
        clicks="Connectivity > Outbound Routes > Dial Patterns",
    ),
    Check(
        number=43,
        code="injection",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("What is dialled passes a filter before it reaches Dial."),
        why=Message("A SIP telephone may send 00...&PJSIP/x or options with the number."),
        mend=Message("Use patterns of a known length, or FILTER."),
        source="Asterisk, README-SERIOUSLY.bestpractices; AST-2010-002",
        lines=("same => n,Dial(PJSIP/${FILTER(0-9+,${EXTEN})}@carrier,60)",),
    ),
    Check(
        number=45,
        code="toll-allow",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message(
            "Each telephone has its list of permitted destinations and the dialplan holds to it (toll_allow)."
        ),
        why=Message("FusionPBX does not look at it unless the dialplan says so."),
        mend=Message("Add the condition to each outbound route."),
        source="FusionPBX documentation, toll allow",
        lines=('<condition field="${toll_allow}" expression="international"/>',),
    ),
    Check(
        number=62,
        code="remote-workers",
        severity=Severity.MEDIUM,
        how=How.ASK,
        rule=Message("Softphones and remote workers come by VPN and cannot call abroad."),
        why=Message("A password in a telephone at home is a password on the Internet."),
        mend=Message("Give them a context without the way abroad."),
        source="NIST SP 800-58",
    ),
    Check(
        number=63,
        code="alarm-lines",
        severity=Severity.MEDIUM,
        how=How.ASK,
        rule=Message("Modems, faxes, lifts and alarms can call the numbers of a list only."),
        why=Message("A boiler called a premium number for a month: 134,563 EUR, and nobody had attacked."),
        mend=Message("Give these lines a context with their numbers."),
        source="Cognac, press",
    ),
    Check(
        number=64,
        code="emergency",
        severity=Severity.CRITICAL,
        how=How.TEST,
        rule=Message(
            "Emergency numbers (112, 15, 17, 18, 114, 119, 196, 115) go out after every restriction."
        ),
        why=Message("A bar that stops an ambulance costs more than any fraud."),
        mend=Message("Give each of them a line of its own before every other pattern."),
        source="Law 1 of Veilleur; docs/numbers.md",
        lines=("exten => 112,1,Dial(PJSIP/${EXTEN}@carrier,60)",),
        clicks="Connectivity > Outbound Routes > Emergency route",
    ),
)
