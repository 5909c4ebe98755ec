"""How `veilleur check` prints: a page for people, JSON Lines for machines.

In: an `Examination` or lines of a page. Pitfall: numbers are masked here too, for a line of JSON goes into
logs and mails.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veilleur.words.money import euros

if TYPE_CHECKING:
    from veilleur.evidence import Examination, Notice, PastIncident

WIDEST = 100  # columns that one reads with ease
_MARK = re.compile(r" *(?:- |\d+\. )?")


def print_page(lines: Iterable[tuple[str, str]]) -> None:
    """Lines of (style, text): in colours on a terminal, plain elsewhere."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        sys.stdout.writelines(f"{text}\n" for _style, text in lines)
        sys.stdout.flush()
        return
    width = min(console.width, WIDEST)
    for style, text in lines:
        console.print(Text(wrapped(text, width), style=style))


def wrapped(text: str, width: int) -> str:
    """The line cut between words, what follows standing under its first word."""
    marked = _MARK.match(text)
    indent = " " * (marked.end() if marked else 0)
    return "\n".join(
        textwrap.wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        if len(text) > width
        else [text]
    )


def print_objects(found: Examination, kept: dict[str, Path], rejected: int) -> None:
    """The incidents, the notices and the summary."""
    for incident in found.incidents:
        print_incident(incident, kept.get(incident.id))
    for notice in found.notices:
        print(json.dumps({"notice": _notice(notice)}))
    total = found.total
    summary = {
        "first_at": found.first_at,
        "last_at": found.last_at,
        "records": found.records,
        "outgoing_calls": total.calls,
        "minutes": round(total.seconds / 60, 1),
        "cost_eur": float(euros(total.cost)),
        "by_class": {one.value: _total(t) for one, t in found.by_class.items()},
        "by_territory": {place: _total(t) for place, t in found.by_territory.items()},
        "incidents": len(found.incidents),
        "notices": len(found.notices),
        "lines_rejected": rejected,
        "knows_normal": found.knows_normal,
    }
    print(json.dumps({"summary": summary}), flush=True)


def print_incident(incident: PastIncident, case: Path | None) -> None:
    """One incident."""
    print(json.dumps({"incident": _incident(incident, case)}), flush=True)


def _total(total: Any) -> dict[str, Any]:
    return {
        "calls": total.calls,
        "minutes": round(total.seconds / 60, 1),
        "cost_eur": float(euros(total.cost)),
    }


def _incident(incident: PastIncident, case: Path | None) -> dict[str, Any]:
    from veilleur.language import masked

    return {
        "id": incident.id,
        "began_at": incident.began_at,
        "last_at": incident.last_at,
        **_total(incident.total),
        "extensions": list(incident.extensions),
        "origins": {origin.value: count for origin, count in incident.origins.items()},
        "territories": {place: _total(total) for place, total in incident.places.items()},
        "numbers": [{"number": masked(number), **_total(t)} for number, t in incident.numbers.items()],
        "reasons": list(incident.reasons),
        "mailbox_visits_before": incident.visits.calls if incident.visits else 0,
        "case": str(case) if case else None,
    }


def _notice(notice: Notice) -> dict[str, Any]:
    from veilleur.language import masked

    return {
        "code": notice.code,
        "at": notice.at,
        "until": notice.until,
        "calls": notice.calls,
        "cost_eur": float(euros(notice.cost)),
        "extension": notice.extension,
        "number": masked(notice.number),
        "territory": notice.territory,
    }
