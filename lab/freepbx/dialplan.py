"""The dialplan of a FreePBX on the laboratory's switch: its trunk is a carrier that reports its calls.

In: a directory of FreePBX's files. Out: files for `RealAsterisk`. Pitfall: FreePBX 17 writes each macro as a
Gosub, since newer versions of Asterisk have no Macro; older ones call the hook as a Macro within a Macro.
"""

from __future__ import annotations

import re
from pathlib import Path

TRUNK = "OUT_1 = Local\nOUT_1_SUFFIX = @lab-carrier\n"
# "Alive" says that the call went on to the carrier; its caller shows what the owner's hook did.
CARRIER = """
[lab-carrier]
exten => _X.,1,UserEvent(LabCarrier,Number: ${EXTEN},Caller: ${CALLERID(num)})
same => n,Answer()
same => n,Wait(1)
same => n,Hangup()
exten => h,1,Hangup()
"""
_MACRO = re.compile(r"\bMacro\(([A-Za-z-]+),?([^)]*)\)")


def of_version(text: str, version: str) -> str:
    """A piece of dialplan as FreePBX of this Asterisk writes it."""
    if version != "22":
        return text
    text = _MACRO.sub(lambda found: f"Gosub(macro-{found[1]},s,1({found[2]}))", text)
    return re.sub(r"MacroExit\(\)", "Return()", text, flags=re.IGNORECASE)


def files_of(etc: Path, version: str) -> dict[str, str]:
    """The dialplan files of a directory, their first trunk led to the carrier of the laboratory."""
    found = {}
    for path in sorted(etc.glob("extensions*.conf")):
        text = of_version(path.read_text(), version)
        if path.name == "extensions_additional.conf":
            text = text.replace("OUT_1 = SIP/carrier\n", TRUNK) + CARRIER
        found[path.name] = text
    return found
