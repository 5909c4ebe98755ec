"""How `veilleur check` prints: a page for people, JSON Lines for machines.

In: an `Examination` or lines of a page. Pitfall: numbers are masked here too, for a line of JSON goes into
logs and mails.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veilleur.cli.objects import iso_time, print_object
from veilleur.records.values.currencies import in_other_currencies
from veilleur.words.money import euros

if TYPE_CHECKING:
    from veilleur.cli.records.contradiction import Contradiction
    from veilleur.evidence import Examination, Notice, PastIncident, Total
    from veilleur.words.site import Site

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


class Objects:
    """The objects of one check, as docs/json.md describes them.

    country_from: own, callers, form or days of the records; words (a language, currency or operator); said,
    configuration or default. foreign: call -> currency and amount, where the file prices it in another
    currency than euros.
    """

    def __init__(
        self,
        site: Site,
        country_from: str = "configuration",
        foreign: Mapping[str, tuple[str, int]] | None = None,
    ) -> None:
        self._foreign = foreign or {}
        self._country, self._country_from = site.country, country_from
        self._timezone, self._has_tariff = site.timezone, bool(site.tariff.file)

    def print_all(
        self,
        found: Examination,
        kept: dict[str, Path],
        rejected: int,
        contradictions: Sequence[Contradiction] = (),
    ) -> None:
        """The incidents, the notices and the summary."""
        for incident in found.incidents:
            self.print_incident(found, incident, kept.get(incident.id))
        for notice in found.notices:
            print_object("notice", self.notice(notice))
        summary = self._summary(found, rejected)
        print_object("summary", {**summary, "contradictions": [one._asdict() for one in contradictions]})

    def print_incident(self, found: Examination, incident: PastIncident, case: Path | None) -> None:
        """One incident."""
        print_object("incident", self.incident(found, incident, case))

    def _summary(self, found: Examination, rejected: int) -> dict[str, Any]:
        total = found.total
        return {
            **self._times(first_at=found.first_at, last_at=found.last_at),
            "grade": "fraud" if found.incidents else "to_look_at" if found.notices else "nothing",
            "country": self._country,
            "country_from": self._country_from,
            "records": found.records,
            "outgoing_calls": total.calls,
            "answered_calls": total.answered,
            "minutes": round(total.seconds / 60, 1),
            "cost_eur": float(euros(total.cost)),
            "estimated_eur": float(euros(total.estimated)),
            "at_most_eur": float(euros(total.risked)),
            "cost_source": self._cost_source(found),
            "file_amounts": self._amounts(self._foreign),
            "by_class": {one.value: _total(t) for one, t in found.by_class.items()},
            "by_territory": {place: _total(t) for place, t in found.by_territory.items()},
            "incidents": len(found.incidents),
            "notices": len(found.notices),
            "lines_rejected": rejected,
            "knows_normal": found.knows_normal,
        }

    def incident(self, found: Examination, incident: PastIncident, case: Path | None) -> dict[str, Any]:
        """The content of an incident."""
        from veilleur.language import masked

        return {
            "id": incident.id,
            **self._times(began_at=incident.began_at, last_at=incident.last_at),
            **_total(incident.total),
            "is_guess": incident.is_mostly_guess and not found.charged,
            "cost_source": self._cost_source(found),
            "file_amounts": self._amounts(one.id for one in incident.calls),
            "extensions": list(incident.extensions),
            "origins": {origin.value: count for origin, count in incident.origins.items()},
            "territories": {place: _total(total) for place, total in incident.places.items()},
            "numbers": [{"number": masked(number), **_total(t)} for number, t in incident.numbers.items()],
            "reasons": list(incident.reasons),
            "mailbox_visits_before": incident.visits.calls if incident.visits else 0,
            "case": str(case) if case else None,
        }

    def notice(self, notice: Notice) -> dict[str, Any]:
        """The content of a notice."""
        from veilleur.language import masked

        return {
            "code": notice.code,
            **self._times(at=notice.at, until=notice.until),
            "calls": notice.calls,
            "answered_calls": notice.answered,
            "minutes": round(notice.seconds / 60, 1),
            "cost_eur": float(euros(notice.cost)),
            "extension": notice.extension,
            "number": masked(notice.number),
            "territory": notice.territory,
        }

    def _times(self, **times: float) -> dict[str, Any]:
        """Each time in seconds since 1970 UTC, and as ISO 8601 with the offset of the site's zone."""
        said: dict[str, Any] = dict(times)
        said |= {f"{name}_iso": iso_time(at, self._timezone) for name, at in times.items()}
        return said

    def _amounts(self, calls: Iterable[str]) -> dict[str, float]:
        """What the file says in other currencies than euros, by currency."""
        sums = in_other_currencies(self._foreign, calls)
        return {currency: float(euros(amount)) for currency, amount in sorted(sums.items())}

    def _cost_source(self, found: Examination) -> str:
        return "file" if found.charged else "tariff" if self._has_tariff else "estimate"


def _total(total: Total) -> dict[str, Any]:
    return {
        "calls": total.calls,
        "answered_calls": total.answered,
        "minutes": round(total.seconds / 60, 1),
        "cost_eur": float(euros(total.cost)),
        "estimated_eur": float(euros(total.estimated)),
        "at_most_eur": float(euros(total.risked)),
    }
