"""The demo's story: lines of a timeline and an end, for people or as JSON Lines.

Pitfall: a line goes out as soon as it is known, so that a person sees the night pass; no number is shown
whole, however it was dialled.
"""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from veilleur.cli.own_command import own_command
from veilleur.language import Sentence, clock, error_in, euros, masked, say, short_days, territory_name
from veilleur.numbering import DialPlan
from veilleur.simulation.pbx import GARAGE, CallFact, EmbeddedPbx, Outcome
from veilleur.words.calls import Origin
from veilleur.words.money import MicroEuro
from veilleur.words.money import euros as exact_euros
from veilleur.words.site import Site

WIDTH_MAX = 96  # columns
NARROW = 74  # columns, below which a line needs all there is
TIMEZONE = "Europe/Paris"
GOOD = {"held", "refused", "cut", "lock", "undo"}
TEXTS = {
    "title": Sentence(
        "Garage Martin, nuit du vendredi 20 au samedi 21 novembre 2026",
        "Garage Martin, the night of Friday 20 to Saturday 21 November 2026",
    ),
    "scope": Sentence(
        "Le vrai Veilleur surveille un standard simulé, par de vraies connexions locales.",
        "A real guard watches an embedded PBX, over real connections on this machine.",
    ),
    "refused": Sentence("Refusé avant composition", "Refused before dialling"),
    "cut": Sentence("Coupé", "Cut"),
    "lock": Sentence("Messagerie verrouillée pour l’extérieur", "Mailbox locked to outside callers"),
    "undo": Sentence("Renvoi retiré", "Forward removed"),
    "watchman": Sentence("Veilleur", "Veilleur"),
    "ended": Sentence("Appel terminé", "Call ended"),
    "ended_narrow": Sentence("Appel", "Call"),
    "held": Sentence("Retenu avant composition", "Held before dialling"),
    "congested": Sentence("Lignes occupées", "All lines busy"),
    "guessing": Sentence("Essais de code, messagerie 104", "Codes tried on mailbox 104"),
    "pin": Sentence("Code changé, messagerie 104", "Code changed on mailbox 104"),
    "forward": Sentence("Renvoi posé, poste 104", "Forward set, extension 104"),
    "extension": Sentence("poste {extension}", "extension {extension}"),
    "by_forward": Sentence("renvoi du {extension}", "forward of {extension}"),
    "unasked": Sentence("sans poste", "no telephone"),
    "outside": Sentence("extérieur", "outside"),
    "lost": Sentence("Perdu", "Lost"),
    "would": Sentence("Aurait été perdu sans Veilleur", "Would have been lost without Veilleur"),
    "held_count": Sentence("Appels de l’attaquant refusés ou coupés", "Attacker's calls refused or cut"),
    "through": Sentence("Appels de l’attaquant décrochés", "Attacker's calls answered"),
    "honest": Sentence("Appels honnêtes passés", "Honest calls put through"),
    "emergency": Sentence("Appel au 15 passé", "Call to 15 put through"),
    "yes": Sentence("oui", "yes"),
    "no": Sentence("non", "no"),
    "journal": Sentence(
        "Journal, à prouver par\u00a0: {veilleur} verify {path}",
        "Journal, proved by: {veilleur} verify {path}",
    ),
}


class Story:
    """Shows one night. lang: "fr" or "en"."""

    def __init__(self, lang: str, as_json: bool) -> None:
        self._lang = lang
        self._json = as_json
        self._plan = DialPlan(Site())
        self._console = Console(highlight=False)
        # A wide window would push the euros far from their line.
        self._console.width = min(self._console.width, WIDTH_MAX)

    def begin(self) -> None:
        """The title, and what is and is not shown."""
        if not self._json:
            self._console.print(Text(self._say("title"), style="bold"))
            self._console.print(Text(self._say("scope"), style="dim"))
            self._console.print()

    @property
    def language(self) -> str:
        """The reader's."""
        return self._lang

    @property
    def is_for_people(self) -> bool:
        """Whether somebody reads it, and not a program."""
        return not self._json

    def say(self, sentence: str) -> None:
        """One sentence beside the story."""
        self._console.print(error_in(sentence, self._lang), style="bold", soft_wrap=True)

    def line(
        self, at: float, what: str, who: CallFact | str, number: str, cost: MicroEuro | None, *, hostile: bool
    ) -> None:
        """One line of the timeline. at: seconds since 1970 UTC; cost: micro-euros."""
        local = datetime.fromtimestamp(at, ZoneInfo(TIMEZONE))
        name = self._say(who) if isinstance(who, str) else self._who(who)
        where = self._where(number) if number else ""
        if self._json:
            shown: dict[str, Any] = {"at": local.isoformat(timespec="seconds"), "what": what, "who": name}
            shown |= {"number": where, "hostile": hostile, "cost_eur": _amount(cost)}
            print(json.dumps(shown, ensure_ascii=False), flush=True)
            return
        is_narrow = self._console.width < NARROW
        table = Table.grid(padding=(0, 1 if is_narrow else 2), expand=self._console.is_terminal)
        table.add_column(width=9, no_wrap=True)
        table.add_column(width=13 if is_narrow else 14, no_wrap=True)
        table.add_column(ratio=1, min_width=24 if is_narrow else 36)
        table.add_column(width=8, justify="right", no_wrap=True)
        style = "" if not hostile else ("green" if what in GOOD else "yellow")
        word = "ended_narrow" if is_narrow and what == "ended" else what
        sentence = self._say(word) + (f" {where}" if where else "")
        day = short_days(self._lang)[local.weekday()]
        money = "" if cost is None else euros(cost, self._lang)
        table.add_row(f"{day} {clock(at, TIMEZONE, self._lang)}", name, Text(sentence, style=style), money)
        self._console.print(table)

    def end(self, pbx: EmbeddedPbx, bare: EmbeddedPbx, journal: Path) -> None:
        """What was lost, what would have been, and who got through."""
        hostile = [call for call in pbx.facts if call.hostile]
        honest = [call for call in pbx.facts if not call.hostile]
        passed = sum(call.answered_at is not None for call in honest)
        through = sum(call.answered_at is not None for call in hostile)
        held = sum(call.cut or call.outcome in (Outcome.HELD, Outcome.REFUSED) for call in hostile)
        emergency = all(call.answered_at is not None for call in honest if call.emergency)
        lost = sum(call.cost for call in hostile)
        would = sum(call.cost for call in bare.facts if call.hostile)
        if self._json:
            summary = {
                "journal": str(journal),
                "lost_eur": _amount(lost),
                "would_have_lost_eur": _amount(would),
                "hostile_held": held,
                "hostile_through": through,
                "honest_through": passed,
                "honest": len(honest),
                "emergency_through": emergency,
            }
            print(json.dumps({"summary": summary}))
            return
        table = Table.grid(padding=(0, 2))
        table.add_column()
        table.add_column(justify="right", style="bold")
        for key, value in (
            ("would", euros(would, self._lang)),
            ("lost", euros(lost, self._lang)),
            ("held_count", str(held)),
            ("through", str(through)),
            ("honest", f"{passed} / {len(honest)}"),
            ("emergency", self._say("yes" if emergency else "no")),
        ):
            table.add_row(self._say(key), value)
        self._console.print()
        self._console.print(table)
        self._console.print()
        self._console.print(
            self._say("journal", veilleur=own_command(), path=str(journal)), style="dim", soft_wrap=True
        )

    def _say(self, key: str, **values: str) -> str:
        return say(TEXTS[key], values, self._lang)

    def _who(self, call: CallFact) -> str:
        if not call.extension:
            return self._say("unasked")
        key = "by_forward" if call.origin is Origin.FORWARD else "extension"
        return self._say(key, extension=call.extension)

    def _where(self, number: str) -> str:
        dialled = GARAGE.dialled(number)
        if GARAGE.is_emergency(number):
            return dialled
        found = self._plan.destination(dialled, outside_line_removed=True)
        abroad = f"{territory_name(found.territory, self._lang)} " if found.is_capped else ""
        return abroad + masked(found.e164 or dialled)


def _amount(amount: MicroEuro | None) -> float | None:
    return None if amount is None else float(exact_euros(amount).quantize(Decimal("0.01")))
