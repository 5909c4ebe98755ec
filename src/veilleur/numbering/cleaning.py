"""A hostile dialled string -> the digits and marks in it, and whether anything else was there.

Pitfall: what is thrown away here is not harmless. A switch may dial the digits around a letter all the same,
so the caller must hear that there was junk.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_DIGITS = 64
_WAY_OUT_DIGITS = 3  # what may stand before a plus: an outside line, 00, or both
_SEPARATORS = re.compile(r"[\s.\-/()\u00a0\u202f]+")
_SCHEME = re.compile(r"^(?:sips?|tel|callto):(?://)?", re.I)
_TECHNOLOGY_DIALLED = re.compile(r"^\d{1,3}[*#].*")


def cleaned(raw: str) -> tuple[str, bool]:
    """Digits, `+`, `*` and `#` of a string ("" when there are none), and whether it held anything else."""
    if len(raw) <= LONGEST_DIGITS and raw.isascii() and raw.removeprefix("+").isdigit():
        return raw, False  # the ordinary case
    text = unicodedata.normalize("NFKC", raw).strip()
    scheme = _SCHEME.match(text)
    if scheme:
        text = text[scheme.end() :].split(";")[0]
    text = text.split("@")[0]
    text = _SEPARATORS.sub("", text.replace("(0)", "") if "+" in text else text)
    if len(text) > 1 and text[0] not in "*#":
        text = text.rstrip("#")
    is_foreign_script = not raw.isascii() and any(c.isdigit() and not c.isascii() for c in raw)
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    kept = "".join(c for c in digits if c in "0123456789+*#")
    has_junk = kept != text or is_foreign_script or len(kept) > LONGEST_DIGITS
    if "+" in kept[1:] and kept[0] not in "*#":  # a code may have its number behind it
        before, _plus, behind = kept.rpartition("+")
        if len(before) > _WAY_OUT_DIGITS:
            # Two numbers in one: an operator stops at the plus, or leaves it out.
            has_junk = True
            kept = before.strip("+").partition("+")[0]
        else:
            kept = "+" + behind
    has_inner_mark = bool(kept) and kept[0] not in "*#" and ("*" in kept or "#" in kept)
    if has_inner_mark and not _TECHNOLOGY_DIALLED.fullmatch(kept):
        has_junk = True
        kept = re.sub("[*#]", "", kept)
    return kept[:LONGEST_DIGITS] if kept.strip("+") else "", has_junk
