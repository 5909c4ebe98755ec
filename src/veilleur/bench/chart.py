"""The picture of a summary, as SVG of our own: no library, and the same figures give the same bytes.

In: the plain data of `report.summary`. Out: SVG text. Left: expected euros per site-year of each rule, with
its interval. Right: euros per attack under Veilleur where it is asked, median to p95, beside what is lost if
nothing watches.
Pitfall: both scales are logarithmic; what is below their left end is drawn at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10
from typing import Any

from veilleur.bench.rules import NOTHING, VEILLEUR

WIDTH, ROW, TOP, LEFT, GAP = 1250, 24, 70, 310, 390
PANEL = 250  # width of a scale, in pixels
OURS, OTHERS, FAINT, INK = "#0b6e4f", "#8a8f98", "#d9dce1", "#1d232b"
_TICKS = {3: "1k", 4: "10k", 5: "100k", 6: "1M", 7: "10M"}
STYLE = "font-family:system-ui,sans-serif;font-size:13px"


class _Scale:
    """Euros to pixels, by powers of ten."""

    def __init__(self, left: int, lowest: int, highest: int) -> None:
        self.left, self.lowest, self.highest = left, lowest, highest

    def x(self, euros: float) -> float:
        share = (log10(max(euros, 10.0**self.lowest)) - self.lowest) / (self.highest - self.lowest)
        return round(self.left + PANEL * min(1.0, max(0.0, share)), 1)

    def ticks(self, bottom: int) -> list[str]:
        drawn = []
        for power in range(self.lowest, self.highest + 1):
            x, label = self.x(10.0**power), _TICKS.get(power, f"{10.0**power:g}")
            drawn.append(f'<line x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{bottom}" stroke="{FAINT}"/>')
            drawn.append(_text(x, bottom + 16, label, "middle"))
        return drawn


def svg(data: dict[str, Any]) -> str:
    """The picture."""
    rules = [one for one in data["contenders"] if not one["ablation"]]
    hostile = {one["attack"]: one for one in _of(data, VEILLEUR, "asked")}
    unwatched = {one["attack"]: one for one in data["attacks"] if one["rule"] == NOTHING}
    bottom = TOP + ROW * max(len(rules), len(hostile))
    about = data["about"]
    highest = _power([one["expected_eur_per_site_year"][2] for one in rules])
    left = _Scale(LEFT, -1, highest)
    most = [one["p95"][0] for one in (*hostile.values(), *unwatched.values())]
    right = _Scale(LEFT + PANEL + GAP, -1, _power(most))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 56}" style="{STYLE}">',
        '<rect width="100%" height="100%" fill="white"/>',
        _text(x=20, y=26, text="Expected euros per site-year", anchor="start", colour=INK, size=17),
        _text(
            20,
            46,
            f"{about['site_years']:,.0f} site-years, {about['date']}, commit {about['commit']}",
            "start",
        ),
        _text(
            x=right.left - GAP + 60,
            y=26,
            text="Euros per attack, asked before each call",
            anchor="start",
            colour=INK,
            size=17,
        ),
        _text(
            right.left - GAP + 60,
            46,
            "green: Veilleur, median to p95; grey: nothing watches, median",
            "start",
        ),
        _text(
            20, bottom + 42, "Both scales are logarithmic; thin lines on the left: 95 % intervals.", "start"
        ),
        *left.ticks(bottom),
        *right.ticks(bottom),
    ]
    for place, one in enumerate(rules):
        y = TOP + ROW * place + 12
        value, low, high = one["expected_eur_per_site_year"]
        colour = OURS if one["rule"].startswith(VEILLEUR) else OTHERS
        parts += [
            _text(LEFT - 10, y + 4, f"{one['rule']} ({one['vantage']})", "end", INK),
            _bar(LEFT, left.x(value), y, colour),
            _line(left.x(low), left.x(high), y, INK),
            _text(left.x(high) + 6, y + 4, f"{value:,.0f}" if value >= 10 else f"{value:,.1f}", "start"),
        ]
    for place, (name, one) in enumerate(hostile.items()):
        y = TOP + ROW * place + 12
        parts.append(_text(right.left - 10, y + 4, f"{name}  {one['name']}", "end", INK))
        if name in unwatched:
            x = right.x(unwatched[name]["median"][0])
            parts.append(f'<rect x="{x - 4}" y="{y - 6}" width="8" height="12" fill="{OTHERS}"/>')
        middle, p95 = right.x(one["median"][0]), right.x(one["p95"][0])
        parts.append(_line(middle, p95, y, OURS, 3))
        parts.append(f'<circle cx="{middle}" cy="{y}" r="5" fill="{OURS}"/>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _of(data: dict[str, Any], rule: str, vantage: str) -> list[dict[str, Any]]:
    return [one for one in data["attacks"] if (one["rule"], one["vantage"]) == (rule, vantage)]


def _power(values: Sequence[float]) -> int:
    return max(1, int(log10(max([1.0, *values]))) + 1)


def _line(x1: float, x2: float, y: float, colour: str, width: int = 1) -> str:
    return f'<line x1="{x1}" y1="{y}" x2="{x2}" y2="{y}" stroke="{colour}" stroke-width="{width}"/>'


def _bar(x1: float, x2: float, y: float, colour: str) -> str:
    return f'<rect x="{x1}" y="{y - 7}" width="{round(x2 - x1, 1)}" height="14" fill="{colour}"/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#5b6470", size: int = 13) -> str:
    place = f'x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}" font-size="{size}"'
    return f"<text {place}>{escape(text)}</text>"
