"""The chart of a summary as SVG, drawn with matplotlib.

In: the plain data of `report.summary`. Out: SVG text, the same bytes for the same figures and version of
matplotlib. Left: expected euros per site-year of each rule, with its interval. Right: euros per attack under
Veilleur where it is asked, median to p95, beside what is lost if nothing watches. Pitfall: both scales are
logarithmic; what is below their left end is drawn at it.
"""

from __future__ import annotations

from io import StringIO
from math import log10
from typing import Any

from veilleur.bench.contenders.rules import NOTHING, VEILLEUR
from veilleur.words.errors import InputError

LEAST_EUR = 0.1  # the left end of both scales
ROW_IN, AROUND_IN, WIDTH_IN = 0.27, 1.4, 14.0  # inches
OURS, OTHERS, FAINT, INK, PALE = "#0b6e4f", "#8a8f98", "#d9dce1", "#1d232b", "#5b6470"
STYLE: dict[Any, Any] = {
    "axes.edgecolor": "none",
    "axes.labelcolor": PALE,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlepad": 26,
    "axes.titlesize": 13,
    "figure.constrained_layout.h_pad": 0.12,
    "figure.constrained_layout.w_pad": 0.12,
    "figure.facecolor": "white",
    "font.size": 10,
    "grid.color": FAINT,
    "svg.fonttype": "none",  # letters stay letters, which a reader can search and copy
    "svg.hashsalt": "veilleur",  # else ids in the file are random
    "text.color": INK,
    "text.parse_math": False,  # a name with a dollar sign is a name
    "xtick.color": PALE,
    "xtick.major.size": 0,
    "ytick.color": INK,
    "ytick.major.pad": 8,
    "ytick.major.size": 0,
}


def svg(data: dict[str, Any]) -> str:
    """The chart.

    Raises:
        InputError: when matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise InputError("The chart needs matplotlib: install veilleur[bench].") from error

    rules = [one for one in data["contenders"] if not one["ablation"]]
    attacks = [one for one in data["attacks"] if (one["rule"], one["vantage"]) == (VEILLEUR, "asked")]
    rows = max(len(rules), len(attacks))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH_IN, ROW_IN * rows + AROUND_IN), layout="constrained")
        left, right = figure.subplots(1, 2)
        for axes in (left, right):
            axes.set_ylim(rows - 0.5, -0.5)  # the first on top
        _draw_rules(left, rules)
        _draw_attacks(
            right, attacks, {one["attack"]: one for one in data["attacks"] if one["rule"] == NOTHING}
        )
        about = data["about"]
        figure.supxlabel(
            f"{about['site_years']:,.0f} site-years, {about['date']}, commit {about['commit']}; "
            "both scales are logarithmic, thin lines on the left are 95 % intervals",
            color=PALE,
            fontsize="medium",
        )
        file = StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def _draw_rules(axes: Any, rules: list[dict[str, Any]]) -> None:
    axes.set_title("Expected euros per site-year")
    names = [f"{one['rule']} ({one['vantage']})" for one in rules]
    _lay_out(axes, names, max([one["expected_eur_per_site_year"][2] for one in rules], default=1.0))
    for place, one in enumerate(rules):
        value, low, high = (max(LEAST_EUR, euros) for euros in one["expected_eur_per_site_year"])
        colour = OURS if one["rule"].startswith(VEILLEUR) else OTHERS
        axes.barh(place, value - LEAST_EUR, left=LEAST_EUR, height=0.6, color=colour)
        axes.plot([low, high], [place, place], color=INK, linewidth=1)
        shown = one["expected_eur_per_site_year"][0]
        text = f"{shown:,.0f}" if shown >= 10 else f"{shown:,.1f}"
        axes.annotate(text, (high, place), xytext=(5, 0), textcoords="offset points", va="center", color=PALE)


def _draw_attacks(axes: Any, attacks: list[dict[str, Any]], unwatched: dict[str, dict[str, Any]]) -> None:
    axes.set_title("Euros per attack, asked before each call", loc="right")
    names = [f"{one['attack']}  {one['name']}" for one in attacks]
    most = [one["p95"][0] for one in (*attacks, *unwatched.values())]
    _lay_out(axes, names, max(most, default=1.0))
    for place, one in enumerate(attacks):
        bare = unwatched.get(one["attack"])
        if bare is not None:
            axes.plot(max(LEAST_EUR, bare["median"][0]), place, "s", color=OTHERS, clip_on=False)
        middle, p95 = (max(LEAST_EUR, one[key][0]) for key in ("median", "p95"))
        axes.plot([middle, p95], [place, place], color=OURS, linewidth=2.5, clip_on=False)
        axes.plot(middle, place, "o", color=OURS, clip_on=False)
    axes.plot([], [], "o-", color=OURS, linewidth=2.5, label="Veilleur, median to p95")
    axes.plot([], [], "s", color=OTHERS, label="nothing watches, median")
    legend = axes.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=2,
        frameon=False,
        borderpad=0.2,
        handlelength=1.2,
        columnspacing=1.0,
        labelcolor=PALE,
    )
    legend.set_in_layout(False)  # it stands under the title and takes no room from the rows


def _lay_out(axes: Any, names: list[str], most: float) -> None:
    """A name for each row; powers of ten from side to side."""
    highest = max(1, int(log10(max(1.0, most))) + 1)
    axes.set_xscale("log")
    axes.set_xlim(LEAST_EUR, 10.0**highest)
    axes.set_xticks([10.0**power for power in range(round(log10(LEAST_EUR)), highest + 1)])
    axes.xaxis.set_major_formatter(lambda euros, _place: _short(euros))
    axes.minorticks_off()
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.set_yticks(range(len(names)), names)


def _short(euros: float) -> str:
    """1k, 10k, 1M."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if euros >= size:
            return f"{euros / size:g}{letter}"
    return f"{euros:g}"
