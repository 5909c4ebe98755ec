"""The story of the demo: Friday's end of business at Garage Martin, then a break-in at night.

In: a seed. Out: what people and the attacker do to the switch, in order. All numbers are made up: French
ones from the ranges kept for fiction, foreign ones with digits drawn by the seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from veilleur.simulation.pbx.switch import EmbeddedPbx

BEGINS_AT = 1795192200.0  # Friday 20 November 2026, 17:30 in Paris
HOUR_S = 3600.0
ENDS_AFTER_S = 12.5 * HOUR_S  # past the last act, whatever the seed
ATTACKED_MAILBOX = "104"
ATTACKER = "+2637700000000"
GUESSING_CALLS = 16
FORWARDED_CALLS = 14
ORIGINATED_CALLS = 10


class Chapter(StrEnum):
    """The parts of the story."""

    BUSINESS = "business"
    GUESSING = "guessing"
    ENTRY = "entry"
    PUMP = "pump"
    EMERGENCY = "emergency"
    ORIGINATE = "originate"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody does, `after_s` seconds from the beginning. `who` and `number` are shown."""

    after_s: float
    chapter: Chapter
    who: str
    number: str
    do: Callable[[EmbeddedPbx], object]


def _pin(chance: random.Random) -> str:
    return f"{chance.randrange(10000):04d}"


def _business(chance: random.Random) -> list[Act]:
    acts = []
    for place in range(12):
        who = f"10{chance.randint(1, 6)}"
        abroad = place == 5
        number = "00032000000019" if abroad else f"0019900{chance.randrange(10000):04d}"
        talk = min(600.0, chance.lognormvariate(4.63, 0.98))
        acts.append(
            Act(
                60.0 + place * 240.0 + chance.uniform(0, 120),
                Chapter.BUSINESS,
                who,
                number,
                lambda pbx, who=who, number=number, talk=talk: pbx.dial(who, number, talk),  # type: ignore[misc]
            )
        )
    return acts


def _break_in(chance: random.Random, at: float, right: str) -> list[Act]:
    acts = []
    for place in range(GUESSING_CALLS):
        last = place == GUESSING_CALLS - 1
        # A guess by chance never hits: the story's entry is its last call, whatever the seed.
        guesses = [pin for pin in (_pin(chance) for _ in range(3)) if pin != right]
        tries = [*guesses[:1], right] if last else guesses
        new, target = _pin(chance), "0005355500" + f"{chance.randrange(10000):04d}"

        def call(pbx: EmbeddedPbx, tries: list[str] = tries, new: str = new, target: str = target) -> None:
            def inside() -> None:
                pbx.after(4.0, lambda: pbx.change_pin(ATTACKED_MAILBOX, new))
                pbx.after(9.0, lambda: pbx.set_forward(ATTACKED_MAILBOX, target))

            pbx.voicemail(ATTACKED_MAILBOX, ATTACKER, tries, inside)

        chapter = Chapter.ENTRY if last else Chapter.GUESSING
        acts.append(Act(at + place * 45.0, chapter, ATTACKER, ATTACKED_MAILBOX, call))
    return acts


def _pump(chance: random.Random, at: float) -> list[Act]:
    acts = []
    for place in range(FORWARDED_CALLS):
        talk = chance.uniform(900, 2400)
        acts.append(
            Act(
                at + place * 600.0,
                Chapter.PUMP,
                ATTACKER,
                ATTACKED_MAILBOX,
                lambda pbx, talk=talk: pbx.forwarded(ATTACKED_MAILBOX, ATTACKER, talk, hostile=True),  # type: ignore[misc]
            )
        )
    for place in range(ORIGINATED_CALLS):
        number = f"0037129{chance.randrange(10**6):06d}"
        talk = chance.uniform(900, 2400)
        acts.append(
            Act(
                at + 3 * HOUR_S + place * 420.0,
                Chapter.ORIGINATE,
                "AMI",
                number,
                lambda pbx, number=number, talk=talk: pbx.originate(number, talk, hostile=True),  # type: ignore[misc]
            )
        )
    return acts


def story(seed: int) -> tuple[list[Act], dict[str, str]]:
    """The acts in order of time, and the PINs the switch begins with (kept only in memory)."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    pins = {ATTACKED_MAILBOX: _pin(chance)}
    attack = 7 * HOUR_S + 35 * 60 + chance.uniform(0, 600)  # from 01:05 on
    pump = attack + GUESSING_CALLS * 45.0 + 60
    acts = [
        *_business(chance),
        *_break_in(chance, attack, pins[ATTACKED_MAILBOX]),
        *_pump(chance, pump),
        Act(
            pump + 1900.0,
            Chapter.EMERGENCY,
            ATTACKED_MAILBOX,
            "15",
            lambda pbx: pbx.dial(ATTACKED_MAILBOX, "15", 90.0),
        ),
    ]
    return sorted(acts, key=lambda act: act.after_s), pins


def night(seed: int, *, asks: bool, secret: str = "") -> tuple[EmbeddedPbx, list[Act]]:
    """A switch with the whole story ahead of it."""
    acts, pins = story(seed)
    pbx = EmbeddedPbx(BEGINS_AT, asks=asks, secret=secret, pins=pins)
    for act in acts:
        pbx.after(act.after_s, lambda act=act: act.do(pbx))  # type: ignore[misc]
    return pbx, acts
