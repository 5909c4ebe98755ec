# ruff: noqa: E501 - a dialplan line cannot be broken
"""Every way out is found, whatever it is written as; a telephone of the house is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pbx.asterisk.dialplan.plans import model_of, the_way, verdicts

OUT, OPEN = "not_asked", "not_known"

# Lines of one extension _0X., and what they are: "" for no way out.
LINES = {
    # technologies
    "Dial(Mobile/nokia/${EXTEN:1},45)": OUT,
    "Dial(CAPI/0199001200:b${EXTEN:1},60)": OUT,
    "Dial(CAPI/g1/${EXTEN:2},60)": OUT,
    "Dial(mISDN/g:E1/${EXTEN:2}/:dHello:n)": OUT,
    "Dial(LCR/ext/${EXTEN:2})": OUT,
    "Dial(Woomera/g0/${EXTEN:2})": OUT,
    "Dial(vpb/g1/${EXTEN:2})": OUT,
    "Dial(Khomp/b0c1/${EXTEN:2})": OUT,
    "Dial(Dongle/g0/${EXTEN:1})": OUT,
    "Dial(Ooh323/${EXTEN:1}@gk)": OUT,
    "Dial(Motif/google/+1${EXTEN:1}@voice.example.org)": OUT,
    "Dial(Sofia/external/${EXTEN:1})": OUT,
    "Dial(NewTech2030/${EXTEN:1}@somewhere)": OUT,
    "Dial(NewTech2030/box)": OPEN,
    "Dial(DAHDI/1)": OPEN,
    "Dial(DAHDI/g0/${EXTEN:1})": OUT,
    "Dial(SIP/198.51.100.7)": OUT,
    "Dial(SIP/201@198.51.100.7)": OUT,
    "Dial(SIP/trunk.example.org/${EXTEN})": OUT,
    "Dial(MGCP/aaln/1@gateway)": "",
    "Dial(SCCP/201)": "",
    "Dial(Skinny/201@phone1)": "",
    "Dial(Local/${EXTEN}@phones/n)": "",
    "Dial(Console/dsp)": "",
    "Dial(MulticastRTP/basic/239.1.2.3:5004)": "",
    # spellings
    "dial(PJSIP/${EXTEN:1}@carrier)": OUT,
    "DIAL(PJSIP/${EXTEN:1}@carrier)": OUT,
    "Dial (PJSIP/${EXTEN:1}@carrier)": OUT,
    "TryExec(Dial(PJSIP/${EXTEN:1}@carrier))": OUT,
    "Exec(Dial,PJSIP/${EXTEN:1}@carrier)": OUT,
    "Exec(Dial(PJSIP/${EXTEN:1}@carrier))": OUT,
    'ExecIf($["${A}" = ""]?Dial(PJSIP/${EXTEN:1}@carrier):Hangup())': OUT,
    'ExecIf($["${A}" = ""]?Hangup():Dial(PJSIP/${EXTEN:1}@carrier))': OUT,
    "ExecIfTime(9:00-17:00,mon-fri,*,*?Dial(PJSIP/${EXTEN:1}@carrier))": OUT,
    'ExecIf($[1]?ExecIf($[1]?Dial(PJSIP/${EXTEN:1}@carrier)))': OUT,
    'Dial(${IF($["${A}"="1"]?SIP/carrier/${EXTEN:1}:SIP/201)})': OUT,
    "Dial(PJSIP/201&PJSIP/${EXTEN:1}@carrier,30)": OUT,
    "RetryDial(beep,5,2,PJSIP/${EXTEN:1}@carrier)": OUT,
    "Page(PJSIP/201&PJSIP/${EXTEN:1}@carrier)": OUT,
    "Dial(SIP/carrier/${EXTEN}|60|tT)": OUT,
    # variables
    "Dial(${FROM_A_DATABASE})": OPEN,
    "Dial(${DB(cf/201)})": OPEN,
    "Dial(SIP/${ENUMLOOKUP(+${EXTEN:2},sip)})": OPEN,
    "Dial(${LCRSTRING2}/${EXTEN:1})": OUT,
    "Dial(PJSIP/${CALLERID(num)})": OPEN,
    "Dial(PJSIP/${EXTEN})": OPEN,  # _0X. takes "01@carrier" too
    "Dial(PJSIP/${FILTER(0-9,${EXTEN})})": "",
    "Dial(${PJSIP_DIAL_CONTACTS(201)})": "",
    # other applications
    "Originate(PJSIP/${EXTEN:1}@carrier,app,Playback,demo)": OUT,
    "Originate(Local/${EXTEN}@phones,exten,phones,201,1)": "",
    "Originate(${WHO},app,Playback,demo)": OPEN,
    "AddQueueMember(sales,PJSIP/0612345678@carrier)": OUT,
    "AddQueueMember(sales,Local/0612345678@phones/n)": "",
    "AddQueueMember(sales,PJSIP/201)": "",
    "AddQueueMember(sales)": "",
    "ParkAndAnnounce(lot,,pbx-parked:PARKED,PJSIP/${EXTEN:1}@carrier)": OUT,
    "ParkAndAnnounce(pbx-parked:PARKED,45,PJSIP/201,phones)": "",
    "Transfer(SIP/${EXTEN:2}@192.0.2.9)": OUT,
    "Transfer(0612345678)": OUT,
    "capiCommand(deflect,0612345678)": OUT,
    "SendDTMF(w${EXTEN})": OPEN,
    "SendDTMF(9w0037129010026)": OPEN,
    "SendDTMF(#1)": "",
    "Dial(PJSIP/gateway,30,D(w${EXTEN:1}))": OPEN,
    "Dial(PJSIP/door,30,D(5))": "",
    "Bridge(${OTHER})": OPEN,
    "BridgeAdd(${OTHER})": OPEN,
    "AGI(dialout.php,${EXTEN:2})": OPEN,
    "EAGI(x)": OPEN,
    "DeadAGI(a2billing.php,1)": OPEN,
    "AGI(agi:async)": OPEN,
    "ExternalIVR(/opt/ivr)": OPEN,
    "Stasis(dialler,${EXTEN:2})": OPEN,
    "System(/opt/call ${EXTEN})": OPEN,
    "TrySystem(/opt/call ${EXTEN})": OPEN,
    'System(asterisk -rx "channel originate SIP/carrier/${EXTEN} application Playback x")': OUT,
    "System(cp /tmp/x /var/spool/asterisk/outgoing/)": OUT,
    "Set(X=${SHELL(/opt/call ${EXTEN})})": OPEN,
    "Set(FILE(/var/spool/asterisk/outgoing/x.call)=Channel: PJSIP/1@c)": OUT,
    "MixMonitor(x.wav,,/opt/after)": OPEN,
    "MixMonitor(x.wav)": "",
    "SLATrunk(line1)": OPEN,
    "OurOwnDialer(${EXTEN})": OPEN,
    "Queue(not-seen)": OPEN,
    # nothing that leads out
    "VoiceMail(201@default,u)": "",
    "Playback(hello)": "",
    "Set(CALLERID(num)=0199001200)": "",
    "ConfBridge(1)": "",
    "ChanSpy(PJSIP/201)": "",
    "Pickup(201@phones)": "",
    "MessageSend(pjsip:201)": "",
}  # fmt: skip


@pytest.mark.parametrize(("line", "verdict"), LINES.items(), ids=LINES)
def test_what_a_line_is(tmp_path: Path, line: str, verdict: str) -> None:
    model = model_of(tmp_path, f"[phones]\nexten => _0X.,1,{line}\n")
    assert [way.verdict.value for way in model.ways] == ([verdict] if verdict else [])


PLANS = {
    "globals that hold telephones, trunks, both, or get one at run time": (
        "[globals]\nTRUNK=\nOUT=SIP/carrier\nRING=SIP/201&SIP/202&SIP/203\nHOME=SIP/201&IAX2/phone2\n"
        "NIGHT=SIP/202&SIP/carrier/0612345678\nPREFIX=SIP/carrier/\nLONG => ${OUT}\nTECH=\n"
        "[start]\nexten => s,1,Set(GLOBAL(TRUNK)=SIP/carrier)\nexten => s,n,SetGlobalVar(TECH=SIP)\n"
        "[phones]\nexten => _0X.,1,Dial(${TRUNK}/${EXTEN:1})\nexten => _00X.,1,Dial(${LONG}/${EXTEN:1})\n"
        "exten => _1X.,1,Dial(${PREFIX}${EXTEN:1})\nexten => _3X.,1,Dial(${TECH}/carrier/${EXTEN:1})\n"
        "exten => 200,1,Dial(${RING},20)\nexten => 200,n,Dial(${HOME},20)\nexten => 299,1,Dial(${NIGHT},30)\n",
        {"_0X.": OUT, "_00X.": OUT, "_1X.": OUT, "_3X.": OUT, "299": OUT},
    ),
    "MSet and inherited variables": (
        "[a]\nexten => _0X.,1,MSet(__TRUNK=PJSIP/carrier,B=1)\n same => n,Dial(${TRUNK}/${EXTEN:1})\n"
        "exten => 1,1,Set(_PHONE=PJSIP/201)\n same => n,Dial(${PHONE},20)\n",
        {"_0X.": OUT},
    ),
    "telephones of a macro and trunks of a macro": (
        "[macro-ring]\nexten => s,1,Dial(${ARG2},20)\n[macro-out]\nexten => s,1,Dial(${ARG1},60)\n"
        "[p]\nexten => 201,1,Macro(ring,201,PJSIP/201)\nexten => _0X.,1,Macro(out,SIP/carrier/${EXTEN:1})\n",
        {"s": OUT},
    ),
    "a telephone dialled by the macro's own extension": (
        "[macro-std]\nexten => s,1,Dial(SIP/${MACRO_EXTEN},20)\n[p]\nexten => _2XX,1,Macro(std)\n",
        {},
    ),
    "MikoPBX dials from a variable": (
        "[in]\nexten => _X!,1,ExecIf($[\"${DST}x\" != \"x\"]?Dial(${DST},30,Tt))\n"
        "[out]\nexten => _X!,1,Set(CMD=PJSIP/${EXTEN}@TRUNK)\n same => n,Dial(${CMD},600)\n same => n,return\n",
        {"_X!": OUT},
    ),
    "Gosub(${PREFIX}dial) names its contexts": (
        "[o]\nexten => _0X.,1,Set(N=${EXTEN:1})\n same => n,Gosub(${IST}dial,${EXTEN},1)\n same => n,Dial(PJSIP/${N}@c)\n"
        "[mydial]\nexten => _X!,1,Return()\n",
        {"_0X.": OUT},
    ),
    "keywords in any case, blanks, callers, labels with a sum": (
        "[p]\nExten => _0X. , 1 , Dial(SIP/carrier/${EXTEN:1})\nEXTEN=>_9X./201,1,Dial(SIP/carrier/${EXTEN:1})\n"
        "Same => n,Dial(SIP/carrier2/${EXTEN:1})\nexten => _20X.,1,NoOp()\nexten => _20X.,n(try),NoOp()\n"
        "exten => _20X.,try+5,Dial(SIP/carrier/${EXTEN:2})\n",
        {"_0X.": OUT, "_9X./201": OUT, "_20X.": OUT},
    ),
    "old numbered plans and n+101": (
        "[p]\nexten => _0X.,1,ChanIsAvail(DAHDI/g0)\nexten => _0X.,2,Dial(DAHDI/g0/${EXTEN:1})\n"
        "exten => _0X.,102,Dial(SIP/carrier/${EXTEN:1})\nexten => _0X.,103,Hangup\n",
        {"_0X.": OUT},
    ),
    "error and hangup extensions": (
        "[p]\nexten => i,1,Dial(PJSIP/${INVALID_EXTEN}@carrier)\nexten => h,1,Originate(PJSIP/1@carrier,app,Hangup)\n"
        "exten => t,1,Dial(PJSIP/201)\nexten => T,1,Dial(PJSIP/0612345678@carrier)\n",
        {"i": OUT, "h": OUT, "T": OUT},
    ),
    "options of a Dial lead on in the plan": (
        "[p]\nexten => 1,1,Dial(PJSIP/201,20,G(out^0612345678^1)U(sub^x))\n[out]\nexten => _X.,1,Dial(PJSIP/${EXTEN}@c)\n"
        "[sub]\nexten => s,1,SendDTMF(${ARG1})\n",
        {"_X.": OUT, "s": OPEN},
    ),
    "a block comment and a template": (
        "[p]\n;-- exten => _0X.,1,Dial(PJSIP/${EXTEN}@carrier)\n exten => _1X.,1,Dial(PJSIP/${EXTEN}@carrier) --;\n"
        "exten => _3X.,1,Dial(PJSIP/201) ; Dial(PJSIP/${EXTEN}@carrier)\n[t](!)\nexten => _4X.,1,Dial(PJSIP/${EXTEN}@carrier)\n",
        {},
    ),
    "A2Billing, LCR and ENUM": (
        "[a]\nexten => _X.,1,AGI(a2billing.php,1)\n[lcr]\nexten => _0X.,1,AGI(lcr.agi,${EXTEN})\nexten => _0X.,n,Dial(${LCRSTRING1})\n"
        "[enum]\nexten => _00X.,1,Set(E=${ENUMLOOKUP(+${EXTEN:2},sip)})\nexten => _00X.,n,Dial(SIP/${E},60)\n",
        {"_X.": OPEN, "_0X.": OPEN, "_00X.": OPEN},
    ),
    "users.conf has its telephones dialled by their own hint": (
        "[p]\nexten => 700,hint,SIP/700\nexten => 700,1,Dial(${HINT})\nexten => 701,hint,SIP/carrier/0612345678\n"
        "exten => 701,1,Dial(${HINT})\nexten => _8XX,hint,SIP/carrier/${EXTEN}\nexten => _8XX,1,Dial(${HINT})\n",
        {"701": OPEN, "_8XX": OPEN},
    ),
    "a hint that is a variable may be anything": (
        "[globals]\nOUTDIAL=PJSIP/0037129000001@operator\n[p]\nexten => 201,hint,${OUTDIAL}\n"
        "exten => 201,1,Dial(${HINT})\nexten => 202,hint,${DB(cf/202)}\nexten => 202,1,Dial(${HINT})\n"
        "exten => 203,hint,Custom:day&Park:701@lot\nexten => 203,1,Dial(${HINT})\n",
        {"201": OPEN, "202": OPEN},
    ),
    "spare trunks, by whatever technology": (
        "[p]\nexten => _0X.,1,Dial(PJSIP/${EXTEN:1}@carrier,30)\n same => n,Dial(PJSIP/${EXTEN:1}@backup,30)\n"
        "exten => _6X.,1,Dial(DAHDI/g0/${EXTEN:1})\nexten => _7X.,1,Dial(PJSIP/fax/sip:${EXTEN:1}@192.0.2.9)\n",
        {"_0X.": OUT, "_6X.": OUT, "_7X.": OUT},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PLANS.values(), ids=PLANS)
def test_what_a_plan_shows(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert verdicts(model_of(tmp_path, text)) == expected


def test_what_cannot_be_read_is_named_and_no_secret_with_it(tmp_path: Path) -> None:
    model = model_of(
        tmp_path,
        "[phones]\nswitch => Realtime/phones@extensions\nlswitch => Lua/out\neSwitch=>DUNDi/priv\n"
        "SWITCH => IAX2/user:secret@peer/out\n#exec /usr/bin/more\n",
        extconfig_conf="[settings]\nextensions.conf => odbc,asterisk,ast_config\nqueue_members => odbc,asterisk\n",
        extensions_lua="extensions = {}",
    )
    assert sorted(way.reason.value for way in model.ways) == [
        *("exec", "lua", "members_elsewhere", "static"),
        *["switch"] * 4,
    ]
    assert not any("secret" in way.text for way in model.ways)


def test_one_trunk_among_five_hundred_telephones_is_not_lost(tmp_path: Path) -> None:
    macro = "[macro-std]\nexten => s,1,Dial(${ARG2},20)\n[p]\n"
    phones = "".join(f"exten => {n},1,Macro(std,{n},SIP/{n})\n" for n in range(200, 700))
    assert model_of(tmp_path, macro + phones).ways == []
    trunk = "exten => 900,1,Macro(std,900,SIP/carrier/0612345678)\n"
    assert verdicts(model_of(tmp_path, macro + phones + trunk)) == {"s": OUT}


def test_a_variable_of_more_shapes_than_can_be_looked_at_is_not_known(tmp_path: Path) -> None:
    sets = "".join(
        f"exten => s,n,Set(A=SIP/phone{chr(97 + n // 26)}{chr(97 + n % 26)})\n" for n in range(600)
    )
    text = f"[p]\nexten => s,1,NoOp()\n{sets}exten => s,n,Dial(${{A}})\n"
    assert verdicts(model_of(tmp_path, text)) == {"s": OPEN}


def test_each_line_of_lua_that_dials_is_named(tmp_path: Path) -> None:
    lua = "function out(c, e)\n  app.dial('PJSIP/' .. e)\n  -- app.dial('x')\n  app['Stasis']('x')\n  app.playback('x')\nend\n"
    model = model_of(tmp_path, extensions_lua=lua)
    assert [way.place.line for way in model.ways] == [2, 4]


def test_members_of_queues_are_ways_where_they_are_no_telephones(tmp_path: Path) -> None:
    model = model_of(
        tmp_path,
        "[in]\nexten => 1,1,Queue(sales)\nexten => 2,1,Queue(other)\n",
        queues_conf="[general]\n[sales]\nmember => PJSIP/201\nmember => Local/0612345678@phones/n\n"
        "member => PJSIP/0612345678@carrier\n",
    )
    assert [(way.reason.value, way.place.line) for way in model.ways] == [
        ("members_unseen", 3),
        ("member", 5),
    ]
    at_home = model_of(
        tmp_path,
        extconfig_conf="[settings]\nqueue_members => odbc,asterisk\n",
        extensions="[in]\nexten => 1,1,Queue(sales)\n",
    )
    assert "members_elsewhere" in [way.reason.value for way in at_home.ways]


def test_telephones_and_trunks_are_known_by_their_files(tmp_path: Path) -> None:
    model = model_of(
        tmp_path,
        "[p]\nexten => 1,1,Dial(PJSIP/201)\nexten => 2,1,Dial(PJSIP/carrier)\nexten => 3,1,Dial(PJSIP/door)\n"
        "exten => 4,1,Dial(SIP/old)\nexten => 5,1,Dial(SIP/gw)\nexten => 6,1,Dial(DAHDI/1)\nexten => 7,1,Dial(DAHDI/4)\n"
        "exten => 8,1,Dial(PJSIP/wizard)\nexten => 9,1,Dial(IAX2/branch)\n",
        pjsip_conf="[t](!)\ntype=endpoint\ncontext=p\n[201](t)\naors=201\n[201]\ntype=aor\nmax_contacts=1\n"
        "[carrier](t)\noutbound_auth=carrier\naors=carrier\n[carrier]\ntype=aor\ncontact=sip:192.0.2.1\n"
        "[door](t)\naors=door\n[door]\ntype=aor\ncontact=sip:door@192.168.1.9\n",
        pjsip_wizard_conf="[wizard]\ntype=wizard\nsends_auth=yes\nremote_hosts=192.0.2.7\n",
        sip_conf="[old]\ntype=friend\nhost=dynamic\n[gw]\ntype=peer\nhost=203.0.113.9\n",
        iax_conf="[branch]\ntype=friend\nhost=198.51.100.3\n",
        chan_dahdi_conf="[channels]\nsignalling=fxo_ks\nchannel => 1-3\nsignalling=fxs_ks\ngroup=0\nchannel => 4\n",
    )
    assert verdicts(model) == {"2": OUT, "5": OUT, "7": OUT, "8": OUT, "9": OUT}


def test_a_stranger_who_calls_in_without_an_account_may_come_to_a_way_out(tmp_path: Path) -> None:
    plan = "[default]\ninclude => out\n[out]\nexten => _0X.,1,Dial(SIP/carrier/${EXTEN:1})\n[other]\nexten => _9X.,1,Dial(SIP/c/1)\n"
    assert [
        way.extension for way in model_of(tmp_path, plan, sip_conf="[general]\nallowguest=yes\n").guest_ways
    ] == ["_0X."]
    assert model_of(tmp_path, plan, sip_conf="[general]\nallowguest=no\n").guest_ways == []
    guests = model_of(tmp_path, plan, sip_conf="[general]\ncontext=nobody\n").guest_ways
    assert guests == []


def test_each_mailbox_and_dial_tone_is_named(tmp_path: Path) -> None:
    model = model_of(
        tmp_path,
        "[in]\nexten => 1,1,VoiceMailMain()\nexten => 2,1,Gosub(veilleur-voicemail,s,1(default,1))\n"
        " same => n,VoiceMailMain(${VEILLEUR_BOX})\nexten => 3,1,DISA(4711,phones)\nexten => 4,1,ExecIf($[1]?VoiceMailMain(201))\n",
    )
    assert [(one.step.extension, one.text, one.is_asked) for one in model.doors] == [
        ("1", "VoiceMailMain()", False),
        ("2", "VoiceMailMain(${VEILLEUR_BOX})", True),
        ("3", "DISA(•••,phones)", False),
        ("4", "VoiceMailMain(201)", False),
    ]  # fmt: skip


def test_a_number_that_can_be_asked_about_is_given_with_the_way(tmp_path: Path) -> None:
    way = the_way(
        model_of(tmp_path, "[globals]\nT=SIP/carrier\n[p]\nexten => _0X.,1,Dial(${T}/37129${EXTEN:1}/:d)\n")
    )
    assert way.destinations == (("carrier", "37129${EXTEN:1}"),)
    assert (way.context, way.extension, way.priority, way.place.line) == ("p", "_0X.", 1, 4)
