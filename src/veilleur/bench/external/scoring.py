"""How a set of real records is read and judged, through the command line as a stranger would.

In: a `KnownSet`. Out: a `Score`: calls and directions right, and the verdict under each configuration.
Pitfall: the half and the wrong configuration are made from the right one, so a set without `site` is judged
without any alone; a call counts as read right within ROUNDED_S, for bills round to the minute.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from veilleur.bench.external.description import KnownCall, KnownSet
from veilleur.numbering import DialPlan
from veilleur.numbering.deck_files import read_deck
from veilleur.records import guess_from, read_confined
from veilleur.words.calls import Direction
from veilleur.words.errors import InputError
from veilleur.words.events import CallRecorded
from veilleur.words.money import MICRO_EUROS_PER_EURO
from veilleur.words.site import Site

ROUNDED_S = 61.0
ENDING = 6  # digits that every spelling of a number keeps
LONGEST_RUN_S = 1_800
CONFIGURATIONS = ("none", "half", "full", "wrong")
_FILLING = "2345678901"  # behind a prefix, up to a whole number


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `check` and `replay` said under one configuration.

    not_let_through: outgoing calls that `replay` refused, cut or asked for. Only honest where the set is.
    """

    configuration: str
    grade: str  # "fraud", "look", "nothing" or "unusable"
    incidents: int = 0
    calls_in_them: int = 0
    cost_eur: float = 0.0
    outgoing: int = 0
    not_let_through: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """One set. shares: None where nothing is known."""

    known: KnownSet
    read: int
    rejected: int
    calls_right: float | None
    ways_right: float | None
    verdicts: tuple[Verdict, ...]
    below_deck: float | None


def scored(known: KnownSet) -> Score:
    """Read and judge one set."""
    site = guess_from(lambda one: read_confined(known.files, one, skip_unusable=True), Site()).site
    reader = read_confined(known.files, site, skip_unusable=True)
    try:
        found = list(reader)
    except InputError:
        found = []
    calls_right, ways_right = _read_right(known, found)
    with TemporaryDirectory(prefix="veilleur-external-") as name:
        verdicts = tuple(_verdict(known, made, Path(name)) for made in _configurations(known.site).items())
    return Score(
        known=known,
        read=len(found),
        rejected=reader.counts["rejected"],
        calls_right=calls_right,
        ways_right=ways_right,
        verdicts=verdicts,
        below_deck=None if known.deck is None else share_below(known.deck, site),
    )


def _configurations(right: Mapping[str, Any]) -> dict[str, Mapping[str, Any] | None]:
    """The configurations a set is judged under: name -> [site]."""
    if not right:
        return {"none": None}
    half = {key: right[key] for key in ("country", "timezone") if key in right}
    country = "GB" if right.get("country", "FR") == "FR" else "FR"
    outside = "" if right.get("outside_line", "") else "9"
    return {"none": None, "half": half, "full": right, "wrong": {"country": country, "outside_line": outside}}


def _verdict(known: KnownSet, made: tuple[str, Mapping[str, Any] | None], folder: Path) -> Verdict:
    name, site = made
    chosen: list[str] = []
    if site is not None:
        path = folder / f"{name}.toml"
        path.write_text("[site]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in site.items()))
        chosen = ["--config", str(path)]
    files = [str(path.resolve()) for path in known.files]
    code, objects = _run(["check", *files, *chosen, "--json", "--cases", str(folder / "cases")], folder)
    summary = next((one["summary"] for one in objects if "summary" in one), None)
    if code not in (0, 1) or summary is None:
        return Verdict(name, "unusable")
    incidents = [one["incident"] for one in objects if "incident" in one]
    _code, replayed = _run(["replay", *files, *chosen, "--json"], folder)
    counts: dict[str, Any] = next((one["summary"] for one in replayed if "summary" in one), {})
    return Verdict(
        configuration=name,
        grade=str(summary["grade"]),
        incidents=len(incidents),
        calls_in_them=sum(one["calls"] for one in incidents),
        cost_eur=sum(one["cost_eur"] for one in incidents),
        outgoing=int(counts.get("calls", 0)),
        not_let_through=sum(int(counts.get(what, 0)) for what in ("ask", "refuse", "cut")),
    )


def _run(arguments: Sequence[str], folder: Path) -> tuple[int, list[dict[str, Any]]]:
    """Run a command of ours where no configuration lies. Its exit code, and the objects it printed."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "veilleur", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=LONGEST_RUN_S,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def _toml(value: Any) -> str:
    return json.dumps(value)  # the same for text, truth, numbers and lists of them


def _read_right(known: KnownSet, found: Sequence[CallRecorded]) -> tuple[float | None, float | None]:
    """The shares of the known calls that were read right, and with the right direction."""
    if known.calls:
        left = list(found)
        right = ways = 0
        for call in known.calls:
            place = _nearest(call, left)
            if place is None:
                continue
            event = left.pop(place)
            ways += event.direction is call.way
            right += event.direction is call.way and abs(event.billed_s - call.seconds) <= ROUNDED_S
        whole = max(len(known.calls), len(found))  # what is invented is wrong too
        return right / whole, ways / whole
    if known.ways:
        wrong = sum(
            abs(sum(event.direction is way for event in found) - count) for way, count in known.ways.items()
        )
        whole = max(1, sum(known.ways.values()))
        return None, max(0.0, 1 - wrong / whole)
    return None, None


def _nearest(call: KnownCall, found: Sequence[CallRecorded]) -> int | None:
    """The place of the record of a call: its number, and about its time."""
    places = [
        place
        for place, event in enumerate(found)
        if abs(event.at - call.at) <= ROUNDED_S and _far(event).endswith(call.number[-ENDING:])
    ]
    return min(places, key=lambda place: abs(found[place].at - call.at), default=None)


def _far(event: CallRecorded) -> str:
    return event.outside_caller if event.direction is Direction.IN else event.number


def share_below(deck: Path, site: Site) -> float:
    """The share of a deck's prefixes that our usual price puts below the deck."""
    prices = read_deck(deck)
    plan = DialPlan(site)
    below = 0
    for prefix, price in prices.items():
        number = f"+{prefix}{_FILLING[len(prefix) - 12 :] if len(prefix) < 12 else ''}"
        usual = plan.destination(number).usual
        below += usual.per_minute < price.per_minute - MICRO_EUROS_PER_EURO // 1_000
    return below / max(1, len(prices))
