"""The alphabet of text messages: what one message of 160 characters may hold, and how long a text is.

In: any text. Out: the same in GSM 03.38's alphabet, and its length. Pitfall: one character outside it (ê, ç,
a no-break space) cuts a message from 160 to 70 characters; and the euro sign counts two.
"""

from __future__ import annotations

import unicodedata

SMS_SEPTETS = 160
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = "^{}\\[~]|€"  # behind an escape, so each counts two
_LIKE = {
    "\u00a0": " ",
    "\u202f": " ",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "…": "...",
    "–": "-",
    "—": "-",
    "œ": "oe",
    "Œ": "OE",
    "ç": "c",
    "`": "'",
}


def folded(text: str) -> str:
    """The text in the alphabet: letters without what it does not have, on one line."""
    return "".join(_fold(character) for character in text)


def septets(text: str) -> int:
    """How much of a message a folded text takes."""
    return sum(2 if character in _TWICE else 1 for character in text)


def is_plain(text: str) -> bool:
    """Whether every character is of the alphabet."""
    return all(character in _BASIC or character in _TWICE for character in text)


def clipped(text: str, most: int) -> str:
    """At most so much of a folded text; what is left out shows as three points."""
    if septets(text) <= most:
        return text
    kept = text[:most]  # each takes one at least
    while kept and septets(kept) > most - 3:
        kept = kept[:-1]
    return kept.rstrip(" .,:") + "..."


def _fold(character: str) -> str:
    if character in "\r\n\t":
        return " "
    if character in _BASIC or character in _TWICE:
        return character
    like = _LIKE.get(character)
    if like is not None:
        return like
    plain = "".join(one for one in unicodedata.normalize("NFKD", character) if one in _BASIC)
    return plain or "?"
