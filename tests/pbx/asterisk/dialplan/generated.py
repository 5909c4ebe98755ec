# ruff: noqa: E501 - a dialplan line cannot be broken
"""Dialplans made by chance, with ways out planted in them: every technology, application and jump."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

# What the trunk gets stands for @N@.
TRUNKS = (
    "PJSIP/@N@@carrier", "PJSIP/carrier/sip:@N@@192.0.2.9", "SIP/carrier/@N@", "SIP/@N@@carrier", "IAX2/u:p@peer/@N@",
    "DAHDI/g0/@N@", "DAHDI/1/w@N@", "Mobile/dev/@N@", "CAPI/g1/@N@", "CAPI/0199:b@N@", "mISDN/g:out/@N@/:dx",
    "LCR/ext/@N@", "Khomp/b0/@N@", "Dongle/g0/@N@", "MGCP/@N@@gw", "Extra/r1/@N@/2:r", "Woomera/g0/@N@", "vpb/g1/@N@",
    "OOH323/@N@@gk", "Motif/x/@N@@voice.example.org", "Sofia/external/@N@", "Quectel/q0/@N@", "ZAP/g2/@N@",
    "${TRUNK}/@N@", "${GLOBAL(TRUNK)}/@N@", "${PREFIX}@N@", "SIP/201&SIP/carrier/@N@",
)  # fmt: skip
TELEPHONES = (
    "PJSIP/201", "SIP/202", "IAX2/203", "SCCP/204", "PJSIP/${EXTEN}", "${RINGALL}", "${OPERATOR}", "SIP/201&PJSIP/202",
    "Local/201@p0/n", "${PJSIP_DIAL_CONTACTS(201)}",
)  # fmt: skip
# How a line dials what stands for @D@; a question before it counts for those with True.
DIALS = (
    ("Dial(@D@,60,tT)", True), ("dial(@D@)", True), ("RetryDial(beep,5,2,@D@)", True), ("TryExec(Dial(@D@,30))", True),
    ("Exec(Dial,@D@)", True), ('ExecIf($["${A}" = ""]?Dial(@D@))', True), ('ExecIf($[1]?NoOp():Dial(@D@))', True),
    ("ExecIfTime(*,*,*,*?Dial(@D@))", True), ("Page(@D@)", True), ("Originate(@D@,app,Playback,x)", False),
    ("AddQueueMember(q,@D@)", False), ("ParkAndAnnounce(lot,,x:PARKED,@D@)", False),
)  # fmt: skip
# What else can place or continue a call, and what is right of it where nobody asks.
OTHERS = (
    ("Transfer(SIP/@N@@192.0.2.9)", "not_asked"), ("System(asterisk -rx \"channel originate SIP/carrier/1 app x\")", "not_asked"),
    ("System(cp /tmp/c /var/spool/asterisk/outgoing/)", "not_asked"), ("TrySystem(/usr/local/bin/call)", "not_known"),
    ("AGI(call.agi,@N@)", "not_known"), ("EAGI(call.agi)", "not_known"), ("FastAGI(agi://192.0.2.7/call)", "not_known"),
    ("DeadAGI(call.agi|1)", "not_known"), ("Stasis(dialler,@N@)", "not_known"), ("ExternalIVR(call)", "not_known"),
    ("Queue(elsewhere,t)", "not_known"), ("SendDTMF(0199001234)", "not_known"), ("Dial(SIP/201,20,D(0199001234))", "not_known"),
    ("DAHDISendKeypadFacility(*21*0199001234#)", "not_known"), ("Dial(DAHDI/1)", "not_known"), ("SLATrunk(line1)", "not_known"),
    ("BridgeAdd(${WHO})", "not_known"), ("Bridge(${WHO})", "not_known"), ("Dial(${FROM_A_DATABASE})", "not_known"),
    ("Dial(${DB(cf/201)},20)", "not_known"), ("Dial(SIP/${ENUMLOOKUP(+@N@,sip)})", "not_known"), ("Dial(WebSocket/far/c(ulaw))", "not_known"),
    ("Dial(NewTech/box)", "not_known"), ("AddQueueMember(q,${WHO})", "not_known"), ("Set(X=${SHELL(call)})", "not_known"),
    ("MixMonitor(a.wav,b,call)", "not_known"), ("OwnDialler(@N@)", "not_known"), ("VoiceMailMain(default)", "door"),
    ("VMAuthenticate(201@default)", "door"), ("DISA(no-password,@C@)", "door"), ("Transfer(Local/1@@C@)", ""),
    ("FollowMe(201)", ""), ("Originate(Local/1@@C@/n,app,Echo)", ""), ("AddQueueMember(q,Local/1@@C@/n)", ""),
    ("ConfBridge(1)", ""), ("SendDTMF(1)", ""), ("Park()", ""), ("VoiceMail(201@default,u)", ""), ("MixMonitor(a.wav,b)", ""),
)  # fmt: skip
# More ways to come to a line; `@L@` is it.
JUMPS = (
    ("same => n,@L@",), ("same => n,GotoIfTime(9:00-17:00,mon-fri,*,*?on)", "same => n(on),@L@"),
    ("same => n,Goto(i,1)", "exten => i,1,@L@"), ("same => n,Hangup()", "exten => h,1,@L@"), ("exten => t,1,@L@",),
    ("same => n,Random(50:@C@,9,1)", "exten => 9,1,@L@"), ("same => n,GosubIf($[1]?@C@-sub,s,1)", "[@C@-sub]", "exten => s,1,@L@", "same => n,Return()"),
    ("same => n,If($[1])", "same => n,@L@", "same => n,EndIf()"), ("same => n,ExecIf($[1]?Goto(far))", "same => n,Hangup()", "same => n(far),@L@"),
    ("exten => _9X./201,1,@L@",), ("include => @C@-more", "[@C@-more]", "exten => 8,1,@L@"), ("exten => 7,1(a),NoOp()", "exten => 7,a+101,@L@"),
)  # fmt: skip
SHAPES = (
    "plain",
    "label",
    "relative",
    "goto",
    "gosub",
    "macro",
    "while",
    "set",
    "numbered",
    "branch",
    "hangup",
)
NUMBERS = (
    "${EXTEN:1}", "${EXTEN}", "0033${EXTEN:2}", "0612345678", "${EXTEN:${MSD}}", "${EXTEN:1:6}", "+${EXTEN:1}",
    "${FILTER(0-9,${EXTEN})}", "${CUT(EXTEN,*,1)}", "${IF($[1]?${EXTEN}:${EXTEN:1})}", "${EXTEN:-6}", "${P${MSD}}${EXTEN}",
)  # fmt: skip
HEAD = "[globals]\nTRUNK=PJSIP/carrier\nPREFIX=SIP/carrier/\nRINGALL=SIP/201&SIP/202\nOPERATOR=PJSIP/201\nMSD=1\nP1=00\n"


@dataclass(frozen=True)
class Planted:
    """One thing in a plan. is_out: whether calls leave by it; is_asked: whether the question stands before it."""

    context: str
    lines: tuple[str, ...]
    is_out: bool
    is_asked: bool


@st.composite
def planted(draw: st.DrawFn, number: int) -> Planted:
    """One extension of the context pNUMBER, with a way out or a telephone in it."""
    context = f"p{number}"
    is_out = draw(st.booleans())
    shape = draw(st.sampled_from(SHAPES))
    dial, counts = draw(st.sampled_from(DIALS))
    is_asked = is_out and counts and draw(st.booleans())
    dialled = draw(st.sampled_from(NUMBERS))
    target = (
        draw(st.sampled_from(TRUNKS)).replace("@N@", dialled) if is_out else draw(st.sampled_from(TELEPHONES))
    )
    if not is_out and "${EXTEN}" in target and shape in ("gosub", "macro"):
        target = "PJSIP/205"
    line = dial.replace("@D@", target)
    pattern = "_0XXXXXXX"
    gate = [f"Gosub(veilleur-gate,s,1({dialled},x,,))"] if is_asked else ["NoOp()"]
    return Planted(
        context,
        tuple(
            lines_of(context=context, pattern=pattern, shape=shape, gate=gate[0], line=line, dialled=dialled)
        ),
        is_out,
        is_asked,
    )


def lines_of(context: str, pattern: str, shape: str, gate: str, line: str, dialled: str) -> list[str]:
    """The lines of one context, its header first."""
    head = [f"[{context}]", f"exten => {pattern},1,{gate}"]
    if shape == "label":
        return [*head, "same => n,Goto(out)", "same => n,Hangup()", f"same => n(out),{line}"]
    if shape == "relative":
        return [*head, "same => n,Goto($[${PRIORITY} + 2])", "same => n,Hangup()", f"same => n,{line}"]
    if shape == "goto":
        return [*head, "same => n,Goto(${EXTEN},far)", f"exten => {pattern},n(far),{line}"]
    if shape == "gosub":
        moved = line.replace(dialled, "${ARG1}") if "veilleur" in gate or dialled in line else line
        return [
            *head,
            f"same => n,Gosub({context}-sub,s,1({dialled}))",
            f"[{context}-sub]",
            f"exten => s,1,{moved}",
            "same => n,Return()",
        ]
    if shape == "macro":
        moved = line.replace(dialled, "${ARG1}") if dialled in line else line
        return [
            *head,
            f"same => n,Macro({context},{dialled})",
            f"[macro-{context}]",
            f"exten => s,1,{moved}",
            "exten => s,n,MacroExit()",
        ]
    if shape == "while":
        return [*head, 'same => n,While($["${A}" = "1"])', f"same => n,{line}", "same => n,EndWhile()"]
    if shape == "set":
        moved = line.replace(dialled, "${N}") if dialled in line else line
        return [*head, f"same => n,Set(N={dialled})", f"same => n,{moved}"]
    if shape == "numbered":
        return [
            f"[{context}]",
            f"exten => {pattern},1,{gate}",
            f"EXTEN={pattern},2,{line}",
            f"exten => {pattern},3,Hangup",
        ]
    if shape == "branch":
        return [*head, 'same => n,GotoIf($["${B}" = "1"]?a:b)', "same => n(a),NoOp()", f"same => n(b),{line}"]
    if shape == "hangup":
        return [*head, f"same => n,{line}", "same => n,Hangup(21)", "exten => h,1,NoOp()"]
    return [*head, f"same => n,{line}"]


@dataclass(frozen=True)
class Other:
    """One line that is no plain Dial. verdict: "" for no way out, "door" for one to a mailbox or a dial tone."""

    context: str
    lines: tuple[str, ...]
    verdict: str


@st.composite
def other(draw: st.DrawFn, number: int) -> Other:
    """One line of `OTHERS`, come to by one of `JUMPS`, in the context oNUMBER."""
    context = f"o{number}"
    line, verdict = draw(st.sampled_from(OTHERS))
    jump = draw(st.sampled_from(JUMPS))
    line = line.replace("@N@", draw(st.sampled_from(NUMBERS)))
    lines = (f"[{context}]", "exten => _0XXXXXXX,1,NoOp()", *(one.replace("@L@", line) for one in jump))
    return Other(context, tuple(one.replace("@C@", context) for one in lines), verdict)


def others() -> st.SearchStrategy[list[Other]]:
    """Several of them."""
    return (
        st.integers(1, 8)
        .flatmap(lambda count: st.tuples(*(other(number) for number in range(count))))
        .map(list)
    )


def plans() -> st.SearchStrategy[list[Planted]]:
    """Several of them."""
    return (
        st.integers(1, 8)
        .flatmap(lambda count: st.tuples(*(planted(number) for number in range(count))))
        .map(list)
    )
