"""What every chapter of a dossier needs: the dossier, its words, and which copy is made.

In: a dossier, its texts, whether numbers are masked. Out: values as this copy shows them. Pitfall: the copy
for circulation masks numbers here, and nowhere later: what leaves this module may be printed as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from veilleur.evidence.dossier import blocks, law
from veilleur.evidence.dossier.content import Amounts, Dossier, Source, Step, Tax
from veilleur.evidence.dossier.wording import Words, both
from veilleur.language import masked

STEPS_PRINTED = 120


class Setting:
    """One dossier in one language. is_masked: the copy for circulation.

    key: fingerprint of the key that signs. authorities: asked for time-stamps. verifier: source of the
    independent program of verification, "" to leave the annex out.
    """

    def __init__(
        self,
        dossier: Dossier,
        words: Words,
        *,
        is_masked: bool,
        key: str = "",
        authorities: Sequence[str] = (),
        verifier: str = "",
    ) -> None:
        self.dossier, self.words, self.is_masked = dossier, words, is_masked
        self.key, self.authorities, self.verifier = key, tuple(authorities), verifier
        self.day = datetime.fromtimestamp(dossier.began_at, ZoneInfo(dossier.timezone)).date()
        self.per_cent = law.vat_per_cent(dossier.country, self.day)

    def number(self, number: str) -> str:
        """A number as this copy shows it."""
        return masked(number) if self.is_masked else number

    def amounts(self, total: Amounts) -> list[str]:
        """The cells of a table."""
        words = self.words
        amounts = (total.by_bill, total.by_deck, total.by_estimate, total.at_most)
        return [
            words.number(total.tried),
            words.number(total.answered),
            words.number(total.seconds / 60, 1),
            *(words.money(amount) if amount else "–" for amount in amounts),
        ]

    def both(self, total: Amounts) -> tuple[int, int] | None:
        """The whole cost without and with VAT; None where a part of it is not known."""
        parts = [both(total.by_bill, self.dossier.tax, self.per_cent)] if total.by_bill else []
        parts += [both(total.by_deck + total.by_estimate, Tax.WITH, self.per_cent)]
        if any(part is None for part in parts):
            return None
        return sum(part[0] for part in parts if part), sum(part[1] for part in parts if part)

    def step(self, step: Step) -> str:
        """A line of the time-line."""
        words = self.words
        text = words.set(step.fr if words.lang == "fr" else step.en)
        if step.times > 1 and step.kind != "calls":
            times = words.say(
                "timeline.times", times=words.number(step.times), last=words.stamp(step.last_at)[11:19]
            )
            return f"{text} ({times})"
        return text

    def proof(self, source: Source) -> str:
        """Where something was read, in short."""
        if source.file == "journal":
            entry = "entrée" if self.words.lang == "fr" else "entry"
            return f"{entry}\u00a0{source.line} · {source.sha256[:8]}"
        return f"{source.file}:{source.line or '?'} · {source.sha256[:8]}"

    def steps_table(self, steps: Sequence[Step]) -> blocks.Block:
        """Lines of the time-line as a table."""
        words = self.words
        rows = [
            [words.stamp(step.at), self.step(step), self.proof(step.source)] for step in steps[:STEPS_PRINTED]
        ]
        heads = [words.say("timeline.local"), words.say("timeline.what"), words.say("timeline.proof")]
        return blocks.table(heads, rows, widths=["auto", "1fr", "auto"])
