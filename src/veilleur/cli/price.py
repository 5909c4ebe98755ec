"""`veilleur price NUMBER...`: what a number means and costs, one line each."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_or_default
from veilleur.language import clean, euros, territory_name
from veilleur.words.destinations import Destination


def command(
    numbers: Annotated[list[str], typer.Argument(help="Numbers as they are dialled on the site.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Explain what each number means here: class, territory, price and risk."""
    settings = settings_or_default(config)
    plan = settings.numbering()
    language = language_or_error(lang, settings)
    for number in numbers:
        found = plan.destination(number)
        print(json.dumps(_data(found)) if as_json else _line(found, language))


def _data(found: Destination) -> dict[str, object]:
    return {
        "dialled": found.dialled,
        "e164": found.e164,
        "class": found.number_class.value,
        "territory": found.territory,
        "eur_per_minute": found.price.per_minute / 1_000_000,
        "connection_eur": found.price.connection / 1_000_000,
        "risk_db": found.risk_db,
        "capped": found.is_capped,
        "forward_target": found.forward_target,
    }


def _line(found: Destination, lang: str) -> str:
    french = lang == "fr"
    per_minute, connection = euros(found.price.per_minute, lang), found.price.connection
    parts = [clean(found.dialled) or '""', found.e164 or "-", found.number_class.value]
    if found.territory:
        parts.append(territory_name(found.territory, lang))
    price = f"{per_minute}/min" + (f" + {euros(connection, lang)}" if connection else "")
    parts += [price, f"{'risque' if french else 'risk'} {found.risk_db} dB"]
    if found.forward_target:
        parts.append(f"{'renvoi vers' if french else 'forward to'} {clean(found.forward_target)}")
    if found.is_capped:
        parts.append("compté par les plafonds" if french else "counted by the caps")
    return "  ".join(parts)
