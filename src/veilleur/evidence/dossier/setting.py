"""What every chapter of a dossier needs: the dossier, its words, and which copy is made.

In: a dossier, its texts, whether numbers are masked. Out: values as this copy shows them. Pitfall: the copy
for circulation masks numbers here, and nowhere later: what leaves this module may be printed as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from veilleur.evidence.dossier import blocks, law
from veilleur.evidence.dossier.content import (
    Amounts,
    ConfigurationCompared,
    Dossier,
    Source,
    Tax,
    added,
)
from veilleur.evidence.dossier.gathering.repeats import Run, runs_of
from veilleur.evidence.dossier.wording import Words, both
from veilleur.language import masked, masked_name
from veilleur.words.messages import Message
from veilleur.words.site import Site

STEPS_PRINTED = 120
Groups = Sequence[tuple[str, Amounts]]
INTERNAL_DIGITS = 6  # a number of more is no telephone of the house
# As Veilleur names an incident and a case; somebody may have given the folder another name.
_OWN_REFERENCE = re.compile(r"V-(?:i\d+-[0-9a-f]{8}|\d{4}-\d\d-\d\d-\d{4}Z-[0-9a-f]{8})", re.ASCII)


class Setting:
    """One dossier in one language. is_masked: the copy for circulation.

    key: fingerprint of the key that signs. authorities: asked for time-stamps. verifier: source of the
    independent program of verification, "" to leave the annex out. checks: what should hold, by the number
    of an audit's check.
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
        checks: Mapping[int, Message] | None = None,
    ) -> None:
        if dossier.site_name == Site().name:  # nobody gave it one: it stays in brackets, as in the letters
            dossier = replace(dossier, site_name=words.say("unnamed"))
        if is_masked:
            dossier = with_masked_names(dossier)
        self.dossier, self.words, self.is_masked = dossier, words, is_masked
        self.key, self.authorities, self.verifier = key, tuple(authorities), verifier
        self.checks = checks or {}
        self.day = datetime.fromtimestamp(dossier.whole_span[0], ZoneInfo(dossier.timezone)).date()
        self.per_cent = law.vat_per_cent(dossier.country, self.day)

    def number(self, number: str) -> str:
        """A number as this copy shows it."""
        return masked(number) if self.is_masked else number

    def extension(self, name: str) -> str:
        """An extension as this copy shows it; a record may name the caller's whole number there."""
        return extension_shown(name, is_masked=self.is_masked)

    def amounts(self, total: Amounts) -> list[str]:
        """The cells of a table."""
        words = self.words
        amounts = (total.by_bill, total.by_deck, total.by_estimate, total.at_most)
        return [
            words.number(total.tried),
            words.number(total.answered),
            words.number(total.seconds / 60, 1),
            *(words.money(amount) if amount else blocks.NOTHING for amount in amounts),
        ]

    def shortened(self, groups: Groups, most: int) -> Groups:
        """The first `most` groups of calls, and one for all others; a single other is named as well."""
        if len(groups) <= most + 1:
            return groups
        others = self.words.count(len(groups) - most, "autre/autres", "other/others")
        return [*groups[:most], (others, added(total for _, total in groups[most:]))]

    def both(self, total: Amounts) -> tuple[int, int] | None:
        """The whole cost without and with VAT; None where a part of it is not known."""
        parts = [both(total.by_bill, self.dossier.tax, self.per_cent)] if total.by_bill else []
        parts += [both(total.by_deck + total.by_estimate, Tax.WITH, self.per_cent)]
        if any(part is None for part in parts):
            return None
        return sum(part[0] for part in parts if part), sum(part[1] for part in parts if part)

    def lines(self, *kinds: str) -> list[str]:
        """What each line of the time-line of these kinds says, with what repeats said once."""
        return [self.run(run) for run in runs_of(self.dossier.steps, self.words.lang, kinds)]

    def run(self, run: Run) -> str:
        """A line of a table of steps: what, the reasons that no line before gave, how often."""
        words, text = self.words, run.said
        mark = " " if words.lang == "fr" else ""
        if run.reasons:
            text += f"{mark}: {words.series(run.reasons)}"
        if run.has_old_reasons:
            text += words.say("timeline.more_old_reasons" if run.reasons else "timeline.old_reasons")
        if run.has_more:
            text += " …"
        if run.times > 1 and run.first.kind != "calls":
            text += f" ({self._times(run)})"
        return words.set(text)

    def _times(self, run: Run) -> str:
        words, first = self.words, run.first
        last = words.until(run.last_at, first.at)
        if first.is_counted:
            return words.say("timeline.until", last=last)
        code = "tries" if run.is_tried_again else "noted" if first.kind == "seen" else "times"
        return words.say(f"timeline.{code}", times=words.number(run.times), last=last)

    def proof(self, source: Source) -> str:
        """Where something was read, in short."""
        if source.file == "journal":
            entry = "entrée" if self.words.lang == "fr" else "entry"
            return f"{entry}\u00a0{source.line} · {source.sha256[:8]}"
        return f"{source.file}:{source.line or '?'} · {source.sha256[:8]}"

    def steps_table(self, *kinds: str) -> list[blocks.Block]:
        """Lines of the time-line as a table, and what the table leaves to the file.

        kinds: of the lines wanted; without them all, each with its kind and its time in UTC.
        """
        words, has_kinds = self.words, not kinds
        runs = runs_of(self.dossier.steps, words.lang, kinds)
        rows = []
        for run in runs[:STEPS_PRINTED]:
            at, kind = run.first.at, words.say(f"timeline.kind_{run.first.kind}")
            when = [words.stamp(at), words.utc(at), kind] if has_kinds else [words.stamp(at)]
            rows.append([*when, self.run(run), self.proof(run.first.source)])
        names = ["local", "utc", "kind", "what", "proof"] if has_kinds else ["local", "what", "proof"]
        heads = [words.say(f"timeline.{name}") for name in names]
        notes = []
        if any(len(run.steps) > 1 or run.has_old_reasons for run in runs):
            notes.append(blocks.small(words.say("timeline.repeats")))
        left = len(runs) - STEPS_PRINTED
        if left > 0:
            more = words.count(left, "ligne de plus est/lignes de plus sont", "more line is/more lines are")
            notes.append(blocks.small(words.say("timeline.more", lines=more)))
        widths = ["auto"] * (len(names) - 2) + ["1fr", "auto"]
        return [blocks.table(heads, rows, widths=widths), *notes]


def extension_shown(name: str, *, is_masked: bool) -> str:
    """An extension, with the last four digits of a whole number masked where the copy is."""
    is_number = sum(one.isdecimal() for one in name) > INTERNAL_DIGITS
    return masked(name) if is_masked and is_number else name


def with_masked_names(dossier: Dossier) -> Dossier:
    """The dossier with each name of a file, and its own where somebody chose it, masked."""
    return replace(
        dossier,
        reference=_reference(dossier.reference),
        calls=tuple(call._replace(source=_source(call.source)) for call in dossier.calls),
        steps=tuple(step._replace(source=_source(step.source)) for step in dossier.steps),
        files=tuple(
            file._replace(kept_as=masked_name(file.kept_as), name=masked_name(file.name))
            for file in dossier.files
        ),
        compared=_compared(dossier.compared),
    )


def _reference(reference: str) -> str:
    return reference if _OWN_REFERENCE.fullmatch(reference) else masked_name(reference)


def _source(source: Source) -> Source:
    return source._replace(file=masked_name(source.file))


def _compared(compared: ConfigurationCompared | None) -> ConfigurationCompared | None:
    return compared and replace(compared, changed=tuple(map(masked_name, compared.changed)))
