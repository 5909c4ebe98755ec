"""Lines that FreePBX writes into every plan, and what its own settings make of them. Pure.

In: a step of a plan, its global variables, what is known of its telephones. Out: whether the step is no way
out there, or about which text the question must be. Pitfall: a line that an owner wrote in the same macro is
theirs; and where AstDB or the globals were not seen, nothing is known.
"""

from __future__ import annotations

import re

from veilleur.pbx.asterisk.dialplan.model import Dialplan, Step
from veilleur.pbx.asterisk.dialplan.programs import COMMANDS_PLACE_NO_CALL, MARK
from veilleur.pbx.asterisk.dialplan.surroundings import Surroundings
from veilleur.pbx.asterisk.dialplan.text import split

# Macros that dial the telephones of an extension, and how that argument begins: read in FreePBX/core
# 5bdcf33e58 (macro-dial-one fills it from DEVICE/ID/dial, dialparties.agi too, or with Local/...).
_TELEPHONES = {
    "macro-dial": ("${ds}", "${${HuntMember}}${ds}"),
    "macro-dial-one": ("${DSTRING}",),
    "ext-local-confirm": ("${THISDIAL}",),
    # Read in FreePBX/paging 634dc8d and FreePBX/parking 9927b90: DEVICE/ID/dial again, and who has parked.
    "ext-intercom": ("${DIAL}", "${DIALSTR}"),
    "app-paging": ("${DIAL}",),
    "park-return-routing": ("${PARKCALLBACK}",),
}
# Written whether anything leads there or not, with the word by which a line of the plan names them.
_SPARE = {
    "ext-trunk": "ext-trunk",
    "macro-dialout-enum": "dialout-enum",
    "macro-dialout-dundi": "dialout-dundi",
}
_CUSTOM_TRUNK = "${pre_num:4}"  # OUT_n = AMP:TECH/$OUTNUM$@peer
_OUTFAIL = re.compile(r"^\$\{OUTFAIL_")
_OWN_COMMANDS = (
    re.compile(r"^rm -f \$\{ASTVARLIBDIR\}/sounds/priv-callerintros/[\w${}(),*.]+$"),
    re.compile(
        r"^(?:touch|mv)(?: (?:\$\{ASTVARLIBDIR\}/sounds/)?\$\{(?:TMP)?RECFILE\}[\w${}().]*|"
        r" \$\{ASTVARLIBDIR\}/sounds/\$\{CHANNEL\(language\)\}/\$\{RECFILE\}[\w${}().]*){1,2}$"
    ),
    re.compile(r'^\$\{AMPBIN\}/(?P<program>[\w.]+) "\$\{CHANNEL\(name\)\}"$'),
)
_GENERATED = re.compile(r"^(?:extensions\.conf|.*_additional\.conf)$")
ENUM_CONTEXT, ENUM_NUMBER = "macro-dialout-enum", ("${DIAL_NUMBER}",)


class FreePbxLines:
    """Looks at steps of one plan; of a plan that FreePBX did not write it knows nothing."""

    def __init__(self, plan: Dialplan, around: Surroundings) -> None:
        self._plan, self._around = plan, around
        self._is_freepbx = MARK in plan.contexts
        trunks = [text for name, text in plan.variables.items() if re.fullmatch(r"OUT_\d+", name)]
        self._custom = [text for text in trunks if text.startswith("AMP:")]
        self._are_globals_known = bool(trunks)
        self._unused = self._find_unused() if self._is_freepbx else frozenset()

    def is_no_way(self, step: Step, name: str, data: str) -> bool:
        """Whether an application of a step leads out nowhere, as FreePBX is set up."""
        if not self._is_freepbx or not _is_generated(step):
            return False
        if step.context in self._unused:
            return True
        key = name.strip().lower()
        if key == "dial":
            return data.startswith(_CUSTOM_TRUNK) and self._are_globals_known and not self._custom
        if key == "agi":
            script = split(data, ",")[0]
            return bool(_OUTFAIL.match(script)) and self._are_globals_known and not self._reports_failures
        return key in ("system", "trysystem") and _is_own_command(data)

    def dials_telephones(self, step: Step, data: str) -> bool:
        """Whether what a variable holds there are the telephones that were seen, or calls that go on
        inside."""
        begins = data.startswith(_TELEPHONES.get(step.context, ("\x00",)))
        is_theirs = self._is_freepbx and begins and _is_generated(step)
        return is_theirs and self._around.are_devices_known

    def asked_instead(self, step: Step, data: str) -> tuple[str, ...]:
        """The texts that the question must be about, where the dial string does not show its number."""
        if not self._is_freepbx:
            return ()
        if step.context == ENUM_CONTEXT:  # who takes the number is looked up
            return ENUM_NUMBER
        is_custom = data.startswith(_CUSTOM_TRUNK) and _is_generated(step) and self._are_globals_known
        return ("${OUTNUM}",) if is_custom and all("$OUTNUM$" in one for one in self._custom) else ()

    @property
    def _reports_failures(self) -> bool:
        return any(
            name.startswith("OUTFAIL_") and text.strip() for name, text in self._plan.variables.items()
        )

    def _find_unused(self) -> frozenset[str]:
        """Contexts to which no line, no telephone and no setting leads."""
        if not (self._around.are_devices_known and self._around.are_peers_known):
            return frozenset()
        spare = {name: re.compile(rf"(?<![\w-])(?:macro-)?{word}(?![\w-])") for name, word in _SPARE.items()}
        found = {name for name in spare if name in self._plan.contexts} - self._around.contexts
        texts = [(step.context, step.data) for step in self._plan.steps()]
        texts += [
            (context.name, include.name)
            for context in self._plan.contexts.values()
            for include in context.includes
        ]
        texts += [("", text) for text in self._plan.variables.values()]
        for context, text in texts:
            if "-" in text:
                found -= {name for name in found if name != context and spare[name].search(text)}
        return frozenset(found)


def _is_own_command(command: str) -> bool:
    for shape in _OWN_COMMANDS:
        found = shape.match(command)
        if found is not None:
            program = found.groupdict().get("program")
            return program is None or program in COMMANDS_PLACE_NO_CALL
    return False


def _is_generated(step: Step) -> bool:
    return step.path is None or _GENERATED.match(step.path.name) is not None
