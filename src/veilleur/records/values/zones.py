"""The time zone that a heading, a title or a value names.

In: a text such as `Start (UTC)`, `All times are GMT` or `Fuseau : Europe/Paris`. Out: a zone of `zoneinfo`.
Pitfall: short names are zones only in capitals and by themselves (`EST`, `CET`); elsewhere they are words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from zoneinfo import ZoneInfo

_FULL = re.compile(r"\b((?:Europe|America|Africa|Asia|Australia|Pacific|Atlantic|Indian)/[A-Za-z_/+-]+)")
_OFFSET = re.compile(r"(?:\b(?:UTC|GMT) ?|[(\[ ])([+-])(\d\d?)(?::?(\d\d))?(?=[)\]\s]|$)")
_SHORT = re.compile(
    r"(?:\b|_)(UTC|GMT|utc|gmt|Utc|Zulu|Z|CET|CEST|MEZ|MESZ|EST|EDT|ET|CST|CDT|MST|MDT|PST|PDT|BST)(?:\b|_)"
)
_CAMEL = re.compile(r"[a-z](UTC|Utc|GMT|Gmt)(?![a-z])")
_ZONES = {
    "utc": "UTC",
    "gmt": "UTC",
    "zulu": "UTC",
    "z": "UTC",
    "cet": "Europe/Paris",
    "cest": "Europe/Paris",
    "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin",
    "bst": "Europe/London",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
}
_ABOUT_TIME = re.compile(
    r"time|zone|heure|fuseau|horaire|zeit|uhr|\bhora|\bora\b|\borari|\bfuso|tijd|huso", re.IGNORECASE
)


@lru_cache(1024)
def zone_named(text: str) -> str:
    """The zone that a heading or a value names; empty when it names none."""
    full = _FULL.search(text)
    if full is not None and _is_known(full.group(1)):
        return full.group(1)
    offset = _OFFSET.search(text)
    if offset is not None:
        hours, minutes = int(offset.group(2)), int(offset.group(3) or 0)
        if minutes == 0 and hours <= 14:  # Etc/GMT counts to the west
            return f"Etc/GMT{'-' if offset.group(1) == '+' else '+'}{hours}" if hours else "UTC"
    short = _SHORT.search(text) or _CAMEL.search(text)
    return _ZONES.get(short.group(1).lower(), "") if short is not None else ""


def zone_stated(line: str) -> str:
    """The zone that a sentence above the records states for all of them; empty when it states none."""
    if len(line) > 400 or not _ABOUT_TIME.search(line):
        return ""
    return zone_named(line)


def _is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
