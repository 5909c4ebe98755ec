"""Infers the country of a site from its own numbers, its callers and how it dials numbers at home.

In: records read with the defaults. Out: an ISO country, or none, and its time zone.
Pitfall: numbers dialled abroad say nothing of the site, for an attacker dials most of them; each number at
home counts once, however often it was dialled.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from veilleur.records.inference.country_hints import countries_of
from veilleur.words.calls import Direction
from veilleur.words.destinations import HIDDEN_DIGIT
from veilleur.words.events import CallRecorded

DAY_S = 86_400
HINTED_SHARE = 0.75  # of the numbers at home that are numbers of a country that something else speaks for
LEAST_BESIDE_FRENCH = 5  # numbers, before one that is none of France shows another country
NOT_FRENCH_SHARE = 0.08  # of the numbers: fewer are mistyped ones
NOT_FRENCH_UNDER_FRENCH = 0.3  # where the headings are French
LOOSE_SHARE = 0.95
_FRENCH = re.compile(r"\d?(?:0|0033)(?!90)[1-9]\d{8}")  # 0900 is premium elsewhere, and nothing in France
_FICTION = ("1990", "26191", "35301", "46571", "53649", "63998")
_AUSTRALIAN_ABROAD = re.compile(r"[09]?0011[1-9]\d{7,}")
RIVALS_NAMED = 4
NUMBERS_LOOKED_AT = 120
LEAST_AT_HOME = 3  # at home, before their form says anything
OWN_SHARE = 0.6  # of the site's own numbers, and of those who call it
VALID_SHARE = 0.75  # of the numbers dialled at home that are valid in a country
AMERICAN_SHARE = 0.6  # numbers dialled abroad may be among them
HOME_LEAD = 0.25  # more than in the country that is the default
# Plans of numbers of one length first: those of many lengths take almost any digits for a number.
STRICT = "GB ES BE CH NL PT IE BR ZA AU NZ PL NO DK CZ GR RO MA TN SN CI".split()
MOBILE_OF_BRAZIL_DIGITS = 11
LOOSE = "IN DE IT AT SE".split()
# Leeds is 0113 at home: only a longer number is one that America dials abroad.
_ABROAD = re.compile(r"[09]?(?:00[1-9]|011[2-9]\d{9,}|0011[1-9])")
_AMERICAN = re.compile(r"9?1?[2-9]\d\d[2-9]\d{6}")
_NATIONAL_CALLER = re.compile(r"0[1-9]\d{7,}$")
RECORDS_FOR_ZERO = 2_000
_LOCAL_DIGITS = 8  # a number without its area has fewer, and looks alike everywhere


class CountryGuess(NamedTuple):
    """A country, and what showed it: own, callers, form, words or days; nothing when it is the default.

    rivals: other countries where all numbers dialled at home are numbers too.
    """

    country: str
    shown_by: str = ""
    rivals: tuple[str, ...] = ()


def country_of(
    records: Sequence[CallRecorded],
    default: str,
    *,
    is_french: bool = False,
    hints: Collection[str] = (),
) -> CountryGuess:
    """The country that the records show; the default when they show none.

    is_french: most numbers dialled at home have the form of French ones. hints: see `country_hints`.
    """
    guess = _country_of(records, default, is_french=is_french, hints=hints)
    if guess.country == "US" != default and _is_canadian(records):
        return guess._replace(country="CA")
    return guess._replace(rivals=_rivals(records, guess)) if guess.shown_by in ("form", "") else guess


def _rivals(records: Sequence[CallRecorded], guess: CountryGuess) -> tuple[str, ...]:
    """The countries that the form of the numbers does not exclude; none where it shows nothing at all."""
    at_home = _at_home(records)
    if len(at_home) < LEAST_AT_HOME:
        return ()
    fit = [one for one in (*STRICT, *LOOSE) if one != guess.country and _share_valid(at_home, one) == 1.0]
    return tuple(fit[:RIVALS_NAMED])


def _is_canadian(records: Sequence[CallRecorded]) -> bool:
    """Whether most numbers of North America are Canada's: both countries dial alike."""
    numbers = [number if len(number) == 10 else number[-10:] for number in _at_home(records)]
    regions = Counter(_country_code_of(f"+1{number}") for number in numbers)
    return regions["CA"] > regions["US"]


def _country_of(
    records: Sequence[CallRecorded], default: str, *, is_french: bool, hints: Collection[str]
) -> CountryGuess:
    at_home = _at_home(records)
    shown = countries_of(hints, {record.trunk for record in records})
    for country in shown:
        if len(at_home) >= LEAST_AT_HOME and _share_valid(at_home, country) >= HINTED_SHARE:
            return CountryGuess(country, "words")
    if default != "FR" and len(at_home) >= LEAST_AT_HOME:  # somebody said so, and the numbers agree
        enough = VALID_SHARE if default not in LOOSE else LOOSE_SHARE
        if _share_valid(at_home, default) >= enough:
            return CountryGuess(default)
    french = sum(bool(_FRENCH.fullmatch(number)) for number in at_home)
    if is_french or french * 2 > len(at_home) >= LEAST_AT_HOME:
        share = NOT_FRENCH_UNDER_FRENCH if "language:fr" in hints else NOT_FRENCH_SHARE
        rival = _rival_of_france(records, at_home, share)
        return CountryGuess(rival or "FR", "form")
    own = Counter(_country_code_of(number) for number in _own_numbers(records))
    callers = Counter(_country_code_of(number) for number in _callers(records))
    for seen in (own, callers):
        del seen[""]
        if seen:
            country, count = seen.most_common(1)[0]
            if count >= OWN_SHARE * seen.total() and (seen is own or count >= LEAST_AT_HOME):
                return CountryGuess(country, "own" if seen is own else "callers")
    if len(at_home) < LEAST_AT_HOME:  # every number is written with its country
        country = _by_days(records)
        return CountryGuess(country, "days") if country else CountryGuess(default)
    country = _by_form(at_home, default)
    return CountryGuess(country, "form" if country != default else "")


def _rival_of_france(records: Sequence[CallRecorded], at_home: Sequence[str], share: float) -> str:
    """The country where numbers of the French form are numbers too, and the others are as well.

    share: of the numbers that are none of France, at least.
    """
    own = Counter(_country_code_of(number) for number in _own_numbers(records))
    del own[""]
    if own and own.most_common(1)[0][1] >= OWN_SHARE * own.total():
        return own.most_common(1)[0][0]
    if any(_AUSTRALIAN_ABROAD.match(record.number) for record in records) and not any(
        record.number.startswith(("00", "+")) and not _AUSTRALIAN_ABROAD.match(record.number)
        for record in records
    ):
        return "AU" if _share_valid(at_home, "AU") >= VALID_SHARE else ""
    others = [number for number in at_home if not _is_french(number)]
    if len(at_home) < LEAST_BESIDE_FRENCH or len(others) < max(1, share * len(at_home)):
        return ""
    for country in (*STRICT, *LOOSE):
        if _share_valid(at_home, country) == 1.0:
            return country
    return ""


def _is_french(number: str) -> bool:
    """Whether it has the form of a French number, of a range that is in use or kept for fiction."""
    import phonenumbers

    if not _FRENCH.fullmatch(number):
        return False
    national = number[-9:]
    return national.startswith(_FICTION) or phonenumbers.is_valid_number(
        phonenumbers.PhoneNumber(country_code=33, national_number=int(national))
    )


def _by_days(records: Iterable[CallRecorded]) -> str:
    """The country that is dialled on most days; empty when none is on nearly all.

    An attack dials hundreds of numbers in one or two nights, and a company its own country every day.
    """
    days: dict[str, set[int]] = defaultdict(set)
    for record in records:
        if record.direction is Direction.OUT and record.number.startswith("+"):
            days[_country_code_of(record.number)].add(int(record.at // DAY_S))
    days.pop("", None)
    if not days:
        return ""
    best = max(days, key=lambda country: len(days[country]))
    enough = max(LEAST_AT_HOME, OWN_SHARE * len(set().union(*days.values())))
    return best if len(days[best]) >= enough else ""


def _own_numbers(records: Iterable[CallRecorded]) -> set[str]:
    """Numbers of the site itself in international form: who called, and who was called from outside."""
    return {
        number
        for record in records
        for number in (
            record.extension if record.direction is Direction.OUT else "",
            record.trunk,  # the line that a telephone used
            record.number if record.direction is Direction.IN else "",
        )
        if number.startswith("+")
    }


def _callers(records: Iterable[CallRecorded]) -> set[str]:
    return {
        record.outside_caller
        for record in records
        if record.direction is Direction.IN and record.outside_caller.startswith("+")
    }


def _country_code_of(number: str) -> str:
    """The country of a number in international form; empty when it is none or of several countries."""
    import phonenumbers

    try:
        found = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    country = phonenumbers.region_code_for_country_code(found.country_code or 0)
    exact = phonenumbers.region_code_for_number(found)
    return exact or (country if len(country) == 2 else "")


def _at_home(records: Iterable[CallRecorded]) -> list[str]:
    """Numbers dialled at home, or that called, as far as they are not in international form."""
    seen: dict[str, None] = {}
    records = list(records)
    is_zero_first = _is_zero_dialled_first(records)
    for record in records:
        number = record.number if record.direction is Direction.OUT else record.outside_caller
        number = number.replace(HIDDEN_DIGIT, "0")
        if is_zero_first and record.direction is Direction.OUT and number.startswith("00"):
            number = number[1:]
        if record.direction is Direction.INTERNAL or not number.isdecimal() or len(number) < _LOCAL_DIGITS:
            continue
        if _ABROAD.match(number) and not (record.direction is Direction.IN and len(number) <= 11):
            continue
        seen[number] = None
        if len(seen) >= NUMBERS_LOOKED_AT:
            break
    return list(seen)


def _is_zero_dialled_first(records: Sequence[CallRecorded]) -> bool:
    """Whether `0044...` is the digit for the outside line and a number at home, and no call to Britain.

    So it is where every number dialled begins with two zeros, and three stand before those abroad, or
    callers show one.
    """
    dialled, callers = set[str](), set[str]()
    for record in records[:RECORDS_FOR_ZERO]:
        if record.direction is Direction.OUT and len(record.number) >= _LOCAL_DIGITS:
            dialled.add(record.number)
        elif record.direction is Direction.IN:
            callers.add(record.outside_caller)
    if len(dialled) < LEAST_AT_HOME or any(not number.startswith("00") for number in dialled):
        return False
    return any(number.startswith("000") for number in dialled) or any(
        _NATIONAL_CALLER.match(number) for number in callers
    )


def _by_form(numbers: Sequence[str], default: str) -> str:
    """The country where most of the numbers are numbers, if it is far likelier than the default."""
    if sum(bool(_AMERICAN.fullmatch(number)) for number in numbers) > AMERICAN_SHARE * len(numbers):
        if default == "CA":
            return default
        american = max(_share_valid(numbers, one) for one in ("US", "CA"))
        return "MX" if american < VALID_SHARE and _share_valid(numbers, "MX") > american else "US"
    if len(numbers) < LEAST_AT_HOME:
        return default
    usual = _share_valid(numbers, default)
    for countries in (STRICT, LOOSE):
        shares = {country: _share_valid(numbers, country) for country in countries}
        if not any(len(number.lstrip("0")) >= MOBILE_OF_BRAZIL_DIGITS for number in numbers):
            shares.pop("BR", None)  # nobody there dials no mobile at all
        best = max(shares, key=lambda country: shares[country])
        if shares[best] >= VALID_SHARE and shares[best] - usual >= HOME_LEAD:
            return best
    return default


def _share_valid(numbers: Sequence[str], country: str) -> float:
    """The share of the numbers that are possible in a country as dialled, behind an outside digit or not."""
    alone = {number for number in numbers if is_at_home(number, country)}
    behind = max(  # who calls in has no outside digit
        sum(
            number[0] == digit and is_at_home(number[1:], country)
            for number in numbers
            if number not in alone
        )
        for digit in "09"
    )
    return (len(alone) + behind) / len(numbers)


def is_at_home(number: str, country: str) -> bool:
    """Whether digits are a number of a country as it is dialled there."""
    import phonenumbers

    try:
        found = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return False
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country, None)
    trunk = metadata.national_prefix if metadata is not None else ""
    if trunk and not number.startswith(trunk) and trunk == "0":
        return False  # at home it is dialled with its zero
    return found.country_code == phonenumbers.country_code_for_region(country) and (
        phonenumbers.is_valid_number_for_region(found, country)
        or (country == "FR" and len(number) == 10)  # numbers for fiction are not valid ones
    )


def _in_full(records: Iterable[CallRecorded], code: str) -> list[str]:
    """Numbers at home that are written with their country."""
    found = dict.fromkeys(
        number
        for record in records
        for number in (record.number, record.outside_caller, record.extension, record.trunk)
        if number.startswith(code)
    )
    return list(found)[:NUMBERS_LOOKED_AT]


def is_country(code: str) -> bool:
    """Whether two letters name a country that has telephone numbers."""
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS


def zone_of(country: str, records: Iterable[CallRecorded], default: str) -> str:
    """The time zone of a country; where it has several, that of most numbers at home."""
    import phonenumbers
    from babel.core import get_global
    from phonenumbers import timezone

    zones_there: Sequence[str] = _ZONES.get(country) or get_global("territory_zones").get(country, ())
    if len(zones_there) == 1:  # numbers show no more, and those of Morocco another country's
        return str(zones_there[0])
    seen: Counter[str] = Counter()
    code = f"+{phonenumbers.country_code_for_region(country)}"
    for number in (*_at_home(records), *_in_full(records, code)):
        bare = number[1:] if country in ("US", "CA") and len(number) > 10 and number[0] == "9" else number
        try:
            found = phonenumbers.parse(bare, country)
        except phonenumbers.NumberParseException:
            continue
        zones = timezone.time_zones_for_number(found)
        if len(zones) == 1 and zones[0] != timezone.UNKNOWN_TIMEZONE:
            seen[zones[0]] += 1
    return seen.most_common(1)[0][0] if seen else default


_ZONES = {  # of countries whose other zones hold few people
    "DE": ("Europe/Berlin",),
    "ES": ("Europe/Madrid",),
    "PT": ("Europe/Lisbon",),
}
