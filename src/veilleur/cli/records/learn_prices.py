"""`veilleur learn --prices BILL...`: the site's price list from its own bills.

In: bills that say what calls cost. Out: a price list beside veilleur.toml, named there as `[tariff] file`.
Pitfall: VAT is never added or taken off: the list has the amounts of the bill, and says whether the bill's
headings name them with or without it. Amounts in another currency than euros are not learned.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from veilleur.cli.records.input_files import on_disk, report_bad_lines
from veilleur.cli.records.progress import progress
from veilleur.language import Sentence, clean, euros, json_line, plural, say
from veilleur.numbering.bills.price_list import BilledCall, as_text, price_list
from veilleur.records import in_child, read_confined
from veilleur.records.files.tax_wording import tax_of_headings
from veilleur.words.calls import Direction
from veilleur.words.errors import InputError

if TYPE_CHECKING:
    from veilleur.config import Settings
    from veilleur.words.events import CallRecorded

FILE_NAME = "veilleur-prices.csv"
_CALL = {"fr": ("appel", "appels"), "en": ("call", "calls")}
_PREFIX = {"fr": ("préfixe", "préfixes"), "en": ("prefix", "prefixes")}
_LEARNED = Sentence(
    "Prix de {prefixes} appris de {calls}, écrits dans {path}. Redémarrez Veilleur pour qu’il les prenne.",
    "Prices of {prefixes} learned from {calls}, written to {path}. Restart Veilleur so that it takes them.",
)
_TAX = {
    "without": Sentence(
        "Les montants du fichier sont hors taxes\u00a0: Veilleur comptera donc hors taxes.",
        "The amounts of the file are without VAT, so Veilleur will count without VAT.",
    ),
    "with": Sentence("Les montants du fichier sont TTC.", "The amounts of the file are with VAT."),
    "": Sentence(
        "Le fichier ne dit pas si ses montants sont hors taxes ou TTC\u00a0: ils sont pris tels quels.",
        "The file does not say whether its amounts are with VAT: they are taken as they are.",
    ),
}
_FREE = Sentence(
    "{calls} à 0 €, qui n’apprennent rien\u00a0: dites dans [tariff] flat ce que votre forfait comprend.",
    "{calls} at EUR 0, which teach nothing: say in [tariff] flat what your plan includes.",
)


def learn_prices(files: list[Path], settings: Settings, language: str, *, as_json: bool) -> None:
    """Learn, write, say.

    Raises:
        InputError: when no call of the files has an amount in euros.
    """
    numbering = settings.numbering()
    free = 0

    def billed(records: Iterable[CallRecorded]) -> Iterator[BilledCall]:
        nonlocal free
        for record in records:
            if record.direction is not Direction.OUT or record.billed_s <= 0 or record.charged is None:
                continue
            free += record.charged == 0
            yield BilledCall(numbering.destination(record.number), record.billed_s, record.charged)

    with on_disk(files) as paths, progress(language, as_json=as_json) as shown:
        reading = read_confined(paths, settings.site)
        prices = price_list(billed(shown.reading(reading)))
        tax = str(in_child(paths[0], lambda: tax_of_headings(paths)))
        names = ", ".join(sorted(clean(path.name) for path in paths))
    report_bad_lines(reading, language)
    if not prices:
        if reading.foreign:
            raise InputError(
                "The prices of these files are in {currency}: Veilleur counts in euros and converts nothing.",
                currency=", ".join(sorted({currency for currency, _ in reading.foreign.values()})),
            )
        raise InputError("No call of these files has an amount in euros; give a bill that names prices.")
    folder = settings.source.parent if settings.source is not None else Path()
    path = folder / FILE_NAME
    today = time.strftime("%Y-%m-%d", time.gmtime())
    heading = (f"Learned on {today} from {names}.", _TAX[tax].en)
    from veilleur.config.writing import write_new

    write_new(path, as_text(prices, heading), 0o644)
    if settings.source is not None:
        name_in_configuration(settings.source)
    calls = sum(one.calls for one in prices.values())
    if as_json:
        rows = {
            prefix: {
                "eur_per_minute": one.price.per_minute / 1_000_000,
                "connection_eur": one.price.connection / 1_000_000,
                "step_s": one.price.step_s,
                "calls": one.calls,
                "error_eur": one.error / 1_000_000,
            }
            for prefix, one in prices.items()
        }
        print(json_line({"prices": rows, "tax": tax, "calls_at_zero": free, "file": str(path)}))
        return
    for prefix, one in prices.items():
        fee = f" + {euros(one.price.connection, language)}" if one.price.connection else ""
        count = plural(one.calls, *_CALL[language], language)
        print(f"  {prefix:8} {euros(one.price.per_minute, language)}/min{fee}  ({count})")
    said = {
        "prefixes": plural(len(prices), *_PREFIX[language], language),
        "calls": plural(calls, *_CALL[language], language),
        "path": str(path),
    }
    print(say(_LEARNED, said, language))
    print(say(_TAX[tax], {}, language))
    if free:
        print(say(_FREE, {"calls": plural(free, *_CALL[language], language)}, language))


def name_in_configuration(path: Path) -> None:
    """Put the list into [tariff] of a configuration; all else in it stays as it is.

    Raises:
        InputError: when it holds several sites, of which none is meant more than another.
    """
    from veilleur.config.site_file import edit, section

    edit(path, lambda document: section(document, "tariff").update(file=FILE_NAME))
