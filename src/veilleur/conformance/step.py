"""One step of the kit, how it is played, and what came of it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from veilleur.conformance.made_switch import Ability, MadeSwitch
from veilleur.conformance.stage import WIDE, Stage, StepFailedError, staged

STEP_WITHIN_S = 60.0
Play = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step. area: its heading; sentence: what holds; needs: what the adapter must let its switch say or
    do. limit, mode: of the site it is played on."""

    code: str
    area: str
    sentence: str
    needs: frozenset[Ability]
    play: Play
    limit: int = WIDE
    mode: str = "observe"


class Verdict(StrEnum):
    """What came of a step."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_OFFERED = "not offered"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One step played for one adapter. why: what does not hold."""

    step: Step
    verdict: Verdict
    why: str = ""


async def played(step: Step, make: Callable[[], MadeSwitch]) -> Outcome:
    """Play a step before a guard of its own."""
    made = make()
    if not step.needs <= made.abilities:
        return Outcome(step, Verdict.NOT_OFFERED)
    with tempfile.TemporaryDirectory(prefix="veilleur-conform-") as folder:
        try:
            async with asyncio.timeout(STEP_WITHIN_S):
                async with staged(made, Path(folder), step.limit, step.mode) as stage:
                    await step.play(stage)
        except StepFailedError as error:
            return Outcome(step, Verdict.FAILS, str(error))
        except TimeoutError:
            return Outcome(step, Verdict.FAILS, "it never ends")
        except (AssertionError, OSError, RuntimeError) as error:
            return Outcome(step, Verdict.FAILS, f"{type(error).__name__}: {error}")
    return Outcome(step, Verdict.HOLDS)


def require(holds: bool, why: str) -> None:
    """Raises StepFailedError when something does not hold."""
    if not holds:
        raise StepFailedError(why)


def of_area(area: str, needs: Iterable[Ability], limit: int = WIDE, mode: str = "observe") -> Steps:
    """A list of steps with the same heading."""
    return Steps(area, frozenset(needs), limit, mode)


class Steps:
    """The steps of one area; a function becomes one by `@steps.step(...)`, its docstring is the sentence."""

    def __init__(self, area: str, needs: frozenset[Ability], limit: int, mode: str) -> None:
        self.all: list[Step] = []
        self._area, self._needs, self._limit, self._mode = area, needs, limit, mode

    def step(self, *needs: Ability, limit: int | None = None, mode: str = "") -> Callable[[Play], Play]:
        """Add a step. needs: beyond those of the area."""

        def add(play: Play) -> Play:
            name = getattr(play, "__name__", "")
            sentence = (play.__doc__ or "").strip().rstrip(".")
            self.all.append(
                Step(
                    code=name,
                    area=self._area,
                    sentence=sentence,
                    needs=self._needs | frozenset(needs),
                    play=play,
                    limit=self._limit if limit is None else limit,
                    mode=mode or self._mode,
                )
            )
            return play

        return add
