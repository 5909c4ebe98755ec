"""Single values as a person reads them. In: micro-euros, seconds, times, numbers. Out: text.

Pitfall: French puts no-break spaces before the euro sign and around `h`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from babel import Locale

NO_BREAK = "\u00a0"
_LONGEST = 200
_MARKS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # what steers a terminal, or is no character
# How French says "to" a country, by ISO code; what is not listed falls back to "vers : X".
_ARTICLES = {
    "vers la ": "LV LT BE CH PL RS TN GM SL SO CI MR BY BA GP MQ GF GR GE RU CN TR GN BG RO HR SI SK CZ FI"
    " NO SE MK MD LY GQ GW CF TZ NA ZM KP KR MN MY TH SY JO JM CO BO DO BB DM GD NZ NC PF PG FM GS FR HU",
    "vers l’": "EE ES AL IE AZ ER ZA AU AT DZ EG IN UA DE IT AD AF AO AM AR EC ID IQ IR IS ET UY UZ UG SA"
    " AQ AC IM CX NF BV SZ VA",
    "vers le ": "GB ZW BF ML SN MA PT NG CM JP BR CA MX TG BJ DK LU SR CV TD GA NE KE RW BI MW MZ BW LS SD SS"
    " CG CD LR GH KW QA LB YE PK BD LK NP BT KZ KG TJ TM VN KH LA MM BN TL CL PE PY VE GY GT SV HN NI PA CR"
    " BZ LI ME XK GL EH VU IO",
    "vers les ": "US NL MV KY PH AE BS BM KM SC FJ CK FO FK MH SB TC VG VI MP AX PS CC UM TF WS AS PW TO BQ"
    " HM PN",
    "vers ": "CU MC MT CY MG MU HT RE NR TV KI GU NU TK WF PM YT BL MF SX VC KN LC AG TT AW CW AI MS PR DJ ST"
    " SG HK MO BH OM IL TW SM GI GG JE SH TA DG EA IC SJ CP CQ",
}
_SHORT_NAMES = {"HK": "Hong Kong", "MO": "Macao"}  # in both languages
_PHRASES = {iso: article for article, isos in _ARTICLES.items() for iso in isos.split()}


def clean(text: str) -> str:
    """The text without control, escape, direction or line marks, and not longer than 200 characters."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" else "\ufffd" for c in text[:_LONGEST])
    return kept.replace("\u2028", " ").replace("\u2029", " ")


def printable(text: str) -> str:
    """The whole text on one line, without control, escape, direction or line marks."""
    return "".join(c if unicodedata.category(c) not in _MARKS else "\ufffd" for c in text)


def json_line(data: Any) -> str:
    """Data as one line of JSON that a terminal may show: letters as they are, marks written out."""
    text = json.dumps(data, ensure_ascii=False)
    return "".join(c if unicodedata.category(c) not in _MARKS else json.dumps(c)[1:-1] for c in text)


def euros(micro: int, lang: str) -> str:
    """Micro-euros as money: two decimals under 1 000 EUR (when not whole above 100), else none."""
    amount = Decimal(micro) / 1_000_000
    size = abs(amount)
    whole = size >= 1000 or (size >= 100 and amount == int(amount))
    rounded = amount.quantize(Decimal(1) if whole else Decimal("0.01"), ROUND_HALF_UP)
    sign, text = ("-" if rounded < 0 else ""), f"{abs(rounded):,}"
    if lang == "fr":
        text = text.replace(",", "\u202f").replace(".", ",")
        return f"{sign}{text}{NO_BREAK}€"
    return f"{sign}€{text}"


def money(micro: int, currency: str, lang: str) -> str:
    """An amount in another currency: "214,30 USD", "USD 214.30"."""
    text = euros(micro, lang)
    if lang == "fr":
        return text.replace("€", currency)
    return text.replace("€", f"{currency}{NO_BREAK}")


def percent(share: float, lang: str) -> str:
    """A share of one: "45 %" in French, "45%" in English."""
    return f"{share * 100:.0f}{NO_BREAK}%" if lang == "fr" else f"{share:.0%}"


def duration(seconds: float, lang: str) -> str:
    """Seconds as "48 s", "3 min 20 s" or "2 h 05 min"."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    gap = NO_BREAK
    if hours:
        return f"{hours}{gap}h{gap}{minutes:02d}{gap}min"
    if minutes:
        return f"{minutes}{gap}min" + (f"{gap}{left:02d}{gap}s" if left else "")
    return f"{left}{gap}s"


def _local(at: float, timezone: str) -> datetime:
    return datetime.fromtimestamp(at, ZoneInfo(timezone))


def _twice(moment: datetime, lang: str) -> str:
    if moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset():
        return ""
    # The hour that a spring change skips never comes out of a real time, so this one happens twice.
    is_summer = moment.dst() not in (None, timedelta(0))
    french, english = ("heure d’été", "summer time") if is_summer else ("heure d’hiver", "winter time")
    return f" ({french if lang == 'fr' else english})"


def clock(at: float, timezone: str, lang: str) -> str:
    """Local time for tables, "02:14"; the hour that happens twice says which."""
    moment = _local(at, timezone)
    return f"{moment:%H:%M}{_twice(moment, lang)}"


def clock_in_sentence(at: float, timezone: str, lang: str) -> str:
    """Local time for sentences: "2 h 14" in French, "02:14" in English."""
    if lang != "fr":
        return clock(at, timezone, lang)
    moment = _local(at, timezone)
    return f"{moment.hour}{NO_BREAK}h{NO_BREAK}{moment.minute:02d}{_twice(moment, lang)}"


def day(at: float, timezone: str, lang: str) -> str:
    """Local day: "samedi 21 novembre" or "Saturday 21 November"."""
    moment, names = _local(at, timezone), _locale(lang)
    weekday = names.days["format"]["wide"][moment.weekday()]
    return f"{weekday} {day_and_month(moment.date(), lang)}"


def day_and_month(when: date, lang: str) -> str:
    """A day without its weekday: "21 novembre" or "21 November"."""
    number = "1er" if lang == "fr" and when.day == 1 else str(when.day)
    return f"{number}{NO_BREAK}{_locale(lang).months['format']['wide'][when.month]}"


def short_days(lang: str) -> tuple[str, ...]:
    """The days of a week from Monday on: "lun", "mar" or "Mon", "Tue"."""
    names = _locale(lang).days["format"]["abbreviated"]
    return tuple(names[weekday].rstrip(".") for weekday in range(7))


def zone_city(timezone: str, lang: str) -> str:
    """The city of a time zone: "Londres" or "London" for Europe/London; UTC and the like as they are."""
    if "/" not in timezone:
        return timezone
    from babel.dates import get_timezone_location  # late: heavy

    return get_timezone_location(timezone, locale="fr" if lang == "fr" else "en", return_city=True)


def long_days(lang: str) -> tuple[str, ...]:
    """The days of a week from Monday on, whole: "lundi", "mardi" or "Monday", "Tuesday"."""
    names = _locale(lang).days["format"]["wide"]
    return tuple(names[weekday] for weekday in range(7))


def masked(number: str) -> str:
    """A number without its last four digits; short numbers and extensions stay whole."""
    text = re.sub(r"[\s.\-/()]", "", clean(number))
    digits = re.sub(r"\D", "", text)
    if text.endswith("•"):  # the record itself hides its last digits
        seen = text.rstrip("•")[: max(2, len(text) - 4)]
        return seen + "•" * (len(text) - len(seen))
    if len(digits) <= 6:
        return text
    if not (text.lstrip("+").isascii() and text.lstrip("+").isdigit()):
        # An odd string is masked wherever its last four digits stand.
        left = len(digits) - 4
        return "".join(c if not c.isdecimal() or (left := left - 1) >= 0 else "•" for c in text)
    if text.startswith("+33") and len(text) == 12:
        text = "0" + text[3:]
    if re.fullmatch(r"0[1-9]\d{8}", text):
        pairs = [text[n : n + 2] for n in range(0, 6, 2)] + ["••", "••"]
        return NO_BREAK.join(pairs)
    head = text[:-4]
    if head.startswith("+"):
        size = 1 if head[1:2] in ("1", "7") else 2 if head[1:3] in _TWO_DIGITS else 3
        head = head[: size + 1] + NO_BREAK + head[size + 1 :]
    return f"{head.rstrip(NO_BREAK)}{NO_BREAK}••••"


_TWO_DIGITS = frozenset(
    (
        "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 "
        "66 81 82 84 86 90 91 92 93 94 95 98"
    ).split()
)


@lru_cache(maxsize=1024)
def territory_name(iso: str, lang: str) -> str:
    """The name of an ISO territory; the code itself when there is none."""
    if not iso:
        return "territoire inconnu" if lang == "fr" else "unknown territory"
    name = _SHORT_NAMES.get(iso.upper()) or _locale(lang).territories.get(iso.upper())
    return str(name) if name else clean(iso)


def territory_phrase(iso: str, lang: str) -> str:
    """ "vers la Lettonie" or "to Latvia"; "vers : X" where the article is not known."""
    name = territory_name(iso, lang)
    if lang != "fr":
        return f"to {name}"
    article = _PHRASES.get(iso.upper())
    return f"{article}{name}" if article else f"vers{NO_BREAK}: {name}"


@lru_cache(maxsize=2)
def _locale(lang: str) -> Locale:
    """What CLDR knows of a language."""
    from babel import Locale  # late: heavy

    return Locale("fr" if lang == "fr" else "en")
