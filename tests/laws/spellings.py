"""The ways in which a secret may be written without being itself: spoken, encoded, spaced, turned round."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

LONG = 6  # shorter ones turned round, or in base64, are met by chance
SPOKEN = {
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}


def found_in(text: str, secrets: Iterable[str]) -> str | None:
    """The first secret that a text holds in any spelling; None when it holds none."""
    plain = unicodedata.normalize("NFKC", text)
    for secret in secrets:
        if any(pattern.search(plain) for pattern in _patterns(secret)):
            return secret
    return None


@cache
def _patterns(secret: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.IGNORECASE) for one in _spellings(secret))


def _spellings(secret: str) -> Iterator[str]:
    yield _word(secret)
    yield "".join(f"%{byte:02x}" for byte in secret.encode())
    yield "".join(rf"&#(?:0*{ord(sign)}|x0*{ord(sign):x});" for sign in secret)
    yield "".join(rf"\\u{ord(sign):04x}" for sign in secret)
    yield rf"(?<![0-9a-f]){secret.encode().hex()}"
    if secret.isdecimal():
        yield (
            r"(?<![0-9])(?<![0-9][ .,_-])" + r"[ .,_-]{1,2}".join(secret) + r"(?![0-9])(?![ .,_-]{1,2}[0-9])"
        )
        for words in SPOKEN.values():
            yield r"\b" + r"[ ,-]+".join(words[int(digit)] for digit in secret) + r"\b"
    if len(secret) >= LONG:
        yield _word(secret[::-1])
        yield from _in_base64(secret)


def _word(secret: str) -> str:
    """Digits beside letters are a word of their own, but not the fraction of a time."""
    if secret.isdecimal():
        return rf"(?<![0-9])(?<![0-9]\.){secret}(?![0-9])"
    return re.escape(secret)


def _in_base64(secret: str) -> Iterator[str]:
    """The signs that do not depend on what stands before and after, at each of the three places."""
    data = secret.encode()
    for before in range(3):
        text = base64.b64encode(b"\0" * before + data).decode().rstrip("=")
        first = (8 * before + 5) // 6
        last = 8 * (before + len(data)) // 6
        yield re.escape(text[first:last]).replace("/", "[/_]").replace(r"\+", "[-+]")
