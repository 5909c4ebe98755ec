"""What was answered before, read from veilleur.toml: the defaults of a second set-up.

In: the text of a veilleur.toml, the options of a switch. Out: answers by key. Pitfall: a file that is no
TOML, or holds several sites, has no answers; what stands there was written by an owner, so a value of another
kind than was asked is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from veilleur.pbx.setup_port import Option

_TEXTS = ("name", "country", "timezone", "outside_line")
_LISTS = ("extensions", "trunks", "emergency_numbers")
_NO_DAYS = frozenset({"always", "holidays", "subdivision", "closed"})


def earlier_answers(text: str, section: str, options: Sequence[Option], folder: Path) -> dict[str, Any]:
    """Those of the site and of the switch. section: its name; folder: where the file is, for its paths."""
    try:
        document = tomlkit.parse(text).unwrap()
    except TOMLKitError:
        return {}
    site = document.get("site", {})
    if not isinstance(site, Mapping):
        return {}
    answers: dict[str, Any] = {key: site[key] for key in _TEXTS if isinstance(site.get(key), str)}
    for key in _LISTS:
        if isinstance(site.get(key), list):
            answers[key] = ",".join(map(str, site[key]))
    hours = document.get("hours", site.get("hours"))
    if isinstance(hours, Mapping):
        answers |= _hours(hours)
    of_switch = document.get(section, {})
    if isinstance(of_switch, Mapping):
        answers |= _of_switch(of_switch, options, folder)
    return answers


def _hours(hours: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    days = {key: value for key, value in hours.items() if key not in _NO_DAYS}
    if hours.get("always") is True:
        found["hours"] = "always"
    elif days and all(isinstance(value, str) for value in days.values()):
        found["hours"] = ";".join(f"{key}={value}" for key, value in days.items())
    if isinstance(hours.get("holidays"), str):
        found["holidays"] = hours["holidays"] or "-"
    return found


def _of_switch(section: Mapping[str, Any], options: Sequence[Option], folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for option in options:
        value = section.get(option.toml_key) if option.toml_key else None
        if option.kind is Path and isinstance(value, str):
            found[option.key] = folder / value
        elif value == "" and option.default:
            found[option.key] = "-"  # the answer for none
        elif isinstance(value, option.kind) and not (option.kind is int and isinstance(value, bool)):
            found[option.key] = value
    return found
