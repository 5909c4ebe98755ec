# ruff: noqa: E501 - a dialplan line cannot be broken
"""The dialplan pieces: the gate in front of a trunk and in front of a mailbox, with law 9 in them.

`Gosub(veilleur,s,1(NUMBER,TRUNK,ORIGIN,FORWARDER))` comes back with VEILLEUR_GO=yes or no.
`Gosub(veilleur-gate,s,1(...))`, same arguments, comes back only when the call may leave.
`Gosub(veilleur-mailbox,s,1(BOX@CONTEXT,OUTSIDE))` comes back unless the mailbox is locked.
NUMBER is the string the trunk will get: with an outside digit in front, a foreign number could
pass for a national one while Veilleur is absent.
"""

from __future__ import annotations

from veilleur.pbx.asterisk.setup.plan import AsteriskPlan

HOOK_CONTEXT = "macro-dialout-trunk-predial-hook"
# While Veilleur is absent these pass: fixed, mobile and free numbers of the country.
# Extensions carry a "d" in front: none may be empty, and x, z and n would be wildcards in a pattern.
_NATIONAL_FR = ("_d0[1-79]XXXXXXXX", "_d080[0-5]XXXXXX", "_d+33[1-79]XXXXXXXX", "_d0033[1-79]XXXXXXXX")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_ACCOUNT = """\
same => n,Set(LOCAL(account)=${CUT(CHANNEL,/,2)})
same => n,Set(LOCAL(account)=${IF($["${CHANNEL(channeltype)}" = "Local"]?${CUT(account,@,1)}:${account:0:-9})})
same => n,Set(LOCAL(account)=${FILTER(A-Za-z0-9_.-,${account})})
same => n,ExecIf($["${CHANNEL(channeltype)}" = "PJSIP"]?Set(LOCAL(address)=${CHANNEL(pjsip,remote_addr)}))
same => n,ExecIf($["${CHANNEL(channeltype)}" = "SIP"]?Set(LOCAL(address)=${CHANNEL(recvip)}))
"""

_GATE = """\
[veilleur]
exten => s,1,Set(LOCAL(number)=${FILTER(0-9*#+,${ARG1})})
same => n,Set(VEILLEUR_GO=yes)
; law 1: an emergency call is never asked about. Equal length means that FILTER took nothing out.
same => n,GotoIf($[${LEN(${ARG1})} = ${LEN(${number})} & ${DIALPLAN_EXISTS(veilleur-emergency,d${number},1)}]?leave)
same => n,Set(VEILLEUR_GO=no)
same => n,Set(VEILLEUR_NUMBER=${number})
same => n,Set(LOCAL(trunk)=${FILTER(A-Za-z0-9_.-,${ARG2})})
same => n,Set(LOCAL(origin)=${IF($["${ARG3}" = ""]?extension:${FILTER(a-z,${ARG3})})})
same => n,Set(LOCAL(forwarder)=${FILTER(0-9A-Za-z_.-,${ARG4})})
same => n,ExecIf($["${origin}" = "extension" & "${BLINDTRANSFER}" != ""]?Set(LOCAL(origin)=transfer))
same => n,Set(LOCAL(sentby)=${FILTER(0-9A-Za-z_.-,${REDIRECTING(from-num)})})
same => n,ExecIf($["${forwarder}" = "" & "${sentby}" != ""]?Set(LOCAL(forwarder)=${sentby}))
same => n,ExecIf($["${origin}" = "extension" & "${forwarder}" != ""]?Set(LOCAL(origin)=forward))
same => n,Set(VEILLEUR_ORIGIN=${origin})
@ACCOUNT@same => n,ExecIf($["${CHANNEL(channeltype)}" = "PJSIP"]?Set(LOCAL(agent)=${PJSIP_HEADER(read,User-Agent)}))
same => n,ExecIf($["${CHANNEL(channeltype)}" = "SIP"]?Set(LOCAL(agent)=${SIPPEER(${account},useragent)}))
same => n,Set(LOCAL(agent)=${FILTER(A-Za-z0-9._/ -,${agent})})
same => n,Set(VEILLEUR=)
same => n,Set(VEILLEUR_WHY=)
same => n,Set(AGIEXITONHANGUP=yes)
same => n,Set(TIMEOUT(absolute)=2)
same => n,AGI(@AGI@/ask,number=${number},caller=${account},channel=${CHANNEL},unique=${UNIQUEID},linked=${CHANNEL(linkedid)},trunk=${trunk},address=${address},agent=${agent},forwarder=${forwarder},origin=${origin})
same => n,Set(TIMEOUT(absolute)=0)
same => n,GotoIf($["${VEILLEUR}" = "allow"]?go)
same => n,GotoIf($["${VEILLEUR}" = "refuse"]?leave)
same => n,GotoIf($["${VEILLEUR}" != "ask"]?absent)
same => n,Set(VEILLEUR=)
same => n,Set(VEILLEUR_ASKED=yes)
same => n,Set(TIMEOUT(absolute)=60)
same => n,AGI(@AGI@/code,unique=${UNIQUEID},number=${number},caller=${account})
same => n,Set(TIMEOUT(absolute)=0)
same => n,Set(VEILLEUR_ASKED=)
same => n,GotoIf($["${VEILLEUR}" = "allow"]?go:leave)
same => n(go),Set(VEILLEUR_GO=yes)
same => n(leave),Return()
same => n(absent),Goto(veilleur-absent,d${VEILLEUR_NUMBER},1)
; frozen: the absolute timeout sends the call here. A question left open is never a yes.
exten => T,1,Set(TIMEOUT(absolute)=0)
same => n,GotoIf($["${VEILLEUR_ASKED}" != "yes"]?s,absent)
same => n,Set(VEILLEUR_ASKED=)
same => n,Return()

[veilleur-gate]
exten => s,1,Gosub(veilleur,s,1(${ARG1},${ARG2},${ARG3},${ARG4}))
same => n,GotoIf($["${VEILLEUR_GO}" = "yes"]?leave)
; inside telephones hear why; whoever comes from outside hears nothing that helps
same => n,GotoIf($["${VEILLEUR_ORIGIN}" != "extension"]?end)
same => n,Set(VEILLEUR_WHY=${FILTER(A-Za-z0-9/_-,${VEILLEUR_WHY})})
same => n,Playback(${IF($["${VEILLEUR_WHY}" = ""]?cannot-complete-as-dialed:${VEILLEUR_WHY})},noanswer)
same => n(end),Hangup(21)
same => n(leave),Return()

[veilleur-mailbox]
exten => s,1,Set(LOCAL(box)=${FILTER(0-9A-Za-z_.@-,${ARG1})})
@ACCOUNT@same => n,Set(LOCAL(from)=${FILTER(0-9A-Za-z+_.-,${CALLERID(num)})})
same => n,Set(VEILLEUR=)
same => n,Set(AGIEXITONHANGUP=yes)
same => n,Set(TIMEOUT(absolute)=2)
same => n,AGI(@AGI@/mailbox,mailbox=${box},caller=${from},channel=${CHANNEL},unique=${UNIQUEID},address=${address},outside=${IF($["${ARG2}" = "0"]?0:1)})
same => n,Set(TIMEOUT(absolute)=0)
; fails open: a firm locked out of its messages is worse
same => n,ExecIf($["${VEILLEUR}" = "refuse"]?Hangup(21))
same => n,Return()
exten => T,1,Set(TIMEOUT(absolute)=0)
same => n,Return()
"""


def core(plan: AsteriskPlan) -> str:
    """The contexts that plain Asterisk and FreePBX share."""
    text = _GATE.replace("@ACCOUNT@", _ACCOUNT).replace("@AGI@", f"agi://127.0.0.1:{plan.agi_port}")
    return f"{text}\n{_emergency(plan)}\n{_absent(plan)}"


def hook_lines(plan: AsteriskPlan) -> list[str]:
    """What stands at the start of FreePBX's predial hook: a refused call goes round every trunk."""
    end = "MacroExit()" if plan.hook_is_macro else "Return()"
    return [
        "exten => s,1,Gosub(veilleur,s,1(${OUTNUM},${DIAL_TRUNK},,))",
        'exten => s,n,GotoIf($["${VEILLEUR_GO}" = "yes"]?veilleur-go)',
        "exten => s,n,Set(PREDIAL_HOOK_RET=BYPASS)",
        f"exten => s,n,{end}",
        "exten => s,n(veilleur-go),NoOp(Veilleur lets this call go)",
    ]


def hook(plan: AsteriskPlan) -> str:
    """The whole predial hook of a FreePBX that has none."""
    end = "MacroExit()" if plan.hook_is_macro else "Return()"
    return "\n".join([f"[{HOOK_CONTEXT}]", *hook_lines(plan), f"exten => s,n,{end}", ""])


def _emergency(plan: AsteriskPlan) -> str:
    lines = [f"exten => d{number},1,NoOp()" for number in plan.emergency_numbers]
    return "\n".join(["[veilleur-emergency]", *lines, ""])


def _absent(plan: AsteriskPlan) -> str:
    """The fail policy of law 9: national calls pass, all others wait when the site chose so."""
    lines = ["[veilleur-absent]"]
    for pattern in _NATIONAL_FR:
        lines += [f"exten => {pattern},1,Set(VEILLEUR_GO=yes)", "same => n,Return()"]
    lines.append("exten => _d!,1,NoOp(Veilleur does not answer)")
    always_open = plan.waits_without_us == "never" or (
        plan.waits_without_us == "closed" and plan.site.hours.always
    )
    if always_open:
        lines.append("same => n,Set(VEILLEUR_GO=yes)")
    elif plan.waits_without_us == "closed":
        lines += [f"same => n,GotoIfTime({when}?open)" for when in _opening_times(plan)]
    lines.append("same => n,Return()")
    lines += ["same => n(open),Set(VEILLEUR_GO=yes)", "same => n,Return()", ""]
    return "\n".join(lines)


def _opening_times(plan: AsteriskPlan) -> list[str]:
    """Opening hours as GotoIfTime conditions; Asterisk counts the last minute in, we do not."""
    pieces: list[tuple[int, int, int]] = []
    for day, ranges in enumerate(plan.site.hours.ranges):
        for start, end in ranges:
            if end > start:
                pieces.append((day, start, end - 1))
                continue
            pieces.append((day, start, 24 * 60 - 1))
            if end > 0:
                pieces.append(((day + 1) % 7, 0, end - 1))
    return [
        f"{_clock(start)}-{_clock(end)},{_WEEKDAYS[day]},*,*,{plan.site.timezone}"
        for day, start, end in pieces
    ]


def _clock(minutes: int) -> str:
    minutes = min(minutes, 24 * 60 - 1)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
