"""A printed or exported number -> the digits that were dialled.

In: the text of a column. Out: digits without punctuation; digits that the PBX hides stay marked as hidden.
Pitfall: text that is no number comes back as it is; the caller decides whether that is an error.
"""

from __future__ import annotations

import re
from functools import lru_cache

from veilleur.words.destinations import HIDDEN_DIGIT

_NO_DIGIT = re.compile(r"[\s\u00a0()PpF/-]")
_DIALLED = re.compile(r"[+0-9*#xX?.\u2022]*")
_HIDDEN = re.compile(r"(?:[*]{2,}|[?]+|[xX]+|[.]+|\u2022+)$")


@lru_cache(1 << 14)
def shown_digits(text: str) -> str:
    """The number in a printed column, without pauses, hyphens and blanks.

    Last digits that the PBX hides (`****`, `????`, `XXXX`, `....`) are kept, each as one HIDDEN_DIGIT.
    """
    squeezed = _NO_DIGIT.sub("", text.strip())
    if not _DIALLED.fullmatch(squeezed):
        return text.strip()
    hidden = _HIDDEN.search(squeezed)
    if hidden is not None and hidden.start() > 0:
        squeezed = squeezed[: hidden.start()] + HIDDEN_DIGIT * len(hidden.group())
    return squeezed
