"""Reconciling a bill of 50,000 lines: its time, what it finds, and what a spreadsheet's lookup finds.

In: nothing. Out: figures, one line each. Pitfall: the faults are the test's own (five kinds, the operator's
clock 37 s ahead); the baseline is the formula of a bookkeeper: the same number in the same minute.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.evidence.reconcile import bills

from veilleur.evidence.reconcile import reading
from veilleur.evidence.reconcile.calls import BilledCall, MadeCall
from veilleur.evidence.reconcile.differences import reconcile
from veilleur.numbering import DialPlan
from veilleur.words.site import Site

CALLS, FAULTS_OF_EACH_KIND = 75_000, 40
SITE = Site(name="Garage Martin", outside_line="", extensions=("1XX",))


def by_lookup(billed: Iterable[BilledCall], made: Iterable[MadeCall]) -> set[int]:
    """The lines without a recorded call of the same number and minute, answered, at most 60 s shorter."""
    known: dict[tuple[str, int], list[float]] = {}
    for one in made:
        known.setdefault((one.called, int(one.at // 60)), []).append(one.seconds)
    return {
        call.line
        for call in billed
        if not any(0 < call.seconds <= s + 60 for s in known.get((call.called, int(call.at // 60)), []))
    }


def main() -> None:
    """Print the figures."""
    right = bills.year(CALLS)
    lines = bills.with_planted(right, FAULTS_OF_EACH_KIND)
    planted = {place for place, line in enumerate(lines, start=2) if line.planted}
    with tempfile.TemporaryDirectory() as folder:
        bill, records, deck = bills.write(Path(folder), right, lines)
        started = time.perf_counter()
        numbering = DialPlan(SITE)
        billed = reading.billed_calls(bill, SITE, numbering)
        made = reading.made_calls([records], SITE, numbering)
        prices = reading.tariff_of(deck, numbering)
        read_s = time.perf_counter() - started
        found = reconcile(billed, made, prices)
        whole_s = time.perf_counter() - started
    twins = Counter((line.at, line.number) for line in lines)
    ours = {one.line for one in found.differences}
    for name, of in (("reconcile", ours), ("spreadsheet's lookup", by_lookup(billed, made))):
        # Of two equal lines either may be named.
        hits = {
            place
            for place in of
            if place in planted or twins[lines[place - 2].at, lines[place - 2].number] > 1
        }
        print(f"{name:<28} {len(hits):6,} of {len(planted)} faults, {len(of - hits):6,} right lines disputed")
    shown = f"({len(billed):,} lines; {read_s:.1f} s of it reading)"
    print(f"reconcile                    {whole_s:12.1f} s     {shown}")


if __name__ == "__main__":
    main()
