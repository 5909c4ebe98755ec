"""DialPlan: a dialled string -> Destination. Never raises, never drops.

Pitfall: a string may or may not still carry the outside-line digits, so every string is read both ways; the
clearer reading wins, and the dearer one where both are equally clear. Only a string that is as a whole an
emergency number is one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from veilleur.numbering import french
from veilleur.numbering.cleaning import cleaned
from veilleur.numbering.deck import PriceDeck
from veilleur.numbering.emergency import emergency_forms, extension_pattern
from veilleur.numbering.feeds import Feeds
from veilleur.numbering.foreign import read_foreign, read_foreign_short
from veilleur.numbering.hidden import hidden_end
from veilleur.numbering.international import read_international
from veilleur.numbering.reading import UNKNOWN, Reading
from veilleur.numbering.territories import RISK_DB
from veilleur.words.destinations import CAPPED_CLASSES, HIDDEN_DIGIT, Destination, NumberClass
from veilleur.words.site import Site

_MEMORY_LIMIT = 65_536
_LONGEST_REMEMBERED = 256
_LONGEST_READ, _MOST_PARTS = 512, 8
# Orders to set a forward: GSM and ETSI codes, Asterisk's *72 and *90, and their kin.
_FORWARD = re.compile(r"^(?:\*\*?(?:21|61|62|67|004|002)\*|\*(?:72|73|90|92|52|74)\*?)(\+?[0-9]+)")
_WHOLE_NATIONAL = re.compile(r"0[1-79]\d{8}")
_HIDE_CALLER = re.compile(r"^(?:#31#|\*31#|\*67(?!\*)|\*82|\*65)(?=.{3})")
_CLASS_RISK_DB = {
    NumberClass.PREMIUM: 5,
    NumberClass.PREMIUM_SHORT: 5,
    NumberClass.SATELLITE: 8,
    NumberClass.INTERNATIONAL_NETWORK: 8,
    NumberClass.UNASSIGNED: 8,
}
# Dear enough that a string with junk in it is believed to mean them. The unassigned are no reading.
_DEAR = CAPPED_CLASSES - {NumberClass.UNASSIGNED}


class Explanation(NamedTuple):
    """Why a string means what it means: the rule that read it, and where its price comes from.

    outside_line: the digits that were taken off before reading; "" when none were.
    """

    destination: Destination
    rule: str
    outside_line: str
    price_source: str


class _Memory:
    """What was read lately, of all sites of the process together, so that many sites take no more than one.

    When the young half is full it becomes the old one; what is read again moves back into the young one.
    """

    def __init__(self) -> None:
        self._young: dict[tuple[int, str, bool], Destination] = {}
        self._old: dict[tuple[int, str, bool], Destination] = {}

    def get(self, key: tuple[int, str, bool]) -> Destination | None:
        """The destination, when it is still known."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: tuple[int, str, bool], destination: Destination) -> None:
        """Remember a destination."""
        if len(self._young) >= _MEMORY_LIMIT:
            self._old, self._young = self._young, {}
        self._young[key] = destination


_MEMORY = _Memory()
_NO_FEEDS = Feeds()
_PLANS: dict[tuple[object, ...], int] = {}
_plan_count = count(1)


def _plan(site: Site, deck: PriceDeck | None, feeds: Feeds | None) -> int:
    """A number that sites share who read and price every string alike."""
    if deck is not None or feeds is not None:
        return next(_plan_count)
    key = (
        site.country,
        site.outside_line,
        site.outside_line_removed,
        tuple(site.extensions),
        tuple(site.decoy_extensions),
        tuple(site.emergency_numbers),
        site.tariff.covered(site.country),
    )
    return _PLANS.setdefault(key, next(_plan_count))


@lru_cache(maxsize=256)
def _deck(flat: tuple[str, ...]) -> PriceDeck:
    return PriceDeck(flat=flat)


class DialPlan:
    """The numbers of one site. In: what was dialled. Out: Destination, memoised and bounded."""

    def __init__(self, site: Site, deck: PriceDeck | None = None, feeds: Feeds | None = None) -> None:
        self._site = site
        self._deck = deck or _deck(site.tariff.covered(site.country))
        self._feeds = feeds or _NO_FEEDS
        self._plan = _plan(site, deck, feeds)
        self._extensions = [extension_pattern(text) for text in (*site.extensions, *site.decoy_extensions)]
        self._emergency = emergency_forms(site)
        self._is_french = site.country in french.TERRITORIES

    def destination(self, dialled: str, outside_line_removed: bool = False) -> Destination:
        """The meaning and price of a string dialled on this site.

        outside_line_removed: the string is what went out on a trunk, so it carries no outside-line
        digit any more and 00687... is New Caledonia, not an outside line and a French mobile.
        """
        key = self._plan, dialled, outside_line_removed
        found = _MEMORY.get(key)
        if found is None:
            found = self._explained(dialled, outside_line_removed).destination
            if len(dialled) <= _LONGEST_REMEMBERED:
                _MEMORY.put(key, found)
        return found

    def __reduce__(self) -> tuple[object, ...]:
        # The number of a plan holds in this process alone.
        return DialPlan, (self._site, self._deck, self._feeds)

    def explain(self, dialled: str) -> Explanation:
        """The destination with the rule and the price's source, for people. Not memoised."""
        return self._explained(dialled, False)

    def _explained(self, dialled: str, removed: bool) -> Explanation:
        removed = removed or self._site.outside_line_removed
        # `&` calls several numbers at once; the dearest of them speaks for all.
        parts = [part for part in dialled[:_LONGEST_READ].split("&") if part.strip()] or [""]
        options = [self._priced(dialled, *self._read(part, removed)) for part in parts[:_MOST_PARTS]]
        if len(dialled) > _LONGEST_READ or len(parts) > _MOST_PARTS:
            # What is not read may be the number that counts.
            options = [one for one in options if one.destination.is_capped]
            options.append(self._priced(dialled, UNKNOWN, ""))
        return max(options, key=lambda option: _dearness(option.destination))

    def _priced(self, dialled: str, reading: Reading, outside_line: str) -> Explanation:
        estimate, source = self._deck.estimate_and_source(
            reading.digits, reading.territory, reading.number_class, reading.kind
        )
        risk_db = _CLASS_RISK_DB.get(reading.number_class, 0)
        if reading.number_class is NumberClass.INTERNATIONAL:
            risk_db = RISK_DB.get(reading.territory, 0)
        if reading.is_e164:
            risk_db = max(risk_db, self._feeds.risk_db(reading.digits))
        destination = Destination(
            dialled=dialled,
            e164="+" + reading.digits if reading.is_e164 else "",
            territory=reading.territory,
            number_class=reading.number_class,
            risk_db=risk_db,
            price=estimate.counted,
            forward_target=reading.forward_target,
            estimate=None if estimate.usual == estimate.cautious == estimate.counted else estimate,
        )
        return Explanation(destination, reading.rule, outside_line, source)

    def _read(self, raw: str, removed: bool) -> tuple[Reading, str]:
        """The best reading of one number, and the outside-line digits that it took off."""
        seen, hidden = hidden_end(raw)
        if hidden:
            return self._read_hidden(seen, hidden, removed)
        text, has_junk = cleaned(raw)
        if not text:
            return UNKNOWN, ""
        outside = self._site.outside_line
        behind = text[len(outside) :] if outside and text.startswith(outside) else ""
        forms = [(text, "")] + ([(behind, outside)] if behind else [])
        if not has_junk:
            for form, taken in forms:
                if form in self._emergency:
                    territory = self._site.country
                    return Reading(3, form, False, territory, NumberClass.EMERGENCY, rule="emergency"), taken
        if removed:
            forms = forms[:1]
        if not has_junk and len(forms) == 2 and _WHOLE_NATIONAL.fullmatch(behind):
            # A whole national number behind the outside line is what this PBX would dial.
            reading = self._one(behind)
            if reading.clearness == 3:
                return reading, outside
        readings = [(self._one(form, is_whole=not taken), taken) for form, taken in forms]
        if has_junk:
            known = [pair for pair in readings if pair[0].number_class in _DEAR]
            return max(known, key=lambda pair: pair[0].clearness) if known else (UNKNOWN, "")
        best = max(reading.clearness for reading, _taken in readings)
        return max((pair for pair in readings if pair[0].clearness == best), key=self._three_minutes_cost)

    def _read_hidden(self, seen: str, hidden: int, removed: bool) -> tuple[Reading, str]:
        """What most numbers that begin so mean, and the dearer meaning where they are as many."""
        alike: dict[tuple[str, NumberClass], list[tuple[Reading, str]]] = {}
        for digit in "0123456789":
            ending = digit * hidden
            reading, taken = self._read(seen + ending, removed)
            if reading.number_class is NumberClass.EMERGENCY or not reading.digits.endswith(ending):
                reading = UNKNOWN
            else:
                whole = reading.digits[:-hidden] + HIDDEN_DIGIT * hidden
                reading = reading._replace(digits=whole, rule="hidden_digits")
            alike.setdefault((reading.territory, reading.number_class), []).append((reading, taken))
        most = max(alike.values(), key=lambda pairs: (len(pairs), self._three_minutes_cost(pairs[0])))
        kinds = {reading.kind for reading, _taken in most}
        best, taken = most[0]
        if len(kinds) > 1:
            best = best._replace(kind="")
        return best, taken

    def _three_minutes_cost(self, pair: tuple[Reading, str]) -> int:
        reading = pair[0]
        return self._deck.price(reading.digits, reading.territory, reading.number_class).cost(180)

    def _one(self, text: str, is_whole: bool = False) -> Reading:
        """One form of a number. is_whole: nothing was taken off, so that it may be an extension."""
        if text[0] in "*#":
            return self._feature(text)
        if not text.lstrip("+").isdecimal():
            return UNKNOWN
        if text.startswith("+"):
            return self._international(text.lstrip("+0"), 3)
        short = self._short(text)
        if is_whole and any(pattern.fullmatch(text) for pattern in self._extensions):
            is_dear_short = short is not None and short.number_class in _DEAR
            if not is_dear_short or self._is_specific_extension(text):
                return Reading(3, text, False, "", NumberClass.INTERNAL, rule="extension")
        if short is not None:
            return short
        return self._french(text) if self._is_french else self._foreign(text)

    def _short(self, text: str) -> Reading | None:
        if not self._is_french:
            return read_foreign_short(text, self._site.country)
        found = french.short_class(text)
        return Reading(3, text, False, "FR", found, rule="short_number") if found else None

    def _is_specific_extension(self, text: str) -> bool:
        """Whether a pattern says more than how many digits an extension has."""
        return any(
            set(source.upper()) != {"X"} and pattern.fullmatch(text)
            for source, pattern in zip(self._site.extensions, self._extensions, strict=False)
        )

    def _feature(self, text: str) -> Reading:
        hidden = _HIDE_CALLER.match(text)
        if hidden:  # a call after all, with the caller hidden
            return self._read(text[hidden.end() :], False)[0]
        feature = Reading(3, "", False, "", NumberClass.FEATURE, rule="feature_code")
        forward = _FORWARD.match(text)
        if forward:
            return feature._replace(forward_target=forward[1], rule="forward_code")
        digits = re.sub(r"\D", "", text)
        if len(digits) < 8:
            return feature
        # No code known: the switch may dial the rest.
        found = [self._one(digits[skip:]) for skip in range(5) if len(digits) > skip + 6]
        dear = [reading for reading in found if reading.number_class in _DEAR]
        return max(dear, key=lambda reading: reading.clearness) if dear else UNKNOWN

    def _french(self, text: str) -> Reading:
        if text.startswith("3651") and len(text) > 8:  # hides the caller, then dials
            return self._read(text[4:], False)[0]
        carrier = re.fullmatch(r"16\d\d(0\d+)", text)
        if carrier:
            return self._french(carrier[1])
        if text.startswith("00"):
            rest = text[2:]
            return self._international(rest.lstrip("0"), 3 if rest[:1] != "0" else 1)
        if text.startswith("011") and len(text) > 12:  # an American habit, or a program's
            return self._international(text[3:], 1)
        if text.startswith("0"):
            return self._french_national(text)
        return self._international(text, 1)

    def _french_national(self, text: str) -> Reading:
        is_whole = french.is_whole(text)
        clearness = 3 if is_whole else 0
        code = french.overseas_code(text)
        if code:
            return self._international(code + text[1:10], clearness)._replace(rule="overseas")
        if not 7 <= len(text) <= 15:
            return UNKNOWN
        number_class = french.national_class(text)
        kind = {NumberClass.MOBILE: "mobile", NumberClass.NATIONAL: "fixed"}.get(number_class, "")
        digits = "33" + (text[1:] if is_whole else text[1:10])
        if number_class in (NumberClass.NATIONAL, NumberClass.MOBILE) and self._site.country != "FR":
            number_class = NumberClass.INTERNATIONAL
        return Reading(
            clearness=clearness,
            digits=digits,
            is_e164=True,
            territory="FR",
            number_class=number_class,
            kind=kind,
            rule="french_plan",
        )

    def _international(self, digits: str, clearness: int) -> Reading:
        if digits.startswith("33") and self._is_french and len(digits) > 4:
            rest = digits[2:]
            if rest.startswith("00"):  # France is asked to dial abroad
                return self._international(rest.lstrip("0"), 1)._replace(clearness=clearness)
            short = self._short(rest.removeprefix("0"))
            if short is not None and short.number_class in _DEAR:
                return short
            return self._french_national("0" + rest.removeprefix("0"))._replace(clearness=clearness)
        return read_international(digits, clearness, self._site.country)

    def _foreign(self, text: str) -> Reading:
        found = read_foreign(text, self._site.country)
        return self._french(text) if found is None else found


def _dearness(destination: Destination) -> tuple[int, bool]:
    return destination.price.cost(180), not destination.is_emergency
