"""A likeness of what FreePBX generates, as small as the tests need it."""

from __future__ import annotations

MAIN = """\
#include extensions_override_freepbx.conf
#include extensions_additional.conf
#include extensions_custom.conf
[from-internal]
include => from-internal-custom
include => outrt-1
include => ext-local
[macro-dialout-trunk-predial-hook]
exten => s,1,MacroExit()
[macro-dialout-dundi-predial-hook]
exten => s,1,MacroExit()
"""
ADDITIONAL = """\
[globals]
OUT_1 = PJSIP
OUT_1_SUFFIX = @carrier
OUTPREFIX_1 =
OUT_3 = AMP:SIP/$OUTNUM$@carrier
[outrt-1]
exten => _0X.,1,Macro(dialout-trunk,1,${EXTEN:1},,off)
exten => _0X.,n,Macro(outisbusy,)
[macro-outisbusy]
exten => s,1,Congestion(2)
[ext-local]
exten => _2XX,1,Dial(PJSIP/${EXTEN},20)
exten => _2XX,n,Hangup()
[macro-dialout-trunk]
exten => s,1,Set(DIAL_TRUNK=${ARG1})
exten => s,n,Set(OUTNUM=${OUTPREFIX_${DIAL_TRUNK}}${ARG2})
exten => s,n,Set(custom=${CUT(OUT_${DIAL_TRUNK},:,1)})
exten => s,n(gocall),Macro(dialout-trunk-predial-hook,)
exten => s,n,GotoIf($["${PREDIAL_HOOK_RET}" = "BYPASS"]?bypass,1)
exten => s,n,GotoIf($["${custom}" = "AMP"]?customtrunk)
exten => s,n,Dial(${OUT_${DIAL_TRUNK}}/${OUTNUM}${OUT_${DIAL_TRUNK}_SUFFIX},300,T)
exten => s,n,MacroExit()
exten => s,n(customtrunk),Set(pre_num=${CUT(OUT_${DIAL_TRUNK},$,1)})
exten => s,n,Set(post_num=${CUT(OUT_${DIAL_TRUNK},$,3)})
exten => s,n,Dial(${pre_num:4}${OUTNUM}${post_num},300,T)
exten => s,n,MacroExit()
exten => bypass,1,Noop(bypassed)
exten => bypass,n,MacroExit()
[ext-trunk]
exten => 1,1,Set(TDIAL_STRING=PJSIP)
exten => 1,n,Goto(ext-trunk,tdial,1)
exten => tdial,1,Set(OUTNUM=${FROM_DID})
exten => tdial,n,Dial(${TDIAL_STRING}/${OUTNUM}${TDIAL_SUFFIX},300,T)
"""
GATE = """\
exten => s,1,Set(VEILLEUR_PREFIX=${OUTPREFIX_${DIAL_TRUNK}})
exten => s,n,Gosub(veilleur,s,1(${OUTNUM:${LEN(${VEILLEUR_PREFIX})}},${DIAL_TRUNK},,))
exten => s,n,GotoIf($["${VEILLEUR_GO}" = "yes"]?veilleur-go)
exten => s,n,Set(PREDIAL_HOOK_RET=BYPASS)
exten => s,n,MacroExit()
exten => s,n(veilleur-go),NoOp(go)
exten => s,n,MacroExit()
"""
HOOK = "[macro-dialout-trunk-predial-hook]\n"


def files(custom: str = "", override: str = "", **more: str) -> dict[str, str]:
    """The files of such a PBX, as `model_of` takes them."""
    return {
        "extensions_additional_conf": ADDITIONAL,
        "extensions_custom_conf": custom,
        "extensions_override_freepbx_conf": override,
        **more,
    }
