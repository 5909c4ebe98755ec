"""`veilleur demo`: a small company's PBX is attacked at night, here, on loopback sockets.

The same night is lived twice: first bare, in virtual time, to know what is lost; then on real sockets
with the guard behind Veilleur's dialplan pieces. The guard reads the time of the embedded PBX, so its
log and forwards are looked at only every few virtual minutes: a real night is watched more closely.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
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
from veilleur.config import AsteriskSection, JournalSection, Settings
from veilleur.guard import Guard
from veilleur.simulation.night import BEGINS_AT, ENDS_AFTER_S, Act, Chapter, night
from veilleur.simulation.pbx import GARAGE, CallFact, EmbeddedPbx, Outcome
from veilleur.simulation.pbx.loopback import LoopbackPbx
from veilleur.words.calls import Mode, Origin
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.errors import ConfigError
from veilleur.words.events import Event, FeedRestored
from veilleur.words.money import MicroEuro, euros
from veilleur.words.site import Site

SLICE_S = 30.0  # virtual seconds between two looks at the switch
WIDTH_MAX = 96  # columns
SETTLE_S = 7200.0  # after the night, so that running calls end and are billed
COUNTRIES = {"53": ("Cuba", "Cuba"), "371": ("Lettonie", "Latvia"), "32": ("Belgique", "Belgium")}
ZONE = ZoneInfo("Europe/Paris")
CONNECT_WITHIN_S = 20.0
# Decisions that are told; refusals and cuts of calls are told with the call itself.
TOLD = {(DecisionKind.LOCK, Subject.MAILBOX), (DecisionKind.UNDO, Subject.FORWARD)}
GOOD = {"held", "refused", "cut", "lock", "undo"}
DAYS = (("lun", "mar", "mer", "jeu", "ven", "sam", "dim"), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
TEXTS = {
    "title": (
        "Garage Martin, nuit du vendredi 20 au samedi 21 novembre 2026",
        "Garage Martin, the night of Friday 20 to Saturday 21 November 2026",
    ),
    "scope": (
        "Un vrai gardien surveille un standard simulé, par de vraies connexions locales.",
        "A real guard watches an embedded PBX, over real connections on this machine.",
    ),
    "refused": ("Refusé avant composition", "Refused before dialling"),
    "cut": ("Coupé", "Cut"),
    "lock": ("Messagerie verrouillée pour l'extérieur", "Mailbox locked to outside callers"),
    "undo": ("Renvoi retiré", "Forward removed"),
    "watchman": ("Veilleur", "Veilleur"),
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
    "held_count": ("Appels de l'attaquant refusés ou coupés", "Attacker's calls refused or cut"),
    "through": ("Appels de l'attaquant décrochés", "Attacker's calls answered"),
    "honest": ("Appels honnêtes passés", "Honest calls put through"),
    "emergency": ("Appel au 15 passé", "Call to 15 put through"),
    "yes": ("oui", "yes"),
    "no": ("non", "no"),
    "journal": ("Journal, à prouver par\u00a0: veilleur verify {}", "Journal, proved by: veilleur verify {}"),
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
    journal = Path(tempfile.mkdtemp(prefix="veilleur-demo-")) / "journal.db"
    asyncio.run(_live(pbx, acts, speed, teller, journal))
    teller.end(pbx, bare, journal)


async def _live(pbx: EmbeddedPbx, acts: list[Act], speed: float, teller: _Teller, journal: Path) -> None:
    log = journal.with_name("voicemail.log")
    switch = LoopbackPbx(pbx, 0, log)
    await switch.start()
    sees = asyncio.Event()

    def listen(event: Event, decisions: list[Decision]) -> None:
        if isinstance(event, FeedRestored):
            sees.set()
        for decision in decisions:
            if decision.attempt == 1 and (decision.kind, decision.subject) in TOLD:
                teller.line(decision.at, decision.kind.value, "watchman", "", None, hostile=True)

    guard = Guard(_settings(switch.ami_port, log, journal), clock=_NightClock(pbx, speed), listener=listen)
    watching = asyncio.create_task(guard.run())
    try:
        async with asyncio.timeout(CONNECT_WITHIN_S):
            await sees.wait()
        switch.agi_port = guard.agi_port
        look = _Looking(pbx, acts, teller)
        until = BEGINS_AT + ENDS_AFTER_S
        while pbx.now < until:
            await switch.run(min(until, pbx.now + SLICE_S), speed)
            look()
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        await switch.stop()
    pbx.advance(until + SETTLE_S)
    look()


def _settings(ami_port: int, log: Path, journal: Path) -> Settings:
    return Settings(
        site=Site(name="Garage Martin", mode=Mode.ENFORCE, observe_days=0, trunks=("PJSIP/carrier*",)),
        asterisk=AsteriskSection(port=ami_port, agi_port=0, log_file=str(log), poll_forwards_s=0.2),
        journal=JournalSection(journal),
    )


class _NightClock:
    """The guard's time is that of the embedded PBX."""

    def __init__(self, pbx: EmbeddedPbx, speed: float) -> None:
        self._pbx = pbx
        self._speed = speed

    def now(self) -> float:
        """Seconds since 1970 UTC on the embedded PBX."""
        return self._pbx.now

    def wall(self) -> float:
        """The same: nobody sets this clock."""
        return self._pbx.now

    def wait_s(self, until: float) -> float:
        """Real seconds until then."""
        return max(0.0, until - self._pbx.now) / self._speed


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
        if call.outcome in (Outcome.HELD, Outcome.REFUSED, Outcome.CONGESTED):
            self._teller.line(call.at, call.outcome.value, call, call.number, None, hostile=call.hostile)
        elif call.outcome is Outcome.ENDED and call.ended_at is not None:
            # One line a call, told when its price is known.
            what = "cut" if call.cut else "ended"
            self._teller.line(call.ended_at, what, call, call.number, call.cost, hostile=call.hostile)


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
        style = "" if not hostile else ("green" if what in GOOD else "yellow")
        sentence = self._say(what) + (f" {where}" if where else "")
        day = DAYS[self._language][local.weekday()]
        money = "" if cost is None else self._euros(cost)
        table.add_row(f"{day} {local:%H:%M}", name, Text(sentence, style=style), money)
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
            }
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
        self._console.print(self._say("journal").format(journal), style="dim", soft_wrap=True)

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
