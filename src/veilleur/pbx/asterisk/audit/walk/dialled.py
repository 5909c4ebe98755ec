"""What is dialled, on its way through a plan: a number, or a pattern for all that a caller may choose. Pure.

In: an extension that matched and what was dialled. Out: what `${EXTEN:1}` and its kin make of it. Pitfall: a
pattern stands for every number that it takes, so a path that is found may be open to some of them only.
"""

from __future__ import annotations

import re

from veilleur.pbx.asterisk.dialplan.text import whole

_ANY_COUNT = 99
_LONGEST = 80  # signs of an extension, as in Asterisk
ANYTHING = "_!"  # whatever the caller likes
DIGITS = "_[0-9]."  # from inside voicemail, where a star cancels (tried on Asterisk 22)
_EXTEN = re.compile(r"\$\{(?:EXTEN|MACRO_EXTEN)(?::(-?\d+))?(?::(-?\d+))?\}")
_FILTERED = re.compile(r"\$\{FILTER\([^,{}]*,\s*(\$\{[^{}]*\})\s*\)\}")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
# What applications leave behind of a call: neither the caller's choice nor data kept on the switch.
_OUTCOMES: dict[str, tuple[str, ...]] = {
    "DIALSTATUS": ("ANSWER", "BUSY", "CANCEL", "CHANUNAVAIL", "CONGESTION", "NOANSWER"),
    "QUEUESTATUS": ("FULL", "JOINEMPTY", "JOINUNAVAIL", "LEAVEEMPTY", "LEAVEUNAVAIL", "TIMEOUT"),
    "VMSTATUS": ("FAILED", "SUCCESS", "USEREXIT"),
}
_ELEMENT = re.compile(r"\[[^\]]*\]|[^-]")


def outcomes(text: str) -> tuple[str, ...] | None:
    """The extensions that a text such as `s-${DIALSTATUS}` stands for; None for any other text."""
    found = _VARIABLE.search(text)
    values = _OUTCOMES.get(found[1]) if found is not None else None
    if found is None or values is None or "$" in text[: found.start()] + text[found.end() :]:
        return None
    return tuple(text[: found.start()] + one + text[found.end() :] for one in values)


def narrowed(extension: str, dialled: str) -> str:
    """What was dialled, now that this extension has taken it."""
    if not dialled.startswith("_"):
        return dialled
    if not extension.startswith("_") or dialled == ANYTHING or len(extension) > len(dialled):
        return extension
    return dialled


def is_exact(dialled: str) -> bool:
    """Whether it is one number, and no choice of the caller's."""
    return not dialled.startswith("_")


def free_digits(dialled: str) -> int:
    """How many digits the caller chooses, at most."""
    if is_exact(dialled):
        return 0
    elements = _ELEMENT.findall(dialled[1:])
    return _ANY_COUNT if elements[-1:] in (["."], ["!"]) else sum(one[0] in "XxZzNn[" for one in elements)


def put(text: str, dialled: str, keyed: frozenset[str]) -> tuple[str, bool]:
    """What a text with variables comes to; what is longer than an extension may be is anything."""
    found, is_stored = _put(text, dialled, keyed)
    return (found, is_stored) if len(found) <= _LONGEST else (ANYTHING, is_stored)


def _put(text: str, dialled: str, keyed: frozenset[str]) -> tuple[str, bool]:
    """A text such as `9${EXTEN:1}` with what was dialled in it, and whether its rest is stored data.

    keyed: variables that hold what a caller has keyed. Gives a number, a pattern, or "" where nothing is
    known.
    """
    text = _FILTERED.sub(lambda one: one[1], text.strip())
    if "$" not in text:
        return text, False
    found = _EXTEN.search(text)
    if found is not None and "$" not in text[: found.start()] + text[found.end() :]:
        inner = _sliced(dialled, found[1], found[2])
        before, behind = text[: found.start()], text[found.end() :]
        if not inner.startswith("_"):
            return before + inner + behind, False
        return f"_{before}{inner[1:]}{behind}", False
    if any(f"${{{name}" in text for name in keyed):
        return ANYTHING, False
    return ANYTHING, True


def _sliced(dialled: str, start: str | None, length: str | None) -> str:
    first = whole(start or "0")
    if not dialled.startswith("_"):
        text = dialled[first:]
        if length is not None:
            text = text[: whole(length)] if whole(length) > 0 else text
        return text
    elements = _ELEMENT.findall(dialled[1:])
    if not first and length is None:
        return dialled
    if first < 0 or (length is not None and whole(length) < 0):
        return ANYTHING
    kept = elements[first:]
    if elements and elements[-1] in (".", "!") and len(elements) <= first:
        kept = ["!"]
    if length is not None:
        if kept and kept[-1] in (".", "!"):
            return ANYTHING
        kept = kept[: whole(length)]
    return "_" + "".join(kept)
