"""The plan of numbers of a FreePBX from the dialplan it generated, where its database cannot be read.

In: the text of `extensions_additional.conf`. Out: `Facts`. Pitfall: the dialplan says neither which route is
an emergency route nor in which country it stands, and older and newer versions call their macros otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from veilleur.pbx.asterisk.dialplan.text import whole
from veilleur.pbx.asterisk.freepbx.facts import Facts, Route, RoutePattern, Trunk, channel_of

_SECTION = re.compile(r"^\[(?P<name>[^\]]+)\](?P<body>.*?)(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
_GLOBAL = re.compile(
    r"^[ \t]*(?P<key>[A-Za-z_]+?)(?P<number>\d+)(?P<suffix>_SUFFIX)?[ \t]*=>?[ \t]*(?P<value>.*?)\s*$", re.M
)
_STEP = re.compile(
    r"^\s*exten\s*=>?\s*(?P<pattern>_?[^,\s]+?)\s*,\s*(?P<priority>[^,(]+)(?:\([^)]*\))?\s*,(?P<what>.*)$",
    re.MULTILINE | re.IGNORECASE,
)
_DIALS_OUT = re.compile(
    r"(?:Macro\(|Gosub\(macro-)dialout-(?:trunk|enum|dundi),(?:s,1\()?(?P<trunk>\d+),(?P<number>[^,)]*)",
    re.IGNORECASE,
)
_ROUTE_NAME = re.compile(r"Set\(_?_?ROUTENAME=(?P<name>[^)]*)\)", re.IGNORECASE)
_CUT = re.compile(r"^(?P<before>[0-9*#+]*)\$\{EXTEN(?::(?P<cut>\d+))?\}$")
_TELEPHONE = re.compile(r"^\d{2,8}$")


def facts_of(text: str, source: str) -> Facts:
    """What the generated dialplan says."""
    sections = {found["name"]: found["body"] for found in _SECTION.finditer(text)}
    routes = [
        route for name, body in sections.items() if name.startswith("outrt-") for route in _route(name, body)
    ]
    return Facts(
        source=source,
        extensions=tuple(sorted(set(_extensions(sections.get("ext-local", ""))))),
        trunks=tuple(_trunks(sections.get("globals", ""))),
        routes=tuple(routes),
    )


def _extensions(body: str) -> Iterator[str]:
    """Telephones alone: their mailboxes stand beside them as vm201 and *201."""
    for step in _STEP.finditer(body):
        pattern = step["pattern"]
        if _TELEPHONE.match(pattern) or re.fullmatch(r"_[0-9XZN]{2,8}", pattern, re.IGNORECASE):
            yield pattern.removeprefix("_")


def _trunks(body: str) -> Iterator[Trunk]:
    found: dict[str, dict[str, str]] = {}
    for line in _GLOBAL.finditer(body):
        found.setdefault(line["number"], {})[line["key"] + (line["suffix"] or "")] = line["value"]
    for number, values in sorted(found.items(), key=lambda one: whole(one[0])):
        dialled = values.get("OUT_")
        if not dialled:
            continue
        suffix = values.get("OUT__SUFFIX", "")
        dials = dialled.removeprefix("AMP:") if "/" in dialled else f"{dialled}/$OUTNUM${suffix}"
        lines = values.get("OUTMAXCHANS_", "")
        yield Trunk(
            number=number,
            name=dials.partition("/")[0],
            channel=channel_of(dials),
            lines=whole(lines) if lines.isdecimal() and whole(lines) else None,
            is_off=values.get("OUTDISABLE_", "").lower() == "on",
        )


def _route(name: str, body: str) -> Iterator[Route]:
    patterns: dict[str, RoutePattern] = {}
    trunks: list[str] = []
    title = name
    for step in _STEP.finditer(body):
        named = _ROUTE_NAME.search(step["what"])
        title = named["name"] if named else title
        dials = _DIALS_OUT.search(step["what"])
        if dials is None:
            continue
        trunks.append(dials["trunk"])
        cut = _CUT.match(dials["number"])
        if cut is not None:
            bare, length = step["pattern"].removeprefix("_").partition("/")[0], whole(cut["cut"] or "0")
            patterns.setdefault(step["pattern"], RoutePattern(bare[:length], bare[length:], cut["before"]))
    if patterns:
        yield Route(title, tuple(patterns.values()), tuple(dict.fromkeys(trunks)))
