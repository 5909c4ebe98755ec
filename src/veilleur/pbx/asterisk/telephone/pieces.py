"""What a call to a person needs in the PBX: a login that may originate and nothing else, and one context.

In: the plan of the telephone. Out: a section of manager.conf, a context of the dialplan. Pitfall: the context
dials nobody and decides nothing: it brings the call's token to the desk, when it is answered and when it has
failed; so nothing there is a way out, and nothing is left open when no desk answers.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from veilleur.config.alerts_section import TELEPHONE_PORT
from veilleur.pbx.asterisk.telephone.line import CONTEXT, SCRIPT, TOKEN_VARIABLE

USER = "veilleur-telephone"
TALK_LIMIT_S = 180


@dataclass(frozen=True, slots=True)
class TelephonePlan:
    """user, secret: of the second manager login. port: on which the desk answers the dialplan."""

    user: str = USER
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    port: int = TELEPHONE_PORT


def manager_section(plan: TelephonePlan) -> str:
    """The login: it may originate, reads nothing, and comes from this machine alone."""
    return f"""\
[{plan.user}]
secret = {plan.secret}
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
write = originate
"""


def context(plan: TelephonePlan) -> str:
    """The context: answered at s, failed at failed."""
    token = f"token=${{FILTER(0-9a-f,${{{TOKEN_VARIABLE}}})}}"
    asks = f"AGI(agi://127.0.0.1:{plan.port}/{SCRIPT},{token}"
    return f"""\
; an alert calls a person: no call of the company's, so it stays out of its call records
[{CONTEXT}]
exten => s,1,Set(CDR_PROP(disable)=1)
same => n,Set(TIMEOUT(absolute)={TALK_LIMIT_S})
same => n,{asks})
same => n,Hangup()
exten => failed,1,{asks},reason=${{FILTER(0-9,${{REASON}})}})
exten => T,1,Hangup()
"""
