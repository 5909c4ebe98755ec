"""Whether a layout's file is read as it was: right, wrong with a word, or wrong in silence.

In: a `Layout` and a folder. Out: an `Outcome`. Pitfall: the site is guessed from the file, as `check` does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.strangers.firm import Call, Layout, calls_of
from veilleur.records import guess_site, read, with_zeros
from veilleur.words.calls import Direction
from veilleur.words.errors import InputError
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

FARTHEST_S = 100_000
CENT = 0.011
TAIL = 7  # digits that every spelling of a number shares


@dataclass(frozen=True, slots=True)
class Outcome:
    """One layout. grade: right, said or silent. wrong: the calls that were read otherwise."""

    layout: Layout
    format: str
    grade: str
    wrong: tuple[str, ...]
    words: tuple[str, ...]
    country: str = ""


def write(layout: Layout, folder: Path, with_attack: bool = True) -> Path:
    """The layout's file."""
    written = layout.write(held(layout, calls_of(layout.country, with_attack)))
    path = folder / f"{layout.name}{'' if with_attack else '-honest'}{layout.suffix}"
    path.write_bytes(written if isinstance(written, bytes) else written.encode("utf-8"))
    return path


def held(layout: Layout, calls: Sequence[Call]) -> list[Call]:
    """The calls that stand in a file of this layout."""
    return [call for call in calls if call.way in layout.ways and (call.talk > 0 or not layout.answered_only)]


def outcome_of(layout: Layout, folder: Path) -> Outcome:
    """Read the layout's file as `check` would, and compare."""
    path = write(layout, folder)
    calls = held(layout, calls_of(layout.country))
    try:
        guess = guess_site(read([path], Site()), Site())
        reader = read([path], guess.site)
        found = list(with_zeros(reader) if guess.are_zeros_lost else reader)
    except InputError as error:
        return Outcome(layout, "-", "said", (f"refused: {error.message}"[:200],), ())
    words = [*map(str, reader.notices), *(f"{one.line}: {one.cause}" for one in reader.rejected[:3])]
    wrong = list(_differences(layout, calls, found))
    if guess.site.country != layout.country:
        wrong.append(f"country {guess.site.country}")
    grade = "right" if not wrong else "said" if words else "silent"
    return Outcome(layout, reader.formats[str(path)], grade, tuple(wrong), tuple(words), guess.site.country)


def _differences(layout: Layout, calls: Sequence[Call], found: list[CallRecorded]) -> list[str]:
    left, wrong = list(found), []
    for call in calls:
        event = _nearest(layout, call, left)
        if event is None:
            wrong.append(f"missing {_shown(call)}")
            continue
        left.remove(event)
        faults = []
        if event.direction.value != call.way:
            faults.append(f"way {event.direction.value}")
        if abs(event.at - call.at.timestamp()) > layout.start_s:
            faults.append(f"start off by {event.at - call.at.timestamp():.0f}")
        if abs(event.billed_s - call.talk) > layout.talk_s:
            faults.append(f"talk {event.billed_s:.0f} for {call.talk}")
        if layout.knows_telephone and event.extension != call.ext:
            faults.append(f"ext {event.extension!r}")
        if layout.charges_euros and abs((event.charged or 0) / 1_000_000 - float(call.money())) > CENT:
            faults.append(f"charged {event.charged}")
        if faults:
            wrong.append(f"{_shown(call)}: {', '.join(faults)}")
    wrong += [f"invented {event.direction.value} {event.number} {event.outside_caller}" for event in left]
    return wrong


def _shown(call: Call) -> str:
    return f"#{call.number} {call.way} {call.ext} {call.far}"


def _nearest(layout: Layout, call: Call, events: Sequence[CallRecorded]) -> CallRecorded | None:
    far = call.far.lstrip("+")
    if layout.hidden:
        far = far[: -layout.hidden]
    tail = far[-(TAIL - layout.hidden) :]
    same = [
        event
        for event in events
        if tail
        == _digits(event.outside_caller if event.direction is Direction.IN else event.number)[-len(tail) :]
    ]

    def distance(event: CallRecorded) -> float:
        return abs(event.at - call.at.timestamp()) + 2 * abs(event.billed_s - call.talk)

    best = min(same, key=distance, default=None)
    return best if best is not None and distance(best) < FARTHEST_S else None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
