"""Whether amounts are with or without tax, where a heading says so.

In: a heading such as `Montant HT`, `Betrag inkl. MwSt.`. Out: a sentence for the reader; None where it says
nothing. Pitfall: nothing is computed from it: the rate of a tax is not in the file.
"""

from __future__ import annotations

import re

from veilleur.words.messages import Message

_TAX = r"(?:tax(?:e[sn]?)?|vat|tva|m(?:w|v)st|ust|btw|iva|gst)"
_WITHOUT = re.compile(
    rf"(?<!\w)(?:h\.?\s?t\.?|h\.?t\.?v\.?a\.?|net(?:to)?|ex(?:cl\w*)?\.?\s+{_TAX}|(?:hors|sans|ohne|zzgl\.?|before"
    rf"|without|senza|sin|sem|zonder)\s+{_TAX}|{_TAX}\s+excl\w*)(?!\w)",
    re.IGNORECASE,
)
_WITH = re.compile(
    rf"(?<!\w)(?:t\.?\s?t\.?\s?c\.?|t\.?v\.?a\.?c\.?|brutto|(?:in[ck]l\w*)\.?\s+{_TAX}|(?:avec|mit|with|con|com|met)"
    rf"\s+{_TAX}|{_TAX}\s+in[ck]l\w*|(?:toutes\s+taxes)\s+comprises)(?!\w)",
    re.IGNORECASE,
)


def tax_named(heading: str) -> Message | None:
    """What the heading of the amounts says of taxes."""
    if _WITHOUT.search(heading):
        return Message(
            "the amounts are without tax, says their heading {heading!r}; the bill is higher by it",
            heading=heading.strip(),
        )
    if _WITH.search(heading):
        return Message("the amounts are with tax, says their heading {heading!r}", heading=heading.strip())
    return None
