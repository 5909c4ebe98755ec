"""The bars of the first page: outgoing calls of the attack over its time.

In: a dossier. Out: bars (label, count, closed) and how long each is. Pitfall: a bar counts as closed when
most of its calls began outside the opening hours; one without calls takes what the one before was.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from veilleur.evidence.dossier.content import Dossier
from veilleur.evidence.dossier.wording import Words

STEPS_S = (60, 300, 900, 3_600, 86_400)
BARS_MOST = 48
DAY_S = 86_400


def step_of(dossier: Dossier) -> int:
    """Seconds of one bar: the shortest that shows all its calls in few enough bars; else a day."""
    first, last = dossier.calls_span
    span = last - first
    return next((step for step in STEPS_S if span / step < BARS_MOST), DAY_S)


def bars(dossier: Dossier, words: Words) -> list[dict[str, Any]]:
    """The bars, oldest first; of an attack of many days only the days with calls."""
    if not dossier.calls:
        return []
    zone, step = ZoneInfo(dossier.timezone), step_of(dossier)

    def place_of(at: float) -> int:
        return datetime.fromtimestamp(at, zone).toordinal() if step == DAY_S else int(at // step)

    counts = Counter(place_of(call.at) for call in dossier.calls)
    closed = Counter(place_of(call.at) for call in dossier.calls if call.is_closed)
    first, last = min(counts), max(counts)
    places = range(first - 1, last + 2)
    places_shown = sorted(counts)[-BARS_MOST:] if len(places) > BARS_MOST + 3 else list(places)
    found, is_closed = [], closed[first] * 2 > counts[first]
    for place in places_shown:
        if counts[place]:
            is_closed = closed[place] * 2 > counts[place]
        label = _label(place, step, zone, words.lang)
        found.append({"label": label, "count": counts[place], "closed": is_closed})
    return found


def _label(place: int, step: int, zone: ZoneInfo, lang: str) -> str:
    if step == DAY_S:
        return (datetime(1, 1, 1) + timedelta(days=place - 1)).strftime("%d/%m" if lang == "fr" else "%d %b")
    moment = datetime.fromtimestamp(place * step, zone)
    if lang != "fr":
        return f"{moment:%H:%M}"
    return f"{moment.hour}\u00a0h" if step == 3_600 else f"{moment.hour}\u00a0h\u00a0{moment.minute:02d}"
