"""DialPlan: a dialled string -> Destination. Never raises, never drops.

Easy to get wrong: a string may or may not still carry the outside-line digits, so every string is read
both ways; the clearer reading wins, and the dearer one where both are equally clear. Only a string that
is as a whole an emergency number is one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from veilleur.numbering.deck import PriceDeck
from veilleur.numbering.feeds import Feeds
from veilleur.numbering.territories import COUNTRY_CODES, RISK_DB, SUBPREFIXES
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.site import Site

_MEMORY_LIMIT = 65_536
_LONGEST = 64
_FRENCH = frozenset(["FR", "RE", "YT", "GP", "MQ", "GF", "PM", "BL", "MF"])
_FRENCH_EMERGENCY = frozenset(
    ["15", "17", "18", "112", "114", "115", "116000", "116117", "119", "191", "196", "197"]
)
_SEPARATORS = re.compile(r"[\s.\-/()\u00a0\u202f]+")
_SCHEME = re.compile(r"^(?:sips?|tel|callto):(?://)?", re.I)
_FORWARD = re.compile(r"^(?:\*\*?(?:21|61|62|67|004|002)\*|\*(?:72|73|90|92|52|74)\*?)(\+?[0-9]+)")
_HIDE_CALLER = re.compile(r"^(?:#31#|\*31#|\*67(?!\*)|\*82|\*65)(?=.{3})")
_PREMIUM_TYPES = (4, 7)  # phonenumbers: PREMIUM_RATE, PERSONAL_NUMBER
# Dialled nationally from France, but with country codes of their own.
_OVERSEAS = (
    (re.compile(r"026[238]\d{6}|069[23]\d{6}|07092\d{5}"), "262"),
    (re.compile(r"0269\d{6}|0639(?!98)\d{6}|07093[5-7]\d{4}"), "262"),
    (re.compile(r"0590\d{6}|069[01]\d{6}|07090\d{5}"), "590"),
    (re.compile(r"0594\d{6}|0694\d{6}|07093[0-3]\d{4}"), "594"),
    (re.compile(r"0596\d{6}|069[67]\d{6}|07091\d{5}"), "596"),
    (re.compile(r"0508\d{6}|0708[45]\d{5}"), "508"),
)


class _Reading(NamedTuple):
    clearness: int  # 3 a whole known form, 2 known code but odd, 1 without prefix, 0 a guess
    digits: str  # E.164 digits, or short digits
    is_e164: bool
    territory: str
    number_class: NumberClass
    kind: str = ""
    forward_target: str = ""


_UNKNOWN = _Reading(-1, "", False, "", NumberClass.UNASSIGNED)


class DialPlan:
    """The numbers of one site. In: what was dialled. Out: Destination, memoised and bounded."""

    def __init__(self, site: Site, deck: PriceDeck | None = None, feeds: Feeds | None = None) -> None:
        self._site = site
        self._deck = deck or PriceDeck(flat=site.tariff.flat)
        self._feeds = feeds or Feeds()
        self._memory: dict[str, Destination] = {}
        self._extensions = [_pattern(text) for text in (*site.extensions, *site.decoy_extensions)]
        self._emergency = frozenset(emergency_numbers(site))

    def destination(self, dialled: str) -> Destination:
        """The meaning and price of a string dialled on this site."""
        found = self._memory.get(dialled)
        if found is None:
            found = self._fresh(dialled)
            if len(self._memory) >= _MEMORY_LIMIT:
                self._memory.clear()
            if len(dialled) <= 256:
                self._memory[dialled] = found
        return found

    def _fresh(self, dialled: str) -> Destination:
        parts = [part for part in dialled[:512].split("&") if part.strip()] or [""]
        options = [self._built(dialled, self._read(part)) for part in parts[:8]]
        return max(options, key=_dearness)

    def _built(self, dialled: str, reading: _Reading) -> Destination:
        price = self._deck.price(reading.digits, reading.territory, reading.number_class, reading.kind)
        risk = RISK_DB.get(reading.territory, 0) if reading.number_class is NumberClass.INTERNATIONAL else 0
        if reading.number_class in (NumberClass.PREMIUM, NumberClass.PREMIUM_SHORT):
            risk = 5
        elif reading.number_class in (
            NumberClass.SATELLITE,
            NumberClass.INTERNATIONAL_NETWORK,
            NumberClass.UNASSIGNED,
        ):
            risk = 8
        if reading.is_e164:
            risk = max(risk, self._feeds.risk_db(reading.digits))
        return Destination(
            dialled,
            "+" + reading.digits if reading.is_e164 else "",
            reading.territory,
            reading.number_class,
            risk,
            price,
            reading.forward_target,
        )

    def _read(self, raw: str) -> _Reading:
        text, has_junk = _clean(raw)
        if not text:
            return _UNKNOWN
        outside = self._site.outside_line
        forms = [text]
        if outside and text.startswith(outside) and len(text) > len(outside):
            forms.append(text[len(outside) :])
        if has_junk:
            known = [r for r in (self._one(form, form is text) for form in forms) if r.number_class in _DEAR]
            return max(known, key=lambda r: r.clearness) if known else _UNKNOWN
        for form in forms:
            if form in self._emergency:
                return _Reading(3, form, False, self._site.country, NumberClass.EMERGENCY)
        readings = [self._one(form, form is text) for form in forms]
        # A whole national number behind the outside line is what this PBX would dial.
        if len(readings) == 2 and readings[1].clearness == 3 and re.fullmatch(r"0[1-79]\d{8}", forms[1]):
            return readings[1]
        best = max(reading.clearness for reading in readings)
        return max(
            (r for r in readings if r.clearness == best),
            key=lambda r: self._deck.price(r.digits, r.territory, r.number_class).cost(180),
        )

    def _one(self, text: str, inside: bool = False) -> _Reading:
        if text[0] in "*#":
            return self._feature(text)
        if not text.lstrip("+").isdigit():
            return _UNKNOWN
        if text.startswith("+"):
            return self._international(text.lstrip("+0"), 3)
        short = self._short(text) if self._site.country in _FRENCH else None
        if inside and any(pattern.fullmatch(text) for pattern in self._extensions):
            generic = short is not None and short.number_class in _DEAR and not self._specific(text)
            if short is None or not generic:
                return _Reading(3, text, False, "", NumberClass.INTERNAL)
        if short is not None:
            return short
        return self._french(text) if self._site.country in _FRENCH else self._foreign_plan(text)

    def _specific(self, text: str) -> bool:
        return any(
            set(source.upper()) != {"X"} and pattern.fullmatch(text)
            for source, pattern in zip(self._site.extensions, self._extensions, strict=False)
        )

    def _feature(self, text: str) -> _Reading:
        hidden = _HIDE_CALLER.match(text)
        if hidden:
            return self._read(text[hidden.end() :])  # a call after all, with the caller hidden
        forward = _FORWARD.match(text)
        if forward:
            return _Reading(3, "", False, "", NumberClass.FEATURE, "", forward[1])
        digits = re.sub(r"\D", "", text)
        if len(digits) >= 8:  # no code known: the switch may dial the rest
            found = [self._one(digits[skip:]) for skip in range(5) if len(digits) > skip + 6]
            dear = [reading for reading in found if reading.number_class in _DEAR]
            return max(dear, key=lambda r: r.clearness) if dear else _UNKNOWN
        return _Reading(3, "", False, "", NumberClass.FEATURE)

    def _short(self, text: str) -> _Reading | None:
        number_class: NumberClass | None = None
        if re.fullmatch(r"10\d\d", text):
            number_class = NumberClass.OPERATOR
        elif re.fullmatch(r"118\d{3}", text):
            number_class = NumberClass.DIRECTORY
        elif re.fullmatch(r"116\d{3}", text):
            number_class = NumberClass.FREE
        elif re.fullmatch(r"3\d{3}", text):  # ARCEP decision 2018-0881, annex 1
            number = int(text)
            is_free = 3000 <= number <= 3007 or 3009 <= number <= 3169 or 3180 <= number <= 3199
            number_class = NumberClass.FREE if is_free else NumberClass.PREMIUM_SHORT
        if number_class is None:
            return None
        return _Reading(3, text, False, "FR", number_class)

    def _french(self, text: str) -> _Reading:
        if text.startswith("3651") and len(text) > 8:  # hides the caller, then dials
            return self._read(text[4:])
        carrier = re.fullmatch(r"16\d\d(0\d+)", text)
        if carrier:
            return self._french(carrier[1])
        if text.startswith("00"):
            rest = text[2:]
            return self._international(rest.lstrip("0"), 3 if rest[:1] != "0" else 1)
        if text.startswith("011") and len(text) > 12:
            return self._international(text[3:], 1)
        if text.startswith("0"):
            return self._french_national(text)
        return self._international(text, 1)

    def _french_national(self, text: str) -> _Reading:
        exact = len(text) == 10 or (text.startswith("0700") and len(text) == 14)
        for pattern, code in _OVERSEAS:
            if pattern.match(text):
                return self._international(code + text[1:10], 3 if exact else 0)
        if text.startswith("08"):
            number_class = _french_08(text[:4], exact)
        elif text[1:2] in ("6", "7"):
            number_class = NumberClass.MOBILE
        else:
            number_class = NumberClass.NATIONAL
        if len(text) < 7 or len(text) > 15:
            return _UNKNOWN
        kind = {NumberClass.MOBILE: "mobile", NumberClass.NATIONAL: "fixed"}.get(number_class, "")
        digits = "33" + (text[1:] if exact else text[1:10])
        if number_class in (NumberClass.NATIONAL, NumberClass.MOBILE) and self._site.country != "FR":
            number_class = NumberClass.INTERNATIONAL
        return _Reading(3 if exact else 0, digits, True, "FR", number_class, kind)

    def _international(self, digits: str, clearness: int) -> _Reading:
        if not 4 <= len(digits) <= 18:
            return _UNKNOWN
        if digits.startswith("33") and self._site.country in _FRENCH:
            return self._french_national("0" + digits[2:].lstrip("0"))._replace(clearness=clearness)
        special = _special(digits, clearness)
        if special is not None:
            return special
        territory = territory_of(digits)
        if not territory:
            return _UNKNOWN._replace(digits=digits, is_e164=True, clearness=min(clearness, 1))
        number_type = _number_type(digits)
        if number_type == -1:
            # A guess, but as good a one as a national number with digits too many: the dearer wins.
            clearness = min(clearness, 2) if clearness > 1 else 0 if len(digits) > 10 else -1
        at_home = territory == self._site.country
        kind = {0: "fixed", 1: "mobile", 6: "fixed"}.get(number_type, "")
        if number_type in _PREMIUM_TYPES or re.match(r"1(?:900|\d{3}976|600)", digits):
            number_class = NumberClass.PREMIUM
        elif not at_home:
            number_class = NumberClass.INTERNATIONAL
        elif number_type == 3:
            number_class = NumberClass.FREE
        elif number_type in (5, 10):
            number_class = NumberClass.SHARED_COST
        else:
            number_class = NumberClass.MOBILE if number_type == 1 else NumberClass.NATIONAL
        return _Reading(clearness, digits, True, territory, number_class, kind)

    def _foreign_plan(self, text: str) -> _Reading:
        import phonenumbers  # late: a French site often needs none

        metadata = phonenumbers.PhoneMetadata.metadata_for_region(self._site.country, None)
        if metadata is None:
            return self._french(text)
        idd = re.match(metadata.international_prefix or "00", text)
        if idd and idd.end():
            return self._international(text[idd.end() :].lstrip("0"), 3)
        try:
            number = phonenumbers.parse(text, self._site.country)
        except phonenumbers.NumberParseException:
            return self._international(text, 1)
        if number.country_code == metadata.country_code and phonenumbers.is_valid_number(number):
            return self._international(phonenumbers.format_number(number, 0).lstrip("+"), 3)
        return self._international(text, 1)


_DEAR = frozenset(
    {
        NumberClass.SHARED_COST,
        NumberClass.PREMIUM,
        NumberClass.PREMIUM_SHORT,
        NumberClass.DIRECTORY,
        NumberClass.INTERNATIONAL,
        NumberClass.SATELLITE,
        NumberClass.INTERNATIONAL_NETWORK,
    }
)


def territory_of(digits: str) -> str:
    """ISO code for E.164 digits, by the longest prefix; "" for a spare code."""
    for length in range(min(7, len(digits)), 1, -1):
        found = SUBPREFIXES.get(digits[:length])
        if found:
            return found
    if digits.startswith("1"):
        return "US"
    return next((COUNTRY_CODES[digits[:n]] for n in (3, 2, 1) if digits[:n] in COUNTRY_CODES), "")


def emergency_numbers(site: Site) -> set[str]:
    """Emergency numbers of the site's country, 112 and 911 everywhere, and the site's own."""
    numbers = {"112", "911", *site.emergency_numbers}
    if site.country in _FRENCH:
        return numbers | _FRENCH_EMERGENCY
    from phonenumbers import PhoneMetadata

    metadata = PhoneMetadata.short_metadata_for_region(site.country)
    if metadata is not None and metadata.emergency is not None:
        pattern = re.compile(metadata.emergency.national_number_pattern or "$^")
        for length in (2, 3, 4):
            numbers.update(t for n in range(10**length) if pattern.fullmatch(t := f"{n:0{length}d}"))
    return numbers


def emergency_collisions(site: Site) -> list[str]:
    """Emergency numbers that the site's extension patterns would also match."""
    patterns = [_pattern(text) for text in site.extensions]
    return sorted(n for n in emergency_numbers(site) if any(p.fullmatch(n) for p in patterns))


def _pattern(text: str) -> re.Pattern[str]:
    marks = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]"}
    return re.compile("".join(marks.get(mark, re.escape(mark)) for mark in text.strip("_").upper()))


def _clean(raw: str) -> tuple[str, bool]:
    """Digits, `+`, `*` and `#` of a hostile string, and whether anything else was in it."""
    text = unicodedata.normalize("NFKC", raw).strip()
    scheme = _SCHEME.match(text)
    if scheme:
        text = text[scheme.end() :].split(";")[0]
    text = text.split("@")[0]
    text = _SEPARATORS.sub("", text.replace("(0)", "") if "+" in text else text)
    if len(text) > 1 and text[0] not in "*#":
        text = text.rstrip("#")
    is_foreign = not raw.isascii() and any(c.isdigit() and not c.isascii() for c in raw)
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    kept = "".join(c for c in digits if c in "0123456789+*#")
    has_junk = kept != text or is_foreign or len(kept) > _LONGEST
    if "+" in kept[1:]:
        kept = "+" + kept.rsplit("+", 1)[1]
    has_inner_mark = bool(kept) and kept[0] not in "*#" and ("*" in kept or "#" in kept)
    if has_inner_mark and not re.fullmatch(r"\d{1,3}[*#].*", kept):
        has_junk = True
        kept = re.sub("[*#]", "", kept)
    return kept[:_LONGEST] if kept.strip("+") else "", has_junk


def _special(digits: str, clearness: int) -> _Reading | None:
    """Codes of no country; facts: the library has them as mobile, VoIP or not at all."""
    number_class: NumberClass | None = None
    if re.match(r"87[0-4]|881|882(?:16|13|34)", digits):
        number_class = NumberClass.SATELLITE
    elif re.match(r"878|88[23]", digits):
        number_class = NumberClass.INTERNATIONAL_NETWORK
    elif digits.startswith("979"):
        number_class = NumberClass.PREMIUM
    elif digits.startswith("808"):
        number_class = NumberClass.SHARED_COST
    elif digits.startswith("800"):
        number_class = NumberClass.FREE if len(digits) == 11 and clearness == 3 else NumberClass.UNASSIGNED
    if number_class is None:
        return None
    return _Reading(clearness, digits, True, "", number_class)


def _french_08(prefix: str, exact: bool) -> NumberClass:
    number = int(prefix) if len(prefix) == 4 else 899
    if 800 <= number <= 805:
        return NumberClass.FREE if exact else NumberClass.NATIONAL
    if 806 <= number <= 809:
        return NumberClass.NATIONAL
    if 810 <= number <= 829 or number in (860, 884):
        return NumberClass.SHARED_COST
    return NumberClass.PREMIUM


def _number_type(digits: str) -> int:
    """The library's type of a number; -1 when it knows none."""
    import phonenumbers

    try:
        number = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return -1
    found = phonenumbers.number_type(number)
    return -1 if found == 99 else int(found)


def _dearness(destination: Destination) -> tuple[int, bool]:
    return destination.price.cost(180), not destination.is_emergency
