"""What a telephone plan includes, as owners say it, and as [tariff] flat of veilleur.toml.

In: "national, mobiles, dom, europe, 100", or "none", in any order. Out: words of `PriceDeck`. Pitfall: dom,
europe and 100 mean fixed lines: plans that include mobiles abroad are rare, and a call that is thought free
is not held back by a limit.
"""

from __future__ import annotations

import json
import re

from veilleur.words.errors import ConfigError

_MEANS = {
    "national": "{country} fixed",
    "france": "{country} fixed",
    "fixes": "{country} fixed",
    "mobiles": "{country} mobile",
    "mobile": "{country} mobile",
    "dom": "DOM fixed",
    "europe": "EU fixed",
    "100": "100 fixed",
}
_NONE = frozenset({"none", "aucun", "rien"})
_SEPARATORS = re.compile(r"[,;]| et | and ")


def flat_words(answer: str, country: str) -> list[str] | None:
    """The words of [tariff] flat; None when nothing was answered, so that the default of the country holds.

    Raises:
        ConfigError: for a word that names no plan.
    """
    words = [word.strip().lower() for word in _SEPARATORS.split(answer) if word.strip()]
    if not words:
        return None
    if _NONE.issuperset(words):
        return []
    flat = []
    for word in words:
        known = _MEANS.get(
            word.removesuffix(" pays").removesuffix(" destinations").removesuffix(" countries")
        )
        if known is None:
            raise ConfigError(
                "{word!r} is no plan that is known; write national, mobiles, dom, europe, 100, or none.",
                word=word,
            )
        flat.append(known.format(country=country.upper()))
    return list(dict.fromkeys(flat))


def answer_of(flat: list[str], country: str) -> str:
    """The answer that gave these words; "" for words of the owner's own, which set-up leaves alone."""
    back = {means.format(country=country.upper()): word for word, means in reversed(_MEANS.items())}
    if not flat:
        return "none"
    return ",".join(back[word] for word in flat) if all(word in back for word in flat) else ""


def tariff_lines(answer: str, country: str) -> list[str]:
    """The section [tariff]; none when nothing was answered."""
    flat = flat_words(answer, country)
    return [] if flat is None else ["", "[tariff]", f"flat = {json.dumps(flat)}"]
