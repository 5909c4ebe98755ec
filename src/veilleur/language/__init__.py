"""Values and a sentence in two languages -> French or English text.

Values come from a hostile telephone network, so control, escape and direction marks never get through.
"""

from veilleur.language.catalogue import error_in, help_in
from veilleur.language.file_names import masked_name
from veilleur.language.sentences import Sentence, pick_language, plural, say
from veilleur.language.values import (
    NO_BREAK,
    clean,
    clock,
    clock_in_sentence,
    day,
    day_and_month,
    duration,
    euros,
    json_line,
    long_days,
    masked,
    money,
    percent,
    printable,
    short_days,
    territory_name,
    territory_phrase,
    zone_city,
)

__all__ = [
    "NO_BREAK",
    "Sentence",
    "clean",
    "clock",
    "clock_in_sentence",
    "day",
    "day_and_month",
    "duration",
    "error_in",
    "euros",
    "help_in",
    "json_line",
    "long_days",
    "masked",
    "masked_name",
    "money",
    "percent",
    "pick_language",
    "plural",
    "printable",
    "say",
    "short_days",
    "territory_name",
    "territory_phrase",
    "zone_city",
]
