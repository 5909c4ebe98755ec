"""The figures of a dossier, each with the lines it is computed from.

In: a dossier. Out: `Figure`s. Pitfall: a figure names all its lines, so that whoever has the files adds them
up again without Veilleur.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from veilleur.evidence.dossier.content import Basis, Dossier, ProvenCall


class Figure(NamedTuple):
    """One figure. name and how: codes of texts. value: calls, seconds or micro-euros, by `unit`."""

    code: str
    name: str
    how: str
    unit: str
    value: float
    calls: tuple[ProvenCall, ...]

    def data(self) -> dict[str, Any]:
        """The figure for machines, with its lines by file."""
        files: dict[tuple[str, str], list[int]] = {}
        entries = []
        for call in self.calls:
            if call.source.file == "journal":
                entries.append([call.source.line, call.source.sha256])
            else:
                files.setdefault((call.source.file, call.source.sha256), []).append(call.source.line)
        return {
            "code": self.code,
            "name": self.name,
            "unit": self.unit,
            "value": self.value,
            "files": [{"file": file, "sha256": sha, "lines": lines} for (file, sha), lines in files.items()],
            "entries": entries,
        }


def figures(dossier: Dossier) -> list[Figure]:
    """The figures that stand on the first page and in the tables' totals."""
    total = dossier.total
    calls = dossier.calls
    answered = _those(calls, lambda call: call.is_answered)
    priced = {basis: tuple(call for call in calls if call.basis is basis) for basis in Basis}
    rows: list[tuple[str, str, str, float, tuple[ProvenCall, ...]]] = [
        ("calls_tried", "how_tried", "calls", total.tried, calls),
        ("calls_answered", "how_answered", "calls", total.answered, answered),
        ("seconds", "how_seconds", "s", total.seconds, answered),
        ("cost_bill", "how_cost", "micro_eur", total.by_bill, priced[Basis.BILL]),
        ("cost_deck", "how_cost", "micro_eur", total.by_deck, priced[Basis.DECK]),
        ("cost_estimate", "how_cost", "micro_eur", total.by_estimate, priced[Basis.ESTIMATE]),
        ("cost_at_most", "how_at_most", "micro_eur", total.at_most, answered),
        ("calls_closed", "how_closed", "calls", dossier.closed_calls, _those(calls, lambda c: c.is_closed)),
    ]
    return [
        Figure(f"F{place}", name, how, unit, value, those)
        for place, (name, how, unit, value, those) in enumerate(
            (row for row in rows if row[3] or row[2] != "micro_eur"), start=1
        )
    ]


def _those(calls: Iterable[ProvenCall], wanted: Callable[[ProvenCall], bool]) -> tuple[ProvenCall, ...]:
    return tuple(call for call in calls if wanted(call))


def ranges(lines: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers of lines as pairs of first and last."""
    found: list[tuple[int, int]] = []
    for line in sorted(set(lines)):
        if found and found[-1][1] == line - 1:
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return found
