"""Hooks that people have put into a FreePBX: files by name, as they stand in public recipes, rewritten."""

from __future__ import annotations

from pathlib import Path

HEADER = "[macro-dialout-trunk-predial-hook]\n"
OVERRIDE, CUSTOM = "extensions_override_freepbx.conf", "extensions_custom.conf"
CALLER_ID = "0199001203"
SETS = f"Set(CALLERID(num)={CALLER_ID})"
NO_HOOK: dict[str, str] = {}

# Each sets the caller id, which shows at the carrier that the owner's hook went on working.
JOINED = {
    "s,1 and s,n in the override file (03)": {
        OVERRIDE: f"{HEADER}exten => s,1,NoOp(our hook)\nexten => s,n,{SETS}\nexten => s,n,MacroExit()\n"
    },
    "two lines in the override file (03c)": {
        OVERRIDE: f"{HEADER}exten => s,1,{SETS}\nexten => s,n,MacroExit()\n"
    },
    "same lines in the custom file (04a)": {
        CUSTOM: f"{HEADER}exten => s,1,NoOp(Click to call)\n same => n,{SETS}\n same => n,MacroExit()\n\n"
        "[other-custom]\nexten => 700,1,Hangup()\n"
    },
    "in an included file (04e)": {
        CUSTOM: "#include extensions_custom_recording.conf\n[macro-dialout-one-predial-hook]\n"
        "exten => s,1,MacroExit()\n",
        "extensions_custom_recording.conf": f"{HEADER}exten => s,1,{SETS}\n same => n,MacroExit()\n",
    },
}
CALLED = {
    "numbered": {CUSTOM: f"{HEADER}exten => s,1,{SETS}\nexten => s,2,NoOp(two)\nexten => s,3,MacroExit()\n"},
    "in capitals": {CUSTOM: f"{HEADER}EXTEN => s,1,{SETS}\nEXTEN => s,n,MACROEXIT()\n"},
    "a jump by number": {
        OVERRIDE: f"{HEADER}exten => s,1,Goto(3)\nexten => s,n,Hangup()\nexten => s,n,{SETS}\n"
        "exten => s,n,MacroExit()\n"
    },
    "n+101": {
        CUSTOM: f"{HEADER}exten => s,1,{SETS}\nexten => s,n,MacroExit()\nexten => s,n+101,NoOp(never)\n"
    },
    "in two files": {
        OVERRIDE: f"{HEADER}exten => s,1,{SETS}\nexten => s,n,MacroExit()\n",
        CUSTOM: f"{HEADER}exten => s,1,NoOp(shadowed)\nexten => s,n,NoOp()\nexten => s,n,Hangup()\n",
    },
    "without an end": {CUSTOM: f"  {HEADER}exten=>s,1,{SETS}\nexten=>s,2,NoOp(the last)"},
}
DEAD = {
    "s,n alone never ran (04c)": {
        CUSTOM: f"{HEADER}; recipe seen in the wild\nexten => s,n,Set(__ORIGINAL_CALLER=${{AMPUSER}})\n"
    },
}
BY_HAND = {
    "it names itself": {
        CUSTOM: f"{HEADER}exten => s,1,Goto(macro-dialout-trunk-predial-hook,s,2)\nexten => s,2,MacroExit()\n"
    },
    "in a file that is rewritten": {
        CUSTOM: "#include extensions_crm_additional.conf\n",
        "extensions_crm_additional.conf": f"{HEADER}exten => s,1,{SETS}\nexten => s,n,MacroExit()\n",
    },
}
ALL = {**JOINED, **CALLED, **DEAD}


def put(etc: Path, files: dict[str, str]) -> None:
    """Write them into a directory of FreePBX."""
    for name, text in files.items():
        (etc / name).write_text(text)
