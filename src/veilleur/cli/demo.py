"""`veilleur demo`: a small company's PBX is attacked at night, here, on loopback sockets.

The same night is lived twice: first bare, in virtual time, to know what is lost; then on real sockets with
Veilleur's dialplan pieces in force. The guard itself is not put in yet: nobody listens where the switch
asks, so what is shown second is the fail policy of law 9 alone, and the page says so. Legs that never ask
(AMI originate) are therefore not stopped.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from veilleur.cli.options import JsonOption, LangOption
from veilleur.simulation.night import BEGINS_AT, ENDS_AFTER_S, Act, Chapter, night
from veilleur.simulation.pbx import GARAGE, CallFact, EmbeddedPbx, Outcome
from veilleur.simulation.pbx.loopback import LoopbackPbx
from veilleur.words.calls import Origin
from veilleur.words.errors import ConfigError
from veilleur.words.money import MicroEuro, euros

SLICE_S = 30.0  # virtual seconds between two looks at the switch
WIDTH_MAX = 96  # columns
SETTLE_S = 7200.0  # after the night, so that running calls end and are billed
COUNTRIES = {"53": ("Cuba", "Cuba"), "371": ("Lettonie", "Latvia"), "32": ("Belgique", "Belgium")}
ZONE = ZoneInfo("Europe/Paris")
DAYS = (("lun", "mar", "mer", "jeu", "ven", "sam", "dim"), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
TEXTS = {
    "title": (
        "Garage Martin, nuit du vendredi 20 au samedi 21 novembre 2026",
        "Garage Martin, the night of Friday 20 to Saturday 21 November 2026",
    ),
    "scope": (
        "Le gardien n'est pas encore branché dans cette version. Voici ce que font seules les pièces "
        "ajoutées au standard, quand personne ne leur répond.",
        "The guard is not connected in this version yet. This is what the pieces added to the PBX do on "
        "their own, when nobody answers them.",
    ),
    "ended": ("Appel terminé", "Call ended"),
    "held": ("Retenu avant composition", "Held before dialling"),
    "congested": ("Lignes occupées", "All lines busy"),
    "guessing": ("Essais de code, messagerie 104", "Codes tried on mailbox 104"),
    "pin": ("Code changé, messagerie 104", "Code changed on mailbox 104"),
    "forward": ("Renvoi posé, poste 104", "Forward set, extension 104"),
    "extension": ("poste {}", "extension {}"),
    "by_forward": ("renvoi du {}", "forward of {}"),
    "unasked": ("sans poste", "no telephone"),
    "outside": ("extérieur", "outside"),
    "lost": ("Perdu", "Lost"),
    "would": ("Aurait été perdu sans Veilleur", "Would have been lost without Veilleur"),
    "held_count": ("Appels de l'attaquant retenus", "Attacker's calls held"),
    "through": ("Appels de l'attaquant passés", "Attacker's calls that got through"),
    "honest": ("Appels honnêtes passés", "Honest calls put through"),
    "emergency": ("Appel au 15 passé", "Call to 15 put through"),
    "yes": ("oui", "yes"),
    "no": ("non", "no"),
    "limit": (
        "Ce qui est passé n'a jamais demandé la permission (ordre AMI direct)\u00a0: seul le gardien peut le "
        "couper. Sans gardien, il n'y a pas de journal.",
        "What got through never asked for leave (a direct AMI order): only the guard can cut it. Without a "
        "guard there is no journal.",
    ),
}


def command(
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same story.")] = 1,
    speed: Annotated[
        float, typer.Option("--speed", min=60.0, help="Seconds of the night in one real second.")
    ] = 1800.0,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """A small company's PBX is attacked at night, here, in under a minute."""
    teller = _Teller(_language(lang), as_json)
    bare, _acts = night(seed, asks=False)
    bare.advance(BEGINS_AT + ENDS_AFTER_S + SETTLE_S)
    teller.begin()
    pbx, acts = night(seed, asks=True)
    asyncio.run(_live(pbx, acts, speed, teller))
    teller.end(pbx, bare)


async def _live(pbx: EmbeddedPbx, acts: list[Act], speed: float, teller: _Teller) -> None:
    with tempfile.TemporaryDirectory(prefix="veilleur-demo-") as folder, socket.socket() as unheard:
        # Bound and not listening: a port that is surely nobody's, so each ask is refused at once.
        unheard.bind(("127.0.0.1", 0))
        switch = LoopbackPbx(pbx, unheard.getsockname()[1], Path(folder) / "voicemail.log")
        await switch.start()
        try:
            look = _Looking(pbx, acts, teller)
            until = BEGINS_AT + ENDS_AFTER_S
            while pbx.now < until:
                await switch.run(min(until, pbx.now + SLICE_S), speed)
                look()
            pbx.advance(until + SETTLE_S)
            look()
        finally:
            await switch.stop()


class _Looking:
    """Finds what is new on the switch since the last look, and has it told."""

    def __init__(self, pbx: EmbeddedPbx, acts: list[Act], teller: _Teller) -> None:
        self._pbx = pbx
        self._told: dict[int, Outcome] = {}
        self._pins = dict(pbx.pins)
        self._guessed_at = next(act.after_s for act in acts if act.chapter is Chapter.GUESSING) + BEGINS_AT
        self._guessing_told = self._forward_told = False
        self._teller = teller

    def __call__(self) -> None:
        """Tell what is new."""
        if not self._guessing_told and self._pbx.now >= self._guessed_at:
            self._guessing_told = True
            self._teller.line(self._guessed_at, "guessing", "outside", "", None, hostile=True)
        if self._pins != self._pbx.pins:
            self._pins = dict(self._pbx.pins)
            self._teller.line(self._pbx.now, "pin", "outside", "", None, hostile=True)
        target = self._pbx.database.get("/CF/104")
        if target is not None and not self._forward_told:
            self._forward_told = True
            self._teller.line(self._pbx.now, "forward", "outside", target, None, hostile=True)
        new = [
            (call.ended_at or call.at, place)
            for place, call in enumerate(self._pbx.facts)
            if call.outcome is not self._told.get(place)
        ]
        for _at, place in sorted(new):
            self._told[place] = self._pbx.facts[place].outcome
            self._call(self._pbx.facts[place])

    def _call(self, call: CallFact) -> None:
        if call.outcome in (Outcome.HELD, Outcome.CONGESTED):
            self._teller.line(call.at, call.outcome.value, call, call.number, None, hostile=call.hostile)
        elif call.outcome is Outcome.ENDED and call.ended_at is not None:
            # One line a call, told when its price is known.
            self._teller.line(call.ended_at, "ended", call, call.number, call.cost, hostile=call.hostile)


class _Teller:
    """Prints the story: for people on a terminal or in a pipe, or as JSON Lines."""

    def __init__(self, language: int, as_json: bool) -> None:
        self._language = language
        self._json = as_json
        self._console = Console(highlight=False)
        # A wide window would push the euros far from their line.
        self._console.width = min(self._console.width, WIDTH_MAX)

    def _say(self, key: str) -> str:
        return TEXTS[key][self._language]

    def begin(self) -> None:
        """The title, and what is and is not shown."""
        if not self._json:
            self._console.print(Text(self._say("title"), style="bold"))
            self._console.print(Text(self._say("scope"), style="dim"))
            self._console.print()

    def line(
        self, at: float, what: str, who: CallFact | str, number: str, cost: MicroEuro | None, *, hostile: bool
    ) -> None:
        """One line of the timeline."""
        local = datetime.fromtimestamp(at, ZONE)
        name = self._say(who) if isinstance(who, str) else self._who(who)
        where = self._masked(number) if number else ""
        if self._json:
            told: dict[str, Any] = {"at": local.isoformat(timespec="seconds"), "what": what, "who": name}
            told |= {"number": where, "hostile": hostile, "cost_eur": _amount(cost)}
            print(json.dumps(told, ensure_ascii=False), flush=True)
            return
        table = Table.grid(padding=(0, 2), expand=self._console.is_terminal)
        table.add_column(width=9, no_wrap=True)
        table.add_column(width=14, no_wrap=True)
        table.add_column(ratio=1, min_width=36)
        table.add_column(width=8, justify="right", no_wrap=True)
        style = "" if not hostile else ("green" if what == "held" else "yellow")
        sentence = self._say(what) + (f" {where}" if where else "")
        day = DAYS[self._language][local.weekday()]
        money = "" if cost is None else self._euros(cost)
        table.add_row(f"{day} {local:%H:%M}", name, Text(sentence, style=style), money)
        self._console.print(table)

    def end(self, pbx: EmbeddedPbx, bare: EmbeddedPbx) -> None:
        """What was lost, what would have been, and who got through."""
        hostile = [call for call in pbx.facts if call.hostile]
        honest = [call for call in pbx.facts if not call.hostile]
        passed = sum(call.answered_at is not None for call in honest)
        through = sum(call.answered_at is not None for call in hostile)
        held = sum(call.outcome is Outcome.HELD for call in hostile)
        emergency = all(call.answered_at is not None for call in honest if call.emergency)
        lost = sum(call.cost for call in hostile)
        would = sum(call.cost for call in bare.facts if call.hostile)
        if self._json:
            summary = {"guard": False, "lost_eur": _amount(lost), "would_have_lost_eur": _amount(would)}
            counts = {"hostile_held": held, "hostile_through": through, "honest_through": passed}
            rest = {"honest": len(honest), "emergency_through": emergency}
            print(json.dumps({"summary": {**summary, **counts, **rest}}))
            return
        rows: list[tuple[str, str]] = [
            ("would", self._euros(would)),
            ("lost", self._euros(lost)),
            ("held_count", str(held)),
            ("through", str(through)),
            ("honest", f"{passed} / {len(honest)}"),
            ("emergency", self._say("yes" if emergency else "no")),
        ]
        table = Table.grid(padding=(0, 2))
        table.add_column()
        table.add_column(justify="right", style="bold")
        for key, value in rows:
            table.add_row(self._say(key), value)
        self._console.print()
        self._console.print(table)
        self._console.print()
        self._console.print(Text(self._say("limit"), style="dim"))

    def _who(self, call: CallFact) -> str:
        if not call.extension:
            return self._say("unasked")
        key = "by_forward" if call.origin is Origin.FORWARD else "extension"
        return self._say(key).format(call.extension)

    def _masked(self, number: str) -> str:
        plain = GARAGE.dialled(number)
        if GARAGE.is_emergency(number):
            return plain
        hidden = plain[:-4] + "••••"
        if not plain.startswith("00"):
            return hidden
        country = next((names for code, names in COUNTRIES.items() if plain[2:].startswith(code)), None)
        return (f"{country[self._language]} " if country else "") + f"+{hidden[2:]}"

    def _euros(self, amount: MicroEuro) -> str:
        plain = f"{euros(amount):,.2f}"
        if self._language == 1:
            return f"€{plain}"
        return plain.replace(",", "\u202f").replace(".", ",") + "\u00a0€"


def _amount(amount: MicroEuro | None) -> float | None:
    return None if amount is None else float(euros(amount).quantize(Decimal("0.01")))


def _language(option: str | None) -> int:
    if option not in (None, "fr", "en"):
        raise ConfigError(f"--lang {option}: write fr or en.")
    words = option or next((os.environ[name] for name in ("LC_ALL", "LANG") if os.environ.get(name)), "")
    return 0 if words.lower().startswith("fr") else 1
