"""An older veilleur.toml with what set-up asks put into it, when set-up runs again.

In: the new text, the old one, the keys that set-up asks of a switch. Out: the old text with the new values.
Pitfall: the old text is the one that is changed, so the owner's comments, order and spelling stay; a key that
set-up asks and the new text leaves out goes. What is no TOML, or holds several sites, is not merged.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

SITE_KEYS = frozenset({"name", "country", "timezone", "outside_line", "extensions", "trunks"})
LIMIT_KEYS = frozenset({"usual_month_eur", "ceiling_month_eur"})
JOINED_KEY = "emergency_numbers"  # the owner's own stay beside what set-up found
KEPT_OF_HOURS = frozenset({"closed", "subdivision"})  # all others of this section are days


def with_kept(new: str, old: str, keys_of_switch: Mapping[str, frozenset[str]]) -> str:
    """The old text with what the new one says. keys_of_switch: section -> the keys that set-up asks of it."""
    asked = tomlkit.parse(new)
    try:
        merged = tomlkit.parse(old)
    except TOMLKitError:
        return new
    if not isinstance(merged.get("site", {}), MutableMapping):
        return new
    added = []
    owned = {
        "site": SITE_KEYS,
        "limits": LIMIT_KEYS,
        "tariff": frozenset({"flat"}),
        "guard": frozenset[str](),
        **keys_of_switch,
    }
    for name, section in asked.items():
        before = _section(merged, name)
        if before is None:
            added.append(tomlkit.document().add(name, section))
            continue
        keys = owned[name] if name in owned else {*before, *section} - KEPT_OF_HOURS
        for key in [key for key in before if key in keys and key not in section]:
            del before[key]
        for key, value in section.items():
            if name == "site" and key == JOINED_KEY:
                value = list(dict.fromkeys([*before.get(key, []), *value]))
            if key not in before or before[key] != value:
                before[key] = value
    text = tomlkit.dumps(merged)
    if not added:
        return text
    parts = [part.strip("\n") for part in (text, *map(tomlkit.dumps, added))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(document: Mapping[str, Any], name: str) -> MutableMapping[str, Any] | None:
    """A section by its name, or as a part of [site], where those of one site may stand too."""
    found = document.get(name, document.get("site", {}).get(name))
    return found if isinstance(found, MutableMapping) else None
