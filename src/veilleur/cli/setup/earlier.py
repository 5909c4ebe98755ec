"""What was answered before, read from veilleur.toml: the defaults of a second set-up.

In: the text of a veilleur.toml, the options of a switch. Out: answers by key. Pitfall: a file that is no
TOML, or holds several sites, has no answers; what stands there was written by an owner, so a value of another
kind than was asked is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from veilleur.cli.setup.plans import answer_of
from veilleur.pbx.setup_port import Option

_TEXTS = ("name", "country", "timezone", "outside_line")
_LISTS = ("extensions", "trunks", "emergency_numbers")
_AMOUNTS = ("usual_month", "ceiling_month")
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
    limits = document.get("limits", site.get("limits"))
    if isinstance(limits, Mapping):
        amounts = {key: limits.get(f"{key}_eur") for key in _AMOUNTS}
        answers |= {key: f"{value:g}" for key, value in amounts.items() if _is_amount(value)}
    tariff = document.get("tariff", site.get("tariff"))
    if isinstance(tariff, Mapping) and isinstance(tariff.get("flat"), list):
        answers["plan"] = answer_of([str(word) for word in tariff["flat"]], str(answers.get("country", "FR")))
    hours = document.get("hours", site.get("hours"))
    if isinstance(hours, Mapping):
        answers |= _hours(hours)
    of_switch = document.get(section, {})
    if isinstance(of_switch, Mapping):
        answers |= _of_switch(of_switch, options, folder)
    return answers


def named_since(earlier: Mapping[str, Any], suggested: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the switch names since the earlier answers, by key: a telephone that no pattern covers, a trunk, a
    number of an emergency route."""
    found = {}
    for key in _LISTS:
        known, named = _listed(earlier.get(key)), _listed(suggested.get(key))
        new = [one for one in named if not any(_covers(pattern, one) for pattern in known)]
        if known and new:
            found[key] = new
    return found


def _listed(words: object) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()] if isinstance(words, str) else []


def _covers(pattern: str, name: str) -> bool:
    """Whether a pattern such as 2XX or PJSIP/carrier* stands for a name, or for all that another one does."""
    if "/" in pattern:
        return fnmatchcase(name.lower(), pattern.lower())
    signs = {"X": "0123456789", "Z": "123456789", "N": "23456789"}
    return len(pattern) == len(name) and all(
        set(signs.get(there.upper(), there)) >= set(signs.get(here.upper(), here))
        for there, here in zip(pattern, name, strict=True)
    )


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


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
