"""Opening hours as people write them, as the lines of [hours]. Pure.

In: "lun-ven 8h-12h, 14h-18h30; sam 9h-12h", "mon-fri=08:00-18:30", "8h-18h", "always". Out: lines. Pitfall:
hours without a day are those of Monday to Friday, and a day that is not named is closed.
"""

from __future__ import annotations

import re

from veilleur.config.writing import quoted
from veilleur.words.errors import ConfigError

_ALWAYS = frozenset({"always", "toujours", "24/7", "24h/24", "24h", "24/24"})
_CLOSED = frozenset({"closed", "fermé", "ferme", "-"})
_WEEKDAYS = "mon-fri"
_DAYS = {
    "lun": "mon",
    "mar": "tue",
    "mer": "wed",
    "jeu": "thu",
    "ven": "fri",
    "sam": "sat",
    "dim": "sun",
    **{day: day for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
}
_TO = r"(?:\s*[-–—]\s*|\s+(?:à|a|au|to|until)\s+)"
_DAY = r"[a-z]{3,9}\.?"
_PIECE = re.compile(rf"^(?:(?:from|du|le)\s+)?(?P<days>{_DAY}(?:{_TO}{_DAY})?)?\s*[=:]?\s*(?P<times>.*)$")
_CLOCK = r"(\d{1,2})(?:\s*[h:.]\s*(\d{2})?)?\s*(am|pm)?"
_RANGE = re.compile(rf"^(?:(?:de|from)\s+)?{_CLOCK}{_TO}{_CLOCK}$")
_AND = re.compile(r"\s*(?:,|/|\bet\b|\band\b)\s*")
_NEXT_DAY = re.compile(rf"\s*(?:[;\n]|,\s*(?=(?:{'|'.join(_DAYS)})))\s*")


def hours_lines(words: str) -> list[str]:
    """The lines of [hours].

    Raises:
        ConfigError: when they cannot be read.
    """
    text = words.strip().lower()
    if not text:
        return [f'{_WEEKDAYS} = "08:00-18:30"']
    if text in _ALWAYS:
        return ["always = true"]
    lines = []
    for piece in _NEXT_DAY.split(text):
        if not piece:
            continue
        found = _PIECE.match(piece)
        days = _days(found["days"]) if found else ""
        times = _times(found["times"]) if found else ""
        if not days or not times:
            raise ConfigError(
                "--hours {words}: write mon-fri=08:00-18:30;sat=09:00-12:00, or always, "
                "instead of {piece!r}.",
                words=words,
                piece=piece,
            )
        lines.append(f"{days} = {quoted(times)}")
    return lines


def _days(words: str | None) -> str:
    """ "lundi au vendredi" as mon-fri; "" when it is no day."""
    if words is None:
        return _WEEKDAYS
    known = [_DAYS.get(word[:3], "") for word in re.split(_TO, words)]
    return "-".join(known) if all(known) else ""


def _times(words: str) -> str:
    """ "8h-12h et 14h-18h30" as 08:00-12:00,14:00-18:30; "" when it is no time."""
    if words.strip() in _CLOSED:
        return "closed"
    ranges = []
    for part in _AND.split(words.strip()):
        found = _RANGE.match(part)
        if found is None:
            return ""
        start, end = _clock(*found.groups()[:3]), _clock(*found.groups()[3:])
        if not start or not end:
            return ""
        ranges.append(f"{start}-{end}")
    return ",".join(ranges)


def _clock(hour: str, minute: str | None, half: str | None) -> str:
    hours = int(hour) % 12 + (12 if half == "pm" else 0) if half else int(hour)
    minutes = int(minute or 0)
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        return ""
    return f"{hours:02d}:{minutes:02d}"
