"""What witnesses prove of a journal: up to which entry and moment they vouch, and where they differ from it.

In: what witnesses wrote, and the journal's entries in order. Out: one verdict for each witness. Pitfall: a
witness vouches for what stood in the journal when its head left, so for nothing after its last one; and a
silence of the witness is no proof of anything, so it is said, and is no finding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from veilleur.journal.checks import Finding
from veilleur.journal.witness.head_line import WitnessedHead
from veilleur.journal.witness.testimony import WitnessTestimony

GAP_AT_LEAST_S = 180.0  # heads leave each minute: two that were lost are no gap
GAP_OF_USUAL = 3.0  # a witness that hears once a day is not silent after an hour
GAPS_LISTED_MAX = 1_000

IsTokenRight = Callable[[WitnessedHead], bool]


def no_token_is_right(_head: WitnessedHead) -> bool:
    """Where no certificates of an authority are at hand."""
    return False


@dataclass(slots=True)
class WitnessVerdict:
    """What one witness proves. Times in seconds since 1970 UTC.

    heads: of this journal's site that it has. vouched_seq, vouched_at: up to which entry, and when that left;
    0 when it vouches for nothing. is_receipt: that time is of the witness's own clock. gaps: times in which
    it heard nothing. silent_from: since when, where the journal goes on after its last word; else 0.
    """

    name: str
    heads: int = 0
    vouched_seq: int = 0
    vouched_at: float = 0.0
    is_receipt: bool = False
    gaps: list[tuple[float, float]] = field(default_factory=list)
    silent_from: float = 0.0
    findings: list[Finding] = field(default_factory=list)


class WitnessCheck:
    """Follows one journal beside all that witnesses have of it."""

    def __init__(
        self, testimonies: Sequence[WitnessTestimony], is_token_right: IsTokenRight = no_token_is_right
    ) -> None:
        self._testimonies, self._is_token_right = testimonies, is_token_right
        self._wanted = {head.seq for one in testimonies for head in one.heads}
        self._hashes: dict[int, str] = {}
        self._sites: set[str] = {""}  # a line may name none
        self._last_at = 0.0

    def look(self, row: Any) -> None:
        """Take in one entry of the journal."""
        if isinstance(row.site, str):
            self._sites.add(row.site)
        if isinstance(row.at, float):
            self._last_at = max(self._last_at, row.at)
        if row.seq in self._wanted:
            self._hashes[row.seq] = row.hash

    def verdicts(self, last_seq: int, *, is_read_whole: bool) -> list[WitnessVerdict]:
        """What each witness proves of a journal whose last entry is `last_seq`."""
        return [self._verdict(one, last_seq, is_read_whole) for one in self._testimonies]

    def _verdict(self, testimony: WitnessTestimony, last_seq: int, is_read_whole: bool) -> WitnessVerdict:
        verdict = WitnessVerdict(testimony.name)
        heads = [head for head in testimony.heads if head.site in self._sites and head.seq > 0]
        verdict.heads = len(heads)
        if not heads:
            text = f"{testimony.name}: the witness holds no head of this journal's site."
            verdict.findings.append(Finding(0, "witness_unknown", text))
            return verdict
        differing = [head.seq for head in heads if head.seq <= last_seq and not self._agrees(head)]
        beyond = [head.seq for head in heads if head.seq > last_seq]
        if differing:
            text = (
                f"{testimony.name}: entry {min(differing)} is not the one that the witness has; "
                f"{len(differing)} of its {len(heads)} heads differ: what lies before was rewritten."
            )
            verdict.findings.append(Finding(min(differing), "witness_differs", text))
        if beyond and is_read_whole:
            text = (
                f"{testimony.name}: the witness has entry {max(beyond)}, and the journal ends at {last_seq}: "
                "its end was cut off."
            )
            verdict.findings.append(Finding(last_seq + 1, "witness_ahead", text))
        self._vouch(verdict, heads, min(differing, default=last_seq + 1))
        self._find_gaps(verdict, heads)
        return verdict

    def _agrees(self, head: WitnessedHead) -> bool:
        return self._hashes.get(head.seq) == head.hash

    def _vouch(self, verdict: WitnessVerdict, heads: list[WitnessedHead], before: int) -> None:
        """The last head that agrees, before the first that does not; a token counts where it is right."""
        good = [head for head in heads if head.seq < before and self._agrees(head)]
        for head in sorted(good, key=lambda one: (one.seq, one.at), reverse=True):
            if head.stamp and not self._is_token_right(head):
                text = (
                    f"{verdict.name}: the time-stamp of entry {head.seq} is not confirmed by its authority."
                )
                verdict.findings.append(Finding(head.seq, "witness_stamp_wrong", text))
                continue
            verdict.vouched_seq, verdict.vouched_at = head.seq, head.at
            verdict.is_receipt = head.is_receipt or bool(head.stamp)
            return

    def _find_gaps(self, verdict: WitnessVerdict, heads: list[WitnessedHead]) -> None:
        times = sorted(head.at for head in heads if head.at)
        steps = [after - before for before, after in pairwise(times)]
        longest = max(GAP_AT_LEAST_S, GAP_OF_USUAL * median(steps) if steps else 0.0)
        verdict.gaps = [(before, after) for before, after in pairwise(times) if after - before > longest][
            :GAPS_LISTED_MAX
        ]
        if times and self._last_at - times[-1] > longest:
            verdict.silent_from = times[-1]
