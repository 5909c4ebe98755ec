"""Ways in: DISA, forwards, transfers, conferences."""

from __future__ import annotations

from veilleur.audit.check import Check, How
from veilleur.words.audit import Severity
from veilleur.words.messages import Message

CHECKS = (
    Check(
        number=15,
        code="disa",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "Dialling in for an outside line (DISA) is off, or has a code of eight digits for each user."
        ),
        why=Message("It is made for what the attacker wants, and Asterisk's has no lock."),
        mend=Message("Remove DISA; else one long code each, in a file that only Asterisk reads."),
        source="Asterisk, DISA; Mitel; Panasonic; NIST SP 800-24",
        lines=("exten => ...,n,Authenticate(/etc/asterisk/disa-codes.conf,a,8)",),
        clicks="Applications > DISA > Delete",
    ),
    Check(
        number=16,
        code="remote-forward",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message("Nobody can set a call forward from outside."),
        why=Message("A forward set at night makes each call to the company a call abroad."),
        mend=Message("Take the codes of call forwarding out of what callers from outside can reach."),
        source="FCC; reseaux-business",
        clicks="Admin > Feature Codes > Call Forward: Disabled",
    ),
    Check(
        number=17,
        code="forward-abroad",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "A telephone can be forwarded inside, or to numbers of a list: never abroad or to premium "
            "numbers."
        ),
        why=Message("Forwards are how the money leaves once a code is known."),
        mend=Message("Let the code take extensions only, and clear the forwards named here."),
        source="Mitel; Cisco (CFA calling search space); reseaux-business",
        lines=("exten => _*21*2XX,1,Set(DB(CF/${CALLERID(num)})=${EXTEN:4})",),
        clicks="Admin > Feature Codes > Call Forward; Applications > Follow Me",
    ),
    Check(
        number=18,
        code="network-forward",
        severity=Severity.CRITICAL,
        how=How.ASK,
        rule=Message(
            "Forwarding inside the operator's network (*21) is off or locked by the operator's code."
        ),
        why=Message("568 calls at once left over four lines by such a forward: the PBX never saw them."),
        mend=Message("Ask the operator in writing, and try it."),
        source="Foreman Seeley Fountain, New York Times, October 2014",
    ),
    Check(
        number=19,
        code="trunk-to-trunk",
        severity=Severity.CRITICAL,
        how=How.AUTO,
        rule=Message(
            "No call from outside is put through to another outside line, and no caller from outside may "
            "transfer."
        ),
        why=Message("A trunk whose calls begin in the telephones' context dials out for strangers."),
        mend=Message(
            "Give the trunk a context of its own, without the way out; take T out of the options of Dial."
        ),
        source="Mitel; Cisco; Panasonic",
        lines=(
            "[trunk]",
            "context = from-trunk",
        ),
        clicks="Connectivity > Trunks > Context: from-pstn; Settings > Advanced > Dial Options without T",
    ),
    Check(
        number=28,
        code="conferences",
        severity=Severity.HIGH,
        how=How.AUTO,
        rule=Message("Each conference that callers from outside reach has a code, and calls nobody."),
        why=Message("An open room joins a caller from outside to a paid call."),
        mend=Message("Set a PIN for the profile of users."),
        source="Avaya",
        lines=(
            "[guests]",
            "type = user",
            "pin = ...",
        ),
        clicks="Applications > Conferences > User PIN",
    ),
    Check(
        number=33,
        code="did-on-code",
        severity=Severity.MEDIUM,
        how=How.ASK,
        rule=Message("No public number ends on the digits of a service code or of a line pool."),
        why=Message("A call to it then sets a service, or takes a line."),
        mend=Message("Compare the list of public numbers with that of service codes."),
        source="Avaya",
        clicks="Connectivity > Inbound Routes",
    ),
)
