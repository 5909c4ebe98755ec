"""The company's PBX as its owner wrote it, before Veilleur: telephones, trunk, voicemail, dialplan.

Version 16 is the old house (chan_sip), 22 the new one (PJSIP). `gated` adds the two lines that
set-up asks the owner to write; everything else of Veilleur comes from `setup.apply`.
"""

from __future__ import annotations

from collections.abc import Mapping

EXTENSIONS = ("201", "202", "203", "204", "205")
RECEPTION = "204"  # the extension behind the company's main number, and the victim of the attacks
MAIN_NUMBER = "0199001200"
REMOTE_ACCESS_NUMBER = "0199001297"  # PIN of 204, then a dial tone (DISA)
VOICEMAIL_NUMBER = "0199001298"

_DIALPLAN = """\
[general]
[globals]

[internal]
exten => _2XX,1,Goto(stations,${EXTEN},1)
exten => *98,1,Answer()
same => n,VoiceMailMain(${CALLERID(num)}@default)
exten => _*21*X.,1,Set(DB(CF/${CALLERID(num)})=${EXTEN:4})
same => n,Hangup()
exten => #21#,1,Set(gone=${DB_DELETE(CF/${CALLERID(num)})})
same => n,Hangup()
exten => _0X.,1,Goto(out,${EXTEN:1},1)
exten => 112,1,Goto(out,${EXTEN},1)
exten => 15,1,Goto(out,${EXTEN},1)

[stations]
exten => _2XX,1,Set(forward=${DB(CF/${EXTEN})})
same => n,GotoIf($["${forward}" != ""]?forwarded)
same => n,Dial(@TECHNOLOGY@/${EXTEN},2,t)
same => n,VoiceMail(${EXTEN}@default,u)
same => n,Hangup()
same => n(forwarded),Set(__ORIGIN=forward)
same => n,Set(__FORWARDER=${EXTEN})
same => n,Dial(Local/${forward}@internal/n,60)
same => n,Hangup()

[remote]
exten => _*21*X.,1,Goto(internal,${EXTEN},1)
exten => _0X.,1,Set(__ORIGIN=disa)
same => n,Goto(out,${EXTEN:1},1)

[out]
exten => _[+0-9]X!,1,@GATE@Set(GROUP()=trunk)
same => n,GotoIf($[${GROUP_COUNT(trunk)} > @CHANNELS@]?full)
same => n,Dial(@TRUNK@,30)
same => n,Hangup()
same => n(full),Congestion(2)
same => n,Hangup()

[incoming]
exten => @MAIN@,1,Set(GROUP()=trunk)
same => n,Goto(stations,@RECEPTION@,1)
exten => @VOICEMAIL@,1,Set(GROUP()=trunk)
same => n,Answer()
same => n,@VOICEMAIL_ENTRY@
same => n,Hangup()
exten => @REMOTE@,1,Set(GROUP()=trunk)
same => n,Answer()
same => n,@REMOTE_GATE@VMAuthenticate(@RECEPTION@@default)
same => n,Set(CALLERID(num)=@RECEPTION@)
same => n,DISA(no-password,remote)
"""
_GATE = "Gosub(veilleur-gate,s,1(${EXTEN},carrier,${ORIGIN},${FORWARDER}))\nsame => n,"
_VOICEMAIL_GATE = "Gosub(veilleur-voicemail,s,1(default,1))\nsame => n,VoiceMailMain(${VEILLEUR_BOX})"
_REMOTE_GATE = f"Gosub(veilleur-mailbox,s,1({RECEPTION}@default))\nsame => n,"


def technology(version: str) -> str:
    """The channel driver of the company's telephones and trunk."""
    return "SIP" if version == "16" else "PJSIP"


def files(
    version: str,
    network: str,
    secrets: Mapping[str, str],
    pins: Mapping[str, str],
    channels: int,
    gated: bool,
    proxy: str = "",
) -> dict[str, str]:
    """Configuration files by name.

    network: first three numbers of the loopback addresses used. proxy: the trunk's outbound proxy, host:port.
    """
    sip = technology(version)
    blanks = {
        "@GATE@": _GATE if gated else "",
        "@VOICEMAIL_ENTRY@": _VOICEMAIL_GATE if gated else "VoiceMailMain()",
        "@REMOTE_GATE@": _REMOTE_GATE if gated else "",
        "@TECHNOLOGY@": sip,
        "@TRUNK@": "SIP/carrier/${EXTEN}" if sip == "SIP" else "PJSIP/${EXTEN}@carrier",
        "@CHANNELS@": str(channels),
        "@MAIN@": MAIN_NUMBER,
        "@VOICEMAIL@": VOICEMAIL_NUMBER,
        "@REMOTE@": REMOTE_ACCESS_NUMBER,
        "@RECEPTION@": RECEPTION,
    }
    dialplan = _DIALPLAN
    for blank, text in blanks.items():
        dialplan = dialplan.replace(blank, text)
    mailboxes = "".join(f"{box} => {pin},Lab {box},,,\n" for box, pin in pins.items())
    found = {
        "extensions.conf": dialplan,
        "voicemail.conf": f"[general]\nformat=wav\nmaxlogins=3\n[default]\n{mailboxes}",
        "logger.conf": "[general]\n[logfiles]\nmessages => notice,warning,error,security\n",
        "cdr.conf": "[general]\nenable=yes\n[csv]\nusegmtime=yes\nloguniqueid=yes\nloguserfield=yes\n",
        "features.conf": "[general]\n[featuremap]\nblindxfer => ##\natxfer => *2\n",
        "confbridge.conf": "[general]\n",
        "rtp.conf": "[general]\nrtpstart=20000\nrtpend=29999\n",
    }
    if sip == "SIP":
        found["sip.conf"] = _sip_conf(network, secrets, proxy)
        found["pjsip.conf"] = ""
    else:
        found["pjsip.conf"] = _pjsip_conf(network, secrets, proxy)
    return found


def _sip_conf(network: str, secrets: Mapping[str, str], proxy: str) -> str:
    sections = [
        f"[general]\nudpbindaddr={network}.1:5060\ncontext=nowhere\nallowguest=no\nalwaysauthreject=yes\n"
        "disallow=all\nallow=alaw\ndirectmedia=no\ndtmfmode=info\nauth_events=yes\n",
        f"[carrier]\ntype=peer\nhost={network}.2\nport=5060\ninsecure=port,invite\ncontext=incoming\n"
        f"{_outbound('outboundproxy=', proxy)}",
    ]
    for extension, secret in secrets.items():
        sections.append(
            f"[{extension}]\ntype=friend\nhost=dynamic\nsecret={secret}\ncontext=internal\n"
            f'callerid="{extension}" <{extension}>\n'
        )
    return "".join(sections)


def _pjsip_conf(network: str, secrets: Mapping[str, str], proxy: str) -> str:
    common = "type=endpoint\ntransport=udp\ndisallow=all\nallow=alaw\ndirect_media=no\ndtmf_mode=info\n"
    through = _outbound("outbound_proxy=sip:", proxy, "\\;lr")
    common += f"bind_rtp_to_media_address=yes\nmedia_address={network}.1\n"
    sections = [
        f"[udp]\ntype=transport\nprotocol=udp\nbind={network}.1:5060\n",
        f"[carrier]\ntype=aor\ncontact=sip:{network}.2:5060\n{through}",
        f"[carrier]\n{common}aors=carrier\ncontext=incoming\n{through}",
        f"[carrier]\ntype=identify\nendpoint=carrier\nmatch={network}.2{f',{network}.9' if proxy else ''}\n",
    ]
    for extension, secret in secrets.items():
        sections += [
            f"[{extension}]\n{common}auth={extension}\naors={extension}\ncontext=internal\n"
            f"callerid={extension} <{extension}>\n",
            f"[{extension}]\ntype=auth\nauth_type=userpass\nusername={extension}\npassword={secret}\n",
            f"[{extension}]\ntype=aor\nmax_contacts=1\nremove_existing=yes\n",
        ]
    return "".join(sections)


def _outbound(key: str, proxy: str, rest: str = "") -> str:
    """The one line by which a trunk goes through a gate."""
    return f"{key}{proxy}{rest}\n" if proxy else ""
