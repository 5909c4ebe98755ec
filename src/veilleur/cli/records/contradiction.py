"""Whether a configuration contradicts the file it is to explain: another country, another outside line.

In: the settings and the files. Out: the settings by which the file makes sense, and what differs.
Pitfall: only what changes the meaning of calls is a contradiction: an operator's bill has no outside digit,
and means the same. Hours and extensions are the owner's word, and stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from veilleur.language import Sentence, say, territory_name
from veilleur.words.calls import Direction

if TYPE_CHECKING:
    from veilleur.config import Settings

OTHER_COUNTRY = Sentence(
    "Attention\u00a0: veilleur.toml dit {said}, mais les numéros du fichier sont ceux d’un autre pays"
    " ({shown}). Ils ont été lus ainsi\u00a0; corrigez [site] country si c’est juste.",
    "Note: veilleur.toml says {said}, but the numbers in the file are those of another country ({shown})."
    " They were read like that; correct [site] country if this is right.",
)
OTHER_OUTSIDE_LINE = Sentence(
    "Attention\u00a0: pour sortir, veilleur.toml dit {said}, mais le fichier montre {shown}. Il a été lu"
    " ainsi\u00a0; corrigez [site] outside_line si c’est juste.",
    "Note: for an outside line, veilleur.toml says {said}, but the file shows {shown}. It was read like that;"
    " correct [site] outside_line if this is right.",
)
NO_DIGIT = Sentence("aucun chiffre", "no digit")

CALLS_COMPARED = 5_000  # outgoing calls
CALLS_COMPARED_LEAST = 10  # below, a file shows nothing
CHANGED_LEAST_SHARE = 0.1  # of the calls that would mean something else


class Contradiction(NamedTuple):
    """What the configuration says and what the file shows; keys as in veilleur.toml."""

    key: str  # country or outside_line
    said: str
    shown: str


def sentence_of(one: Contradiction, lang: str) -> str:
    """What the configuration says and the file does not."""
    if one.key == "country":
        said, shown = territory_name(one.said, lang), territory_name(one.shown, lang)
        return say(OTHER_COUNTRY, {"said": said, "shown": shown}, lang)
    nothing = say(NO_DIGIT, {}, lang)
    return say(OTHER_OUTSIDE_LINE, {"said": one.said or nothing, "shown": one.shown or nothing}, lang)


def believed(settings: Settings, paths: Sequence[Path]) -> tuple[Settings, list[Contradiction]]:
    """The settings with what the file shows, where it contradicts them."""
    from veilleur.records import guess_from, read_confined

    site = settings.site
    guess = guess_from(lambda one: read_confined(paths, one, skip_unusable=True), site)
    shown = replace(
        site,
        country=guess.site.country,
        outside_line=guess.site.outside_line if guess.is_outside_line_seen else site.outside_line,
    )
    other = replace(settings, site=shown)
    differs = [
        Contradiction(key, getattr(site, key), getattr(shown, key))
        for key in ("country", "outside_line")
        if getattr(site, key) != getattr(shown, key)
    ]
    if not differs:
        return settings, []
    outgoing = (
        one for one in read_confined(paths, site, skip_unusable=True) if one.direction is Direction.OUT
    )
    numbers = [record.number for record in islice(outgoing, CALLS_COMPARED)]
    by_settings, by_file = settings.numbering(), other.numbering()
    changed = 0
    for number in numbers:
        one, two = by_settings.destination(number), by_file.destination(number)
        changed += (one.territory, one.number_class) != (two.territory, two.number_class)
    if len(numbers) < CALLS_COMPARED_LEAST or changed < CHANGED_LEAST_SHARE * len(numbers):
        return settings, []
    return other, differs
