"""`veilleur conform ADAPTER`: the kit of steps that every adapter is held to, played here, with its verdicts.

For who writes an adapter: the steps and what they find are said in English. Exit 0 when all that the adapter
offers holds, 1 when something does not.
"""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Optional

import typer

from veilleur.cli.options import JsonOption, LangOption
from veilleur.words.errors import InputError


def command(
    adapter: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(help="Such as gate; all of them when left out."),
    ] = None,
    step: Annotated[str, typer.Option(help="Play this one step alone.")] = "",
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Hold an adapter to the kit: calls, refusals, cuts, lost lines, floods, restarts, faults."""
    from veilleur.conformance.fakes import MADE
    from veilleur.conformance.kit import STEPS, play
    from veilleur.conformance.step import Outcome, Verdict

    if adapter is not None and adapter not in MADE:
        raise InputError(
            "There is no adapter {name!r}; there are {known}.", name=adapter[:40], known=", ".join(MADE)
        )
    if step and step not in {one.code for one in STEPS}:
        raise InputError(
            "There is no step {name!r}; without --step all are played and named.", name=step[:40]
        )
    failed = 0
    for name in [adapter] if adapter is not None else list(MADE):

        def say(outcome: Outcome, name: str = name) -> None:
            if as_json:
                said = {"adapter": name, "step": outcome.step.code, "verdict": outcome.verdict.value}
                print(json.dumps({**said, "why": outcome.why}), flush=True)
                return
            why = f": {outcome.why}" if outcome.why else ""
            line = f"{name:12} {outcome.verdict.value:12} {outcome.step.code:24} {outcome.step.sentence}{why}"
            print(line, flush=True)

        outcomes = asyncio.run(play(name, say, step))
        failed += sum(one.verdict is Verdict.FAILS for one in outcomes)
        if not as_json:
            counts = {word: sum(one.verdict is word for one in outcomes) for word in Verdict}
            print(f"{name}: " + ", ".join(f"{count} {word.value}" for word, count in counts.items()))
    if failed:
        raise typer.Exit(1)
