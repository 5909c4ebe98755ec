"""Price lists as files: one CSV, or a folder of CGRateS tariff files -> prices by prefix.

Pitfall: prefixes are written +371, 00371, 371 or, for French numbers, 0899; all become E.164 digits. Amounts
are taken as euros including VAT, whatever currency the list was made in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from veilleur.words.errors import ConfigError, InputError, system_cause
from veilleur.words.money import Price, micro_euros

BIGGEST_LIST_BYTES = 64 << 20  # a device has no end; the whole numbering of the world fits ten times
# Column names: our own, A2Billing's import heading, and their kin.
_NAMES = {
    "prefix": ("prefix", "dialprefix", "destination prefix", "prefixe", "préfixe"),
    "price": ("eur_per_minute", "rate initial", "rateinitial", "rate", "price", "prix"),
    "connection": ("connection_eur", "connectfee", "connectcharge", "connect charge"),
    "first": ("first_s", "initblock"),
    "step": ("step_s", "billingblock", "rateincrement", "increment"),
}


def read_deck(path: Path) -> dict[str, Price]:
    """Prices of a CSV list, or of a folder with CGRateS' Destinations, Rates and DestinationRates.

    Raises:
        ConfigError: the file cannot be read. InputError: a line cannot be used.
    """
    return _read_cgrates(path) if path.is_dir() else _read_list(path)


def _read_list(path: Path) -> dict[str, Price]:
    """Separators `;` or `,`, decimal comma, BOM, Latin-1, with or without column names."""
    text = _text(path)
    delimiter = ";" if ";" in text else ","
    columns = {"prefix": 0, "price": 1, "connection": 2, "first": 3, "step": 4}
    prices: dict[str, Price] = {}
    first, is_a2billing = True, False
    for line, row in csv_rows(path, text, delimiter):
        if not row or not "".join(row).strip() or row[0].lstrip().startswith("#"):
            continue
        names = [cell.strip().lower() for cell in row]
        if first and not any(c.isdecimal() for c in row[0]):
            columns = {
                key: next((names.index(n) for n in known if n in names), -1) for key, known in _NAMES.items()
            }
            first, is_a2billing = False, "dialprefix" in names
            if columns["prefix"] < 0 or columns["price"] < 0:
                raise InputError(
                    "{path}:{line}: no columns prefix and eur_per_minute; name them so.",
                    path=path,
                    line=line,
                )
            continue
        first = False
        prefix, price = _line(path, line, row, columns)
        prices[prefix] = price
    return _without_carrier(prices) if is_a2billing else prices


def csv_rows(path: Path, text: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text, each with the number of its line. Raises InputError."""
    rows = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, skipinitialspace=True)
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise InputError(
                "{path}:{line}: no row of CSV ({why}); save the list again.",
                path=path,
                line=rows.line_num,
                why=str(error),
            ) from error
        if row is None:
            return
        yield rows.line_num, row


def bounded_bytes(path: Path) -> bytes:
    """What a list of people's making holds. Raises OSError, and InputError for one without an end."""
    with path.open("rb") as file:
        raw = file.read(BIGGEST_LIST_BYTES + 1)
    if len(raw) > BIGGEST_LIST_BYTES:
        raise InputError(
            "{path}: larger than a list of prices or numbers can be ({count} MB); name another file.",
            path=path,
            count=BIGGEST_LIST_BYTES >> 20,
        )
    return raw


def _text(path: Path) -> str:
    try:
        raw = bounded_bytes(path)
    except OSError as error:
        raise ConfigError(
            "{path}: the deck cannot be read ({why}); check [tariff] file.",
            path=path,
            why=system_cause(error),
        ) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _without_carrier(prices: dict[str, Price]) -> dict[str, Price]:
    # A2Billing's example puts its carrier's 11 before each prefix; no country's code starts so.
    if prices and all(prefix.startswith("11") and len(prefix) > 2 for prefix in prices):
        return {prefix[2:]: price for prefix, price in prices.items()}
    return prices


def _read_cgrates(folder: Path) -> dict[str, Price]:
    """The dearest rate of each destination: the time of day and the plan are not known here.

    A rate of several steps gives its dearest minute and fee, its first and its last increment.
    """
    rates: dict[str, Price] = {}
    for line, row in _cgrates_rows(folder / "Rates.csv", 6):
        name, place = row[0], f"{folder / 'Rates.csv'}:{line}"
        unit_s = _seconds(place, row[3])
        per_minute = _amount(place, row[2]) * 60 / unit_s
        step_s = _seconds(place, row[4])
        new = Price(micro_euros(per_minute), micro_euros(_amount(place, row[1])), step_s, step_s)
        known = rates.get(name)
        rates[name] = new if known is None else _dearest(known, new)
    by_destination: dict[str, Price] = {}
    for line, row in _cgrates_rows(folder / "DestinationRates.csv", 3):
        rate = rates.get(row[2])
        if rate is None:
            place = f"{folder / 'DestinationRates.csv'}:{line}"
            raise InputError(
                "{place}: rate {rate!r} is not in Rates.csv; add it there.", place=place, rate=row[2]
            )
        known = by_destination.get(row[1])
        by_destination[row[1]] = rate if known is None else _dearest(known, rate)
    prices: dict[str, Price] = {}
    for line, row in _cgrates_rows(folder / "Destinations.csv", 2):
        prefix = _prefix(f"{folder / 'Destinations.csv'}:{line}", row[1])
        if row[0] in by_destination:
            prices[prefix] = by_destination[row[0]]
    return prices


def _cgrates_rows(path: Path, columns: int) -> list[tuple[int, list[str]]]:
    found = []
    for line, row in csv_rows(path, _text(path)):
        if not row or not "".join(row).strip() or row[0].startswith("#"):
            continue
        if len(row) < columns:
            raise InputError(
                "{path}:{line}: {found} columns, {needed} are needed.",
                path=path,
                line=line,
                found=len(row),
                needed=columns,
            )
        found.append((line, [cell.strip() for cell in row]))
    return found


def _dearest(one: Price, other: Price) -> Price:
    return Price(
        max(one.per_minute, other.per_minute),
        max(one.connection, other.connection),
        one.first_s,
        other.step_s,
    )


def _seconds(place: str, text: str) -> int:
    return max(1, int(_amount(place, text.removesuffix("s"))))


def _amount(place: str, text: str) -> Decimal:
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < 10_000:
        raise InputError("{place}: {text!r} is no amount; write one such as 0.25.", place=place, text=text)
    return amount


def _prefix(place: str, text: str) -> str:
    prefix = text.removeprefix("+").replace(" ", "")
    if prefix.startswith("00"):
        prefix = prefix[2:]
    elif prefix.startswith("0"):
        prefix = "33" + prefix[1:]
    if not (prefix.isascii() and prefix.isdigit()):
        raise InputError(
            "{place}: prefix {text!r} is not digits; write one such as 371.", place=place, text=text
        )
    return prefix


def _line(path: Path, line: int, row: list[str], columns: dict[str, int]) -> tuple[str, Price]:
    def cell(name: str) -> str:
        index = columns[name]
        return row[index].strip() if 0 <= index < len(row) else ""

    place = f"{path}:{line}"
    return _prefix(place, cell("prefix")), Price(
        micro_euros(_amount(place, cell("price"))),
        micro_euros(_amount(place, cell("connection") or "0")),
        _seconds(place, cell("first") or "1"),
        _seconds(place, cell("step") or "1"),
    )
