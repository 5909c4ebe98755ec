"""The past at set-up: the switch's own call records that lie on this machine are learned at once, on a yes.

In: a configuration that was just written, a person or `--learn`. Out: what `veilleur learn` gives: habits
and the limits that fit them, in force when the guard starts. Pitfall: set-up is done by then, so a past that
cannot be read is one sentence and no failure of set-up.
"""

from __future__ import annotations

from collections.abc import Callable

from veilleur.cli.setup.reporting import Reporter
from veilleur.cli.setup.texts import ASK, SAY
from veilleur.config import Settings
from veilleur.language import say
from veilleur.pbx.adapter import Adapter, RecordsAtHand
from veilleur.words.errors import VeilleurError

NO = ("n", "non", "no")


def offer_past(
    settings: Settings,
    adapter: Adapter,
    reporter: Reporter,
    *,
    ask: Callable[[str], str] | None,
    wanted: bool | None,
) -> None:
    """Learn the records at hand. wanted: `--learn` or `--no-learn`; None asks, and without anybody to ask
    nothing is read."""
    if wanted is False or adapter.records_at_hand is None or (wanted is None and ask is None):
        return
    found = adapter.records_at_hand(settings)
    if not found.files and not found.is_exported:
        return
    language = reporter.language
    if wanted is None and ask is not None:
        question = say(ASK["learn"], {"records": _named(found, adapter)}, language)
        if ask(f"{question} ").strip().lower() in NO:
            return
    from veilleur.cli.records.learn import learn

    try:
        learn(
            settings,
            language,
            list(found.files),
            from_pbx=found.is_exported,
            replace=False,
            as_json=False,
        )
    except VeilleurError as error:
        reporter.pass_on(error.message)
        reporter.say("not_learned", SAY["not_learned"])


def _named(found: RecordsAtHand, adapter: Adapter) -> str:
    if not found.files:
        return adapter.title
    first, more = str(found.files[0]), len(found.files) - 1
    return f"{first} (+ {more})" if more else first
