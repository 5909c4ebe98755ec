# ruff: noqa: E501 - a dialplan line cannot be broken
"""The dialplan pieces: the gate in front of a trunk and in front of a mailbox, with law 9 in them.

`Gosub(veilleur,s,1(NUMBER,TRUNK,ORIGIN,FORWARDER))` comes back with VEILLEUR_GO=yes or no.
`Gosub(veilleur-gate,s,1(...))`, same arguments, comes back only when the call may leave.
`Gosub(veilleur-mailbox,s,1(BOX@CONTEXT,OUTSIDE))` comes back unless the mailbox is locked.
`Gosub(veilleur-voicemail,s,1(CONTEXT,OUTSIDE))` asks for the mailbox itself, so that a locked one is
refused before a PIN is keyed; `VoiceMailMain(${VEILLEUR_BOX})` follows it.
NUMBER is the string the trunk will get: with an outside digit in front, a foreign number could
pass for a national one while Veilleur is absent.

Pitfall: FILTER keeps a dash only where it stands first. A question is put on a channel of its own, which the switch drops after 2 seconds. An absolute
timeout on the caller's channel does not do: inside a Macro it ends the call, and it takes away a limit that
the owner has set (both tried on Asterisk 16 and 22).
"""

from __future__ import annotations

import re

from veilleur.pbx.asterisk.setup.opening import closed_conditions, open_conditions
from veilleur.pbx.asterisk.setup.plan import AsteriskPlan
from veilleur.pbx.asterisk.telephone import pieces
from veilleur.pbx.fail_policy import national_patterns
from veilleur.pbx.fail_policy.own_extensions import own_extensions

HOOK_CONTEXT = "macro-dialout-trunk-predial-hook"
OWNERS_HOOK = "macro-veilleur-owners-hook"  # the name that an owner's hook bears while ours calls it
ANSWER_S = 2
FINDS_CHANNELS_BY_ID = 13  # the version from which on SHARED takes a unique id
LINE_WAIT_TRIES = 20  # of 0.1 s: how long an emergency call waits for a line when all are taken

# Address and software of the telephone. Branches, not ExecIf: Asterisk reads the arguments of an ExecIf
# that does not hold too, and logs an error for each function that does not fit the channel. chan_sip names
# the channel of a caller without an account as that caller pleases: only its peer shows whose it is.
_WHO = """\
same => n,Set(LOCAL(stranger)=0)
same => n,Set(LOCAL(account)=${FILTER(-A-Za-z0-9_./@\\;,${CHANNEL})})
same => n,GotoIf($["${CHANNEL(channeltype)}" = "Local"]?local)
same => n,Set(LOCAL(account)=$["${account:0:-9}" : "[A-Za-z0-9]*/([A-Za-z0-9_.-]*)"])
same => n,GotoIf($["${CHANNEL(channeltype)}" = "PJSIP"]?pjsip)
same => n,GotoIf($["${CHANNEL(channeltype)}" = "SIP"]?sip:known)
same => n(local),Set(LOCAL(account)=$["${account}" : "Local/([A-Za-z0-9_.-]*)"])
same => n,Goto(known)
same => n(pjsip),Set(LOCAL(address)=${CHANNEL(pjsip,remote_addr)})
same => n,Set(LOCAL(agent)=${PJSIP_HEADER(read,User-Agent)})
same => n,Goto(known)
same => n(sip),Set(LOCAL(address)=${CHANNEL(recvip)})
same => n,Set(LOCAL(agent)=${CHANNEL(useragent)})
same => n,GotoIf($["${CHANNEL(peername)}" != ""]?known)
same => n,Set(LOCAL(stranger)=1)
same => n(known),Set(LOCAL(address)=${FILTER(0-9A-Fa-f.:\\x5b\\x5d,${address})})
same => n,Set(LOCAL(agent)=${FILTER(-A-Za-z0-9._/\\x20,${agent})})
"""

_GATE = """\
; Law 1 comes first, by the switch's own matching alone: without one function, without one module beyond Gosub.
; what a routine of the owner's came back with (GOSUB_RETVAL) is theirs again behind the question
[veilleur]
exten => s,1,Set(LOCAL(retval)=${GOSUB_RETVAL})
same => n,Set(VEILLEUR_GO=no)
same => n,Set(VEILLEUR_ORIGIN=)
same => n,Set(VEILLEUR_NUMBER=)
same => n,Set(LOCAL(is_cut)=)
same => n,Set(LOCAL(number)=${ARG1})
same => n,Goto(veilleur-origin,o${ARG3},1)
; a comma in what was dialled shifts the arguments: Dial would read options there
exten => number,1,GotoIf($[${ARGC} > 4]?refused,1)
same => n,Goto(veilleur-emergency,d${number},1)
exten => refused,1,NoOp(Veilleur: text that is no number)
same => n,Return(${retval})
@EMERGENCY@; plain national numbers cost nothing to speak of: they never wait for an answer
exten => leave,1,Set(VEILLEUR_GO=yes)
same => n,Return(${retval})
exten => risky,1,GotoIf($["${is_cut}" != ""]?ask,1)
; a function that is not loaded gives nothing
same => n,GotoIf($["${LEN(x)}" != "1"]?absent,1)
same => n,Set(LOCAL(is_cut)=yes)
; equal length means that FILTER took nothing out: no comma, quote, bracket, ^ or & that Dial would act on
same => n,Set(LOCAL(asked)=${FILTER(-0-9A-Za-z*#+._:=@/\\x20\\;,${ARG1})})
same => n,GotoIf($[${LEN(${asked})} != ${LEN(${ARG1})}]?refused,1)
; what follows a semicolon are parameters of an address: a carrier reads them no otherwise
same => n,Set(LOCAL(number)=$["${asked}" : "([0-9A-Za-z*#+._:=@/ -]*)"])
same => n,GotoIf($["${number}" = "${asked}"]?ask,1)
same => n,Goto(veilleur-emergency,d${number},1)
exten => ask,1,Set(VEILLEUR_NUMBER=${FILTER(0-9*#+,${number})})
same => n,Set(LOCAL(trunk)=${FILTER(-A-Za-z0-9_.,${ARG2})})
same => n,Set(LOCAL(origin)=${FILTER(a-z,${ARG3})})
same => n,Set(LOCAL(forwarder)=${FILTER(-0-9A-Za-z_.,${ARG4})})
same => n,GotoIf($["${origin}" != "" & "${origin}" != "extension"]?direct)
same => n,Set(LOCAL(origin)=extension)
same => n,Set(LOCAL(sentby)=${FILTER(-0-9A-Za-z_./,${BLINDTRANSFER})})
same => n,GotoIf($["${sentby}" = ""]?direct)
same => n,Set(LOCAL(origin)=transfer)
same => n,Set(LOCAL(forwarder)=$["${sentby:0:-9}" : "[A-Za-z0-9]*/([0-9A-Za-z_.-]*)"])
same => n(direct),Set(LOCAL(sentby)=${FILTER(-0-9A-Za-z_.,${REDIRECTING(from-num)})})
same => n,GotoIf($["${forwarder}" != "" | "${sentby}" = ""]?sent)
same => n,Set(LOCAL(forwarder)=${sentby})
same => n(sent),GotoIf($["${origin}" != "extension" | "${forwarder}" = ""]?who)
same => n,Set(LOCAL(origin)=forward)
same => n(who),Set(VEILLEUR_ORIGIN=${origin})
@WHO@same => n,Set(SHARED(VEILLEUR_ASK)=ask,number=${VEILLEUR_NUMBER},caller=${account},channel=${CHANNEL},unique=${UNIQUEID},linked=${CHANNEL(linkedid)},trunk=${trunk},address=${address},agent=${agent},stranger=${stranger},forwarder=${forwarder},origin=${origin})
same => n,Gosub(veilleur-put,s,1)
same => n,GotoIf($["${VEILLEUR}" = "allow"]?leave,1)
same => n,GotoIf($["${VEILLEUR}" = "refuse"]?leaves)
same => n,GotoIf($["${VEILLEUR}" != "ask"]?absent,1)
; a code is keyed on the caller's own channel. A question left open is never a yes.
same => n,Set(VEILLEUR=)
same => n,Set(VEILLEUR_LIMIT=${TIMEOUT(absolute)})
same => n,Set(TIMEOUT(absolute)=60)
same => n,Progress()
same => n,Playback(veilleur/code,noanswer)
same => n,AGI(@AGI@/code,unique=${UNIQUEID},number=${VEILLEUR_NUMBER},caller=${account})
same => n,Set(TIMEOUT(absolute)=${VEILLEUR_LIMIT})
same => n,GotoIf($["${VEILLEUR}" = "allow"]?leave,1)
same => n(leaves),Return(${retval})
exten => absent,1,Goto(veilleur-absent,d${VEILLEUR_NUMBER},1)
exten => T,1,Set(TIMEOUT(absolute)=${VEILLEUR_LIMIT})
same => n,Return(${retval})

; whatever else stands where the origin belongs came from a comma in what was dialled
[veilleur-origin]
@ORIGINS@exten => _o!,1,Goto(veilleur,refused,1)

@PUT@[veilleur-gate]
exten => s,1,Set(LOCAL(retval)=${GOSUB_RETVAL})
same => n,Set(VEILLEUR_ORIGIN=)
same => n,GotoIf($[${ARGC} > 4]?end)
same => n,Gosub(veilleur,s,1(${ARG1},${ARG2},${ARG3},${ARG4}))
same => n,GotoIf($["${VEILLEUR_GO}" = "yes"]?leave)
; inside telephones hear why; whoever comes from outside hears nothing that helps
same => n,GotoIf($["${VEILLEUR_ORIGIN}" != "extension"]?end)
same => n,Set(VEILLEUR_WHY=${FILTER(-A-Za-z0-9/&_,${VEILLEUR_WHY})})
; without progress nobody hears a word before an answer
same => n,Progress()
same => n,GotoIf($["${VEILLEUR_WHY}" != ""]?why)
same => n,Set(VEILLEUR_WHY=veilleur/refused)
same => n(why),Playback(${VEILLEUR_WHY},noanswer)
same => n,GotoIf($["${PLAYBACKSTATUS}" != "FAILED"]?end)
same => n,Playback(cannot-complete-as-dialed,noanswer)
same => n(end),Hangup(21)
same => n(leave),Return(${retval})

[veilleur-mailbox]
exten => s,1,Set(LOCAL(retval)=${GOSUB_RETVAL})
same => n,Set(LOCAL(box)=${FILTER(-0-9A-Za-z_.@,${ARG1})})
@WHO@same => n,Set(LOCAL(from)=${FILTER(-0-9A-Za-z+_.,${CALLERID(num)})})
same => n,Set(LOCAL(outside)=1)
same => n,GotoIf($["${FILTER(0-9,${ARG2})}" != "0"]?put)
same => n,Set(LOCAL(outside)=0)
same => n(put),Set(SHARED(VEILLEUR_ASK)=mailbox,mailbox=${box},caller=${from},channel=${CHANNEL},unique=${UNIQUEID},address=${address},outside=${outside})
same => n,Gosub(veilleur-put,s,1)
; fails open: a firm locked out of its messages is worse
same => n,GotoIf($["${VEILLEUR}" != "refuse"]?leave)
same => n,Hangup(21)
same => n(leave),Return(${retval})

[veilleur-voicemail]
exten => s,1,Set(LOCAL(retval)=${GOSUB_RETVAL})
same => n,Set(VEILLEUR_BOX=)
same => n,Read(VEILLEUR_BOX,vm-login,20,,1,7)
same => n,Set(VEILLEUR_BOX=${FILTER(0-9,${VEILLEUR_BOX})})
; without a mailbox VoiceMailMain would ask for one itself, behind our back
same => n,GotoIf($["${VEILLEUR_BOX}" != ""]?keyed)
same => n,Hangup()
same => n(keyed),Set(LOCAL(where)=${FILTER(-0-9A-Za-z_,${ARG1})})
same => n,GotoIf($["${where}" != ""]?named)
same => n,Set(LOCAL(where)=default)
same => n(named),Set(VEILLEUR_BOX=${VEILLEUR_BOX}@${where})
same => n,Gosub(veilleur-mailbox,s,1(${VEILLEUR_BOX},${ARG2}))
same => n,Return(${retval})
"""

_PUT = """\
; puts the question in VEILLEUR_ASK; comes back with VEILLEUR, "" when no answer came in time
[veilleur-put]
exten => s,1,Set(SHARED(VEILLEUR)=)
same => n,Set(SHARED(VEILLEUR_WHY)=)
same => n,Set(SHARED(VEILLEUR_FROM)=${FILTER(-0-9A-Za-z+_.,${CALLERID(num)})})
; an application that is not loaded would end the call
same => n,GotoIf($["${IFMODULE(app_originate.so)}" = "0"]?read)
same => n,Originate(Local/u${UNIQUEID}@veilleur-ask/n,exten,veilleur-ask,nobody,1,@ANSWER_S@)
same => n(read),Set(VEILLEUR=${SHARED(VEILLEUR)})
same => n,Set(VEILLEUR_WHY=${SHARED(VEILLEUR_WHY)})
same => n,Return()

; questions are no calls: they stay out of the company's call records
[veilleur-ask]
exten => _u!,1,Set(CDR_PROP(disable)=1)
same => n,Set(CALLERID(num)=${SHARED(VEILLEUR_FROM,${EXTEN:1})})
same => n,Set(AGIEXITONHANGUP=yes)
same => n,AGI(@AGI@/${SHARED(VEILLEUR_ASK,${EXTEN:1})})
same => n,Set(SHARED(VEILLEUR_WHY,${EXTEN:1})=${VEILLEUR_WHY})
same => n,Set(SHARED(VEILLEUR,${EXTEN:1})=${VEILLEUR})
same => n,Hangup()
exten => nobody,1,Set(CDR_PROP(disable)=1)
same => n,Hangup()

"""

# Asterisk before 13 finds no channel by its id, so that nothing could bring the answer back: there the
# question runs on the caller's own channel. Inside a Macro a frozen Veilleur then ends a risky call.
_PUT_OLD = """\
; puts the question in VEILLEUR_ASK; comes back with VEILLEUR, "" when no answer came in time
[veilleur-put]
exten => s,1,Set(VEILLEUR=)
same => n,Set(VEILLEUR_WHY=)
same => n,Set(VEILLEUR_LIMIT=${TIMEOUT(absolute)})
same => n,Set(AGIEXITONHANGUP=yes)
same => n,Set(TIMEOUT(absolute)=@ANSWER_S@)
same => n,AGI(@AGI@/${SHARED(VEILLEUR_ASK)})
same => n,Set(TIMEOUT(absolute)=${VEILLEUR_LIMIT})
same => n,Return()
exten => T,1,Set(TIMEOUT(absolute)=${VEILLEUR_LIMIT})
same => n,Return()

[veilleur-ask]
exten => nobody,1,Hangup()

"""

# Reported, not asked: the watch makes room when no line is free. Whoever finds a free line waits for nothing.
# Nothing is run that might not be loaded.
_EMERGENCY = """\
exten => emergency,1,Set(VEILLEUR_GO=yes)
same => n,GotoIf($["${IFMODULE(app_userevent.so)}" != "1"]?leaves)
@LINES@same => n(unknown),UserEvent(VeilleurEmergency,Number: ${number},Full: unknown)
same => n(leaves),Return(${retval})
"""
_EMERGENCY_LINE = """\
same => n,Set(LOCAL(lines)=${CHANNELS(@TRUNKS@)})
same => n,Set(LOCAL(busy)=${FIELDQTY(lines,\\x20)})
same => n,GotoIf($["${busy}" = ""]?unknown)
same => n,GotoIf($[${busy} >= @CHANNELS@]?full)
same => n,UserEvent(VeilleurEmergency,Number: ${number},Full: no)
same => n,Return(${retval})
same => n(full),UserEvent(VeilleurEmergency,Number: ${number},Full: yes)
same => n,Set(LOCAL(tries)=@TRIES@)
same => n(line),Wait(0.1)
same => n,Set(LOCAL(tries)=$[${tries} - 1])
same => n,Set(LOCAL(lines)=${CHANNELS(@TRUNKS@)})
same => n,GotoIf($[${FIELDQTY(lines,\\x20)} >= @CHANNELS@ & ${tries} > 0]?line)
; an owner's own count of lines (GROUP) follows a moment behind the channels
same => n,Wait(0.1)
same => n,Return(${retval})
"""
# The dialplan's own word for a call that it lets pass by itself, so that nobody takes it for an attack.
_ALONE = """\
same => n(open),Set(VEILLEUR_GO=yes)
same => n,GotoIf($["${IFMODULE(app_userevent.so)}" = "0"]?shut)
same => n,UserEvent(VeilleurAlone,Number: ${VEILLEUR_NUMBER})
same => n(shut),Return(${retval})
"""
ORIGINS = ("extension", "forward", "voicemail", "disa", "transfer", "unknown")
_WORD_LETTERS = range(3, 16)  # of another word that an owner may use


def core(plan: AsteriskPlan) -> str:
    """The contexts that plain Asterisk and FreePBX share."""
    put = _PUT if plan.version >= FINDS_CHANNELS_BY_ID else _PUT_OLD
    text = _GATE.replace("@EMERGENCY@", _emergency_branch(plan)).replace("@WHO@", _WHO).replace("@PUT@", put)
    text = text.replace("@ORIGINS@", _origins())
    text = text.replace("@AGI@", f"agi://127.0.0.1:{plan.agi_port}").replace("@ANSWER_S@", str(ANSWER_S))
    calls = f"\n{pieces.context(plan.telephone)}" if plan.telephone is not None else ""
    return f"{text}\n{_emergency(plan)}\n{_national(plan)}\n{_absent(plan)}{calls}"


def hook_lines(plan: AsteriskPlan) -> list[str]:
    """What stands at the start of FreePBX's predial hook.

    A refused call hears why and ends with a cause: by BYPASS it would go round every trunk and be answered by
    a sentence, or end without one. FreePBX never clears BYPASS, so that one left on the channel would cost
    each later call its trunk, 112 too.
    """
    return [
        "exten => s,1,Set(PREDIAL_HOOK_RET=)",
        # The prefix that a trunk's carrier wants says nothing of whom is called; 0 and + may begin a number.
        "exten => s,n,Set(VEILLEUR_PREFIX=${OUTPREFIX_${DIAL_TRUNK}})",
        'exten => s,n,GotoIf($["${VEILLEUR_PREFIX:0:1}" != "0" & "${VEILLEUR_PREFIX:0:1}" != "+"]?veilleur)',
        "exten => s,n,Set(VEILLEUR_PREFIX=)",
        "exten => s,n(veilleur),Gosub(veilleur-gate,s,1(${OUTNUM:${LEN(${VEILLEUR_PREFIX})}},${DIAL_TRUNK},,))",
    ]


def hook(plan: AsteriskPlan, *, calls_owners: bool = False) -> str:
    """The whole predial hook. calls_owners: that of the owner, under another name, comes after ours."""
    end = "MacroExit()" if plan.hook_is_macro else "Return()"
    name = OWNERS_HOOK.removeprefix("macro-")
    owners = f"Macro({name},${{ARG1}})" if plan.hook_is_macro else f"Gosub({OWNERS_HOOK},s,1(${{ARG1}}))"
    called = [f"exten => s,n,{owners}"] if calls_owners else []
    return "\n".join([f"[{HOOK_CONTEXT}]", *hook_lines(plan), *called, f"exten => s,n,{end}", ""])


def _origins() -> str:
    """What may stand where the origin belongs: one of our words, or another that is letters alone."""
    words = ["", *ORIGINS]
    patterns = ["[a-z]" * letters for letters in _WORD_LETTERS]
    lines = [f"exten => o{word},1,Goto(veilleur,number,1)" for word in words]
    lines += [f"exten => _o{pattern},1,Goto(veilleur,number,1)" for pattern in patterns]
    return "".join(f"{line}\n" for line in lines)


def _emergency(plan: AsteriskPlan) -> str:
    lines = [f"exten => d{number},1,Goto(veilleur,emergency,1)" for number in plan.emergency_numbers]
    order = [f"include => veilleur-{name}" for name in ("dear", "national", "other")]
    other = ["[veilleur-other]", "exten => _d!,1,Goto(veilleur,risky,1)"]
    return "\n".join(["[veilleur-emergency]", *lines, *order, "", *other, ""])


def _emergency_branch(plan: AsteriskPlan) -> str:
    """What an emergency call does: reports itself, and waits for a line only when none is free."""
    trunks = [one.removesuffix("*").removesuffix("-") for one in plan.site.trunks]
    known = trunks and all(re.fullmatch(r"[A-Za-z0-9]+/[A-Za-z0-9_.-]*", one) for one in trunks)
    if not known or not plan.site.trunk_channels:
        return _EMERGENCY.replace("@LINES@", "")
    names = "|".join(one.replace(".", "[.]") for one in trunks)
    text = _EMERGENCY_LINE.replace("@TRUNKS@", f"^({names})" if len(trunks) > 1 else f"^{names}")
    text = text.replace("@CHANNELS@", str(plan.site.trunk_channels)).replace("@TRIES@", str(LINE_WAIT_TRIES))
    return _EMERGENCY.replace("@LINES@", text)


def _national(plan: AsteriskPlan) -> str:
    """Patterns of plain national numbers, of the dear ones that look like them, and of the house's own
    extensions, which a line to another office may carry."""
    free, dear = national_patterns.patterns(plan.site.country)
    free = tuple(dict.fromkeys((*free, *own_extensions(plan.site))))
    lines = ["[veilleur-national]", *(f"exten => _d{pattern},1,Goto(veilleur,leave,1)" for pattern in free)]
    lines += ["", "[veilleur-dear]", *(f"exten => _d{pattern},1,Goto(veilleur,risky,1)" for pattern in dear)]
    return "\n".join([*lines, ""])


def _absent(plan: AsteriskPlan) -> str:
    """The fail policy of law 9 for all but national calls: they wait when the site chose so."""
    lines = ["[veilleur-absent]", "exten => _d!,1,NoOp(Veilleur does not answer)"]
    is_always_open = plan.waits_without_us == "never" or (
        plan.waits_without_us == "closed" and plan.site.hours.always
    )
    if plan.waits_without_us == "closed" and not is_always_open:
        lines += [f"same => n,GotoIfTime({when}?shut)" for when in closed_conditions(plan.site, plan.today)]
        lines += [f"same => n,GotoIfTime({when}?open)" for when in open_conditions(plan.site)]
    if not is_always_open:
        lines.append("same => n,Return(${retval})")
    return "\n".join([*lines, _ALONE])
