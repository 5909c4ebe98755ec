"""Made-up numbers and price decks. French numbers are of the ranges kept for fiction (ARCEP)."""

from __future__ import annotations

from random import Random

from veilleur.words.money import Price, micro_euros

FRENCH_FICTION = ("019900", "026191", "035301", "046571", "053649")  # ARCEP: never assigned
# Country codes by how often a French firm or its guests may call them: assumed, near ones first.
WORLD = tuple(
    """
    32 44 49 34 39 41 1 352 351 31 212 216 213 48 86 40 30 353 91 7 55 81 20 90 225 221 53 971 61 371 27 52
    """.split()
)
_DECK_PREFIXES = (*WORLD, "252", "263", "220", "960", "670", "381", "387", "370", "372", "675", "226", "231")


def french_number(rng: Random, mobile: float) -> str:
    """A French number of the ranges kept for fiction, mobile with the given probability."""
    prefix = "063998" if rng.random() < mobile else rng.choice(FRENCH_FICTION)
    return f"{prefix}{rng.randrange(10_000):04d}"


def foreign_number(rng: Random, country_code: str, digits: int = 8) -> str:
    """A made-up number abroad, dialled from France."""
    return f"00{country_code}{rng.randrange(10 ** (digits - 1), 10**digits)}"


def anywhere(rng: Random) -> str:
    """A country code, near ones more often."""
    return WORLD[int(len(WORLD) * rng.random() ** 2)]


def dear_deck(rng: Random) -> dict[str, Price]:
    """A deck unlike the built-in prices: each prefix a factor of its own, fees and steps of 1 to 60 s."""
    step = rng.choice((1, 30, 60))
    fee = rng.choice((0, 0, 120_000))
    return {
        prefix: Price(micro_euros(round(0.9 * rng.lognormvariate(0.0, 0.8), 3)), fee, step, step)
        for prefix in _DECK_PREFIXES
    }
