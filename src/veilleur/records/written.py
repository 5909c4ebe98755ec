"""Times, durations and numbers as programs and people write them -> seconds and digits.

In: the text of one value. The thing a reader would get wrong: day and month are taken in the French order
when a date has slashes and the year last.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from veilleur.records.base import shown_digits
from veilleur.records.clocks import LocalClock, clock_duration
from veilleur.words.destinations import HIDDEN_DIGIT

REMEMBERED_TEXTS = 1 << 14
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[ T,]+(\d{1,2})[:hH](\d\d)(?::(\d\d))?$")
_SHORT_YEAR = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2})[ T,]+(\d{1,2})[:hH](\d\d)(?::(\d\d))?$")
_LOOSE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})[ T](\d{1,2}):(\d\d)(?::(\d\d(?:\.\d+)?))?$")
_EPOCH = re.compile(r"(\d{10})(\d{3}|\d{6})?(\.\d+)?$")
_NAMED_NUMBER = re.compile(r"^.*[<(]([^<>()]*)[>)]$", re.DOTALL)
_ROUNDED = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_OFFSET = re.compile(r" ?([+-]\d\d)(?::?(\d\d))?$|Z$")
_SPELT = re.compile(r"(?:(\d+)\s*h(?:r|ours?|eures?)?)?\s*(?:(\d+)\s*m(?:in\w*|n)?)?\s*(?:(\d+)\s*s\w*)?$")


def moment(text: str, clock: LocalClock) -> float:
    """Seconds since 1970 UTC of a date and time in any of the usual ways. Raises ValueError."""
    text = text.strip()
    if len(text) != 19:
        return _moment(text, clock)
    at = clock.known(text)
    if at is None:
        at = _moment(text, clock)
        clock.remember(text, at)
    return at


def _moment(text: str, clock: LocalClock) -> float:
    found = _DAY_FIRST.match(text) or _SHORT_YEAR.match(text)
    if found:
        day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
        return clock.at(year + 2000 if year < 100 else year, month, day, hour, minute, second)
    epoch = _EPOCH.match(text)
    if epoch:
        small = epoch.group(2)
        return float(epoch.group(1) + (epoch.group(3) or "")) + (
            int(small) / 10 ** len(small) if small else 0
        )
    if len(text) > 16 and text[4:5] == "-" and _OFFSET.search(text[16:]):
        return datetime.fromisoformat(_OFFSET.sub(_whole_offset, text)).timestamp()
    if text[3:4] == ",":
        from email.utils import parsedate_to_datetime

        return parsedate_to_datetime(text).timestamp()
    loose = _LOOSE.match(text)
    if loose:
        year_, month_, day_, hour_, minute_ = (int(part) for part in loose.groups()[:5])
        return clock.at(year_, month_, day_, hour_, minute_, float(loose.group(6) or 0))
    return clock.iso(text)


def _whole_offset(found: re.Match[str]) -> str:
    return f"{found.group(1)}:{found.group(2) or '00'}" if found.group(1) else "+00:00"


@lru_cache(REMEMBERED_TEXTS)
def seconds(text: str) -> float:
    """Seconds of `171`, `00:02:51`, `2m 51s` or nothing (0). Raises ValueError."""
    text = text.strip()
    if not text:
        return 0.0
    try:
        return clock_duration(text.replace(",", ".").replace("'", ":").rstrip('":'))
    except ValueError:
        spelt = _SPELT.match(text.lower())
        if spelt and any(spelt.groups()):
            hours, minutes, rest = (int(part or 0) for part in spelt.groups())
            return float(hours * 3600 + minutes * 60 + rest)
        raise ValueError(f"not a duration: {text!r}") from None


@lru_cache(REMEMBERED_TEXTS)
def number_of(text: str) -> str:
    """The number in `Name<number>` or `01 99 00 01 10`; other texts stay as they are."""
    found = _NAMED_NUMBER.match(text)
    text = found.group(1) if found else text
    rounded = _ROUNDED.fullmatch(text.strip())
    if rounded is not None:  # a spreadsheet took it for a quantity: the last digits are gone
        shown = rounded.group(1) + (rounded.group(2) or "")
        return shown + HIDDEN_DIGIT * max(0, int(rounded.group(3)) + 1 - len(shown))
    squeezed = re.sub(r"[\s.\u00a0-]", "", text)
    squeezed = re.sub(r"^(?:sip:|tel:)|@.*$", "", squeezed)
    if re.fullmatch(r"\+?[0-9*#xX?\u2022]+", squeezed):
        return shown_digits(squeezed) if squeezed[-1:] in "*?xX" and len(squeezed) > 4 else squeezed
    return text
